"""A finding's life in sentences: from the sheet to the re-check, by whom not, and who may be told of it."""

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
    PROOF,
    SECOND,
    VICE,
    World,
    approved,
    plan,
    problem,
    sheet,
    staffed,
)

from duban.life.finding import Finding
from duban.life.findings import finding_of, findings, repeats, told_of
from duban.life.rectification import HEADINGS, ledger, source_words
from duban.life.story import story

PAIR = f"{SECOND}、{GUEST}"


def refused(why: str | None, *words: str) -> None:
    assert why is not None, "taken"
    for word in words:
        assert word in why, why


def found(world: World, **changed: str) -> str:
    """Let the first officer find a problem of 甲乡 and return its number."""
    assert world.act("finding", "", "find", OFFICER, problem(**changed), unit="甲乡", basis="实施方案第三条") is None
    return world.acts[-1].key


def now(world: World, key: str) -> Finding:
    finding = finding_of(world.history(), key)
    assert finding is not None
    return finding


def ordered(world: World, **changed: str) -> str:
    key = found(world)
    assert world.act("finding", key, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    order = {"type": "限期整改", "goal": "全部劝返", "limit": "2026-03-20"} | changed
    assert world.act("finding", key, "order", DIRECTOR, order) is None
    return key


def applied(world: World) -> str:
    key = ordered(world)
    measures = {"measures": "逐户劝返", "person": "副乡长"}
    assert world.act("finding", key, "plan", CONTACT, measures, unit="甲乡") is None
    assert world.act("finding", key, "apply", HEAD, {"result": "7人全部返校"}, unit="甲乡", proofs=PROOF) is None
    return key


def signed(world: World) -> str:
    key = applied(world)
    assert world.act("finding", key, "check", OFFICER, {"opinion": "材料齐全"}) is None
    assert world.act("finding", key, "visit", SECOND, {"people": PAIR, "result": "7人在校"}) is None
    assert world.act("finding", key, "sign", VICE) is None
    return key


def closed(world: World) -> str:
    key = signed(world)
    until = {"where": "乡政府公开栏", "until": world.today.isoformat()}
    assert world.act("finding", key, "publicise", OFFICER, until) is None
    world.later(1)
    assert world.act("finding", key, "file", OFFICER) is None
    return key


def test_a_finding_needs_a_basis() -> None:
    refused(staffed().act("finding", "", "find", OFFICER, problem(), unit="甲乡"), "未写明依据")


def test_a_finding_of_a_batch_rests_on_its_sheet_and_on_evidence() -> None:
    world = approved()
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(evidence=""), unit="甲乡") is None
    told = problem(source="督查批次", batch="督查1", sheet="1")

    def find(unit: str = "甲乡", **changed: str) -> str | None:
        return world.act("finding", "", "find", SECOND, told | changed, unit=unit, basis="实施方案")

    refused(find(batch="督查9"), "没有“督查9”")
    refused(find(sheet="2"), "没有这一底稿")
    refused(find(unit="县财政局"), "不得扩大范围")
    refused(find(unit="乙乡"), "底稿1是甲乡的底稿")
    refused(find(), "没有证据", "第十六条")
    refused(find(route="上报研究", sheet=""), "没有证据", "第十六条")
    assert find(evidence="点名册") is None
    assert world.acts[-1].key == "2026-03/1"


def test_an_inspector_finds_nothing_at_his_own_unit() -> None:
    refused(staffed().act("finding", "", "find", FINANCE, problem(), unit="县财政局", basis="方案"), "应当回避")


def test_a_disputed_finding_is_settled_by_someone_else() -> None:
    world = staffed()
    assert world.act("finding", "", "find", DIRECTOR, problem(), unit="甲乡", basis="方案") is None
    key = world.acts[-1].key
    refused(world.act("finding", key, "verify", CONTACT, {"outcome": "申辩"}, unit="甲乡"), "未写明申辩理由")
    refused(world.act("finding", key, "verify", "乙乡负责人", {"outcome": "认可"}, unit="甲乡"), "无权办理")
    assert world.act("finding", key, "verify", HEAD, {"outcome": "申辩", "reason": "已转学"}, unit="甲乡") is None
    refused(world.act("finding", key, "settle", DIRECTOR, {"outcome": "维持", "reason": "无学籍"}), "发现人不能认定")
    assert world.act("finding", key, "settle", VICE, {"outcome": "撤销", "reason": "学籍已转出"}) is None
    refused(
        world.act("finding", key, "order", DIRECTOR, {"type": "立行立改", "goal": "g", "limit": "2026-04-01"}), "已撤销"
    )


