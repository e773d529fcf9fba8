"""An inspection batch: no work without an approved plan, no widening of scope, nobody inspects his own."""

from datetime import date

import pytest
from oversight import DIRECTOR, FINANCE, GUEST, LEADER, OFFICER, SECOND, VICE, World, approved, plan, sheet, staffed

from duban.life.batches import batch_of, batches, faults_of


def refused(why: str | None, *words: str) -> None:
    assert why is not None, "taken"
    for word in words:
        assert word in why, why


def test_a_plan_is_approved_by_a_leader_who_did_not_write_it() -> None:
    world = staffed()
    assert world.act("batch", "", "propose", VICE, plan()) is None
    refused(world.act("batch", "督查1", "approve_plan", VICE), "拟定人不能批准")
    refused(world.act("batch", "督查1", "approve_plan", DIRECTOR), "无权办理")
    assert world.act("batch", "督查1", "approve_plan", LEADER) is None
    refused(world.act("batch", "督查1", "decline_plan", LEADER, {"reason": "重复"}), "已由县委副书记于2026-03-02批准")


def test_no_batch_works_without_an_approved_plan() -> None:
    world = staffed()
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡"), "没有“督查1”这一督查批次")
    assert world.act("batch", "", "propose", OFFICER, plan(start="2026-03-02")) is None
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡"), "尚未批准", "第十五条")
    assert world.act("batch", "督查1", "decline_plan", VICE, {"reason": "与县委督查重复"}) is None
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡"), "尚未批准")


def test_a_plan_says_by_which_means_of_the_law_and_warns_without_authority() -> None:
    world = staffed()
    refused(world.act("batch", "", "propose", OFFICER, plan(methods="检查、打卡")), "打卡", "第十二条")
    refused(world.act("batch", "", "propose", OFFICER, plan(sort="大检查")), "应为")
    assert world.act("batch", "", "propose", OFFICER, plan(authority="", paper="")) is None
    (batch,) = batches(world.history())
    assert "未写明授权机关或领导、授权文号" in faults_of(batch)[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"units": "甲乡、丙乡"}, "名录中没有：丙乡"),
        ({"start": "2026-03-21"}, "结束日期早于开始日期"),
        ({"start": "2026-02-01", "end": "2026-02-03"}, "不能事后补方案"),
        ({"leader": "外人"}, "外人当日不在册"),
        ({"leader": FINANCE, "units": "县财政局"}, "应当回避"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(changed: dict[str, str], words: str) -> None:
    refused(staffed().act("batch", "", "propose", OFFICER, plan(**changed)), words)


@pytest.mark.parametrize(
    ("unit", "changed", "words"),
    [
        ("县财政局", {}, "不得扩大范围"),
        ("甲乡", {"matter": "食堂安全"}, "不得扩大范围"),
        ("甲乡", {"people": SECOND}, "不少于2人"),
        ("甲乡", {"people": f"{SECOND}、{SECOND}"}, "不少于2人"),
        ("甲乡", {"people": f"{SECOND}、{OFFICER}"}, "不是本批次督查组成员"),
        ("甲乡", {"opinion": ""}, "未写明被查单位意见"),
    ],
)
def test_a_sheet_outside_the_plan_is_refused(unit: str, changed: dict[str, str], words: str) -> None:
    refused(approved().act("batch", "督查1", "worksheet", SECOND, sheet(**changed), unit=unit), words)


def test_a_sheet_outside_the_period_is_refused() -> None:
    world = approved()
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡", on=date(2026, 3, 6)), "不在督查期间")
    world.today = date(2026, 3, 21)
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡"), "不在督查期间")
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡", on=date(2026, 3, 20)) is None


def test_nobody_inspects_his_own_unit() -> None:
    world = approved(units="各乡镇、县财政局")
    people = sheet(people=f"{GUEST}、{FINANCE}")
    refused(
        world.act("batch", "督查1", "worksheet", SECOND, people, unit="县财政局"), f"{FINANCE}是县财政局的人员", "回避"
    )
    assert world.act("batch", "督查1", "worksheet", SECOND, people, unit="甲乡") is None


def visited() -> World:
    world = approved()
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡") is None
    return world


def test_a_conclusion_rests_on_sheets_and_comes_once() -> None:
    world = visited()
    conclusion = {"conclusion": "劝返不到位"}
    refused(
        world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, conclusion, unit="乙乡"), "没有在乙乡检查的底稿"
    )
    refused(world.act("batch", "督查1", "close", DIRECTOR), "尚未送达督查结论：甲乡")
    world.later(3)
    refused(
        world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, conclusion, unit="甲乡", on=date(2026, 3, 8)),
        "早于检查",
    )
    assert world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, conclusion, unit="甲乡") is None
    refused(world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, conclusion, unit="甲乡"), "已于2026-03-12送达")
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡"), "结论已经送达")
    assert world.act("batch", "督查1", "close", DIRECTOR) is None
    refused(world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="乙乡"), "结束")
    batch = batch_of(world.history(), "督查1")
    assert batch is not None
    assert batch.standing(world.today) == "已结束"


def test_a_second_batch_at_one_unit_within_thirty_days_needs_a_reason() -> None:
    world = approved()
    again = plan(title="食堂安全督查", start="2026-04-01", end="2026-04-10", units="甲乡")
    refused(world.act("batch", "", "propose", OFFICER, again), "30日内", "甲乡（督查1）", "合并")
    assert world.act("batch", "", "propose", OFFICER, again | {"overlap": "上级交办的紧急核查"}) is None
    apart = plan(title="秋季督查", start="2026-05-20", end="2026-05-29")
    assert world.act("batch", "", "propose", OFFICER, apart) is None


def test_a_declined_plan_stands_in_nobodys_way() -> None:
    world = staffed()
    assert world.act("batch", "", "propose", OFFICER, plan()) is None
    assert world.act("batch", "督查1", "decline_plan", VICE, {"reason": "重拟"}) is None
    assert world.act("batch", "", "propose", OFFICER, plan()) is None
