"""The year as printed, and the office's own file of rest and work days."""

from datetime import date

import pytest

from duban.rules.almanac import OfficeDays, read_office_days, year_calendar
from duban.rules.written import FaultyFile


def test_the_year_2026_has_its_make_up_days() -> None:
    year = year_calendar(2026)
    made_up = [day.day.strftime("%m-%d") for day in year.special if day.works]
    assert made_up == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert len(year.days) == 365
    assert year.warnings == ()
    assert sum(day.works for day in year.days) == 248


def test_a_year_without_data_is_the_bare_week_with_a_warning() -> None:
    year = year_calendar(2027)
    assert year.special == ()
    assert "2027年" in year.warnings[0]
    assert all(day.works == (day.day.weekday() < 5) for day in year.days)


def test_the_offices_own_days_stand_over_the_published_ones() -> None:
    office = OfficeDays(frozenset({date(2026, 3, 3)}), frozenset({date(2026, 10, 1)}))
    found = {day.day: (day.works, day.note) for day in year_calendar(2026, office).days}
    assert found[date(2026, 3, 3)] == (False, "本单位休息")
    assert found[date(2026, 10, 1)] == (True, "本单位上班")


def test_both_forms_of_the_office_file_say_the_same() -> None:
    toml = 'rest = [2026-03-03, "2026-03-04"]\nwork = [2026-03-07]\n'
    table = "\ufeff日期,安排,说明\n2026-03-03,休息,民族节日\n2026-03-04,rest\n\n2026-03-07,上班,补班\n"
    expected = OfficeDays(frozenset({date(2026, 3, 3), date(2026, 3, 4)}), frozenset({date(2026, 3, 7)}))
    assert read_office_days(toml, "toml") == read_office_days(table, "csv") == expected


@pytest.mark.parametrize(
    ("text", "form", "lines"),
    [
        ("2026-03-03,休息\n3月4日,休息\n2026-03-05,半天\n2026-03-06\n2026-03-03,上班\n", "csv", [2, 3, 4, 5]),
        ('rest = [2026-03-03]\nwork = [\n  2026-03-03,\n  "昨天",\n]\nhalf = []\n', "toml", [3, 4, 6]),
        ("rest = [", "toml", [1]),
    ],
)
def test_every_fault_of_the_office_file_has_its_line(text: str, form: str, lines: list[int]) -> None:
    with pytest.raises(FaultyFile) as caught:
        read_office_days(text, form)
    assert [fault.line for fault in caught.value.faults] == lines
