"""The words deadlines are written with, as tokens: one alternation, each token one piece of a date.

How tokens join into phrases lives in date_phrases.py; whether a phrase bounds future work in date_context.py.
"""

import re
from typing import NamedTuple


class Token(NamedTuple):
    """One date word: its kind, its parts as written (only those that are there), and its place in the plain text."""

    kind: str
    parts: tuple[str, ...]
    start: int
    end: int


_N = r"(?:\d{1,2}|(?<![统唯同逐某任单第])[一二三四五六七八九十]{1,3})"
_SMALL = r"\d{1,2}|[一二两三四五六七八九十]"
_YEAR = r"(?:19|20)\d\d|[一二][〇零○0O九][〇零○O一二三四五六七八九]{2}"
_PERIOD = r"年度|学年|学期|季度|季(?!节)|月度|月份?|周(?![边围岁])|星期|旬|工作日|日(?!常)|天(?!然)|晚|年(?!级|龄)|小时"
_SPAN = r"工作日|自然日|日历天|小时|分钟|周|星期|季度|学期|月|年|天|日"

# Kind, the characters it may begin with ("0" for any digit), form. Order matters: what is no date comes first, then longer forms
# before the shorter ones they contain.
_KINDS: tuple[tuple[str, str, str], ...] = (
    (
        "cited",
        "《〔[【(",
        r"《[^》]{0,120}》?|〔\d{4}〕(?:第?\d+号)?|[\[【]\d{4}[\]】]第?\d*号?|\((?:19|20)\d\d\)第?\d+号",
    ),
    ("rate", "0一二两三四五六", r"(\d{1,2}|[一二两三四五六])[次回遍]/(?:每|个)?(半年|学期|季度?|年|月|周|天|日)"),
    ("cycle", "每", rf"(?<![每平])每(?:隔|满|逢)?({_SMALL}|半)?个?({_PERIOD})(?:的(?=\d))?"),
    ("rate", "一", r"(?<![第\d十〇零])(一)(年|季度?|月|周|旬|日|天)一(?=[^\d度般定些个切种起致直日号月季旬])[次回遍]?"),
    (
        "cycle",
        "0一两二三四六半",
        r"(?<![第\d每前十〇零])([一两二三四六半]|\d{1,2}(?=个))个?(年|季度|月|周|星期|学期|旬|天|日)"
        rf"(?=各?(?:至少|不少于)?(?:{_SMALL})[次回遍])",
    ),
    (
        "cycle",
        "一半",
        rf"(?<![第\d每前上下大十用期近隔])(一|半)个?(年|季度|月|周)(?!时间|左右|的)(?=[^\d,。;:、内]{{1,6}}(?:{_SMALL})[次回遍])",
    ),
    (
        "within",
        "0一二两三四五六七八九十半",
        rf"(?<![\d〇零一二三四五六七八九十月第近前])(\d{{1,3}}|[一二两三四五六七八九十]{{1,3}}|半)"
        rf"(?:个|(?!个|月|季))(半)?({_SPAN})(?:时间)?(?:之|以)?内",
    ),
    ("within", "一两半", r"(?<![\d第近])([一两半])(月)(?:之|以)?内"),
    (
        "within",
        "0一二两三四五六七八九十半",
        rf"^(\d{{1,2}}|[一二两三四五六七八九十]{{1,3}}|半)(?:个|(?![月季学]))({_SPAN})(?:时间)?$",
    ),
    ("full", "0", r"^(20\d\d)(0[1-9]|1[0-2])([0-3]\d)$"),
    ("full", "0", r"(?<![\d./])((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)日?(?: \d\d:\d\d(?::\d\d)?)?"),
    ("yearmonth", "0", r"(?<![\d./])((?:19|20)\d\d)[-./](\d{1,2})(?![\d%‰万亿元亩个公平米户人])(?:月份?)?"),
    ("year", "0一二", rf"(?<!\d)({_YEAR})年(?!级|龄)"),
    ("year", "0", r"^((?:19|20)\d\d)$"),
    ("monthday", "0", r"^(\d{1,2})[./](\d{1,2})(?=前?$)"),
    ("year", "0", r"(?<!\d)(\d\d)年(?=\d{1,2}月|底)"),
    ("year", "0", r"(?<![\d.])((?:19|20)\d\d)(?=(?:-+|一|至|到)(?:19|20)\d\d(?:年|[^\d.]|$))"),
    ("year", "0", r"(?<=[-一至到])((?:19|20)\d\d)(?![\d.年])"),
    ("relyear", "今本明来次翌当后去上前", r"([今本明来次翌当后去上前])年(?=度|[^级终奖货轻长老龄段]|$)"),
    ("plan", '“"‘十', r"[“\"‘]?十([一二三四五六])五[”\"’]?(期?末|期?内|期间|时期)?"),
    ("yearend", "年岁", r"年(?:底|末|终|尾|低(?=前|之前|以前))|岁末"),
    ("yearin", "年", r"(?<![\d一二三四五六七八九十两几多近半])(?:年度|年)(?:之|以)?内"),
    ("wholeyear", "全", r"全年"),
    ("midyear", "年", r"年中(?![央国心等])"),
    ("half", "上下", r"([上下])(?:半年|(?=[、和]下半年))"),
    ("quarters", "前", r"前([二三两])个?季度"),
    (
        "quarter",
        "第0一二三四",
        r"(?<![\d每前])第?([一二三四1234])(?:季度|(?=(?:、[一二三四1234])?[、和][一二三四1234]季度))",
    ),
    ("month", "0一二三四五六七八九十", rf"(?<![\d个每.])({_N})月份?(?![报度均]|结(?!束))"),
    ("monthnumber", "0", r"(?<![\d.])(\d{1,2})(?=(?:-+|至|到)\d{1,2}月)"),
    ("monthnumber", "0", r"(?:(?<=年)|(?<=\d、))(\d{1,2})(?=(?:、\d{1,2}){0,4}[、和及]\d{1,2}月)"),
    ("day", "0一二三四五六七八九十", rf"(?<![\d.])({_N})[日号]"),
    ("daynumber", "0", r"(?<=月)(\d{1,2})(?=(?:-+|至|到)\d{1,2}[日号])"),
    (
        "part",
        "上中下之以内月底末初低",
        r"([上中下]{1,2})旬|(?<=年)(?:之|以)?(内)|(?<=[月份年\d季度])月?(底|末|初|(?:低|中)(?=前|之前|以前))",
    ),
    ("cadence", "按逐", r"[按逐](年|季度?|月|周|日|天)(?![度期内])"),
    ("ongoing", "长", r"长期坚持"),
    ("and", "、和及与以", r"(?<=[月日号底旬末前])(?:[、和及与]|以及)(?=\d)"),
    ("to", "-至到一", r"-+|至|到|(?<=[\d年月日])一(?=\d)"),
    ("before", "之以前", r"(?:之|以)?前(?![期往置后端沿列景台身])"),
    ("from", "开启起以之后", r"开始|启动(?=[至到])|起(?![草到步诉来])|(?:以|之)?后(?![续期备勤])|以来"),
)
# Most characters of a plan open no date, and each that may opens only a few kinds: only those are tried there.


