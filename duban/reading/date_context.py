"""Whether a date phrase bounds future work, judged by the words around it in its clause.

Past facts, names, citations, starting days, a year before a noun and events without a calendar day bound nothing.
"""

import re

from duban.reading.verbs import WORK

_DELIMITERS = re.compile(r"[,。;:!?\n()]")
_PAST_BEFORE = re.compile(
    r"(?:已于?|已在|原计划|原定|截至|截止到?|截止至|近|最近|过去|有效期[至到为]?|比|较|同比|相比|早在|始于|以|高于|低于|优于|多于|少于)$"
)
_PAST_AFTER = re.compile(
    r"(?P<before>[^,]{0,12}?)已(?!建档)(?!\w{1,6}的)|[^,]{0,12}?(?:曾|共(?:有|计)|以来)|了$"
    r"|[^,]*?(?:完成|实现|取得|开展|下降|增长|达到)了"
)
_UNTIL = re.compile(r"(?:到|至)(?:\d{4}年[和及、])?$")
_WORKS = re.compile(WORK)
_SINCE = re.compile(r"(?:自从?|从)$")
_SPANS = re.compile(r"[至到-]")
_LEVEL = re.compile(r"(?:压缩|缩短|压减|精简|控制)(?:到|至|在|为)?$")
_WORK_ON = re.compile(r"[对将把为按给使]|完成|开展|组织|整改|启动|推进|做好")
_MADE = (
    r"(?:印发|下发|制发|出台|发布|颁布|下达|召开|签订|竣工|开工|批准|批复|立项|脱贫|退出|入学|毕业|成立|建成|投运|实施|确定|反馈"
    r"|在册|在编|登记|注册|认定|参保)"
)
_NAMED_AFTER = re.compile(rf"^(?:度(?![内底末])|学年|届|级|版|基期|为基准|不变价|水平年|{_MADE}的)")
_SEASON_AFTER = re.compile(r"^(?:[春夏秋冬暑寒汛]|国庆|中秋|清明|端午|五一|元旦|[节假])")
_NOUN_AFTER = re.compile(
    r"^(?:的|(?:新建|续建|在建|新增|实施|计划|安排)(?:的|项目|工程)(?!\d)|份?(?:工作(?!日)|重点|任务|目标|情况|经济|报表|数据|计划(?:的|表|书)|预算|决算|绩效|奖|结转|结余|余额|存量|份额|常态|在建|在册|毕业)|考核(?:结果|指标|内容|评价|体系|目标))"
)
_FROM_AFTER = re.compile(r"^(?:起(?![草到步诉来])|开始(?!建)|(?:以|之)?后(?![续期备勤])|以来)")
_TAKES_OBJECT = re.compile(
    r"(?:落实|启动|更新|做好|抓好|对|按|按照|根据|依据|完成|推进|制定|制订|拟定|拟定好|编制|巩固|提升|巩固提升|实施|开展|加快|加快推进|结合|围绕"
    r"|聚焦|纳入|列入|用于|把|将|的|关于|下达|提前下达|安排|梳理|总结|汇总|整理|审核|清理|参照|执行|利用|与|同|及|和|是|为|在|给|向|从|由|让|调整|公布|申报|争取|整合)$"
)
_LEADS = re.compile(r"(?:到|至|力争|确保|争取|计划|预计|拟|要|并|且|,)$")
_RATE_AFTER = re.compile(r"(?!\d{1,2}(?:时|点|:))(?:约|不超过|可)?\d[\d.]*[^\d次场期遍轮回堂批篇份条至到-]")
_DOES = rf"(?:力争|力求|确保|争取|计划|预计|拟|达到?|出台|制定|印发|健全|基本|全面|全部|如期|圆满|率先|累计|开展|组织|不|再|各|每|{WORK})"
_DOES_AFTER = re.compile(rf"^{_DOES}")
_ACTS = re.compile(r"(?:启动|实施|开展|推进|组织|编制|制定|出台|完善|推广|推行|探索|申报|争创|创建|打造)\w{2}")
_FINISHES = re.compile(
    r"完成|建成|实现|达到|达标|到位|全覆盖|启动|开工|竣工|投入|投产|投用|达产|运营|完工|封顶|见效|通过|消除|出台|退出|脱贫|验收|解决|清零|形成|建立|突破|控制"
)
_AIMS = re.compile(rf"达|突破|超过|不[低少]于|不超过|控制|增长|下降|提高|降低|缩小|{WORK}")
_AMOUNT = re.compile(r"\d(?!\d*[年月日号])|(?<![上下每同])[一二两三四五六七八九十百千]+(?:个|所|座|家|户|处|条|栋|名)")


