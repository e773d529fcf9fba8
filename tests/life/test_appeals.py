"""An appeal in sentences: two clocks of thirty days, who must step aside, and what an upheld one changes in the judgement."""

from dataclasses import replace
from datetime import date

import pytest
from oversight import (
    CONTACT,
    DIRECTOR,
    FINANCE,
    GUEST,
    HEAD,
    LEADER,
    OFFICER,
    PEOPLE,
    SECOND,
    VICE,
    World,
    approved,
    campaign,
    problem,
    sheet,
    staffed,
)

from duban.life.act import Act
from duban.life.appeals import appeal_of, appeals, delivered_on, took_part, under_review
from duban.life.findings import findings
from duban.months import Month
from duban.plan import Due
from duban.rules.judgement import judge

MARCH, JUNE, JULY = Month(2026, 3), Month(2026, 6), Month(2026, 7)


def refused(why: str | None, *words: str) -> None:
    assert why is not None, "taken"
    for word in words:
        assert word in why, why


def concluded() -> World:
    """A batch's finding at 甲乡, its conclusion delivered on 12 March 2026."""
    world = approved()
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡") is None
    told = problem(source="督查批次", batch="督查1", sheet="1")
    assert world.act("finding", "", "find", SECOND, told, unit="甲乡", basis="方案") is None
    world.today = date(2026, 3, 12)
    assert world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, {"conclusion": "c"}, unit="甲乡") is None
    return world


def filed(world: World) -> str:
    assert world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "已转学"}, unit="甲乡") is None
    return "复核1"


def with_a_new_officer(world: World) -> World:
    """Somebody who took part in nothing."""
    assert world.act("person", "督查员新", "appoint", DIRECTOR, {"role": "督查员"}) is None
    return world


def test_only_the_units_head_appeals_against_its_own_finding_or_score() -> None:
    world = concluded()
    told = {"finding": "2026-03/1", "reason": "已转学"}
    refused(world.act("appeal", "", "file", CONTACT, told, unit="甲乡"), "无权办理")
    refused(world.act("appeal", "", "file", "乙乡负责人", told, unit="乙乡"), "乙乡没有编号为“2026-03/1”的问题")
    refused(world.act("appeal", "", "file", HEAD, {"reason": "r"}, unit="甲乡"), "针对一个问题或一个月")
    refused(world.act("appeal", "", "file", HEAD, told | {"month": "2026-02"}, unit="甲乡"), "针对一个问题或一个月")
    refused(world.act("appeal", "", "file", HEAD, {"month": "2026-03", "reason": "r"}, unit="甲乡"), "尚未产生")
    assert world.act("appeal", "", "file", HEAD, told, unit="甲乡") is None
    refused(world.act("appeal", "", "file", HEAD, told, unit="甲乡"), "已就同一事项申请复核", "复核1")


@pytest.mark.parametrize(("day", "taken"), [("2026-04-11", True), ("2026-04-13", True), ("2026-04-14", False)])
def test_an_appeal_comes_within_thirty_days_of_delivery(day: str, taken: bool) -> None:
    # The thirtieth day after 12 March is Saturday 11 April: the clock ends on the Monday.
    world = concluded()
    world.today = date.fromisoformat(day)
    why = world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "已转学"}, unit="甲乡")
    assert (why is None) == taken
    if not taken:
        refused(why, "已过申请复核的期限", "截至2026-04-13", "第十七条")


def test_before_the_conclusion_a_unit_disputes_instead() -> None:
    world = staffed()
    assert world.act("finding", "", "find", OFFICER, problem(), unit="甲乡", basis="方案") is None
    refused(
        world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "r"}, unit="甲乡"), "尚未送达", "申辩"
    )