def test_a_unit_that_keeps_silent_has_nothing_to_say() -> None:
    world = staffed()
    key = found(world)
    order = {"type": "立行立改", "goal": "劝返", "limit": "2026-03-31"}
    world.today = date(2026, 3, 9)
    refused(world.act("finding", key, "order", DIRECTOR, order), "尚未与被查单位核实")
    world.today = date(2026, 3, 10)
    assert world.act("finding", key, "order", DIRECTOR, order) is None


def test_an_order_names_its_limit_and_a_long_one_its_stages() -> None:
    world = staffed()
    key = found(world)
    assert world.act("finding", key, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    refused(world.act("finding", key, "order", DIRECTOR, {"type": "限期整改", "goal": "g"}), "未写明整改时限")
    refused(
        world.act("finding", key, "order", DIRECTOR, {"type": "限期整改", "goal": "g", "limit": "2026-03-01"}), "早于"
    )
    long = {"type": "长期坚持", "goal": "稳定在98%以上"}
    refused(world.act("finding", key, "order", DIRECTOR, long | {"limit": "2026-12-31"}), "分阶段销号")
    refused(
        world.act("finding", key, "order", DIRECTOR, long | {"stages": "短期 2026-06-30、中期 2026-06-30"}), "逐个推后"
    )
    refused(world.act("finding", key, "order", DIRECTOR, long | {"stages": "短期、中期"}), "分阶段销号")
    assert world.act("finding", key, "order", DIRECTOR, long | {"stages": "短期 2026-06-30、中期 2026-12-31"}) is None
    assert now(world, key).words() == "整改中（短期）"


def test_a_long_one_closes_stage_by_stage() -> None:
    world = staffed()
    key = ordered(world, type="长期坚持", limit="", stages="短期 2026-03-31、中期 2026-12-31")
    assert world.act("finding", key, "plan", CONTACT, {"measures": "m", "person": "p"}, unit="甲乡") is None
    for stage, expected in (("短期", "整改中（中期）"), ("中期", "已销号")):
        assert world.act("finding", key, "apply", HEAD, {"result": stage}, unit="甲乡", proofs=PROOF) is None
        assert world.act("finding", key, "check", OFFICER, {"opinion": "齐"}) is None
        assert world.act("finding", key, "visit", SECOND, {"people": PAIR, "result": "实"}) is None
        assert world.act("finding", key, "sign", VICE) is None
        assert (
            world.act("finding", key, "publicise", OFFICER, {"where": "公开栏", "until": world.today.isoformat()})
            is None
        )
        world.later(1)
        assert world.act("finding", key, "file", OFFICER) is None
        assert now(world, key).words() == expected


def test_closing_is_applied_for_with_measures_and_evidence() -> None:
    world = staffed()
    key = ordered(world)
    result = {"result": "返校"}
    refused(world.act("finding", key, "apply", HEAD, result, unit="甲乡", proofs=PROOF), "尚未报整改措施")
    assert world.act("finding", key, "plan", CONTACT, {"measures": "m", "person": "p"}, unit="甲乡") is None
    refused(world.act("finding", key, "apply", HEAD, result, unit="甲乡"), "应附佐证")
    refused(world.act("finding", key, "sign", VICE), "现为“整改中”")
    assert world.act("finding", key, "apply", HEAD, result, unit="甲乡", proofs=PROOF) is None


def test_who_applied_does_not_check_and_who_checked_does_not_sign() -> None:
    world = staffed()
    key = ordered(world)
    assert world.act("finding", key, "plan", CONTACT, {"measures": "m", "person": "p"}, unit="甲乡") is None
    proxy = {"unit": "甲乡", "on_behalf_of": "甲乡", "proofs": PROOF}
    assert world.act("finding", key, "apply", DIRECTOR, {"result": "返校"}, **proxy) is None
    refused(world.act("finding", key, "check", DIRECTOR, {"opinion": "齐"}), "申请人不能初审")
    assert world.act("finding", key, "check", LEADER, {"opinion": "齐"}) is None
    refused(world.act("finding", key, "visit", SECOND, {"people": f"{DIRECTOR}、{GUEST}", "result": "实"}), "是申请人")
    refused(world.act("finding", key, "visit", SECOND, {"people": f"{HEAD}、{GUEST}", "result": "实"}), "甲乡的人员")
    refused(world.act("finding", key, "visit", SECOND, {"people": SECOND, "result": "实"}), "不少于2人")
    assert world.act("finding", key, "visit", SECOND, {"people": PAIR, "result": "实"}) is None
    refused(world.act("finding", key, "sign", DIRECTOR), "申请人不能签字")
    refused(world.act("finding", key, "sign", LEADER), "谁验收谁负责")
    refused(world.act("finding", key, "sign", OFFICER), "无权办理")
    assert world.act("finding", key, "sign", VICE) is None


def test_it_is_filed_only_after_its_publicity() -> None:
    world = staffed()
    key = signed(world)
    refused(world.act("finding", key, "publicise", OFFICER, {"where": "栏", "until": "2026-03-01"}), "早于公示之日")
    assert world.act("finding", key, "publicise", OFFICER, {"where": "栏", "until": "2026-03-06"}) is None
    world.today = date(2026, 3, 6)
    refused(world.act("finding", key, "file", OFFICER), "公示期未满")
    world.today = date(2026, 3, 7)
    assert world.act("finding", key, "file", OFFICER) is None
    assert now(world, key).closed_on == date(2026, 3, 7)


def test_a_return_gives_a_new_limit_and_is_counted() -> None:
    world = staffed()
    key = applied(world)
    refused(world.act("finding", key, "return", OFFICER, {"reason": "缺2人", "limit": "2026-03-01"}), "早于退回之日")
    assert world.act("finding", key, "return", OFFICER, {"reason": "缺2人", "limit": "2026-03-27"}) is None
    assert (now(world, key).limit, now(world, key).returned) == (date(2026, 3, 27), 1)
    refused(world.act("finding", key, "check", OFFICER, {"opinion": "齐"}), "现为“整改中”")


def test_days_over_the_limit_are_working_days_up_to_the_application() -> None:
    world = staffed()
    key = ordered(world)  # due on Friday 20 March
    assert now(world, key).days_over(date(2026, 3, 20), world.history().calendar) == 0
    assert now(world, key).days_over(date(2026, 3, 24), world.history().calendar) == 2
    world.today = date(2026, 3, 24)
    assert world.act("finding", key, "plan", CONTACT, {"measures": "m", "person": "p"}, unit="甲乡") is None
    assert world.act("finding", key, "apply", HEAD, {"result": "返校"}, unit="甲乡", proofs=PROOF) is None
    assert now(world, key).days_over(date(2026, 4, 30), world.history().calendar) == 2


def test_a_relapse_puts_it_on_the_ledger_again() -> None:
    world = staffed()
    key = closed(world)
    look = {"people": PAIR, "outcome": "复发", "result": "又辍学3人"}
    refused(world.act("finding", key, "recheck", SECOND, look | {"people": SECOND}), "不少于2人")
    assert world.act("finding", key, "recheck", SECOND, look | {"outcome": "稳固"}) is None
    assert now(world, key).words() == "已销号"
    assert world.act("finding", key, "recheck", SECOND, look) is None
    assert (now(world, key).words(), now(world, key).relapses) == ("复发待交办", 1)
    again = {"type": "限期整改", "goal": "劝返", "limit": "2026-04-30"}
    assert world.act("finding", key, "order", DIRECTOR, again) is None
    assert now(world, key).limit == date(2026, 4, 30)
    refused(world.act("finding", key, "apply", HEAD, {"result": "返校"}, unit="甲乡", proofs=PROOF), "尚未报整改措施")


def test_a_fault_of_policy_goes_up_and_not_to_the_unit() -> None:
    world = staffed()
    told = problem(sort="制度问题", route="上报研究")
    assert world.act("finding", "", "find", OFFICER, told, basis="调研") is None
    key = world.acts[-1].key
    refused(
        world.act("finding", key, "order", DIRECTOR, {"type": "立行立改", "goal": "g", "limit": "2026-04-01"}),
        "上报研究",
    )
    assert world.act("finding", key, "raise_up", DIRECTOR, {"to": "县政府", "proposal": "修订资助办法"}) is None
    assert now(world, key).words() == "已上报"
    assert ledger(world.history()) == ()
    other = found(world)
    refused(world.act("finding", other, "raise_up", DIRECTOR, {"to": "县政府", "proposal": "p"}), "不能上报研究")


def test_a_clue_is_handed_over_by_a_leader_and_shown_to_nobody() -> None:
    world = staffed()
    key = found(world, facts="虚报人数套取资金")
    over = {"to": "县纪委监委", "receipt": "云教组移〔2026〕1号"}
    refused(world.act("finding", key, "hand_over", DIRECTOR, over), "无权办理")
    assert world.act("finding", key, "hand_over", LEADER, over) is None
    assert world.act("finding", "", "hand_over", LEADER, over, unit="乙乡") is None
    assert [one.words() for one in findings(world.history())] == ["已移送", "已移送"]
    assert told_of(findings(world.history())) == ()
    assert told_of(findings(world.history()), "甲乡") == ()
    assert ledger(world.history()) == ()
    assert not any("虚报" in line.what or "移送" in line.what for line in story(world.history(), "一").lines)
    refused(world.act("finding", key, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡"), "已移送")


def test_a_finding_is_dropped_with_a_reason_and_a_basis() -> None:
    world = staffed()
    key = applied(world)
    refused(world.act("finding", key, "drop", DIRECTOR, {"reason": "重复登记"}), "未写明依据")
    assert world.act("finding", key, "drop", DIRECTOR, {"reason": "重复登记"}, basis="办公室会议") is None
    assert ledger(world.history()) == ()


def test_an_act_is_not_dated_before_the_step_it_follows() -> None:
    world = staffed()
    world.later(3)
    key = found(world)
    early = world.act("finding", key, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡", on=date(2026, 3, 4))
    refused(early, "早于上一步")


@pytest.mark.parametrize("unit", ["乙乡", "县财政局"])
def test_an_act_does_not_name_another_unit(unit: str) -> None:
    world = staffed()
    key = applied(world)
    refused(world.act("finding", key, "check", OFFICER, {"opinion": "齐"}, unit=unit), f"不是{unit}的问题")


def test_what_was_found_in_an_earlier_month_is_a_repeat() -> None:
    world = staffed()
    first = closed(world)
    world.today = date(2026, 5, 6)
    second = found(world)
    other = found(world, sort="资金未到位")
    every = findings(world.history())
    assert [one.key for one in repeats(every, now(world, second))] == [first]
    assert repeats(every, now(world, other)) == ()
    assert repeats(every, now(world, first)) == ()


def test_a_unit_is_not_told_of_an_unannounced_batch_before_it_is_done() -> None:
    world = approved(methods="暗访")
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(opinion=""), unit="甲乡") is None
    told = problem(source="督查批次", batch="督查1", sheet="1")
    assert world.act("finding", "", "find", SECOND, told, unit="甲乡", basis="方案") is None
    (one,) = findings(world.history())
    assert "督查1" in source_words(world.history(), one)
    assert "督查1" not in source_words(world.history(), one, "甲乡")
    assert world.act("batch", "督查1", "deliver_conclusion", DIRECTOR, {"conclusion": "c"}, unit="甲乡") is None
    assert "督查1" in source_words(world.history(), one, "甲乡")
    assert told_of(findings(world.history()), "乙乡") == ()


def test_the_ledger_has_a_column_for_everything_the_office_keeps() -> None:
    world = staffed()
    key = closed(world)
    look = {"people": PAIR, "outcome": "稳固", "result": "在校"}
    assert world.act("finding", key, "recheck", SECOND, look) is None
    (row,) = ledger(world.history())
    cells = dict(zip(HEADINGS, row.cells(), strict=True))
    assert cells == {
        "序号": "1",
        "问题编号": "2026-03/1",
        "来源": "日常工作，2026年3月2日",
        "问题": "7名学生未劝返",
        "类别": "工作未落实",
        "整改目标": "全部劝返",
        "措施": "逐户劝返",
        "责任领导": VICE,
        "责任单位": "甲乡",
        "责任人": "副乡长",
        "类型": "限期整改",
        "时限": "2026年3月20日",
        "进展": "已销号",
        "完成日": "2026年3月2日",
        "佐证": "验收单.pdf",
        "核查人": PAIR,
        "销号日": "2026年3月3日",
        "回头看": "2026年3月3日，稳固",
    }


def test_the_ledger_of_a_plan_with_two_batches_keeps_their_names() -> None:
    world = approved()
    assert world.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡") is None
    told = problem(source="督查批次", batch="督查1", sheet="1")
    assert world.act("finding", "", "find", SECOND, told, unit="甲乡", basis="方案") is None
    assert ledger(world.history(), "甲乡")[0].source == f"{plan()['title']}（督查1），2026年3月9日"
    assert ledger(world.history(), "乙乡") == ()


def test_a_limit_far_ahead_and_a_sheet_written_as_a_decimal_are_no_trouble() -> None:
    world = staffed()
    key = ordered(world, limit="2099-12-31")
    assert now(world, key).days_over(world.today, world.history().calendar) == 0
    assert ledger(world.history())[0].limit == date(2099, 12, 31)
    other = approved()
    assert other.act("batch", "督查1", "worksheet", SECOND, sheet(), unit="甲乡") is None
    told = problem(source="督查批次", batch="督查1", sheet="1.0")
    assert other.act("finding", "", "find", SECOND, told, unit="甲乡", basis="方案") is None


def test_numbers_people_chose_are_not_given_again() -> None:
    world = staffed()
    assert world.act("finding", "2026-03/7", "find", OFFICER, problem(), unit="甲乡", basis="方案") is None
    assert found(world) == "2026-03/8"
    refused(world.act("finding", "2026-03/7", "find", OFFICER, problem(), unit="甲乡", basis="方案"), "已经使用")


def test_only_a_monthly_finding_names_its_month() -> None:
    refused(
        staffed().act("finding", "", "find", OFFICER, problem(month="2026-01"), unit="甲乡", basis="方案"), "督查月份"
    )
