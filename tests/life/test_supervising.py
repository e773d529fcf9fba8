"""A unit's part of a task is put under supervision, raised, lifted or done: who may, in which order, and what stands of it."""

from dataclasses import replace
from datetime import date

import pytest

from duban.life.cards import proposed
from duban.life.history import History
from duban.life.story import story
from duban.life.supervising import Supervised, supervised
from tests.life.acting import Desk
from tests.life.conftest import START, appointed, small_campaign

LEADER, OTHER = "分管副县长", "县委书记"
ORDER = {"level": "橙色", "limit": "2026-07-20", "demands": "查明原因；逐户劝返", "basis": "县委书记批示"}


@pytest.fixture
def desk() -> Desk:
    """The office with both tasks assigned on 2 March."""
    desk = Desk(History(small_campaign(), (), appointed(), START))
    desk.do("2026-03-02", "task", "1", "assign", "督查员甲")
    return desk.do("2026-03-02", "task", "2", "assign", "督查员甲")


def now(desk: Desk, unit: str = "甲乡", task: str = "1") -> Supervised:
    found = supervised(desk.history, task, unit)
    assert found is not None
    return found


def order(desk: Desk, day: str = "2026-07-03", by: str = LEADER, unit: str = "甲乡", **changed: str) -> Desk:
    return desk.do(day, "task", "1", "supervise", by, unit=unit, **(ORDER | changed))


def refused(desk: Desk, day: str = "2026-07-03", by: str = LEADER, unit: str = "甲乡", **changed: str) -> str:
    told = {name: text for name, text in (ORDER | changed).items() if text}
    return desk.refused(day, "task", changed.pop("task", "1"), "supervise", by, unit=unit, **told)


def closed(desk: Desk, day: str) -> Desk:
    desk.do(day, "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    desk.do(day, "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="验收单", proof="有")
    return desk.do(day, "task", "1", "approve", "办公室主任", unit="甲乡")


def test_a_leader_puts_a_part_under_supervision_and_it_is_told(desk: Desk) -> None:
    assert supervised(desk.history, "1", "甲乡") is None
    order(desk)
    found = now(desk)
    assert (found.is_standing, found.time, found.level) == (True, 1, "橙色")
    assert found.demands == ("查明原因", "逐户劝返")
    assert supervised(desk.history, "1", "乙乡") is None
    (line,) = (one for one in story(desk.history, "1").lines if "督办" in one.what)
    assert "对甲乡列入督办（督办级别：橙色，督办时限：2026-07-20" in line.what
    assert (line.who, line.basis) == (LEADER, "县委书记批示")


def test_it_needs_the_right_the_level_the_limit_and_a_basis(desk: Desk) -> None:
    assert "无权办理：须由领导" in refused(desk, by="办公室主任")
    assert "未写明督办级别" in refused(desk, level="")
    assert "未写明督办时限" in refused(desk, limit="")
    assert "未写明依据" in refused(desk, basis="")
    assert "早于列入督办之日" in refused(desk, limit="2026-07-02")


def test_it_is_for_a_part_given_to_a_lead_or_responsible_unit_and_still_open(desk: Desk) -> None:
    assert "配合单位不单独列入督办" in refused(desk, unit="县财政局")
    assert "没有节点“2026-01-31” · 可写：2026-06-30" in refused(desk, node="2026-01-31")
    fresh = Desk(History(small_campaign(), (), appointed(), START))
    assert "尚未交办" in refused(fresh)
    desk.do("2026-04-01", "task", "1", "suspend", LEADER, basis="会议")
    assert "任务暂缓期间" in refused(desk)
    desk.do("2026-07-03", "task", "1", "resume", LEADER, basis="会议")
    closed(desk, "2026-07-03")
    assert "已批准办结" in refused(desk)
    desk.do("2026-07-03", "task", "1", "withdraw", LEADER, basis="会议", reason="并入他项")
    assert "已撤销" in refused(desk, unit="乙乡")


def test_one_matter_has_one_sheet_which_is_raised_not_entered_twice(desk: Desk) -> None:
    order(desk)
    assert "已于2026-07-03按橙色列入督办，内容相同" in refused(desk, "2026-07-06")
    order(desk, "2026-07-21", level="红色", limit="2026-07-31")
    assert (now(desk).level, now(desk).time) == ("红色", 2)
    assert "早于现行督办之日" in refused(desk, "2026-07-20", level="紫色")
    order(desk, "2026-07-21", unit="乙乡", limit="2026-07-31")
    assert now(desk, "乙乡").time == 1