def test_a_finding_without_a_batch_is_delivered_with_its_order_and_a_month_with_its_result() -> None:
    world = staffed()
    assert world.act("finding", "", "find", OFFICER, problem(), unit="甲乡", basis="方案") is None
    assert world.act("finding", "2026-03/1", "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    world.later(2)
    order = {"type": "立行立改", "goal": "g", "limit": "2026-03-31"}
    assert world.act("finding", "2026-03/1", "order", DIRECTOR, order) is None
    world.today = date(2026, 4, 8)
    assert world.act("appeal", "", "file", HEAD, {"month": "2026-03", "reason": "漏记"}, unit="甲乡") is None
    filing = world.acts[-1]
    assert delivered_on(world.history(), filing) is None
    assert world.act("month", "2026-03", "deliver", OFFICER, unit="乙乡") is None
    assert delivered_on(world.history(), filing) is None
    assert world.act("month", "2026-03", "deliver", OFFICER, on=date(2026, 4, 7)) is None
    assert delivered_on(world.history(), filing) == date(2026, 4, 7)
    assert world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "r"}, unit="甲乡") is not None
    assert (
        world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "r"}, unit="甲乡", on=date(2026, 4, 3))
        is None
    )
    refused(world.act("month", "2026-04", "deliver", OFFICER), "尚未产生")
    refused(world.act("month", "四月", "deliver", OFFICER), "无法识别")


def test_the_clock_runs_from_the_receipt_of_the_signed_notice_as_the_notice_says() -> None:
    world = concluded()
    number, matters = "云教组办改〔2026〕1号", "2026-03/1（第2次交办）、2026-03/2"
    told = {"kind": "整改通知书", "title": "通知", "about": matters}
    assert world.act("paper", number, "sign", DIRECTOR, told) is None
    assert world.act("paper", number, "send", OFFICER, {"to": "甲乡、乙乡"}) is None
    filing = Act(0, date(2026, 4, 20), "appeal", "1", "file", HEAD, "甲乡", detail={"finding": "2026-03/1"})
    assert delivered_on(world.history(), filing) == date(2026, 3, 12)
    world.today = date(2026, 3, 23)
    assert (
        world.act("paper", number, "receive", OFFICER, {"person": "值班员"}, unit="乙乡", on_behalf_of="乙乡") is None
    )
    assert delivered_on(world.history(), filing) == date(2026, 3, 12)
    assert (
        world.act("paper", number, "receive", OFFICER, {"person": "值班员"}, unit="甲乡", on_behalf_of="甲乡") is None
    )
    assert delivered_on(world.history(), filing) == date(2026, 3, 23)
    # One written down late, but made before the notice came, counts from the conclusion.
    assert delivered_on(world.history(), replace(filing, on=date(2026, 3, 20))) == date(2026, 3, 12)
    other = replace(filing, detail={"finding": "2026-03/9"})
    assert delivered_on(world.history(), other) is None
    world.today = date(2026, 4, 20)
    assert world.act("appeal", "", "file", HEAD, {"finding": "2026-03/1", "reason": "已转学"}, unit="甲乡") is None


def test_whoever_took_part_steps_aside() -> None:
    world = with_a_new_officer(concluded())
    key = filed(world)
    assert took_part(world.history(), world.history().of("appeal", key)[0]) == {
        OFFICER,
        SECOND,
        VICE,
        DIRECTOR,
        GUEST,
        FINANCE,
    }
    for name in (OFFICER, SECOND, VICE, GUEST, FINANCE):
        refused(world.act("appeal", key, "accept", DIRECTOR, {"handler": name}), f"{name}参与过", "回避")
    refused(world.act("appeal", key, "accept", DIRECTOR, {"handler": HEAD}), "不是办公室人员")
    refused(world.act("appeal", key, "accept", LEADER, {"handler": LEADER}), "不能指定自己")
    assert world.act("person", "组员戊", "appoint", DIRECTOR, {"role": "督查组成员"}, unit="甲乡") is None
    refused(world.act("appeal", key, "accept", DIRECTOR, {"handler": "组员戊"}), "组员戊是甲乡的人员", "回避")
    assert world.act("appeal", key, "accept", DIRECTOR, {"handler": "督查员新"}) is None
    refused(world.act("appeal", key, "accept", DIRECTOR, {"handler": LEADER}), "已由办公室主任于2026-03-12受理")


def test_who_decided_about_the_unit_in_the_month_does_not_handle_its_score() -> None:
    world = with_a_new_officer(staffed())
    world.fact("2026-03-10", "claim", "甲乡", recorded_by=HEAD)
    world.fact("2026-03-11", "return", "甲乡", by=SECOND)
    world.fact("2026-03-12", "return", "乙乡", by=VICE)
    world.today = date(2026, 3, 20)
    world.fact("2026-03-18", "claim", "甲乡", recorded_by=HEAD)
    assert world.act("task", "一", "review", LEADER, unit="甲乡") is None
    world.today = date(2026, 4, 8)
    assert world.act("month", "2026-03", "deliver", OFFICER) is None
    assert world.act("appeal", "", "file", HEAD, {"month": "2026-03", "reason": "漏记"}, unit="甲乡") is None
    assert took_part(world.history(), world.acts[-1]) == {SECOND, OFFICER, LEADER}


