"""Working days against the vectors of practice: Spring Festival, National Day and May Day of 2026, rolled and unrolled dates."""

from datetime import date

import chinese_calendar
import pytest

from duban.errors import InputRefused
from duban.rules.calendar import WorkingDays, unpublished_years, working_days

DAYS = working_days((2025, 2027))


def at(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def shown(day: int) -> str:
    return date.fromordinal(day).isoformat()


@pytest.mark.parametrize(
    ("due", "number", "expected"),
    [("2026-02-24", 1, "2026-02-14"), ("2026-02-24", 3, "2026-02-12"), ("2026-02-24", 5, "2026-02-10")],
)
def test_working_days_before_a_date(due: str, number: int, expected: str) -> None:
    assert shown(DAYS.before(at(due), number)) == expected


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-04-30", 0, "2026-04-30"),
    ],
)
def test_working_days_after_a_date(day: str, number: int, expected: str) -> None:
    assert shown(DAYS.after(at(day), number)) == expected
    assert DAYS.count(at(day), at(expected)) == number


@pytest.mark.parametrize(
    ("day", "rolled", "first_late"),
    [("2026-05-31", "2026-06-01", "2026-06-02"), ("2026-02-28", "2026-02-28", "2026-03-02")],
)
def test_rolled_dates_and_their_first_day_late(day: str, rolled: str, first_late: str) -> None:
    assert shown(DAYS.on_or_after(at(day))) == rolled
    assert shown(DAYS.after(at(rolled), 1)) == first_late


def test_every_published_day_is_as_the_package_says() -> None:
    days = working_days((2004, 2026))
    for day in range(at("2004-01-01"), at("2026-12-31") + 1):
        assert days.is_working(day) == chinese_calendar.is_workday(date.fromordinal(day))


def test_the_office_wins_over_holidays_and_the_bare_week() -> None:
    rest, work = frozenset({date(2026, 3, 3), date(2027, 1, 4)}), frozenset({date(2026, 10, 1), date(2027, 1, 3)})
    days = working_days((2026, 2027), rest, work)
    assert [days.is_working(at(day)) for day in ("2026-03-03", "2027-01-04", "2026-10-01", "2027-01-03")] == [
        False,
        False,
        True,
        True,
    ]


def test_a_day_both_rest_and_work_is_refused() -> None:
    with pytest.raises(InputRefused, match="2026-03-03"):
        working_days((2026, 2026), frozenset({date(2026, 3, 3)}), frozenset({date(2026, 3, 3)}))


def test_a_long_closure_still_ends() -> None:
    closed = frozenset(date.fromordinal(day) for day in range(at("2026-01-01"), at("2028-06-30")))
    days = working_days((2026, 2026), closed)
    assert days.on_or_after(at("2026-12-31")) > at("2028-06-29")


def test_years_without_data_are_named_once_in_order() -> None:
    assert [text[:5] for text in unpublished_years([2028, 2026, 2027, 2028, 2003])] == ["2003年", "2027年", "2028年"]


def test_a_span_can_be_any_two_days() -> None:
    days = WorkingDays(at("2026-03-02"), at("2026-03-08"), frozenset(), frozenset())
    assert days.count(at("2026-03-02"), at("2026-03-08")) == 4
    assert days.count(at("2026-03-08"), at("2026-03-02")) == 0
