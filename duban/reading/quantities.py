"""Numbers with their units as plans write them: 290046平方米, 2.8万亩, 95%以上, 15%、10%和26%, 一栋.

What the plan binds itself to among them is decided in targets.py.
"""

import re
from dataclasses import dataclass, replace

from duban.plan import Op
from duban.reading.numerals import number


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number in a plain text: its value and unit, and the bound its words set.

    `op` is None where nothing bounds it; `before` says the bounding word stands before it (达到, 不超过), `suffix` is what
    stands after it (以上, 左右). It begins at `start`, its numeral and unit end at `stop`, its suffix at `end`.
    """

    value: int | float
    unit: str
    op: Op | None
    before: bool
    suffix: str
    start: int
    stop: int
    end: int
    chinese: bool = False


# A measure word is one only where the character after it does not make it the start of another word.
_COUNTED = (
    r"个(?!百分点|工作日|月|小时|季度|学期|别|体|人)|所(?![有在需属以得辖])|座(?!谈)|栋|幢|处(?![理置于罚分方])|条(?![件例线龙])|台(?!账)|辆|套|间(?![隔接])"
    r"|张(?!贴)|幅(?!度)|家(?![庭长乡政具电校])|户(?![均外籍型口])|名(?![录称单])|位(?![于置])|支(?![持部出])|艘|架|盏|口(?![号岸径])|眼"
    r"|只(?![能有要])|头(?!部)|羽|株|棵|床(?!位)|片(?![区长])|块|项(?!目)|件|宗|门(?!类)|对(?![口接外标])|组(?![织建成长])|根|杆|部(?![门分署])"
    r"|册|本(?![级科地])|份(?!额)|例|起(?![草步来])|批|类|篇|样|种(?![植粮子业养])|节|班(?!子)|期(?![间末限])|场(?![所地馆])|次(?![性日要])|遍|轮|枚|具(?![体有备])|路(?![线面径段灯口由况基网])|列(?![入为出席])|把(?![握好关控])|顶|盒|孔|尾(?![水矿气款])|扇|樘|箱|袋|瓶|桶|卷|个"
)
_MEASURED = (
    r"个?百分点|人次|户次|车次|班次|人(?![均才口大社民工力行造家为事])|亩次|亩(?!均)|公顷|平方(?:公里|千米|米)|平米|立方米|公里|千米|海里|米|吨(?:标准?煤)?|千克|公斤|斤"
    r"|(?:美|欧|港)?元|千瓦(?:时)?|兆瓦(?:时)?|吉瓦|万千瓦|蒸吨|微克(?:每|/)立方米|毫克(?:每|/)(?:立方米|升)|µg/m3|μg/m3|ug/m3|分(?![别钟之类批局公院解步管级段配散布离享析期包拣时流])"
    r"|家次|户次|件次|批次|场次|课时|倍|岁|天(?!然)|个?工作日|学时|课时|小时|分钟|个月|年|周|月|日|号|标箱|床位|张床位|车位|泊位|%|‰|/10万|℃|分贝|吨/日|立方米/日"
)
_PER = r"(?:/(?:平方米|立方米|平方公里|公里|万人|千人|人|户|亩|吨|日|天|年|月|生|学年|例|个)(?:[·.](?:月|平方公里))?)*"
_SCALE = r"(?:百万|千万|万亿|千亿|百亿|万|亿|千|百)?"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = rf"(?:(?P<scale>万|亿)(?=[余多]))?[余多]?(?P<unit>(?:{_SCALE}(?:{_MEASURED}|{_COUNTED}){_PER})|(?:万亿|万|亿)(?![元亩吨]))?"
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z〔第:/+])(?P<arabic>{_ARABIC})(?![\d:]|/(?!10万)\d){_UNIT}"
    rf"|(?<![每同第统唯之十百千零〇一二三四五六七八九])(?P<chinese>[一二两三四五六七八九十][一二三四五六七八九十百]{{0,4}})(?P<cunit>{_COUNTED})"
)
_SUFFIX = re.compile(r"(?:\(含\))?(及以上|及以下|以上|之上|以下|之下|以内|之内|左右|上下|内)(?![涵容部外])")
_JOIN = re.compile(r"[、和及与]|以及")
_NAMED_JOIN = re.compile(r"[、和及与][^\d,;:、]{1,6}")
_RANGE = re.compile(r"(?:-+|至|到)\d|(?:-+|至|到|、)?[一二两三四五六七八九十](?=[个名人家])")

_FILLER = r"(?:分别|均|都|各|约|全部)?(?:为|到|在|至)?(?:[^\d,。;:、的]{0,14}的|(?:全\w)?平均(?:水平|值)?)?"
_BOUNDS: tuple[tuple[Op, str], ...] = (
    (
        "<=",
        r"不超过?|不高于|不大于|不多于|不得超过|不得高于|不突破|小于(?:和|或|及)?等于|(?<!不)(?<!得)(?:低于|小于|少于)|控制(?:在|到|为)|≤|(?<=[\w)])<=?",
    ),
    (
        ">=",
        r"(?<![下传直到发表抵送高转])达(?![标产效州人])(?:到|成)?了?|不低于?|不少于?|不小于|不得[低少]于|至少|最低|(?<!不)突破|大于(?:和|或|及)?等于|≥|(?<=[\w)])>=",
    ),
    (">", r"(?<![不得])(?:超过|超出|大于|高于|多于)|(?<![不得赶])超|(?<=[\w)])>"),
)
_BEFORE = tuple(
    (op, re.compile(rf"(?:{words}){_FILLER}$|分别(?:{words})[^\d,。;:、]{{1,6}}$")) for op, words in _BOUNDS
)
_AT_LEAST = re.compile(r"(?:至少|不少于)[^\d,。;:、]{0,8}$")
_AFTER: dict[str, Op] = {
    **dict.fromkeys(("及以上", "以上", "之上"), ">="),
    **dict.fromkeys(("及以下", "以下", "之下", "以内", "之内", "内"), "<="),
    **dict.fromkeys(("左右", "上下"), "="),
}


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a plain text in order; ranges (3至5人) are none.

    Numbers joined by 、 or 和 (15%、10%和26%) share their unit and their bound.

    >>> [(q.op, q.value, q.unit) for q in quantities("分别控制在0.6%和1.8%以内")]
    [('<=', 0.6, '%'), ('<=', 1.8, '%')]
    """
    runs: list[list[Quantity]] = []
    barred = -1
    for match in _NUMBER.finditer(text):
        after_numeral = match.end("arabic") if match["arabic"] else match.end()
        if _RANGE.match(text, after_numeral) or _RANGE.match(text, match.end()):
            barred = match.end() + 3
            continue
        if match.start() <= barred and text[match.start() - 1] in "-至到一":
            continue
        found = _quantity(text, match)
        if runs and _continues(text, runs[-1], found):
            runs[-1].append(found)
        else:
            runs.append([found])
    return [quantity for run in runs for quantity in _shared(run)]


