"""The working-day calendar (工作日): published holidays and make-up days, the office's own days, and counting.

Days are proleptic ordinals (`date.toordinal()`). Months and their arithmetic live in duban.months.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from chinese_calendar.constants import holidays, workdays

from duban.errors import InputRefused

_HOLIDAYS = frozenset(day.toordinal() for day in holidays)
_MAKE_UP_DAYS = frozenset(day.toordinal() for day in workdays)
PUBLISHED_YEARS = range(min(holidays).year, max(holidays).year + 1)
_MARGIN = 400


def is_published_workday(day: int) -> bool:
    """Return whether a day is worked by the published calendar, by Monday–Friday in a year without one.

    >>> is_published_workday(date(2026, 2, 14).toordinal()), is_published_workday(date(2027, 10, 1).toordinal())
    (True, True)
    """
    return day in _MAKE_UP_DAYS or ((day - 1) % 7 < 5 and day not in _HOLIDAYS)


class WorkingDays:
    """The working days of a span of years as two tables, so that every count is two look-ups."""

    __slots__ = ("_base", "_days", "_upto")

    def __init__(self, first: int, last: int, rest: frozenset[int], work: frozenset[int]) -> None:
        self._base = first - 1
        self._upto = [0]
        self._days: list[int] = []
        for day in range(first, last + 1):
            if day in work or (day not in rest and is_published_workday(day)):
                self._days.append(day)
            self._upto.append(len(self._days))

    def covers(self, day: int) -> bool:
        """Return whether a day lies in the span the tables were made for."""
        return 0 < day - self._base < len(self._upto)

    def is_working(self, day: int) -> bool:
        """Return whether a day is worked."""
        index = day - self._base
        return self._upto[index] != self._upto[index - 1]

    def on_or_after(self, day: int) -> int:
        """Return the day, or the next working day when it is a rest day."""
        return self._days[self._upto[day - self._base - 1]]

    def on_or_before(self, day: int) -> int:
        """Return the day, or the last working day before it when it is a rest day."""
        return self._days[self._upto[day - self._base] - 1]

    def after(self, day: int, number: int) -> int:
        """Return the n-th working day after a day, which is not counted itself; the day when n is 0."""
        return self._days[self._upto[day - self._base] + number - 1] if number else day

    def before(self, day: int, number: int) -> int:
        """Return the n-th working day before a day, which is not counted itself."""
        return self._days[self._upto[day - self._base - 1] - number]

    def count(self, after: int, upto: int) -> int:
        """Return how many working days lie after one day, up to and including another; 0 when it is not later."""
        return self._upto[upto - self._base] - self._upto[after - self._base] if upto > after else 0


@lru_cache(maxsize=32)
def _table(first: int, last: int, rest: frozenset[date], work: frozenset[date]) -> WorkingDays:
    return WorkingDays(
        first, last, frozenset(day.toordinal() for day in rest), frozenset(day.toordinal() for day in work)
    )


def working_days(
    years: tuple[int, int], rest: frozenset[date] = frozenset(), work: frozenset[date] = frozenset(), ahead: int = 0
) -> WorkingDays:
    """Return the calendar of the years from first to last, with a year's margin on both sides.

    `rest` and `work` are the office's own days and win over the published ones; `ahead` is the longest count of working
    days that will be asked for. InputRefused when a day is both rest and work.

    >>> days = working_days((2026, 2026))
    >>> date.fromordinal(days.after(date(2026, 2, 10).toordinal(), 15)).isoformat()
    '2026-03-09'
    """
    both = rest & work
    if both:
        listed = "、".join(sorted(day.isoformat() for day in both))
        raise InputRefused(f"{listed} 既列为休息日又列为工作日", remedy="同一天只能列入 rest 或 work 之一")
    margin = _MARGIN + 2 * ahead + len(rest)
    first = date(years[0], 1, 1).toordinal() - margin
    return _table(first, date(years[1], 12, 31).toordinal() + margin, rest, work)


def unpublished_years(years: Iterable[int]) -> list[str]:
    """Return one warning for each year without published holidays, in order.

    >>> unpublished_years([2026, 2027])
    ['2027年尚无公布的节假日安排，暂按周一至周五为工作日计算']
    """
    missing = sorted({year for year in years if year not in PUBLISHED_YEARS})
    return [f"{year}年尚无公布的节假日安排，暂按周一至周五为工作日计算" for year in missing]
