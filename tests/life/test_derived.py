"""The findings a month makes by itself: the followed classes of the circular's list, each once, withdrawn where no longer borne out."""

from datetime import date

from oversight import CONTACT, DIRECTOR, World, problem, staffed

from duban.documents.problems import problems_of
from duban.life.act import Act
from duban.life.derived import BY, Ground, derive
from duban.life.findings import findings
from duban.months import Month
from duban.rules.problems import SORTS, shortfalls
from duban.rules.result import MonthResult

JUNE, MAY = Month(2026, 6), Month(2026, 5)
ON = date(2026, 7, 1)


def judged(world: World, month: Month = JUNE) -> MonthResult:
    return world.history().case.month(month)


def grounds(world: World, month: Month = JUNE) -> list[Ground]:
    return [
        Ground(item.sort, item.unit, item.task.number, item.shortfall.ground.node, item.sentence)
        for item in problems_of(world.campaign, judged(world, month))
        if item.shortfall.is_followed
    ]


def run(world: World, found: list[Ground], month: Month = JUNE) -> tuple[Act, ...]:
    """Derive as the month's step does, and keep what came."""
    world.today = ON
    acts = derive(world.history(), month, found, ON)
    for act in acts:
        world._append(act)
    return acts


def told(world: World) -> list[tuple[str, str | None, str, str]]:
    return [(one.key, one.unit, one.sort, one.words()) for one in findings(world.history())]


def year() -> World:
    """甲乡 reported 40 % in May, 乙乡 never spoke; both were due on 30 June."""
    world = staffed()
    world.fact("2026-05-20", "report", "甲乡", progress=40)
    world.today = ON
    return world


def test_overdue_far_behind_unreported_and_twice_returned_are_followed() -> None:
    world = staffed()
    for day in ("03", "05"):
        world.fact(f"2026-06-{day}", "claim", "甲乡")
        world.fact(f"2026-06-{day}", "return", "甲乡")
    world.today = ON
    sorts = {(item.sort, item.unit) for item in shortfalls(judged(world)) if item.is_followed}
    assert ("申请办结被退回", "甲乡") in sorts
    assert ("严重滞后", "乙乡") in sorts
    assert ("进展报送不及时", "乙乡") in sorts
    assert ("逾期未结", "乙乡") in {(item.sort, item.unit) for item in shortfalls(judged(world, Month(2026, 7)))}


def test_a_single_return_a_late_report_and_a_card_are_told_but_not_followed() -> None:
    world = staffed()
    world.fact("2026-05-20", "report", "甲乡", progress=100)
    world.fact("2026-06-03", "claim", "甲乡")
    world.fact("2026-06-04", "return", "甲乡")
    world.fact("2026-06-29", "report", "乙乡", progress=100)
    world.fact("2026-06-29", "card", "乙乡", node="2026-06-30", colour="yellow", by=DIRECTOR)
    world.today = ON
    listed = shortfalls(judged(world))
    assert {item.sort for item in listed if item.unit == "乙乡"} == {"进展报送不及时", "亮牌"}
    assert not [item for item in listed if item.is_followed and item.unit in ("甲乡", "乙乡")]


def test_the_circular_lists_everything_that_is_followed() -> None:
    world = year()
    listed = problems_of(world.campaign, judged(world))
    assert [SORTS.index(item.sort) for item in listed] == sorted(SORTS.index(item.sort) for item in listed)
    assert {(ground.sort, ground.unit, ground.task) for ground in grounds(world)} <= {
        (item.sort, item.unit, item.task.number) for item in listed
    }
    assert grounds(world)


def test_a_month_makes_its_findings_once() -> None:
    world = year()
    first = run(world, grounds(world))
    assert [act.do for act in first] == ["find"] * len(grounds(world))
    assert {(act.by, act.basis) for act in first} == {(BY, "2026年6月月度督查")}
    assert run(world, grounds(world)) == ()
    assert [key for key, *_ in told(world)] == [f"2026-06/{place}" for place in range(1, len(first) + 1)]
    assert all("“控辍保学”" in one.opening.told("facts") for one in findings(world.history()) if one.unit != "县财政局")


def test_two_lines_of_one_class_and_node_are_one_finding() -> None:
    world = year()
    twice = [Ground("申请办结被退回", "甲乡", "一", "2026-06-30", f"“控辍保学”6月{day}日被退回") for day in (3, 5)]
    (act,) = run(world, twice)
    assert act.told("facts").endswith("6月3日被退回")


def test_a_new_judgement_withdraws_what_it_no_longer_bears_out() -> None:
    world = year()
    run(world, grounds(world))
    before = len(told(world))
    world.fact("2026-06-29", "claim", "乙乡")
    acts = run(world, grounds(world))
    gone = [act for act in acts if act.do == "drop"]
    assert gone
    assert all(act.told("reason") == "按新情况重新核算，不再成立" for act in gone)
    assert len(told(world)) == before
    # Should it hold again after all, it is found again, under a new number.
    world.entries = [entry for entry in world.entries if entry.fact.do != "claim"]
    again = run(world, grounds(world))
    assert [act.do for act in again] == ["find"] * len(gone)
    assert [act.key for act in again] == [f"2026-06/{before + place}" for place in range(1, len(gone) + 1)]


def test_what_people_have_taken_up_or_dropped_is_left_to_them() -> None:
    world = year()
    first = run(world, grounds(world))
    kept = next(act.key for act in first if act.unit == "甲乡")
    dropped = next(act.key for act in first if act.unit == "乙乡")
    assert world.act("finding", kept, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    assert world.act("finding", dropped, "drop", DIRECTOR, {"reason": "停课"}, basis="县防指通知") is None
    assert run(world, grounds(world)) == ()
    world.fact("2026-06-29", "claim", "甲乡")
    assert kept not in {act.key for act in run(world, grounds(world))}


def test_a_person_adds_his_own_beside_them() -> None:
    world = year()
    count = len(run(world, grounds(world)))
    mine = problem(source="月度督查", month="2026-06", sort="资料不实")
    assert world.act("finding", "", "find", DIRECTOR, mine, unit="甲乡", basis="现场核对") is None
    assert world.acts[-1].key == f"2026-06/{count + 1}"
    assert run(world, grounds(world)) == ()
    late = problem(source="月度督查", month="2026-08")
    why = world.act("finding", "", "find", DIRECTOR, late, unit="甲乡", basis="方案")
    assert why is not None
    assert "还没有到" in why


def test_months_do_not_mix() -> None:
    world = year()
    may, june = grounds(world, MAY), grounds(world)
    assert len(run(world, may, MAY)) == len(may)
    assert len(run(world, june)) == len(june)
    assert run(world, may, MAY) == ()