def _continues(text: str, run: list[Quantity], found: Quantity) -> bool:
    """Return whether a number belongs to the list before it: 15%、10%, or after 分别 also 甲县220天、乙县210天."""
    if run[-1].unit not in ("", found.unit):
        return False
    between = (run[-1].end, found.start)
    each = "分别" in text[max(0, run[0].start - 12) : run[0].start]
    return bool(_JOIN.fullmatch(text, *between) or (each and _NAMED_JOIN.fullmatch(text, *between)))


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    value = number(match["arabic"] or match["chinese"])
    unit = (match["scale"] or "") + (match["unit"] or match["cunit"] or "")
    suffix = _SUFFIX.match(text, match.end())
    left = text[max(0, match.start() - 24) : match.start()]
    before = next((op for op, words in _BEFORE if words.search(left)), ">=" if _AT_LEAST.search(left) else None)
    after = _AFTER[suffix[1]] if suffix else None
    return Quantity(
        value=0 if value is None else value,
        unit=unit,
        op=_op(left, before, after),
        before=before is not None,
        suffix=suffix[1] if suffix else "",
        start=match.start(),
        stop=match.end(),
        end=suffix.end() if suffix else match.end(),
        chinese=match["arabic"] is None,
    )


def _op(left: str, before: Op | None, after: Op | None) -> Op | None:
    """Return the bound two words set together: 达到9%左右 is about 9%, 控制在30%以上 at least 30%."""
    if after == "=" or before is None or re.search(r"控制在\w{0,4}$", left):
        return after or before
    return before


def _shared(run: list[Quantity]) -> list[Quantity]:
    if len(run) == 1:
        return run
    first, last = run[0], run[-1]
    op = first.op if first.before else last.op
    return [
        replace(
            quantity,
            op=quantity.op if quantity.before or (quantity.suffix and not first.before) else op,
            unit=quantity.unit or last.unit,
            before=quantity.before or first.before,
        )
        for quantity in run
    ]
