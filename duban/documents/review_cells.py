"""One cell of a review sheet: a plan's values in words a person can correct, and those words back to values."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.documents.wording import bare, day_text
from duban.plan import Due, Target
from duban.reading.dates import read_deadline

OPERATORS = (">=", "<=", ">", "<", "=")
_CYCLES = {"P1D": "每天", "P7D": "每周", "P1M": "每月", "P3M": "每季度", "P6M": "每半年", "P1Y": "每年"}
_SPANS = (("PT", "H", "小时内"), ("P", "D", "日内"), ("P", "M", "个月内"), ("P", "Y", "年内"))
# A comma inside a bracket belongs to its name: 各县（市、区）人民政府.
_BETWEEN_NAMES = re.compile(r"[、，,；;\n]+(?![^（(]*[）)])")


class Unclear(NamedTuple):
    """A cell that cannot be understood: what stands there and what would be right."""

    text: str


class Deadlines(NamedTuple):
    """What a deadline cell is read against: the deadlines it was issued with, and the plan's year."""

    known: Sequence[Due] = ()
    year: int | None = None


def names_text(names: Iterable[str]) -> str:
    """Return names as one cell."""
    return "、".join(names)


def names_of(text: str) -> tuple[str, ...]:
    """Return the names of a cell, whoever wrote it.

    >>> names_of("县水务局、各县（市、区）人民政府\\n县财政局")
    ('县水务局', '各县（市、区）人民政府', '县财政局')
    """
    return tuple(name for part in _BETWEEN_NAMES.split(text) if (name := part.strip()))


def dues_text(dues: Iterable[Due]) -> str:
    """Return deadlines as one cell, a line each."""
    return "\n".join(map(due_text, dues))


def due_text(due: Due) -> str:
    """Return a deadline in words that read back as the same deadline; its own words where there are none.

    >>> from datetime import date
    >>> due_text(Due("5月底前", "by", end=date(2018, 5, 31))), due_text(Due("", "recurring", every="P3M", times=2))
    ('2018年5月31日前', '每季度2次')
    """
    span = f"{day_text(due.start)}至{day_text(due.end)}" if due.start and due.end else ""
    match due.kind:
        case "by" if due.end:
            return f"{day_text(due.end)}前"
        case "window" if span:
            return span
        case "recurring" if due.every in _CYCLES:
            return span + _CYCLES[due.every] + (f"{due.times}次" if due.times else "")
        case "relative":
            return _within_text(due)
        case "ongoing":
            return "长期坚持"
    return due.text


def _within_text(due: Due) -> str:
    for opening, closing, words in _SPANS:
        count = (due.within or "").removeprefix(opening).removesuffix(closing)
        if count.isdecimal() and due.within == f"{opening}{count}{closing}":
            return f"{count}{words}"
    return due.text


def target_texts(target: Target) -> tuple[str, ...]:
    """Return (metric, op, value, unit, by) of a target as cells."""
    return target.metric, target.op, f"{target.value:.12g}", target.unit, day_text(target.by) if target.by else ""


def same_words(one: str, other: str) -> bool:
    """Return whether two cells say the same, white space aside."""
    return bare(one) == bare(other)


def value_of(field: str, text: str, deadlines: Deadlines) -> Any:
    """Return the value a cell's words stand for in that field of a task, step, target or document, or Unclear."""
    match field:
        case "leaders" | "lead_units" | "responsible_units" | "cooperating_units":
            return names_of(text)
        case "due":
            return _dues(text, deadlines)
        case "by" | "issued_on":
            return _day(text)
        case "op":
            return text if text in OPERATORS else Unclear(f"关系“{text}”应为 {' '.join(OPERATORS)} 之一")
        case "value":
            return _number(text)
        case "document_number" | "issuer":
            return text or None
    return text


def _dues(text: str, deadlines: Deadlines) -> tuple[Due, ...] | Unclear:
    found: list[Due] = []
    for part in filter(str.strip, re.split(r"[\n；;]", text)):
        issued = [due for due in deadlines.known if same_words(due_text(due), part)]
        read = read_deadline(part.strip(), deadlines.year)
        if not issued and (not read.dues or read.doubts):
            return Unclear(f"时限“{part.strip()}”无法识别，可写作“2021年6月30日前”“每月1次”“长期坚持”")
        found += issued[:1] or [item.due for item in read.dues]
    return tuple(found)


def _day(text: str) -> date | Unclear | None:
    if not text:
        return None
    dues = [item.due for item in read_deadline(text, None).dues]
    if len(dues) == 1 and dues[0].kind == "by" and dues[0].end:
        return dues[0].end
    return Unclear(f"日期“{text}”无法识别，应写作“2021年6月30日”")


def _number(text: str) -> int | float | Unclear:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text, re.ASCII):
        return Unclear(f"数值“{text}”不是数")
    number = float(text)
    return int(number) if number.is_integer() else number
