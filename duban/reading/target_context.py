"""Whether a number in its clause is one the plan binds itself to: planned, not reported, no threshold, rate of pay or condition.

The numbers themselves come from quantities.py; what becomes of those that bind is in targets.py.
"""

import re
from dataclasses import dataclass

from duban.reading.quantities import Quantity
from duban.reading.verbs import WORK


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity in its sentence: its clause before and after it, the clause whole, and the sentence as far as the number.

    `follows` says the figure continues a list whose last one was a target (幼儿园420个、中小学4580个).
    """

    left: str
    right: str
    clause: str
    before: str
    follows: bool = False


_VERB = re.compile(rf"(?<!未)(?<!不)(?:{WORK})(?!的)")
_ADJACENT_VERB = re.compile(
    rf"(?<!未)(?:{WORK})(?:了|好|出)?(?:[^\d,、的等对为向在与从每]{{0,6}}|[^,、等对为向]{{1,14}}的)$"
)
_BUILDS = re.compile(
    r"(?:建设|建成|新建|改建|扩建|修建|兴建|建|打造|创建|设立|新增|增设|开办|培育|引进|添置)(?:好|起|成|了)?$"
)
_PAST = re.compile(
    r"已(?!建档)|目前|现有|截至|截止|去年|(?<![比较])上年(?!度)|以来|曾|共(?:有|计|涉及)|合计|总计|尚有|尚未|仍|差缺|缺口|缺少|原有|现状|仅|只有|未达|同比(?:增加|减少)|增幅达"
)
_REPORTING = re.compile(r"^(?:截至|截止|目前|近年来|去年|今年以来|多年来)|取得.{0,6}成效")
_AHEAD = re.compile(r"即将|(?<!即)将(?:于|在|进一步|继续)|20\d\d-20\d\d年,|^到")
_MEANS_TO = re.compile(
    r"计划(?=[在到于用对将投新建支安招培实完启开])|拟|力争|确保|争取|(?<![需主首重紧])要(?![求点素闻件])"
)
_CONDITION = re.compile(r"的$|的[^,]*(?:给予|予以|奖励|兑现|享受|补贴|问责|约谈)|^(?:凡|如|若|对)[^,]*的[^,]*扣")
_AIMED = re.compile(r"^(?:对|凡|将|为|向|给|由|从)")
_CAPACITY = re.compile(r"(?:日处理|处理能力|设计)[^,]{0,6}$")
_ONLY_DATE = re.compile(r"(?:到|在|于|全(?=年))?[\d今本明年月日底前末内上下半季度一二三四]*(?:,)?")
_FINISHES = re.compile(r"完成|建成|达到|实现|通过|创建|创成|脱贫|退出|开工|竣工|投产|上市")
_PAY = re.compile(
    r"给予|予以|奖励|奖补|补助(?!资金|项目)|补贴(?!资金)|兑现|享受|免除|罚款|处以|最高|学费|生活费|报销|标准|工资|津贴"
)
_FUNDS = re.compile(r"整合|统筹|撬动|发放|落实|拨付|投入|安排|筹集|筹措|争取|下达|支持|规划|完成|投资")
_EACH = re.compile(r"每(?:人|生|户|亩|班|头|名|位|次|月|年|天|日)")
_CYCLE = re.compile(r"每(?:隔|个|[一两二三四\d]+个?)?(?:半|年|学期|学年|季|月|周|旬|日|天|晚|星期)")
_GROWTH = re.compile(
    r"(?:率|比例|比重|占比|面|度|水平|系数|增长|增幅|增速|提高|提升|下降|降低|减少|压减|精简|增加|削减|缩减|减排|上升|回升|下浮|完成|压缩)"
    r"(?:再|同比|分别|均|都|各|全部)?(?:约|近|为|到|至|了)?$"
)
_URGES = re.compile(r"(?:确保|力争|争取|实现|使|完成|推动)[^,]{0,12}$")
_BUILT = re.compile(r"(?:建设|建成|新建|改建|扩建|修建|兴建|打造|创建|新增|增设|引进|培育|认定|新认定)[^,、的]{2,12}$")
_LESSENS = re.compile(r"(?:降低|减轻|压降|节省|节支|削减)[^,、的]{0,8}(?:成本|负担|支出|费用|开支|税费|用能|能耗)$")
_LOOKS = re.compile(
    r"^[^,、\d]{1,14}(?:排查|检查|核查|普查|摸底|摸排|巡查|(?:目录|预案|图谱|台账|清单)(?:编制|制定|修订)?)(?:工作|任务)?$"
)
_WORKED_ON = re.compile(
    r"(?:处|座|条|幢|栋|眼|口|盏|台|辆|套|公里|亩|公顷|平方米|立方米|株|棵|米|个|家|所|项|间|张|组|部|块)$"
)
_WHOLE = re.compile(r"(?:全|我|本|辖|现|总)[县市区州省镇乡旗辖校有共]?")
_STATES = re.compile(r"涉及|包括|占|距|位于|(?:为|是|有|达)$")
_DESCRIBES = re.compile(r"(?:占地|面积|全?长|[宽高深]|库容|规模|能力|里程|[产总存数]量|保有)(?:约|近)?$")
_ASSIGNED = re.compile(r"(?:任务|目标|指标|计划)(?:为|是|数|量|共)?$")
_PAPER = re.compile(
    r"台账|方案|制度|机制|会议|座谈|检查|清单|报告|专班|小组|预案|档案|现场会|措施|行动|活动|(?<!高)标准(?!厂房|化|地)|体系|平台|数据库|队伍|格局|环节|方面|部门|督查|通报|文件|意见|办法|任务(?!$)"
)
_TIME = re.compile(r"年|月|日|号|周|小时|分钟|个月|个?工作日|天|学时|课时|岁|节")
_UNCOUNTED = re.compile(r"次|遍|轮|批|类|篇|样|节|分|倍|班|场|期|份|册|本|例|起|对|人?级")
_COUNTED_TIME = re.compile(r"天数|时间|时限|周期|压缩|缩短|学时|课时|寿命")
_NEEDED = re.compile(r"的[^,\d]{0,8}(?:需求|任务|目标|指标|缺口|资金|投资|建设|改造|改善|治理|整治|提升)")
_SCOPE = re.compile(r"^[^,、\d]{0,20}")
_BODY = re.compile(
    r"[^,、\d]{0,5}?(?:县|市|(?<![小社园厂景库灌校山城])区|乡镇?|镇|街道|部门|单位|高校)"
    rf"(?=$|[、,的每]|{WORK}|开展|全部|全面|依托|建立|组织|制定)"
)
_TENDS = re.compile(r"(?:支持|帮助|帮扶|扶持|资助|实施|安排|服务|落实|提供|投入|规划|发展|启动|对|向|在)[^,]{0,6}$")
_CLASSIFIER = re.compile(r"^(?:个|所|座|栋|幢|处|条|家|间|套|名|支|台|辆|项|片|户)$")


def binds(quantity: Quantity, place: Place, reported: bool = False) -> bool:
    """Return whether the plan binds itself to a number; in a report of what was done, only where its words look ahead."""
    if reported and not (_AHEAD.search(place.before) or _MEANS_TO.search(place.clause)):
        return False
    if _reports(place) or _quoted(quantity, place) or _is_pay(quantity, place):
        return False
    share = quantity.unit.endswith(("%", "‰", "百分点"))
    if not share and _CYCLE.search(place.left):
        return False
    if _TIME.fullmatch(quantity.unit):
        shortened = re.search(r"(?:压缩|缩短|压减|减少)(?:到|至|为|在)(?:\w{0,4})$", place.left)
        return bool(shortened) or (
            quantity.op is not None
            and ((place.follows and quantity.before) or bool(_COUNTED_TIME.search(place.left[-12:])))
        )
    if _CONDITION.search(place.clause) or (quantity.unit in ("名", "位") and place.left.endswith(("前", "后"))):
        return False
    if quantity.before:
        return not _is_sort(quantity, place)
    if quantity.suffix in ("", "左右", "上下"):
        return _is_share(quantity, place) if share else _is_count(quantity, place)
    return _is_bound(quantity, place, share)


def _reports(place: Place) -> bool:
    return bool(_PAST.search(place.clause) or _REPORTING.search(place.before))


def _quoted(quantity: Quantity, place: Place) -> bool:
    return bool(re.search(r"[“\"《][^”\"》]{0,6}$", place.left) and re.match(r"[^“\"《]{0,6}[”\"》]", place.right)) or (
        quantity.unit == "" and not (quantity.before or quantity.suffix)
    )


def _is_pay(quantity: Quantity, place: Place) -> bool:
    """Return whether a sum is a rate of pay or a subsidy, not money the plan sets out to raise or spend."""
    if "元" not in quantity.unit:
        return False
    if "元/" in quantity.unit:
        return not quantity.unit.endswith(("/亩", "公里", "平方米"))
    if _EACH.search(place.left[-16:]):
        return True
    return bool(_PAY.search(place.clause)) and not _FUNDS.search(place.left)


def _is_sort(quantity: Quantity, place: Place) -> bool:
    """Return whether a bounded number says what sort: 产值超10亿元企业3家, 对超过100万元的项目."""
    if place.right.startswith("的") and _AIMED.match(place.left):
        return True
    return not _CLASSIFIER.match(quantity.unit) and bool(re.match(r"[^,、和及与并)]+\d", place.right))


def _is_share(quantity: Quantity, place: Place) -> bool:
    if quantity.value == 100 and quantity.unit == "%":
        return bool(place.left)
    return bool(
        _GROWTH.search(place.left) or place.follows or (_URGES.search(place.left) and not place.left.endswith("按"))
    )


def _is_bound(quantity: Quantity, place: Place, share: bool) -> bool:
    """Return whether N以上 says how much, not what sort (20公顷以上公园1处, 7项及以上指标)."""
    right = place.right
    if not right or re.match(r"[、)和及与并且]", right):
        return True
    if place.follows and re.fullmatch(r"[^,]{0,14}[、和及与]", place.left):
        return not right.startswith("的")
    if share:
        return not re.match(r"的?(?:股份|股权|比例|标准|补)", right) and not place.left.endswith(("按", "的"))
    if _CLASSIFIER.match(quantity.unit) and _ONLY_DATE.fullmatch(place.left) and _FINISHES.search(right):
        return True
    if quantity.suffix.startswith("及") or right.startswith("的") or re.search(r"\d", right):
        return False
    return bool(_CLASSIFIER.match(quantity.unit) and _ADJACENT_VERB.search(place.left))


def _is_count(quantity: Quantity, place: Place) -> bool:
    """Return whether a bare number counts what is planned to be built, trained or funded."""
    left, right = place.left, place.right
    noun = _SCOPE.match(right)
    if _UNCOUNTED.fullmatch(quantity.unit) or _PAPER.search(noun[0] if noun else "") or _CAPACITY.search(left):
        return False
    closes = not right or bool(re.match(r"[、和及与并()外]", right))
    if quantity.chinese:
        built = _BUILDS.search(left) or (
            closes and not _PAPER.search(left) and (_BUILT.search(left) or (place.follows and left[:1] in "、和及与"))
        )
        return bool(built) and bool(_CLASSIFIER.match(quantity.unit)) and not right.startswith("“")
    if closes and _ASSIGNED.search(left):
        return True
    if closes:
        tail = _after_verb(left)
        if "元" in quantity.unit and _LESSENS.search(left):
            return True
        if tail is None:
            return (place.follows or _is_work(quantity, left)) and not _STATES.search(left)
        return not _PAPER.search(tail) and not re.search(r"等$|涉及|包括", tail)
    if right.startswith("的"):
        return bool(_NEEDED.match(right)) and _after_verb(left) is not None
    return _is_object(quantity, place)


def _is_work(quantity: Quantity, left: str) -> bool:
    """Return whether things close a clause: work on them, whatever its verb (平复采砂坑塘17处), but not 全县行政村256个."""
    dated = _ONLY_DATE.match(left)
    named = left[dated.end() :] if dated else left
    if not _WORKED_ON.search(quantity.unit) or len(named) < 4:
        return False
    return not (_WHOLE.match(named) or _DESCRIBES.search(left) or _PAPER.search(left))


def _is_object(quantity: Quantity, place: Place) -> bool:
    """Return whether the number counts a verb's own object (完成35个小区改造), not its scope (等12所学校建设校舍)."""
    left, right = place.left, place.right
    if "元" in quantity.unit:
        return bool(_FUNDS.search(left))
    if _LOOKS.match(right):
        return False
    if re.search(r"为[^,\d]{0,8}$", left):
        return quantity.unit in ("人", "名", "户", "万人", "万名", "万户") and bool(
            re.search(rf"{WORK}|办理|购买|缴|筛查|体检|代|送", right)
        )
    if place.follows and re.search(r"[、和及与]$", left):
        return True
    if not _CLASSIFIER.match(quantity.unit.lstrip("万亿")) and re.match(r"[^,、与和及]+\d", right):
        return False
    if _BODY.match(right) and _TENDS.search(left):
        return False
    scope = re.match(rf"[^,、]*?(?:{WORK}|每)[^,、]*\d", right)
    return bool(_ADJACENT_VERB.search(left)) and not scope


def _after_verb(left: str) -> str | None:
    """Return what stands between the clause's last verb and the number, None where it has no verb."""
    ends = [verb.end() for verb in _VERB.finditer(left)]
    return left[ends[-1] :] if ends else None
