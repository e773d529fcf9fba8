"""A year's working-day calendar as an office prints it (年历): rest days, make-up days, and the office's own days.

Counting working days lives in duban.rules.calendar; this module also reads the office's own file of days.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from chinese_calendar.constants import Holiday, holidays, workdays

from duban.rules.calendar import PUBLISHED_YEARS, is_published_workday, unpublished_years
from duban.rules.written import Fault, FaultyFile, read_day

WHAT = "工作日调整文件"
_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}
_KINDS = {"rest": "rest", "work": "work", "休息": "rest", "上班": "work", "放假": "rest", "工作": "work"}
_HEADINGS = ("date", "day", "日期")


class OfficeDays(NamedTuple):
    """The office's own days (本单位调整): they win over the published calendar."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


class YearDay(NamedTuple):
    """One day of the year: worked or not, and why it differs from the bare week (empty where it does not)."""

    day: date
    works: bool
    note: str


class YearCalendar(NamedTuple):
    """A year day by day, with a warning where no holidays are published for it."""

    year: int
    days: tuple[YearDay, ...]
    warnings: tuple[str, ...]

    @property
    def special(self) -> tuple[YearDay, ...]:
        """The days that differ from Monday–Friday, or bear a holiday's name."""
        return tuple(day for day in self.days if day.note)


def year_calendar(year: int, office: OfficeDays = OfficeDays()) -> YearCalendar:  # noqa: B008 - an immutable value
    """Return a year's calendar: published holidays and make-up days, then the office's own.

    >>> found = {day.day.isoformat(): (day.works, day.note) for day in year_calendar(2026).special}
    >>> found["2026-02-14"], found["2026-02-17"]
    ((True, '春节调休上班'), (False, '春节'))
    """
    first = date(year, 1, 1)
    length = (date(year, 12, 31) - first).days + 1
    days = (_year_day(first + timedelta(days=number), office) for number in range(length))
    return YearCalendar(year, tuple(days), tuple(unpublished_years([year])))


def _year_day(day: date, office: OfficeDays) -> YearDay:
    if day in office.work:
        return YearDay(day, True, "本单位上班")
    if day in office.rest:
        return YearDay(day, False, "本单位休息")
    note = ""
    if day.year in PUBLISHED_YEARS and day in workdays:
        note = f"{_NAMES.get(workdays[day], workdays[day])}调休上班"
    elif day.year in PUBLISHED_YEARS and day in holidays:
        note = _NAMES.get(holidays[day], holidays[day])
    return YearDay(day, is_published_workday(day.toordinal()), note)


def read_office_days(text: str, form: str) -> OfficeDays:
    """Return the days of an override file; FaultyFile with every fault and its line.

    `form` is "toml" (rest = […] and work = […], dates) or "csv" (a date and 休息/上班 or rest/work in each line, a heading allowed).

    >>> read_office_days("2026-03-03,休息,民族节日", "csv").rest
    frozenset({datetime.date(2026, 3, 3)})
    """
    faults: list[Fault] = []
    entries = list(_toml_days(text, faults) if form == "toml" else _csv_days(text, faults))
    kinds: dict[date, str] = {}
    for line, day, kind in entries:
        if kinds.setdefault(day, kind) != kind:
            faults.append(Fault(line, f"{day.isoformat()} 既列为休息日又列为工作日"))
    if faults:
        raise FaultyFile(WHAT, faults)
    return OfficeDays(*(frozenset(_of_kind(entries, kind)) for kind in ("rest", "work")))


def _of_kind(entries: Iterable[tuple[int, date, str]], wanted: str) -> Iterator[date]:
    return (day for _, day, kind in entries if kind == wanted)


def _csv_days(text: str, faults: list[Fault]) -> Iterator[tuple[int, date, str]]:
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].lstrip("\ufeff") in _HEADINGS):
            continue
        day = read_day(cells[0].lstrip("\ufeff"))
        kind = _KINDS.get(cells[1]) if len(cells) > 1 else None
        if day is None or kind is None:
            faults.append(Fault(number, "应为“日期,休息或上班”，日期写作 YYYY-MM-DD"))
        else:
            yield number, day, kind


def _toml_days(text: str, faults: list[Fault]) -> Iterator[tuple[int, date, str]]:
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        faults.append(Fault(int(found[1]) if found else text.count("\n") + 1, "不是有效的TOML"))
        return
    lines = text.split("\n")
    for name, listed in data.items():
        line = next((number for number, one in enumerate(lines, 1) if one.strip().startswith(name)), 1)
        if name not in ("rest", "work") or not isinstance(listed, list):
            faults.append(Fault(line, f"“{name}”应为 rest 或 work 的日期列表"))
            continue
        for item in listed:
            day = read_day(str(item))
            place = next((number for number, one in enumerate(lines, 1) if number >= line and str(item) in one), line)
            if day is None:
                faults.append(Fault(place, f"“{item}”不是 YYYY-MM-DD 的日期"))
            else:
                yield place, day, name