def bounds(text: str, start: int, end: int, grain: str, bounded: bool) -> bool:
    """Return whether the phrase at [start, end) of a plain text bounds future work.

    `grain` is what it is made of; `bounded` says it ends in 前, 底, 末, a month or a day, so that only the past can undo it.
    """
    left, right = _clause_before(text, start), _clause_after(text, end)
    if grain == "ongoing":
        return not right.startswith("的")
    if grain in ("cadence", "monthday", "past") or _PAST_BEFORE.search(left) or _FROM_AFTER.match(right):
        return False
    if _SINCE.search(left) and not _SPANS.search(text, start, end):
        return False
    if grain == "within":
        return not _LEVEL.search(left)
    if grain == "cycle":
        return not _RATE_AFTER.match(right) and (text[start - 2 : start - 1] != "每" or "次" in right)
    if _is_past(right) or _NAMED_AFTER.match(right):
        return False
    if grain in ("year", "wholeyear"):
        if _SEASON_AFTER.match(right):
            return False
        return bounded or _year_bounds(text, start, end, left, right)
    return bounded and not (grain in ("month", "quarter", "half", "yearend") and _NOUN_AFTER.match(right))


def _is_past(right: str) -> bool:
    """Return whether what follows a date reports: 已全面开工, but not 完成已建项目验收."""
    told = _PAST_AFTER.match(right)
    return bool(told) and not _WORK_ON.search((told and told["before"]) or "")


def names(text: str, start: int, end: int, named: int | None, plan: int | None) -> bool:
    """Return whether later dates take the year of a phrase that is no due: not from a name (2017年度, 2017-2018学年), a
    comparison (比2015年), or the time before the plan."""
    if named is None or (plan is not None and named < plan):
        return False
    return not _NAMED_AFTER.match(text[end : end + 12]) and text[start - 1 : start] not in ("比", "较")


def _year_bounds(text: str, start: int, end: int, left: str, right: str) -> bool:
    """Return whether a year without 前 or 底 says by when, and is no year before a noun (2019年在建项目)."""
    if text[start - 1 : start] == "(" and text[end : end + 1] in (")", ""):
        return False
    if _UNTIL.search(left) or re.match(r"度[内底末]", right):
        return True
    if _TAKES_OBJECT.search(left) or _NOUN_AFTER.match(right):
        return False
    if text.startswith("全年", end - 2):
        return bool(right)
    if not right:
        opens = not left or _LEADS.search(left)
        return bool(opens) and text[end : end + 1] == "," and _opens(text, end + 1)
    return _works(left, right) or (not left and bool(_SPANS.search(text, start, end) and _WORKS.search(right)))


def _works(left: str, right: str) -> bool:
    """Return whether what follows a year is work done in it: 2022年实施二期, 2020年供水量突破3亿立方米."""
    leads = bool(_LEADS.search(left))
    if _ACTS.match(right) and (leads or not left):
        return True
    if _DOES_AFTER.match(right):
        return bool(_FINISHES.search(right) or _AMOUNT.search(right))
    amount = _AMOUNT.search(right)
    if amount and (_AIMS.search(right, 0, amount.start()) or re.search(r"以[上内下]", right)):
        return True
    return leads and bool(_FINISHES.search(right))


def _opens(text: str, at: int) -> bool:
    """Return whether the clause after "2020年," leaves the year to bound it: it is no past and names no finer date itself."""
    following = _clause_after(text, at)
    return not _is_past(following) and not re.match(r"\d{1,2}月|[上下]半年|第?[一二三四]季度|年[底末]", following)


def _clause_before(text: str, at: int) -> str:
    window = text[max(0, at - 40) : at]
    return _DELIMITERS.split(window)[-1]


def _clause_after(text: str, at: int) -> str:
    return _DELIMITERS.split(text[at : at + 60], maxsplit=1)[0]