def accepted() -> World:
    world = with_a_new_officer(concluded())
    key = filed(world)
    assert world.act("appeal", key, "accept", DIRECTOR, {"handler": "督查员新"}) is None
    return world


def test_the_handler_alone_decides_and_says_why() -> None:
    world = with_a_new_officer(concluded())
    key = filed(world)
    told = {"outcome": "成立", "reason": "学籍已转出", "drop": "是"}
    refused(world.act("appeal", key, "decide", "督查员新", told), "尚未受理")
    assert world.act("appeal", key, "accept", DIRECTOR, {"handler": "督查员新"}) is None
    refused(world.act("appeal", key, "decide", DIRECTOR, told), "复核人是督查员新")
    refused(world.act("appeal", key, "decide", "督查员新", told | {"reason": ""}), "未写明理由")
    refused(world.act("appeal", key, "decide", "督查员新", {"outcome": "成立", "reason": "r"}), "应写明改动")
    refused(world.act("appeal", key, "decide", "督查员新", told | {"outcome": "不成立"}), "不能改动")
    assert world.act("appeal", key, "decide", "督查员新", told) is None
    (one,) = findings(world.history())
    assert one.words() == "已撤销"
    assert one.acts[-1].told("reason") == "复核成立：学籍已转出"
    refused(world.act("appeal", key, "decide", "督查员新", told), "复核成立，不能再")


def test_both_clocks_are_shown_and_a_late_decision_is_flagged_not_refused() -> None:
    world = accepted()
    appeal = appeal_of(world.history(), "复核1")
    assert appeal is not None
    calendar = world.history().calendar
    assert appeal.due(calendar) == date(2026, 4, 13)
    assert not appeal.is_overdue(date(2026, 4, 13), calendar)
    assert appeal.is_overdue(date(2026, 4, 14), calendar)
    world.today = date(2026, 4, 20)
    assert world.act("appeal", "复核1", "decide", "督查员新", {"outcome": "不成立", "reason": "无学籍"}) is None
    (appeal,) = appeals(world.history())
    assert (appeal.standing(), appeal.is_overdue(world.today, calendar)) == ("复核不成立", True)


def test_a_head_takes_an_appeal_back() -> None:
    world = accepted()
    refused(world.act("appeal", "复核1", "withdraw", "乙乡负责人", unit="乙乡"), "甲乡的申请")
    assert world.act("appeal", "复核1", "withdraw", HEAD, unit="甲乡") is None
    refused(world.act("appeal", "复核1", "decide", "督查员新", {"outcome": "不成立", "reason": "r"}), "已撤回")
    assert filed(world) == "复核1"
    assert [one.standing() for one in appeals(world.history())] == ["已撤回", "待受理"]


def test_what_waits_for_its_decision_is_under_review_and_nothing_else() -> None:
    world = accepted()
    assert under_review(world.history(), MARCH) == ({"甲乡"}, {("甲乡", "一")})
    assert under_review(world.history(), Month(2026, 4)) == (set(), set())
    world.today = date(2026, 4, 8)
    assert world.act("appeal", "", "file", "乙乡负责人", {"month": "2026-03", "reason": "r"}, unit="乙乡") is None
    marks = under_review(world.history(), MARCH)
    assert marks.units == {"甲乡", "乙乡"}
    assert (marks.of_unit("乙乡"), marks.of_unit("县财政局"), marks.of_item("甲乡", "一")) == (
        "（复核中）",
        "",
        "（复核中）",
    )
    assert world.act("appeal", "复核1", "decide", "督查员新", {"outcome": "不成立", "reason": "r"}) is None
    assert under_review(world.history(), MARCH).units == {"乙乡"}


