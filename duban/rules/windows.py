"""The days a month's judgement runs between: first day, cut-off, reporting day, and the periods of recurring work (§6)."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from duban.months import Month
from duban.rules.calendar import WorkingDays
from duban.rules.parameters import Parameters


class Window(NamedTuple):
    """One month as judged, all day ordinals: `first` to `cutoff`; `next_end` is the last day of the calendar month after."""

    month: Month
    first: int
    cutoff: int
    reporting: int
    next_end: int


class Windows:
    """The windows of one campaign's months, each worked out once."""

    def __init__(self, parameters: Parameters, calendar: WorkingDays) -> None:
        self._parameters, self._calendar = parameters, calendar
        self._known: dict[Month, Window] = {}

    def of(self, month: Month) -> Window:
        """Return the window of a month."""
        if month not in self._known:
            self._known[month] = self._window(month)
        return self._known[month]

    def holding(self, day: int) -> Window:
        """Return the window a day lies in, cut off at that day: the month as it stands then."""
        month = Month.of(date.fromordinal(day))
        window = self.of(month)
        return (window if day <= window.cutoff else self.of(month.plus(1)))._replace(cutoff=day)

    def capping_since(self, month: Month) -> int:
        """Return the first day from which a false report or veto still caps the grade of a month."""
        return self.of(month.plus(1 - self._parameters.cap_months)).first

    def _window(self, month: Month) -> Window:
        first = self._cutoff(month.plus(-1)) + 1
        reporting = month.day(self._parameters.report_day).toordinal()
        reporting = max(first, self._calendar.on_or_before(reporting))
        return Window(month, first, self._cutoff(month), reporting, month.plus(1).last.toordinal())

    def _cutoff(self, month: Month) -> int:
        day = self._parameters.cutoff_day
        return (month.last if day is None else month.day(day)).toordinal()


_MONTHS = {"P1M": 1, "P3M": 3, "P6M": 6, "P1Y": 12}


@lru_cache(maxsize=4096)
def periods_ending(every: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return the (first, last) days of the periods whose last day lies between two days, in order.

    Calendar months, quarters, halves and years; P7D is a week ending on Sunday; P1D a calendar day.

    >>> quarter = periods_ending("P3M", date(2025, 3, 1).toordinal(), date(2025, 3, 31).toordinal())
    >>> [date.fromordinal(day).isoformat() for day in quarter[0]]
    ['2025-01-01', '2025-03-31']
    """
    if every == "P1D":
        return tuple((day, day) for day in range(first, last + 1))
    if every == "P7D":
        return tuple((day - 6, day) for day in range(first + -first % 7, last + 1, 7))
    length = _MONTHS[every]
    found = []
    month, final = Month.of(date.fromordinal(first)), Month.of(date.fromordinal(last))
    while month <= final:
        end = month.last.toordinal()
        if month.month % length == 0 and first <= end <= last:
            found.append((month.plus(1 - length).first.toordinal(), end))
        month = month.plus(1)
    return tuple(found)
