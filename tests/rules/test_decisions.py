"""What a decision means in dates, and which unsent reminders still say something true: cases a person can count by hand."""

from datetime import date

import pytest

from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.decisions import Decision, decisions
from duban.rules.judgement import Case
from duban.rules.reminders import Rung
from duban.rules.renewal import Unsent, renewal, rungs_of
from duban.rules.result import ReminderItem, ReminderLetter
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


def rung(task: str, name: str, in_force: str = NODE) -> Rung:
    return Rung(task, EDU.name, NODE, date.fromisoformat(in_force), name)


MARCH_24, MARCH_26 = date(2026, 3, 24), date(2026, 3, 26)
TO = "edu@example.test"


def test_older_letters_join_the_days_one_each_item_once_by_its_highest_rung() -> None:
    fresh = [ReminderLetter(MARCH_26, TO, (ReminderItem("1", EDU.name, NODE, "late1"),))]
    unsent = [
        Unsent(date(2026, 3, 18), TO, (rung("1", "lead5"), rung("2", "lead5"))),
        Unsent(MARCH_24, TO, (rung("2", "lead1"),)),
    ]
    found = renewal(case().ledger, MARCH_26, fresh, unsent)
    (letter,) = found.letters
    assert [(item.task, item.rung) for item in letter.items] == [("1", "late1"), ("2", "lead1")]
    assert found.replaced == {TO}
    assert rungs_of(case().ledger, letter) == (rung("1", "late1"), rung("2", "lead1"))


def test_a_letter_of_today_stays_as_it_is_while_all_of_it_stands() -> None:
    unsent = [Unsent(MARCH_26, TO, (rung("1", "late1"),))]
    assert renewal(case().ledger, MARCH_26, [], unsent) == ((), frozenset())
    other = [ReminderLetter(MARCH_26, "jia@example.test", (ReminderItem("1", JIA.name, NODE, "late1"),))]
    assert renewal(case().ledger, MARCH_26, other, unsent) == (tuple(other), frozenset())


@pytest.mark.parametrize(
    "facts",
    [
        (fact(26, "claim"),),
        (Fact(0, MARCH_26, "suspend", "1"),),
        (fact(20, "extend_request", date(2026, 4, 10)), fact(26, "extend_grant")),
    ],
)
def test_what_no_longer_stands_drops_out(facts: tuple[Fact, ...]) -> None:
    ledger = case(*facts).ledger
    both = renewal(ledger, MARCH_26, [], [Unsent(MARCH_26, TO, (rung("1", "late1"), rung("2", "late1")))])
    assert [item.task for letter in both.letters for item in letter.items] == ["2"]
    alone = renewal(ledger, MARCH_26, [], [Unsent(MARCH_26, TO, (rung("1", "late1"),))])
    assert alone == ((), {TO})


def test_a_task_no_longer_in_the_plan_says_nothing() -> None:
    assert renewal(case().ledger, MARCH_26, [], [Unsent(MARCH_24, TO, (rung("9", "lead1"),))]) == ((), {TO})
