"""Calendar months and month arithmetic. Working days live in duban.rules.calendar."""

import calendar
import re
from datetime import date
from typing import NamedTuple

from duban.errors import UsageError


def last_day(year: int, month: int) -> date:
    """Return the last day of a calendar month.

    >>> last_day(2024, 2)
    datetime.date(2024, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or that month's last day where it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    return Month.of(day).plus(months).day(day.day)


class Month(NamedTuple):
    """One calendar month, ordered by time."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Return the month written as YYYY-MM; UsageError otherwise.

        >>> Month.parse("2026-03")
        Month(year=2026, month=3)
        """
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
        if not found:
            raise UsageError(f"期次“{text}”无法识别", remedy="期次应写作 YYYY-MM，例如 2026-03")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a day lies in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The month's first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The month's last day."""
        return last_day(self.year, self.month)

    def plus(self, months: int) -> "Month":
        """Return the month `months` later (earlier when negative)."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def day(self, number: int) -> date:
        """Return the day of that number, or the month's last day where it has none."""
        return self.first.replace(day=min(number, self.last.day))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
