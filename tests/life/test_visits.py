"""The visit calendar: counts by batch, 90 days and a year, warnings, and which batches should be made one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from oversight import OFFICER, SECOND, VICE, approved, plan, sheet

from duban.life.batches import merger_proposals, visit_calendar
from duban.life.visits import calendar, clashes, mergers

DAY = date(2026, 6, 30)


def days_before(number: int) -> date:
    return DAY - timedelta(days=number)


def test_visits_are_counted_by_batch_in_ninety_days_and_in_a_year() -> None:
    visits = [
        ("甲乡", "督查1", days_before(400)),
        ("甲乡", "督查1", days_before(89)),
        ("甲乡", "督查2", days_before(90)),
        ("甲乡", "督查2", days_before(0)),
        ("乙乡", "督查2", days_before(1)),
        ("甲乡", "督查3", DAY + timedelta(days=1)),
    ]
    first, second = calendar(["甲乡", "乙乡"], visits, [], DAY)
    assert (first.by_batch, first.quarter, first.year) == ((("督查1", 2), ("督查2", 2)), 2, 3)
    assert (second.quarter, second.warnings) == (1, ())


def test_two_sheets_of_one_day_are_one_visit() -> None:
    (one,) = calendar(["甲乡"], [("甲乡", "督查1", DAY), ("甲乡", "督查1", DAY)], [], DAY)
    assert one.quarter == 1


def test_too_many_visits_are_warned_of() -> None:
    visits = [("甲乡", "督查1", days_before(number)) for number in (1, 30, 60)]
    (one,) = calendar(["甲乡"], visits, [], DAY)
    assert one.warnings == ("90日内已督查3次，超过2次（条例第十五条：控制频次）",)
    yearly = [("甲乡", "督查1", days_before(100 + 20 * number)) for number in range(7)]
    (one,) = calendar(["甲乡"], yearly, [], DAY)
    assert "一年内已督查7次" in one.warnings[0]


def test_what_is_planned_counts_ahead() -> None:
    coming = [("督查2", ["甲乡"], DAY + timedelta(days=9), DAY + timedelta(days=12))]
    visits = [("甲乡", "督查1", days_before(3)), ("甲乡", "督查1", days_before(40))]
    (one,) = calendar(["甲乡"], visits, coming, DAY)
    assert one.planned == ("督查2",)
    assert "将超过2次" in one.warnings[0]


@given(st.integers(-80, 80), st.integers(0, 9))
def test_two_batches_clash_where_less_than_thirty_days_lie_between_them(start: int, length: int) -> None:
    first = (DAY, DAY + timedelta(days=5))
    other = DAY + timedelta(days=start)
    end = other + timedelta(days=length)
    gap = min(
        abs((a - b).days)
        for a in (DAY + timedelta(days=n) for n in range(6))
        for b in (other + timedelta(days=n) for n in range(length + 1))
    )
    assert bool(clashes(first, ["甲乡"], [("督查2", ["甲乡", "乙乡"], other, end)])) == (gap < 30)
    assert not clashes(first, ["丙乡"], [("督查2", ["甲乡", "乙乡"], other, end)])


def test_batches_that_meet_should_be_merged_unless_both_are_over() -> None:
    one = ("督查1", ["甲乡", "乙乡"], days_before(20), days_before(15))
    two = ("督查2", ["乙乡", "丙乡"], days_before(5), DAY)
    assert mergers([one, two], DAY) == (("督查1", "督查2", ("乙乡",)),)
    assert mergers([one, two], DAY + timedelta(days=1)) == ()


def test_the_calendar_of_the_ledger_knows_sheets_and_plans() -> None:
    world = approved()
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡") is None
    again = plan(start="2026-04-01", end="2026-04-10", units="甲乡", overlap="紧急核查")
    assert world.act("batch", "", "propose", OFFICER, again) is None
    assert world.act("batch", "督查2", "approve_plan", VICE) is None
    by_unit = {one.unit: one for one in visit_calendar(world.history())}
    assert by_unit["甲乡"].by_batch == (("督查1", 1),)
    assert by_unit["甲乡"].planned == ("督查1", "督查2")
    assert "建议合并" in by_unit["甲乡"].warnings[-1]
    assert by_unit["县财政局"].planned == ()
    assert merger_proposals(world.history()) == (("督查1", "督查2", ("甲乡",)),)