def test_it_is_lifted_by_a_leader_for_a_reason_once(desk: Desk) -> None:
    def lift(day: str, by: str = LEADER, **told: str) -> str:
        return desk.refused(day, "task", "1", "lift", by, unit="甲乡", **told)

    assert "没有列入督办" in lift("2026-07-03", reason="已有进展")
    order(desk)
    assert "未写明理由" in lift("2026-07-06")
    assert "无权办理" in lift("2026-07-06", "办公室主任", reason="已有进展")
    assert "早于列入督办之日" in lift("2026-07-02", reason="已有进展")
    desk.do("2026-07-06", "task", "1", "lift", LEADER, unit="甲乡", reason="已有进展")
    assert not now(desk).is_standing
    assert "已由分管副县长于2026-07-06解除" in lift("2026-07-07", OTHER, reason="已有进展")
    order(desk, "2026-07-08")
    assert (now(desk).is_standing, now(desk).time) == (True, 2)


def test_it_ends_by_itself_when_the_part_is_done(desk: Desk) -> None:
    order(desk)
    desk.do("2026-07-06", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="90")
    assert now(desk).is_standing
    closed(desk, "2026-07-08")
    assert (now(desk).is_standing, now(desk).closed) == (False, date(2026, 7, 8))
    assert "督办随之终结" in desk.refused("2026-07-09", "task", "1", "lift", LEADER, unit="甲乡", reason="已办结")


def test_the_limit_of_a_supervision_is_not_the_date_a_month_is_judged_by(desk: Desk) -> None:
    order(desk, limit="2026-08-31")
    (one,) = desk.history.case.ledger.tasks["1"].assignments["甲乡"].obligations
    assert date.fromordinal(one.date_at(date(2026, 7, 3).toordinal())) == date(2026, 6, 30)


def carded(desk: Desk) -> str:
    """The code of the order proposed for 甲乡 after a red card."""
    told = {"colour": "红", "node": "2026-06-30"}
    desk.do("2026-07-03", "task", "1", "card", LEADER, unit="甲乡", **told)
    return next(one.code for one in proposed(desk.history) if (one.level, one.unit) == ("督办单", "甲乡"))


def test_an_adopted_order_puts_the_part_under_supervision_without_a_second_entry(desk: Desk) -> None:
    code = carded(desk)
    told = {name: text for name, text in ORDER.items() if name != "basis"}
    assert "须写明依据" in desk.refused("2026-07-03", "proposal", code, "confirm", LEADER, **told)
    half = {"level": "橙色", "basis": "批示"}
    assert "未写明督办时限 · 采纳并列入督办的写明 level、limit" in desk.refused(
        "2026-07-03", "proposal", code, "confirm", LEADER, **half
    )
    early = ORDER | {"limit": "2026-07-01"}
    assert "早于列入督办之日" in desk.refused("2026-07-03", "proposal", code, "confirm", LEADER, **early)
    desk.do("2026-07-03", "proposal", code, "confirm", LEADER, **ORDER)
    found = now(desk)
    assert (found.level, found.act.by, found.act.basis) == ("橙色", LEADER, "县委书记批示")
    assert (found.act.told("node"), found.act.told("limit")) == ("2026-06-30", "2026-07-20")


def test_an_adopted_order_that_says_no_level_leaves_the_record_only(desk: Desk) -> None:
    desk.do("2026-07-03", "proposal", carded(desk), "confirm", LEADER, basis="批示")
    assert supervised(desk.history, "1", "甲乡") is None


def test_a_card_has_no_level_of_supervision(desk: Desk) -> None:
    desk.history = replace(desk.history, today=date(2026, 7, 3))
    card = next(one for one in proposed(desk.history) if (one.level, one.unit) == ("红牌", "甲乡"))
    assert "只有督办单的建议" in desk.refused("2026-07-03", "proposal", card.code, "confirm", LEADER, **ORDER)


def test_what_is_under_supervision_is_not_proposed_for_it_again(desk: Desk) -> None:
    carded(desk)
    order(desk)
    assert not [one for one in proposed(desk.history) if (one.level, one.unit) == ("督办单", "甲乡")]
    desk.do("2026-07-03", "task", "1", "lift", LEADER, unit="甲乡", reason="登记有误")
    assert [one for one in proposed(desk.history) if (one.level, one.unit) == ("督办单", "甲乡")]
