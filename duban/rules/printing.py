"""A judgement as the contract's JSON (cycle contract §8): which figures are texts, with how many decimals, in which order."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from duban.rules.campaign import Fact
from duban.rules.facts import Refused
from duban.rules.judgement import Judgement
from duban.rules.result import MonthResult, ObligationLine, ReminderItem, UnitScore
from duban.rules.scoring import round_half_up

Json = dict[str, Any]
_UNENDING_PLACES = 6


def two_decimals(value: Fraction | None) -> str | None:
    """Return a value with two decimals, half up; None stays None.

    >>> two_decimals(Fraction(1, 8)), two_decimals(Fraction(-1, 1000))
    ('0.13', '0.00')
    """
    if value is None:
        return None
    hundredths = int(round_half_up(value, 2) * 100)
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def plain(value: Fraction | None) -> str | None:
    """Return a value without idle zeros, an unending one rounded to six decimals; None stays None.

    >>> plain(Fraction(1, 3)), plain(Fraction(5, 2)), plain(Fraction(100))
    ('0.333333', '2.5', '100')
    """
    if value is None:
        return None
    if value.denominator == 1:
        return str(value.numerator)
    places = _ending_places(value.denominator)
    rounded = round_half_up(value, _UNENDING_PLACES if places is None else places)
    digits = _UNENDING_PLACES if places is None else places
    scaled = abs(int(rounded * 10**digits))
    text = f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}".rstrip("0").rstrip(".")
    return f"-{text}" if rounded < 0 else text


def _ending_places(denominator: int) -> int | None:
    """Return how many decimals a fraction of that denominator needs, None when it never ends."""
    powers = []
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        powers.append(power)
    return max(powers) if denominator == 1 else None


def judgement_json(judgement: Judgement, written: Mapping[int, Json] | None = None) -> Json:
    """Return the contract's result object; `written` gives the facts as written by their order, for the refused ones."""
    return {
        "months": {str(month): month_json(result) for month, result in judgement.months.items()},
        "refused": [_refused(item, written or {}) for item in judgement.refused],
        "warnings": list(judgement.warnings),
    }


def month_json(result: MonthResult) -> Json:
    """Return one month's object of the contract's result."""
    return {
        "cutoff": result.cutoff.isoformat(),
        "obligations": [line_json(line) for line in result.obligations],
        "units": [unit_json(unit) for unit in result.units],
        "letters": [
            {"on": letter.on.isoformat(), "to": letter.to, "items": _items(letter.items)} for letter in result.letters
        ],
        "skipped": [
            {
                "on": entry.on.isoformat(),
                "unit": entry.unit,
                "recipient": entry.recipient,
                "items": _items(entry.items),
                "reason": entry.reason,
            }
            for entry in result.skipped
        ],
    }


def line_json(line: ObligationLine) -> Json:
    """Return one obligation's object of the contract's result."""
    return {
        "task": line.task,
        "unit": line.unit,
        "role": line.role,
        "node": line.node,
        "date": _day(line.date),
        "due": _day(line.due),
        "standing": line.standing,
        "n": line.n,
        "gap": two_decimals(line.gap),
        "progress": _number(line.progress),
        "claimed": _day(line.claimed),
        "s": plain(line.s),
        "weight": plain(line.weight),
        "c": plain(line.c),
    }


def unit_json(unit: UnitScore) -> Json:
    """Return one unit's object of the contract's result."""
    return {
        "unit": unit.unit,
        "kind": unit.kind,
        "base": two_decimals(unit.base),
        "score": two_decimals(unit.score),
        "grade": unit.grade,
        "rank": unit.rank,
        "deductions": [
            {
                "rule": line.rule,
                "points": plain(line.points),
                "task": line.task,
                "node": line.node,
                "on": line.on.isoformat(),
            }
            for line in unit.deductions
        ],
        "bonus": [
            {"rule": line.rule, "points": plain(line.points), "basis": line.basis, "on": line.on.isoformat()}
            for line in unit.bonus
        ],
    }


def _refused(item: Refused, written: Mapping[int, Json]) -> Json:
    return {"fact": written.get(item.fact.order) or fact_json(item.fact), "reason": item.reason}


def fact_json(fact: Fact) -> Json:
    """Return a fact as an object with the fields it has, dates as texts."""
    shown: Json = {}
    for name, value in fact._asdict().items():
        if name == "order" or value is None or (name == "nochange" and not value):
            continue
        shown[name] = value.isoformat() if isinstance(value, date) else value
        if isinstance(value, Fraction | Decimal):
            shown[name] = float(value) if value % 1 else int(value)
    return shown


def _items(items: Sequence[ReminderItem]) -> list[Json]:
    return [item._asdict() for item in items]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value
