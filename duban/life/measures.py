"""Figures with units (量和单位): converted only where that is exact (万元 to 元, ‰ to %), and compared with a bound."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from duban.phrases import day_text
from duban.plan import Op, Target
from duban.rules.printing import plain

_SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4}
# Units that are exact multiples of one another by definition.
_SAME = {
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "千米": ("米", Fraction(1000)),
    "公里": ("米", Fraction(1000)),
    "吨": ("千克", Fraction(1000)),
    "公斤": ("千克", Fraction(1)),
    "公顷": ("平方米", Fraction(10_000)),
    "平方公里": ("平方米", Fraction(1_000_000)),
    "平米": ("平方米", Fraction(1)),
}
_HOLDS: dict[Op, Callable[[Fraction, Fraction], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    # A bare figure (新建学校6所) is the amount to be done: more is 超额完成, not a miss. Ours.
    "=": operator.ge,
}
OP_WORDS: dict[Op, str] = {">=": "不低于", "<=": "不超过", ">": "高于", "<": "低于", "=": "完成"}


@dataclass(frozen=True, slots=True)
class Converted:
    """A figure in the unit asked for; `note` says what it was converted from, empty where it was not."""

    value: Fraction
    note: str = ""


def converted(value: Fraction, unit: str, wanted: str) -> Converted | None:
    """Return a figure in another unit where that is exact, None where the two units measure different things.

    >>> converted(Fraction(2), "万元", "元").value, converted(Fraction(5), "‰", "%").value, converted(Fraction(1), "所", "%")
    (Fraction(20000, 1), Fraction(1, 2), None)
    """
    if unit == wanted:
        return Converted(value)
    (base, factor), (wanted_base, wanted_factor) = _base(unit), _base(wanted)
    if base != wanted_base:
        return None
    return Converted(value * factor / wanted_factor, f"由{_figure(value)}{unit}折算")


def _base(unit: str) -> tuple[str, Fraction]:
    scale = next((one for one in _SCALES if unit.startswith(one)), "")
    base, factor = _SAME.get(unit.removeprefix(scale), (unit.removeprefix(scale), Fraction(1)))
    return base, factor * _SCALES.get(scale, 1)


def is_met(target: Target, value: Fraction) -> bool:
    """Return whether a figure in the target's unit keeps its bound, in the bound's own direction.

    >>> is_met(Target("", "辍学率", "<=", 0.3, "%"), Fraction(3, 10)), is_met(Target("", "巩固率", ">=", 97, "%"), Fraction(96))
    (True, False)
    """
    return _HOLDS[target.op](value, bound(target))


def bound(target: Target) -> Fraction:
    """Return a target's figure exactly as the plan wrote it, not as a binary float holds it."""
    return Fraction(str(target.value))


def target_words(target: Target) -> str:
    """Return a target as papers say it.

    >>> from datetime import date
    >>> target_words(Target("", "巩固率", ">=", 97, "%", date(2026, 12, 31)))
    '不低于97%（2026年12月31日前）'
    """
    by = f"（{day_text(target.by)}前）" if target.by else ""
    return f"{OP_WORDS[target.op]}{_figure(bound(target))}{target.unit}{by}"


def _figure(value: Fraction) -> str:
    return plain(value) or ""
