"""Numbering marks (编号): 第一章 一、 （一） 1. (1) ① 一是 — their kinds, ranks and ordinals.

Which marks open an item of the plan is decided in lexer.py and outline.py.
"""

import re
from dataclasses import dataclass

from duban.reading.numerals import whole

CHAPTER, SECTION, HAN, HAN_PAREN, WORDED, ARABIC, ARABIC_PAREN, ARABIC_CLOSE, CIRCLED, POINT = range(10)
"""Kinds of mark; the smaller outranks the greater where a document mixes them."""

_HAN = "[一二三四五六七八九十]"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PAREN_DIGITS = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_DOT_DIGITS = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_PAREN_HAN = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"

_FORMS: tuple[tuple[int, str], ...] = (
    (CHAPTER, rf"第\s*(?P<n{CHAPTER}>{_HAN}{{1,3}}|\d{{1,2}})\s*(?:章|部分|篇|编)[、:：\s]*"),
    (SECTION, rf"第\s*(?P<n{SECTION}>{_HAN}{{1,3}}|\d{{1,2}})\s*节[、:：\s]*"),
    (POINT, rf"(?P<n{POINT}>{_HAN}{{1,2}})是(?!否)[：:，,]?"),
    (WORDED, rf"(?:问题|任务|事项|措施|专项|工程|项目|行动)\s*(?P<n{WORDED}>{_HAN}{{1,3}}|\d{{1,2}})\s*[：:．、]"),
    (
        HAN_PAREN,
        rf"[（(〔]\s*(?P<n{HAN_PAREN}>{_HAN}{{1,3}})\s*[）)〕][、.．]?|(?P<m{HAN_PAREN}>[{_PAREN_HAN}])[、.．]?",
    ),
    (HAN, rf"(?P<n{HAN}>{_HAN}{{1,3}})\s*(?:[、:：]|[.．,，](?!\d))"),
    (ARABIC_PAREN, rf"[（(]\s*(?P<n{ARABIC_PAREN}>\d{{1,2}})\s*[）)][、.．]?|(?P<m{ARABIC_PAREN}>[{_PAREN_DIGITS}])"),
    (ARABIC_CLOSE, rf"(?P<n{ARABIC_CLOSE}>\d{{1,2}})\s*[）)][、.．]?"),
    (CIRCLED, rf"(?P<n{CIRCLED}>[{_CIRCLED}])[、.．]?"),
    (
        ARABIC,
        rf"(?P<n{ARABIC}>\d{{1,3}}(?:\.\d{{1,2}}){{0,3}})\s*"
        r"(?:[、．。]|[.](?!\d)|[.](?=(?:19|20)\d{2}年|\d{1,2}月)|(?=\s)(?<=\.\d)|,(?!\d))"
        rf"|(?P<m{ARABIC}>[{_DOT_DIGITS}])",
    ),
)
_MARK = re.compile("|".join(f"(?P<k{kind}>{form})" for kind, form in _FORMS))
_COUNTED = "年月日号时点分秒个项名人家所座户次条件万亿元米吨亩处台辆套周天季岁级类种份批组期场栋只头株倍成届至到"
_WEAK = re.compile(rf"(?P<n>\d{{1,2}})(?=\s?[\u4e00-\u9fff“《])(?!\s*(?:[{_COUNTED}]|公里|学年))")


@dataclass(frozen=True, slots=True)
class Mark:
    """One numbering mark at [start, end) of a text.

    `number` is as written, without its punctuation; `written` with it; `weak` ones have none (1对…).
    """

    kind: int
    ordinal: int
    number: str
    start: int
    end: int
    written: str = ""
    weak: bool = False


def mark_at(text: str, at: int) -> Mark | None:
    """Return the mark that stands at a place of a text, or None.

    >>> mark_at("（一）聚焦学龄人口", 0).number, mark_at("12.规范中介服务", 0).ordinal, mark_at("1.5万人", 0)
    ('（一）', 12, None)
    >>> mark_at("2.2021年6月底前开展轮训", 0).number
    '2'
    """
    match = _MARK.match(text, at)
    if not match:
        return None
    kind = next(kind for kind, _ in _FORMS if match[f"k{kind}"])
    groups = match.groupdict()
    plain = groups[f"n{kind}"] or groups[f"m{kind}"]
    number = plain if kind in (HAN, ARABIC, CIRCLED, POINT) else match[0].strip("、.．。,，:： \t")
    return Mark(kind, _ordinal(plain), "".join(number.split()), at, match.end(), match[0].strip())


def weak_mark_at(text: str, at: int) -> Mark | None:
    """Return a number that lost its punctuation (1对…, 2 加强…), or None; its neighbours must bear it out.

    >>> weak_mark_at("1对贫困家庭留守儿童", 0).ordinal, weak_mark_at("1个月内", 0)
    (1, None)
    """
    match = _WEAK.match(text, at)
    return Mark(ARABIC, int(match["n"]), match["n"], at, match.end(), match["n"], weak=True) if match else None


def _ordinal(plain: str) -> int:
    for listed in (_CIRCLED, _PAREN_DIGITS, _DOT_DIGITS, _PAREN_HAN):
        if plain in listed:
            return listed.index(plain) + 1
    last = plain.rsplit(".", 1)[-1]
    return int(last) if last.isdigit() else int(whole(last) or 0)
