"""What a decision means in dates: cases a person can count by hand."""

from datetime import date

import pytest

from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.decisions import Decision, decisions
from duban.rules.judgement import Case
from duban.units import Register, Unit

NODE = "2026-03-25"
EDU, JIA = Unit("县教育局", "部门", contact="edu@example.test"), Unit("甲乡", "乡镇", contact="jia@example.test")


def case(*facts: Fact) -> Case:
    due = (Due("3月25日前", "by", end=date(2026, 3, 25)),)
    tasks = tuple(CampaignTask(number, number, None, responsible=(EDU.name, JIA.name), due=due) for number in "12")
    assigned = [Fact(order, date(2026, 3, 2), "assign", number) for order, number in enumerate("12", 1)]
    campaign = Campaign("某行动", date(2026, 3, 2), None, Register((EDU, JIA)), tasks)
    return Case(campaign, [*assigned, *(fact._replace(order=order) for order, fact in enumerate(facts, 3))])


def fact(day: int, do: str, to: date | None = None, month: int = 3, node: str | None = None) -> Fact:
    return Fact(0, date(2026, month, day), do, "1", EDU.name, node, to=to)


def decided(*facts: Fact) -> Decision:
    return decisions(case(*facts).ledger, 3)[-1]


@pytest.mark.parametrize(
    ("returned", "redo_by", "passed"),
    # Five working days after Monday the 16th are Monday the 23rd: before the date in force, which then stands.
    [
        (date(2026, 3, 16), "2026-03-25", False),
        (date(2026, 3, 20), "2026-03-27", False),
        (date(2026, 3, 30), "2026-04-07", True),
    ],
)
def test_what_is_sent_back_is_redone_in_five_working_days_or_by_its_date(
    returned: date, redo_by: str, passed: bool
) -> None:
    found = decided(fact(13, "claim"), Fact(0, returned, "return", "1", EDU.name, reason="缺佐证"))
    assert (str(found.redo_by), found.passed, found.times, str(found.claimed)) == (redo_by, passed, 1, "2026-03-13")
    assert str(found.in_force) == NODE
    assert found.asked is None


def test_the_second_return_knows_that_it_is_the_second() -> None:
    found = decided(fact(10, "claim"), fact(11, "return"), fact(12, "claim"), fact(13, "return"))
    assert (found.times, str(found.claimed)) == (2, "2026-03-12")


def test_a_granted_extension_moves_the_date_and_a_refused_one_does_not() -> None:
    to = date(2026, 4, 10)
    granted = decided(fact(20, "extend_request", to), fact(23, "extend_grant"))
    assert (str(granted.in_force), str(granted.asked), granted.node) == ("2026-04-10", "2026-04-10", NODE)
    refused = decided(fact(20, "extend_request", to), fact(26, "extend_refuse"))
    assert (str(refused.in_force), str(refused.asked), refused.passed) == (NODE, "2026-04-10", True)


def test_a_refused_decision_tells_nobody_anything() -> None:
    assert decisions(case(fact(20, "return"), fact(20, "extend_grant")).ledger) == ()