class _Opening(NamedTuple):
    """The kinds a character may open: their alternation, and for each the place of its parts among the groups."""

    form: re.Pattern[str]
    kinds: dict[str, tuple[str, int, int]]


def _opening(numbers: tuple[int, ...]) -> _Opening:
    form = re.compile("|".join(f"(?P<k{number}>{_KINDS[number][2]})" for number in numbers))
    stops = [*(form.groupindex[f"k{number}"] for number in numbers[1:]), form.groups + 1]
    places = zip(numbers, stops, strict=True)
    return _Opening(form, {f"k{n}": (_KINDS[n][0], form.groupindex[f"k{n}"], stop - 1) for n, stop in places})


def _openings() -> dict[str, _Opening]:
    opened: dict[str, list[int]] = {}
    for number, (_, starts, _) in enumerate(_KINDS):
        for char in starts:
            opened.setdefault(char, []).append(number)
    made = {numbers: _opening(numbers) for numbers in {tuple(numbers) for numbers in opened.values()}}
    return {char: made[tuple(numbers)] for char, numbers in opened.items()}


_OPENINGS = _openings()
_OPENS = re.compile(rf"[\d{re.escape(''.join(_OPENINGS))}]")


def tokens(text: str) -> list[Token]:
    """Return the date words of a plain text without white space, in order.

    >>> [(token.kind, *token.parts) for token in tokens("2018年6月底前完成")]
    [('year', '2018'), ('month', '6'), ('part', '底'), ('before',)]
    """
    found: list[Token] = []
    end = 0
    for opens in _OPENS.finditer(text):
        at = opens.start()
        opening = _OPENINGS.get(text[at]) or _OPENINGS["0"]
        match = opening.form.match(text, at) if at >= end else None
        if match:
            kind, first, stop = opening.kinds[match.lastgroup or ""]
            end = match.end()
            found.append(Token(kind, tuple(part for part in match.groups()[first:stop] if part), at, end))
    return found
