"""The figures a judgement uses (考核参数), read from the dated and sourced parameters.toml.

How a whole scheme file is read and linted lives in duban.rules.schemes.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from typing import Any

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The figures of one campaign; DEFAULTS holds the contract's, `dataclasses.replace` changes some."""

    roll: str
    cutoff_day: int | None
    report_day: int
    pace_behind: Fraction
    pace_far: Fraction
    late_per_day: Fraction
    late_floor: Fraction
    overdue_cap: Fraction
    behind_score: Fraction
    far_behind_score: Fraction
    partly_kept_score: Fraction
    cooperating_coefficient: Fraction
    report_late: Fraction
    report_missing: Fraction
    report_cap: Fraction
    returned: Fraction
    card_yellow: Fraction
    card_red: Fraction
    bonus_cap: Fraction
    grade_excellent: Fraction
    grade_good: Fraction
    grade_pass: Fraction
    excellent_share: Fraction
    cap_months: int
    lead5_min_days: int
    late_assignment_days: int


Figure = str | int | Fraction | None
_KINDS = {field.name: field.type for field in fields(Parameters)}
PARAMETER_NAMES = tuple(_KINDS)


def read_number(text: str) -> Fraction | None:
    """Return the exact value of a decimal numeral, None when the text is none.

    >>> read_number("0.5"), read_number("半")
    (Fraction(1, 2), None)
    """
    return Fraction(Decimal(text)) if _NUMBER.fullmatch(text) else None


def read_figure(name: str, text: str) -> Figure:
    """Return the value a parameter takes from its written form; ValueError, with a Chinese sentence, otherwise.

    >>> read_figure("late_per_day", "1.5"), read_figure("cutoff_day", "none")
    (Fraction(3, 2), None)
    """
    if name not in _KINDS:
        raise ValueError(f"没有名为“{name}”的参数")
    if name == "roll":
        if text not in ("forward", "none"):
            raise ValueError("参数“roll”只能是 forward 或 none")
        return text
    if name == "cutoff_day" and text in ("none", ""):
        return None
    number = read_number(text)
    if number is None or number < 0:
        raise ValueError(f"参数“{name}”应为不小于零的数，现为“{text}”")
    if _KINDS[name] is Fraction:
        return number
    if number.denominator != 1 or (name.endswith("_day") and not 1 <= number <= 31):
        raise ValueError(f"参数“{name}”应为{'1至31的' if name.endswith('_day') else ''}整数，现为“{text}”")
    return int(number)


def _defaults() -> Parameters:
    text = resources.files("duban.rules").joinpath("parameters.toml").read_text(encoding="utf-8")
    entries: Mapping[str, Mapping[str, Any]] = tomllib.loads(text, parse_float=str)["parameters"]
    values: dict[str, Any] = {name: read_figure(name, str(entry["value"])) for name, entry in entries.items()}
    return Parameters(**values)


DEFAULTS = _defaults()
