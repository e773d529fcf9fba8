"""Cards and further steps are proposed by pace, by time and by repetition; a named person with the right confirms or dismisses them."""

from dataclasses import replace
from datetime import date

from oversight import DIRECTOR, LEADER, OFFICER, VICE, World, staffed

from duban.life.cards import Proposal
from duban.life.proposals import open_proposals
from duban.plan import Due


def on(world: World, day: str) -> World:
    world.today = date.fromisoformat(day)
    return world


def told(world: World, unit: str = "甲乡") -> list[tuple[str, str, str]]:
    return [(one.level, one.task, one.facts) for one in open_proposals(world.history()) if one.unit == unit]


def only(world: World, unit: str = "甲乡", level: str | None = None) -> Proposal:
    (one,) = [one for one in open_proposals(world.history()) if one.unit == unit and level in (None, one.level)]
    return one


def refused(why: str | None, *words: str) -> None:
    assert why is not None, "taken"
    for word in words:
        assert word in why, why


def reporting(progress: int, day: str = "2026-05-01") -> World:
    """Both townships reported on 1 May, half the time from 2 March to 30 June being gone."""
    world = staffed()
    for unit in ("甲乡", "乙乡"):
        world.fact("2026-05-01", "report", unit, progress=progress)
    return on(world, day)


def test_on_pace_nothing_is_proposed() -> None:
    assert told(reporting(60)) == []


def test_slow_pace_proposes_yellow_and_very_slow_red() -> None:
    assert told(reporting(30)) == [("黄牌", "一", "进度30%，落后序时20个百分点")]
    assert told(reporting(10)) == [("红牌", "一", "进度10%，落后序时40个百分点")]


def test_a_node_nobody_reported_on_three_working_days_before_its_due_is_yellow() -> None:
    assert told(on(staffed(), "2026-03-20")) == []
    # With no report asked yet it stands on pace; the time left alone calls for the card.
    world = staffed()
    first, second = world.campaign.tasks
    soon = replace(first, due=(Due("3月底前", "by", end=date(2026, 3, 31)),))
    world.campaign = replace(world.campaign, tasks=(soon, second))
    assert told(on(world, "2026-03-25")) == []
    assert told(on(world, "2026-03-26")) == [("黄牌", "一", "距时限3个工作日，未报送过进展")]


def test_overdue_is_red() -> None:
    world = reporting(95, "2026-07-03")
    assert told(world) == [("红牌", "一", "逾期3个工作日，进度95%")]


def test_a_returned_claim_is_yellow_until_it_is_made_again() -> None:
    world = reporting(90)
    world.fact("2026-05-06", "claim", "甲乡")
    world.fact("2026-05-07", "return", "甲乡")
    assert told(on(world, "2026-05-08")) == [("黄牌", "一", "申请办结被退回1次，尚未重新申请")]
    world.fact("2026-05-11", "claim", "甲乡")
    assert told(on(world, "2026-05-12")) == []


def test_the_units_own_reason_is_shown_and_a_request_for_extension_is_answered_first() -> None:
    world = reporting(30)
    world.fact("2026-05-01", "extend_request", "甲乡", to=date(2026, 7, 31), reason="汛期停工")
    assert told(world) == []
    world.fact("2026-05-01", "extend_refuse", "甲乡")
    assert only(world).told == "2026-05-01 汛期停工"


def test_yellow_is_the_directors_and_red_the_leaders() -> None:
    world = reporting(30)
    code = only(world).code
    refused(world.act("proposal", code, "confirm", OFFICER), "无权办理")
    assert world.act("proposal", code, "confirm", DIRECTOR) is None
    card = world.entries[-1].fact
    assert (card.do, card.unit, card.colour, card.by, card.node) == ("card", "甲乡", "yellow", DIRECTOR, "2026-06-30")
    assert told(world) == []
    red = reporting(10)
    refused(red.act("proposal", only(red).code, "confirm", DIRECTOR), "红牌须由领导")
    refused(red.act("proposal", only(red).code, "dismiss", DIRECTOR, {"reason": "汛期"}), "红牌须由领导")
    assert red.act("proposal", only(red).code, "confirm", VICE) is None


def test_a_card_is_proposed_once_a_month_and_again_while_it_goes_on() -> None:
    world = reporting(30)
    assert world.act("proposal", only(world).code, "confirm", DIRECTOR) is None
    assert told(on(world, "2026-05-29")) == [("红牌", "一", "进度30%，落后序时43个百分点")]
    world.fact("2026-05-29", "report", "甲乡", progress=60)
    assert told(world) == []
    assert told(on(world, "2026-06-01"))[0][0] == "黄牌"


def test_a_dismissed_proposal_needs_a_reason_and_does_not_come_back_on_that_ground() -> None:
    world = reporting(95, "2026-07-03")
    code = only(world).code
    refused(world.act("proposal", code, "dismiss", VICE), "未写明理由")
    assert world.act("proposal", code, "dismiss", VICE, {"reason": "抢险救灾，确有正当理由"}) is None
    assert told(on(world, "2026-08-20")) == []
    refused(world.act("proposal", code, "confirm", VICE), "已由分管副县长于2026-07-03不采纳")
    refused(world.act("proposal", "deadbeef", "confirm", VICE), "没有编号为“deadbeef”的建议")


def carded(colours: list[tuple[str, str]]) -> World:
    world = reporting(99)
    for day, colour in colours:
        world.fact(day, "card", "甲乡", node="2026-06-30", colour=colour, by=VICE)
    return world


def test_the_second_yellow_of_an_item_proposes_an_order_and_the_second_red_a_talk() -> None:
    one = carded([("2026-03-20", "yellow")])
    assert told(one) == []
    two = carded([("2026-03-20", "yellow"), ("2026-04-20", "yellow")])
    assert told(two) == [("督办单", "一", "同一事项已亮黄牌2次，仍未办结")]
    red = carded([("2026-03-20", "red")])
    assert told(red) == [("督办单", "一", "同一事项已亮红牌1次，仍未办结")]
    reds = carded([("2026-03-20", "red"), ("2026-04-20", "red")])
    assert told(reds) == [("约谈", "一", "同一事项已亮红牌2次，仍未办结")]
    reds.fact("2026-05-01", "claim", "甲乡")
    assert told(reds) == []


def test_three_months_in_a_row_propose_a_talk_with_the_unit() -> None:
    world = carded([("2026-03-20", "yellow"), ("2026-04-20", "yellow")])
    world.fact("2026-05-01", "claim", "甲乡")
    assert told(world) == []
    world.fact("2026-05-01", "card", "甲乡", node="2026-06-30", colour="yellow", by=VICE)
    assert told(world) == [("约谈", "", "至2026-05连续3个月有事项被亮牌")]


def test_a_further_step_is_recorded_on_a_basis_and_never_issued_here() -> None:
    world = carded([("2026-03-20", "red")])
    code = only(world).code
    refused(world.act("proposal", code, "confirm", LEADER), "须写明依据", "本系统不代发")
    before = len(world.entries)
    assert world.act("proposal", code, "confirm", LEADER, basis="县委副书记批示") is None
    assert len(world.entries) == before
    assert told(world) == []
