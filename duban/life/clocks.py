"""The clock of one case (办件时钟): when it is due, how much of its limit is used, and whether it was kept.

Limits are ISO durations of a plan's relative dues (1个月内 P1M, 15个工作日内 P15D, 2小时内 PT2H). Rules, as far as no paper says otherwise:
the first day is not counted; months end on the same day, or the month's last (民法典 201–203 by analogy); a limit in days runs in
working days where its words say 工作日, else in natural days; a due day that is no working day moves as the campaign's dates do;
hours run day and night; a stopped clock (听证、招标、检测、评审) does not run.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from duban.months import add_months
from duban.rules.ledger import Ledger

_LAST_MINUTE = time.fromisoformat("23:59")
_LIMIT = re.compile(r"P(?:(?P<years>\d+)Y|(?P<months>\d+)M|(?P<weeks>\d+)W|(?P<days>\d+)D|T(?P<hours>\d+)H)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a case may take: exactly one of months, days and hours is not 0; `working` counts days as working days."""

    text: str
    months: int = 0
    days: int = 0
    hours: int = 0
    working: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A span the clock stood still: from a moment to another, None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock says at a moment: the moment it is due (None while it is stopped), and by how much it is late.

    `late` counts working days for limits in days and months, hours begun for limits in hours; 0 is in time.
    """

    due: datetime | None
    stopped: bool
    late: int


def limit_of(within: str, text: str) -> Limit | None:
    """Return the limit a relative due sets, None for a duration that cannot be counted.

    >>> limit_of("P15D", "15个工作日内").working, limit_of("P1M", "1个月内").months, limit_of("PT2H", "2小时内").hours
    (True, 1, 2)
    """
    found = _LIMIT.fullmatch(within)
    if found is None:
        return None
    part = {name: int(figure) for name, figure in found.groupdict().items() if figure}
    months, days = part.get("months", 0) + 12 * part.get("years", 0), part.get("days", 0) + 7 * part.get("weeks", 0)
    return Limit(text or within, months, days, part.get("hours", 0), bool(days) and "工作日" in text)


def read(ledger: Ledger, limit: Limit, opened: datetime, stops: Sequence[Stop], at: datetime) -> Reading:
    """Return what the clock of a case says at a moment: that of its closing, or the present for one that is open."""
    stopped = bool(stops) and stops[-1].until is None
    if limit.hours:
        still = sum(((stop.until or at) - stop.since for stop in stops), timedelta())
        due = opened + timedelta(hours=limit.hours) + still
        return Reading(None if stopped else due, stopped, max(0, -((due - at) // timedelta(hours=1))))
    day = _due_day(ledger, limit, opened.date(), stops, at.date())
    late = ledger.calendar.count(day, at.date().toordinal())
    return Reading(None if stopped else _end_of(date.fromordinal(day)), stopped, late)


def _due_day(ledger: Ledger, limit: Limit, opened: date, stops: Sequence[Stop], at: date) -> int:
    """Return the last day in time: the bare end of the limit, moved on by the days the clock stood still, then off rest days."""
    calendar = ledger.calendar
    if limit.working:
        still = sum(calendar.count(since, until) for since, until in _spans(stops, at))
        return calendar.after(opened.toordinal(), limit.days + still)
    bare = add_months(opened, limit.months) if limit.months else opened + timedelta(days=limit.days)
    still = sum(until - since for since, until in _spans(stops, at))
    return ledger.effective_due(bare.toordinal() + still)


def _spans(stops: Sequence[Stop], at: date) -> list[tuple[int, int]]:
    return [(stop.since.date().toordinal(), (stop.until.date() if stop.until else at).toordinal()) for stop in stops]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, _LAST_MINUTE)
