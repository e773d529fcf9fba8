"""What the live cycle asks besides whole months: standings of any day, catching up after missed sweeps, the order of papers."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from duban.errors import InputRefused, UsageError
from duban.months import Month
from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.grading import in_paper_order
from duban.rules.judgement import Case, judge
from duban.rules.parameters import DEFAULTS
from duban.rules.printing import fact_json
from duban.rules.reminders import Rung, Sweep, still_pressed, sweep
from duban.units import Register, Unit

UNITS = (
    Unit("县教育局", "部门", (), "edu@x.test", "edu-head@x.test", ("教育局",)),
    Unit("甲乡", "乡镇", ("各乡镇",), "jia@x.test", "jia-head@x.test"),
    Unit("乙乡", "乡镇", ("各乡镇",), "yi@x.test", "yi-head@x.test"),
)
TASK = CampaignTask("1", "控辍保学", responsible=("各乡镇",), due=(Due("", "by", end=date(2025, 3, 14)),))
CAMPAIGN = Campaign("某县教育攻坚", date(2025, 2, 1), None, Register(UNITS), (TASK,))
ASSIGNED = Fact(0, date(2025, 2, 10), "assign", "1")


def fact(order: int, day: int, do: str, unit: str, **fields: object) -> Fact:
    return Fact(order, date(2025, 3, day), do, "1", unit)._replace(**fields)


def swept(facts: list[Fact], day: date, fired: set[Rung]) -> Sweep:
    return sweep(Case(CAMPAIGN, facts, [day]).ledger, day.toordinal(), fired)


def test_the_standing_of_any_day_is_as_of_its_end() -> None:
    case = Case(CAMPAIGN, [ASSIGNED, fact(1, 18, "claim", "甲乡")], [date(2025, 3, 31)])
    standings = [[line.standing for line in case.lines_at(date(2025, 3, day))] for day in (14, 17, 18)]
    assert standings == [["far_behind", "far_behind"], ["overdue", "overdue"], ["done_late", "overdue"]]
    assert case.lines_at(date(2025, 3, 31)) == case.month(Month(2025, 3)).obligations


def test_a_day_nobody_prepared_for_is_a_usage_error() -> None:
    case = Case(CAMPAIGN, [ASSIGNED])
    with pytest.raises(UsageError):
        case.lines_at(date(2035, 1, 1))
    with pytest.raises(UsageError):
        case.month(Month(2015, 1))


def test_a_day_after_the_cut_off_belongs_to_the_next_month() -> None:
    duty = replace(TASK, due=(Due("", "recurring", every="P1M", times=1),))
    campaign = replace(CAMPAIGN, tasks=(duty,), parameters=replace(DEFAULTS, cutoff_day=20))
    case = Case(campaign, [ASSIGNED], [date(2025, 4, 30)])
    # the period of March ends on the 31st, in the month that began on the 21st
    assert [case.lines_at(date(2025, 3, day))[0].standing for day in (20, 30, 31)] == ["out", "out", "not_kept"]


def test_after_missed_sweeps_only_the_highest_rung_goes() -> None:
    result = swept([ASSIGNED], date(2025, 3, 24), set())
    assert {item.rung for letter in result.letters for item in letter.items} == {"late5"}
    assert sorted(rung.rung for rung in result.spent if rung.unit == "甲乡") == ["late1", "late5"]
    again = swept([ASSIGNED], date(2025, 3, 24), set(result.spent))
    assert again == ((), (), ())


def test_a_correction_of_the_past_sends_nothing_lower_than_what_went() -> None:
    went = set(swept([ASSIGNED], date(2025, 3, 28), set()).spent)
    corrected = [ASSIGNED, fact(1, 14, "claim", "甲乡"), fact(2, 27, "return", "甲乡")]
    late = swept(corrected, date(2025, 3, 31), went)
    assert not any(item.unit == "甲乡" for letter in late.letters for item in letter.items)


def test_nothing_is_swept_on_a_rest_day() -> None:
    assert swept([ASSIGNED], date(2025, 3, 22), set()) == ((), (), ())


def test_an_item_is_pressed_for_until_it_is_answered_by_the_highest_rung_that_fired() -> None:
    monday = date(2025, 3, 24)
    went = swept([ASSIGNED], monday, set())
    items = [
        item._replace(rung="lead1") for letter in went.letters for item in letter.items if letter.to == "jia@x.test"
    ]
    items += [item for letter in went.letters for item in letter.items if letter.to == "yi@x.test"]

    def still(*more: Fact) -> list[tuple[str, str]]:
        ledger = Case(CAMPAIGN, [ASSIGNED, *more], [monday]).ledger
        return [(item.unit, item.rung) for item in still_pressed(ledger, monday.toordinal(), items, set(went.spent))]

    assert still() == [("甲乡", "late5"), ("乙乡", "late5")]
    assert still(fact(1, 24, "claim", "甲乡")) == [("乙乡", "late5")]
    assert still(fact(1, 24, "claim", "甲乡"), fact(2, 24, "return", "甲乡")) == [("甲乡", "late5"), ("乙乡", "late5")]
    assert still(fact(1, 24, "suspend", "甲乡")._replace(unit=None)) == []


def test_papers_list_equals_by_red_cards_then_on_time_share_then_register() -> None:
    units = tuple(Unit(name, "乡镇", ("各乡镇",)) for name in ("甲乡", "乙乡", "丙乡", "丁乡"))
    later = replace(TASK, number="2", due=(Due("", "by", end=date(2025, 5, 30)),))
    campaign = replace(
        CAMPAIGN,
        register=Register(units),
        tasks=(TASK, later),
        parameters=replace(DEFAULTS, late_per_day=Fraction(0), card_red=Fraction(0)),
    )
    facts = [ASSIGNED, ASSIGNED._replace(order=1, task="2"), fact(2, 17, "claim", "甲乡")]
    facts += [fact(3 + place, 10, "claim", name) for place, name in enumerate(("乙乡", "丙乡", "丁乡"))]
    facts.append(fact(9, 20, "card", "乙乡", node="2025-03-14", colour="red", by="分管副县长"))
    result = judge(campaign, facts, [Month(2025, 3)]).months[Month(2025, 3)]
    assert {unit.rank for unit in result.units} == {1}
    # 乙乡 has the red card; 甲乡 was late (0 of 1 done); 丙乡 and 丁乡 keep the register's order
    assert [unit.unit for unit in in_paper_order(result, "乡镇")] == ["丙乡", "丁乡", "甲乡", "乙乡"]


def test_a_fact_may_name_a_unit_by_its_alias() -> None:
    task = replace(TASK, responsible=("教育局",))
    facts = [
        ASSIGNED,
        fact(1, 10, "claim", "教育局"),
        fact(2, 11, "bonus", "教育局", points=Fraction(1, 2), basis="县通报"),
    ]
    judgement = judge(replace(CAMPAIGN, tasks=(task,)), facts, [Month(2025, 3)])
    (line,) = judgement.months[Month(2025, 3)].obligations
    assert (judgement.refused, line.unit, line.standing) == ((), "县教育局", "done")


@pytest.mark.parametrize("every", [("P2M",), ("P1M", "P1M")])
def test_a_period_that_cannot_be_judged_refuses_the_campaign(every: tuple[str, ...]) -> None:
    task = replace(TASK, due=tuple(Due("", "recurring", every=one) for one in every))
    with pytest.raises(InputRefused, match="任务1"):
        judge(replace(CAMPAIGN, tasks=(task,)), [], [Month(2025, 3)])


def test_refused_facts_without_a_file_are_told_by_their_fields() -> None:
    (item,) = judge(CAMPAIGN, [fact(4, 10, "bonus", "甲乡", points=Fraction(1, 2))], [Month(2025, 3)]).refused
    assert item.reason == "without basis"
    assert fact_json(item.fact) == {"on": "2025-03-10", "do": "bonus", "task": "1", "unit": "甲乡", "points": 0.5}


def test_a_campaign_without_facts_or_months_is_no_trouble() -> None:
    assert judge(CAMPAIGN, [], []) == ({}, (), ())
    result = judge(CAMPAIGN, [], [Month(2025, 3)]).months[Month(2025, 3)]
    assert {unit.score for unit in result.units} == {None}
