"""The visit calendar (督查日历): how often each unit is visited, which batches meet there, what should be merged.

Source: 政府督查工作条例 (国令733号) art. 15: frequency and length controlled, no repeated and many-headed inspection. The law gives
no figures: MANY_IN_QUARTER and MANY_IN_YEAR are ours.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

APART = 30
"""Days that two batches at one unit should lie apart, else they are to be merged (domain: 30 d)."""
QUARTER, YEAR = 90, 365
MANY_IN_QUARTER, MANY_IN_YEAR = 2, 6

Span = tuple[date, date]
Planned = tuple[str, Sequence[str], date, date]
"""A batch as the calendar needs it: key, units, first and last day."""


@dataclass(frozen=True, slots=True)
class UnitVisits:
    """One unit's visits up to a day: by batch, in the last 90 days and the last year; `planned` are the batches still to come."""

    unit: str
    by_batch: tuple[tuple[str, int], ...]
    quarter: int
    year: int
    planned: tuple[str, ...]
    warnings: tuple[str, ...]


def clashes(span: Span, units: Iterable[str], others: Iterable[Planned]) -> tuple[tuple[str, str], ...]:
    """Return (unit, batch) for every unit that another batch visits less than APART days from a span.

    >>> clashes((date(2026, 3, 1), date(2026, 3, 5)), ["甲乡"], [("督查1", ["甲乡"], date(2026, 4, 1), date(2026, 4, 2))])
    (('甲乡', '督查1'),)
    """
    known = list(others)
    return tuple(
        (unit, key)
        for unit in units
        for key, visited, first, last in known
        if unit in visited and _days_between(span, (first, last)) < APART
    )


def _days_between(one: Span, other: Span) -> int:
    """Return the days from the end of the earlier span to the start of the later, 0 where they overlap."""
    return max((other[0] - one[1]).days, (one[0] - other[1]).days, 0)


class Merger(NamedTuple):
    """Two batches that should be made one (合并督查建议), and the units they both visit."""

    batch: str
    other: str
    units: tuple[str, ...]


def mergers(planned: Sequence[Planned], day: date) -> tuple[Merger, ...]:
    """Return every pair of batches that should be merged, unless both are over by a day."""
    found = []
    for place, (key, units, first, last) in enumerate(planned):
        for other in planned[place + 1 :]:
            shared = tuple(unit for unit, _ in clashes((first, last), units, [other]))
            if shared and max(last, other[3]) >= day:
                found.append(Merger(key, other[0], shared))
    return tuple(found)


def calendar(
    units: Iterable[str], visits: Iterable[tuple[str, str, date]], planned: Sequence[Planned], day: date
) -> tuple[UnitVisits, ...]:
    """Return each unit's visits up to a day, in the order of the units; `visits` are (unit, batch, day), one for each day there."""
    made = sorted({visit for visit in visits if visit[2] <= day}, key=lambda visit: visit[2])
    return tuple(_of_unit(unit, [(key, on) for at, key, on in made if at == unit], planned, day) for unit in units)


def _of_unit(unit: str, made: Sequence[tuple[str, date]], planned: Sequence[Planned], day: date) -> UnitVisits:
    counts: dict[str, int] = {}
    for key, _ in made:
        counts[key] = counts.get(key, 0) + 1
    quarter, year = (sum(day - on < timedelta(days=span) for _, on in made) for span in (QUARTER, YEAR))
    coming = [one for one in planned if unit in one[1] and one[3] >= day]
    return UnitVisits(
        unit,
        tuple(counts.items()),
        quarter,
        year,
        tuple(key for key, *_ in coming),
        tuple(_warnings(quarter, year, [(first, last) for _, _, first, last in coming], day)),
    )


def _warnings(quarter: int, year: int, coming: Sequence[Span], day: date) -> Iterable[str]:
    soon = sum(first <= day + timedelta(days=QUARTER) for first, _ in coming)
    if quarter > MANY_IN_QUARTER:
        yield f"{QUARTER}日内已督查{quarter}次，超过{MANY_IN_QUARTER}次（条例第十五条：控制频次）"
    elif quarter and quarter + soon > MANY_IN_QUARTER:
        yield f"{QUARTER}日内已督查{quarter}次，另有{soon}批待开展，将超过{MANY_IN_QUARTER}次"
    if year > MANY_IN_YEAR:
        yield f"一年内已督查{year}次，超过{MANY_IN_YEAR}次（条例第十五条：控制频次）"
    near = [1 for place, one in enumerate(coming) for other in coming[place + 1 :] if _days_between(one, other) < APART]
    if near:
        yield f"待开展的督查相隔不足{APART}日，建议合并（条例第十五条：不得重复、多头督查）"