def lost_slip() -> World:
    """The county of the appeal case: 乙乡's claim of 29 June was lost, so it was called overdue and claimed again on 10 July."""
    world = World(today=date(2026, 5, 20))
    one, two = campaign().tasks
    task = replace(one, due=(Due("6月底前", "by", end=date(2026, 6, 30)),))
    world.campaign = replace(campaign(), tasks=(task, two))
    for name, role, unit in PEOPLE:
        assert world.act("person", name, "appoint", DIRECTOR, {"role": role}, unit=unit) is None
    world.fact("2026-05-22", "assign")
    world.fact("2026-06-18", "report", "乙乡", progress=60)
    world.fact("2026-06-26", "claim", "甲乡")
    world.fact("2026-06-29", "approve", "甲乡", by=SECOND)
    world.fact("2026-07-10", "claim", "乙乡")
    world.fact("2026-07-13", "approve", "乙乡", by=SECOND)
    world.fact("2026-07-20", "card", "乙乡", node="2026-06-30", colour="yellow", by=SECOND)
    world.today = date(2026, 8, 5)
    assert world.act("month", "2026-07", "deliver", OFFICER) is None
    assert (
        world.act("appeal", "", "file", "乙乡负责人", {"month": "2026-07", "reason": "6月29日已交"}, unit="乙乡")
        is None
    )
    assert world.act("appeal", "复核1", "accept", DIRECTOR, {"handler": VICE}) is None
    return world


def scores(world: World, month: Month) -> dict[str, tuple[str, str | None]]:
    result = judge(world.campaign, [entry.fact for entry in world.entries], [month]).months[month]
    return {one.unit: (str(float(one.score)), one.grade) for one in result.units if one.score is not None}


def test_an_upheld_appeal_adds_the_lost_fact_on_its_day_and_strikes_the_card() -> None:
    world = lost_slip()
    assert scores(world, JULY)["乙乡"] == ("83.0", "良好")
    card = str(world.entries[-1].fact.order)
    claim = 'facts: [{on: 2026-06-29, task: "一", unit: 乙乡, do: claim}]'
    assert (
        world.act(
            "appeal", "复核1", "decide", VICE, {"outcome": "成立", "reason": "有收条", "facts": claim, "strikes": card}
        )
        is None
    )
    assert scores(world, JULY)["乙乡"] == ("100.0", "优秀")
    assert scores(world, JUNE)["乙乡"] == ("100.0", "优秀")
    added = world.entries[-1].fact
    assert (added.on, added.do, added.unit) == (date(2026, 6, 29), "claim", "乙乡")
    assert card not in {str(entry.fact.order) for entry in world.entries}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"facts": "on: [}"}, "无法识别"),
        ({"facts": "facts: []"}, "是空的"),
        ({"facts": "facts: [{on: 2026-06-29, task: 一, unit: 甲乡, do: claim}]"}, "只能补记乙乡的事实"),
        ({"facts": "facts: [{on: 2026-06-29, task: 一, do: assign}]"}, "只能补记乙乡的事实"),
        ({"facts": "facts: [{on: 2026-02-01, task: 一, unit: 乙乡, do: claim}]"}, "不在专项行动开始日"),
        ({"facts": "facts: [{on: 2026-09-01, task: 一, unit: 乙乡, do: claim}]"}, "不在专项行动开始日"),
        ({"facts": "facts: [{on: 2026-06-29, task: 九, unit: 乙乡, do: claim}]"}, "不予采信"),
        ({"facts": "facts: [{on: 2026-06-29, task: 一, unit: 乙乡, do: return}]"}, "不予采信：没有适用的节点"),
        ({"strikes": "999"}, "没有第999条事实"),
        ({"strikes": "card of 甲乡"}, "没有第"),
        ({"drop": "是"}, "没有可以撤销的问题"),
    ],
)
def test_an_upheld_appeal_changes_only_what_can_be_changed(changed: dict[str, str], words: str) -> None:
    refused(lost_slip().act("appeal", "复核1", "decide", VICE, {"outcome": "成立", "reason": "r"} | changed), words)


def test_a_fact_of_another_unit_is_not_struck() -> None:
    world = lost_slip()
    other = next(str(entry.fact.order) for entry in world.entries if entry.fact.unit == "甲乡")
    refused(
        world.act("appeal", "复核1", "decide", VICE, {"outcome": "成立", "reason": "r", "strikes": other}),
        "不是乙乡的事实",
    )
