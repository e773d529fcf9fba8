"""Figures counted from a judged month."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from duban.documents.figures import by_kind, counted, heaviest, lamp, near_day, on_time, percents, shares
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12).filter(any))
def test_shares_add_to_a_hundred_and_each_is_near_its_own(counts: list[int]) -> None:
    parts = percents(counts)
    assert sum(parts) == 100
    assert all(
        abs(part - Fraction(100 * count, sum(counts))) < Fraction(1, 10)
        for part, count in zip(parts, counts, strict=True)
    )


def test_only_scored_lines_that_weigh_something_are_counted(result: MonthResult) -> None:
    assert len(counted(result)) == 10
    assert [(share.standing, share.number) for share in shares(counted(result))][:3] == [
        ("done", 1),
        ("done_late", 1),
        ("on_pace", 2),
    ]


def test_the_on_time_rate_asks_what_had_come_due(result: MonthResult) -> None:
    come = on_time(result.obligations, result.cutoff)
    assert (come.due, come.done, come.rate) == (5, 1, Fraction(20))
    assert on_time([], result.cutoff).rate is None


def test_blue_is_on_pace_within_five_working_days(campaign: Campaign, result: MonthResult) -> None:
    near = near_day(campaign, result.cutoff)
    assert near == date(2025, 4, 8), "Friday 4 April is 清明, a day of rest"
    on_pace = next(line for line in result.obligations if line.standing == "on_pace")
    assert lamp(on_pace._replace(due=near), near) == "blue"
    assert lamp(on_pace, near) == "green"


def test_a_tasks_lamp_is_its_worst() -> None:
    assert heaviest(["green", "yellow", "blue"]) == "yellow"
    assert heaviest([]) == "none"


def test_kinds_without_a_ranked_unit_are_left_out(result: MonthResult) -> None:
    assert [(kind, [score.unit for score in scores]) for kind, scores in by_kind(result)] == [
        ("部门", ["县财政局", "县教育局"]),
        ("乡镇", ["甲乡", "乙乡"]),
    ]
