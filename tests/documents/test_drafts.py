"""Papers drafted from a history: what they hold is what was recorded, what was not recorded stays empty, clues are in none."""

import re
from dataclasses import replace
from datetime import date

import pytest

from duban.documents.drafts import KINDS, drafts, to_sign
from duban.documents.drafts.archive import matter_files
from duban.documents.drafts.source import Draft, Filed, JudgedMonth, Source, Urged
from duban.documents.official_docx import official_docx
from duban.documents.paper import Heading
from duban.documents.paper_html import paper_html
from duban.documents.signing import correcting
from duban.errors import InputRefused, UsageError
from duban.life.history import History
from duban.life.paper_kinds import paper_kind_named
from duban.months import Month
from duban.plan import Target
from duban.rules.explanation import explanations
from tests.life.acting import Desk
from tests.life.conftest import START, appointed, small_campaign

OFFICE = "云溪县教育工作领导小组办公室"
PLAN = Filed(2, "云溪县义务教育攻坚方案", "云教组〔2026〕1号", date(2026, 2, 25), in_force=True)
CLUE = "套取补助资金的线索"
KEY = "2026-03/1"


@pytest.fixture
def desk() -> Desk:
    """The office with both tasks assigned on 2 March."""
    desk = Desk(History(small_campaign(), (), appointed(), START, targets=(Target("巩固率", "巩固率", ">=", 97),)))
    desk.do("2026-03-02", "task", "1", "assign", "督查员甲")
    return desk.do("2026-03-02", "task", "2", "assign", "督查员甲")


def source(desk: Desk, key: str = "", unit: str | None = None, on: str = "", **rest: object) -> Source:
    history = replace(desk.history, today=date.fromisoformat(on)) if on else desk.history
    return Source(history, OFFICE, key, unit, (PLAN,), **rest)  # type: ignore[arg-type]


def words(made: tuple[Draft, ...]) -> str:
    return "\n".join(paper_html(one.paper).decode() for one in made)


def found(desk: Desk, facts: str = "缺7人", unit: str = "甲乡", **told: str) -> str:
    told = {"source": "日常发现", "basis": "攻坚方案第三条", "evidence": "点名册"} | told
    desk.do("2026-03-10", "finding", "", "find", "督查员甲", unit=unit, sort="工作未落实", facts=facts, **told)
    return desk.history.acts[-1].key


def ordered(desk: Desk, limit: str = "2026-03-31", **told: str) -> str:
    key = found(desk, **told)
    unit = desk.history.acts[-1].unit or ""
    desk.do("2026-03-11", "finding", key, "verify", "督查员甲", behalf=unit, outcome="认可")
    desk.do("2026-03-11", "finding", key, "order", "办公室主任", type="限期整改", goal="全部劝返", limit=limit)
    return key


def applied(desk: Desk) -> str:
    key = ordered(desk)
    desk.do("2026-03-12", "finding", key, "plan", "甲乡联络员", unit="甲乡", measures="逐户劝返", person="分管副乡长")
    desk.do("2026-03-20", "finding", key, "apply", "甲乡联络员", unit="甲乡", result="7人返校", proof="有")
    return key


def batch(desk: Desk) -> Desk:
    told = {
        "title": "春季督查",
        "authority": "县政府",
        "sort": "专项督查",
        "methods": "检查、访谈",
        "matters": "控辍保学、资金拨付",
        "scope": "春季学期",
        "units": "各乡镇",
        "start": "2026-03-09",
        "end": "2026-03-20",
        "leader": "督查员甲",
        "members": "督查员乙",
        "plan": "分组入校",
    }
    desk.do("2026-03-05", "batch", "", "propose", "督查员甲", **told)
    desk.do("2026-03-06", "batch", "督查1", "approve_plan", "分管副县长")
    sheet = {"place": "中心小学", "people": "督查员甲、督查员乙", "matter": "控辍保学", "facts": "应到120人，实到113人"}
    return desk.do("2026-03-10", "batch", "督查1", "worksheet", "督查员甲", unit="甲乡", opinion="属实", **sheet)


def test_an_unknown_kind_number_or_unit_is_refused_with_the_choices(desk: Desk) -> None:
    applied(desk)
    for kind, key, unit, choice in (
        ("贺信", "", None, "督查方案、检查底稿"),
        ("销号申请表", "2026-03/9", None, KEY),
        ("整改通知书", "", None, KEY),
        ("催办单", "9", None, "可写：1、2"),
        ("催办单", "1", "县住建局", "县教育局"),
        ("工作总结", "1", None, "去掉编号"),
        ("工作总结", "", "甲乡", "去掉 --unit"),
        ("督查方案", "督查1", None, "台账中没有督查批次"),
        ("考核得分表", "", None, "YYYY-MM"),
        ("延期申请表", "1", "甲乡", "没有单位申请延期"),
        ("归档目录", "1", None, "台账中没有已办结的任务"),
        ("责任书", "四包", None, "台账中没有责任链条线"),
        ("整改通知书", "", "乙乡", "乙乡没有"),
    ):
        with pytest.raises(UsageError, match=re.escape(choice)):
            drafts(kind, source(desk, key, unit))


def test_a_notice_names_one_finding_or_all_open_ones_of_a_unit(desk: Desk) -> None:
    first, second = ordered(desk), ordered(desk, "2026-04-30", facts="台账不全")
    ordered(desk, facts="乙乡之事", unit="乙乡")
    (one,) = drafts("整改通知书", source(desk, first))
    assert one.paper.addressees == "甲乡："
    text = words((one,))
    assert "缺7人。依据：攻坚方案第三条。" in text
    assert "请于2026年3月31日前完成整改" in text
    assert (one.paper.number, one.paper.day, one.paper.mark) == ("", None, "送审稿")
    both = words(drafts("整改通知书", source(desk, unit="甲乡")))
    assert "发现你单位存在2个问题" in both
    assert f"问题编号：{second}。</span>台账不全" in both
    assert "第2个问题：限期整改，整改目标：全部劝返；整改时限：2026年4月30日" in both
    assert "经2026年3月10日日常督查，发现你单位存在2个问题" in both
    assert "整改时限以各问题交办时确定的为准" in both
    assert "乙乡之事" not in both


def test_a_closing_application_fills_in_as_its_steps_are_taken(desk: Desk) -> None:
    key = ordered(desk)
    assert "☑" not in words(drafts("销号申请表", source(desk, key)))
    desk.do("2026-03-12", "finding", key, "plan", "甲乡联络员", unit="甲乡", measures="逐户劝返", person="副乡长")
    desk.do("2026-03-20", "finding", key, "apply", "甲乡联络员", unit="甲乡", result="7人返校", proof="有")
    desk.do("2026-03-23", "finding", key, "check", "督查员乙", opinion="材料齐全")
    desk.do("2026-03-24", "finding", key, "return", "督查员乙", reason="点名册缺页", limit="2026-04-10")
    text = words(drafts("销号申请表", source(desk, key)))
    for word in (
        "逐户劝返",
        "7人返校",
        "验收单.pdf",
        "材料齐全",
        "☑退回",
        "退回理由：点名册缺页",
        "新的时限：2026年4月10日",
    ):
        assert word in text
    # The application was made under the first limit.
    assert "2026年3月31日" in text
    assert "☑准予销号" not in text


def test_the_ledger_is_whole_or_of_one_unit(desk: Desk) -> None:
    applied(desk)
    found(desk, facts="乙乡之事", unit="乙乡")
    whole, own = (words(drafts("整改台账", source(desk, unit=unit))) for unit in (None, "甲乡"))
    assert "共2个问题" in whole
    assert "共1个问题" in own
    assert "乙乡之事" not in own
    assert "逐户劝返" in own


def test_a_batch_has_its_plan_its_sheets_and_empty_sheets_for_the_rest(desk: Desk) -> None:
    batch(desk)
    (plan,) = drafts("督查方案", source(desk, "督查1"))
    assert plan.paper.title == "云溪县义务教育攻坚春季督查方案"
    text = words((plan,))
    assert "授权依据：县政府" in text
    assert "2026年3月9日至2026年3月20日" in text
    assert "评分" not in text
    made, empty = drafts("检查底稿", source(desk, "督查1"))
    assert (made.name, empty.name) == ("检查底稿_督查1_1_甲乡", "检查底稿_督查1_空白_乙乡")
    assert "应到120人，实到113人" in words((made,))
    assert "应到120人" not in words((empty,))
    assert "资金拨付" in words((empty,))
    assert drafts("检查底稿", source(desk, "督查1", "乙乡")) == (empty,)


def test_an_extension_is_the_last_one_asked_with_its_answer(desk: Desk) -> None:
    told = {"to": "2026-07-31", "reason": "雨季停工"}
    desk.do("2026-05-08", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="40")
    desk.do("2026-06-01", "task", "1", "extend_request", "甲乡联络员", unit="甲乡", **told)
    asked = words(drafts("延期申请表", source(desk, "1", "甲乡")))
    assert "☑" not in asked
    for word in ("2026年6月30日", "2026年7月31日", "雨季停工", "报送进度40%", "第1次"):
        assert word in asked
    desk.do("2026-06-01", "task", "1", "extend_grant", "办公室主任", unit="甲乡")
    granted = words(drafts("延期申请表", source(desk, "1", "甲乡")))
    assert "☑同意延期" in granted
    assert "批准的时限：2026年7月31日" in granted
    assert "2026年6月30日" in granted


def test_an_extension_of_a_finding_is_drafted_by_the_findings_number(desk: Desk) -> None:
    key = ordered(desk)
    with pytest.raises(UsageError, match=f"问题{key}没有提出过延期申请"):
        drafts("延期申请表", source(desk, key))
    desk.do("2026-03-12", "finding", key, "plan", "甲乡联络员", unit="甲乡", measures="逐户劝返", person="分管副乡长")
    desk.do("2026-03-13", "finding", key, "progress", "甲乡联络员", unit="甲乡", progress="已劝返3人")
    told = {"to": "2026-04-30", "reason": "2人随父母外出", "proof": "有"}
    desk.do("2026-03-16", "finding", key, "extend_request", "甲乡联络员", unit="甲乡", **told)
    asked = words(drafts("延期申请表", source(desk, key)))
    assert "☑" not in asked
    for word in (
        "2026年3月31日",
        "2026年4月30日",
        "2人随父母外出",
        "截至2026年3月13日，已劝返3人",
        "逐户劝返",
        "第1次",
    ):
        assert word in asked
    desk.do("2026-03-17", "finding", key, "extend_grant", "办公室主任", to="2026-04-15")
    granted = words(drafts("延期申请表", source(desk, key)))
    assert "☑同意延期" in granted
    assert "批准的时限：2026年4月15日" in granted


def test_only_what_is_late_is_urged_and_counted(desk: Desk) -> None:
    with pytest.raises(UsageError, match="没有逾期事项"):
        drafts("催办单", source(desk, "1", "甲乡", "2026-06-30"))
    fired = (Urged("甲乡", "2026-06-30", date(2026, 6, 30)), Urged("乙乡", "2026-06-30", date(2026, 6, 30)))
    (one,) = drafts("催办单", source(desk, "1", "甲乡", "2026-07-03", urged=fired))
    text = words((one,))
    assert "3个工作日" in text
    assert "第2次" in text
    (sheet,) = drafts("督办单", source(desk, "1", "甲乡", "2026-07-03"))
    text = words((sheet,))
    assert "截至2026年7月3日，逾期3个工作日，未报送过进展" in text
    assert "《云溪县义务教育攻坚方案》（云教组〔2026〕1号）" in text
    desk.do("2026-07-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="验收单")
    desk.do("2026-07-03", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    with pytest.raises(UsageError, match="逾期的单位：县教育局、乙乡"):
        drafts("督办单", source(desk, "1", "甲乡"))


ORDER = {"level": "橙色", "limit": "2026-07-20", "demands": "查明原因；逐户劝返", "basis": "县委书记批示"}
ABOUT = "1 甲乡 第1次督办"


def supervise(desk: Desk, unit: str = "甲乡", **changed: str) -> Desk:
    return desk.do("2026-07-03", "task", "1", "supervise", "分管副县长", unit=unit, **(ORDER | changed))


def test_every_unit_under_supervision_gets_its_notice(desk: Desk) -> None:
    with pytest.raises(UsageError, match="任务1没有单位在督"):
        drafts("督办通知书", source(desk, "1"))
    supervise(desk, feedback="书面报告")
    supervise(desk, "县教育局", level="红色")
    lead, own = drafts("督办通知书", source(desk, "1", on="2026-07-06"))
    assert [one.name for one in (lead, own)] == ["督办通知书_1_县教育局", "督办通知书_1_甲乡"]
    text = words((own,))
    for word in (
        "该事项来源于《云溪县义务教育攻坚方案》（云教组〔2026〕1号）任务1。根据县委书记批示，",
        "县财政局协办，督办级别为橙色。责任领导为分管副县长。",
        "逐户劝返。",
        "请于2026年7月20日前办结。办理情况以书面报告反馈。",
        "送审稿",
    ):
        assert word in text, word
    assert "督办级别为红色" in words((lead,))
    assert drafts("督办通知书", source(desk, "1", "甲乡", "2026-07-06"))[0].name == own.name
    with pytest.raises(UsageError, match="没有任务1在督的单位“乙乡” · 可写：县教育局、甲乡"):
        drafts("督办通知书", source(desk, "1", "乙乡"))
    assert own.final is not None
    assert (own.final.about, own.final.unit, own.final.task) == (ABOUT, "甲乡", "1")
    signed = own.final.make("云教组办督〔2026〕1号", date(2026, 7, 6))
    assert (signed.number, signed.day, signed.mark) == ("云教组办督〔2026〕1号", date(2026, 7, 6), "")
    assert "云教组办督〔2026〕1号" in paper_html(signed).decode().partition("签收回执")[2]


def test_the_sheet_follows_a_supervision_from_its_order_to_its_end(desk: Desk) -> None:
    supervise(desk)
    number = "云教组办督〔2026〕1号"
    signed = {"kind": "督办通知书", "title": "督办通知书", "about": ABOUT, "task": "1"}
    desk.do("2026-07-06", "paper", number, "sign", "分管副县长", **signed)
    desk.do("2026-07-06", "paper", number, "send", "督查员甲", to="甲乡", means="专人")
    desk.do("2026-07-07", "paper", number, "receive", "督查员甲", behalf="甲乡", person="值班员")
    desk.do("2026-07-08", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="60")
    filed = Filed(4, "督办通知书", number, date(2026, 7, 6), kind="order", about=ABOUT)
    given = replace(source(desk, "1", "甲乡", "2026-07-08"), filed=(PLAN, filed))
    (sheet,) = drafts("督办单", given)
    text = words((sheet,))
    for word in (
        f"编号：{number}",
        "级别：橙色",
        "县委书记批示",
        "批准人：分管副县长　2026年7月3日",
        "值班员　2026年7月7日",
        "截至2026年7月8日，逾期6个工作日，报送进度60%",
    ):
        assert word in text, word
    desk.do("2026-07-09", "task", "1", "lift", "分管副县长", unit="甲乡", reason="工作已经赶上")
    assert "2026年7月9日解除督办：工作已经赶上" in words(drafts("督办单", source(desk, "1", "甲乡", "2026-07-09")))
    with pytest.raises(UsageError, match="没有单位在督"):
        drafts("督办通知书", source(desk, "1"))


def test_every_kind_is_signed_under_a_series_or_says_why_it_is_not(desk: Desk) -> None:
    for name, kind in KINDS.items():
        assert (paper_kind_named(name) is None) == bool(kind.unsigned), name
        if kind.unsigned:
            with pytest.raises(InputRefused, match=re.escape(kind.unsigned)):
                to_sign(name, source(desk))
    with pytest.raises(UsageError, match="没有文种“贺信”"):
        to_sign("贺信", source(desk))


def test_a_months_notices_are_one_for_each_unit_in_the_registers_order(desk: Desk) -> None:
    first, second = ordered(desk, unit="乙乡"), ordered(desk, facts="台账不全")
    third = ordered(desk, facts="缺3人", limit="2026-04-30")
    desk.do("2026-03-12", "finding", third, "drop", "办公室主任", basis="核实", reason="不实")
    own, other = drafts("整改通知书", source(desk, "2026-03"))
    assert [one.final and (one.final.about, one.final.unit) for one in (own, other)] == [
        (second, "甲乡"),
        (first, "乙乡"),
    ]
    assert "经2026年3月10日日常督查，发现你单位存在1个问题" in words((own,))
    with pytest.raises(UsageError, match=r"没有已交办的问题或月份“2026-04” · 可写：.*、2026-03$"):
        drafts("整改通知书", source(desk, "2026-04"))


def test_a_notice_of_a_month_stays_what_it_was_while_its_findings_are_put_right(desk: Desk) -> None:
    key = ordered(desk)
    (before,) = drafts("整改通知书", source(desk, "2026-03"))
    desk.do("2026-03-12", "finding", key, "plan", "甲乡联络员", unit="甲乡", measures="劝返", person="副乡长")
    assert drafts("整改通知书", source(desk, "2026-03"))[0].paper == before.paper


def test_urgings_that_were_signed_before_the_day_count(desk: Desk) -> None:
    signed = tuple(
        Filed(4, "催办单", day=date(2026, 7, day), kind="urging", about=f"1 甲乡 2026-06-30 2026-07-0{day}")
        for day in (2, 3)
    )
    other = Filed(4, "催办单", day=date(2026, 7, 2), kind="urging", about="1 乙乡 2026-06-30 2026-07-02")
    given = replace(source(desk, "1", "甲乡", "2026-07-03"), filed=(*signed, other))
    assert "第2次" in words(drafts("催办单", given))


def test_a_correction_says_which_paper_it_takes_the_place_of(desk: Desk) -> None:
    supervise(desk)
    (notice,) = drafts("督办通知书", source(desk, "1"))
    (sheet,) = drafts("催办单", source(desk, "1", "甲乡", "2026-07-03"))
    for draft in (notice, sheet):
        assert "本件更正并代替甲督〔2026〕1号。" in paper_html(correcting(draft.paper, "甲督〔2026〕1号")).decode()


def test_a_month_gives_the_assessment_sheet(desk: Desk) -> None:
    desk.history = replace(desk.history, today=date(2026, 7, 31), days=(date(2026, 7, 1),))
    month = Month(2026, 7)
    case = desk.history.case
    judged = JudgedMonth(month, case.month(month), tuple(explanations(case, month)))
    (whole,) = drafts("考核得分表", source(desk, str(month), judged=judged))
    (annex,) = whole.paper.annexes
    units = [block.text for block in annex.blocks if isinstance(block, Heading)]
    assert [unit.partition("、")[2] for unit in units] == [one.unit for one in judged.told]
    (own,) = drafts("考核得分表", source(desk, str(month), "甲乡", judged=judged))
    assert [one.title for one in own.paper.annexes] == ["甲乡考核得分说明"]


def test_the_summary_counts_what_is_recorded(desk: Desk) -> None:
    applied(desk)
    desk.do("2026-03-20", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="40", reason="已劝返4人")
    desk.do(
        "2026-04-02", "indicator", "巩固率", "value", "县教育局联络员", unit="县教育局", value="96.5", as_of="2026-03-31"
        , scope="全部", source="学籍系统"
    )  # fmt: skip
    text = words(drafts("工作总结", source(desk, on="2026-04-02")))
    for word in (
        "截至2026年4月2日，任务数为2项，",
        "，其中逾期未结的为0项，发现的问题数为1个，",
        "已劝返4人（2026年3月20日报送）。",
        "缺7人（问题编号2026-03/1，待初审",
        "2026年6月30日前到期：“控辍保学”（县教育局、县财政局、甲乡、乙乡）",
        "领导：分管副县长、县委书记",
        "截至2026年3月31日，巩固率为96.5（目标为不低于97，数据来源：学籍系统）。",
    ):
        assert word in text, word
    assert "其中逾期未结的为4项" in words(drafts("工作总结", source(desk, on="2026-07-03")))


def closed_but_one(desk: Desk) -> Desk:
    """Task 1 closed but for 甲乡's part."""
    desk.do("2026-06-03", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    for unit in ("县教育局", "乙乡"):
        desk.do("2026-06-03", "task", "1", "claim", "督查员甲", behalf=unit, reason="验收单", proof="有")
        desk.do("2026-06-05", "task", "1", "approve", "办公室主任", unit=unit)
    return desk


def closed(desk: Desk) -> Desk:
    for unit in ("县教育局", "甲乡", "乙乡"):
        desk.do("2026-06-03", "task", "1", "claim", "督查员甲", behalf=unit, reason="验收单", proof="有")
    desk.do("2026-06-03", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    for unit in ("甲乡", "乙乡", "县教育局"):
        desk.do("2026-06-05", "task", "1", "approve", "办公室主任", unit=unit)
    return desk


def test_a_closed_task_has_its_file(desk: Desk) -> None:
    closed(desk)
    index, listed = drafts("归档目录", source(desk))
    text = words((index,))
    assert "办结日期" in text
    assert "2026年6月5日" in text
    assert "云教组〔2026〕1号" in text
    assert "控辍保学" in words((listed,))
    assert "资金核查" not in words((listed,))
    assert drafts("归档目录", source(desk, "1")) == (index,)


def test_a_tasks_file_has_the_papers_signed_on_it_and_on_its_findings_but_none_that_tells_a_clue(desk: Desk) -> None:
    keys = [ordered(desk, facts=facts, task="1") for facts in ("缺7人", CLUE)]
    elsewhere = ordered(desk, facts="资金", unit="乙乡", task="2")
    supervise(closed_but_one(desk))
    signed = {"kind": "督办通知书", "title": "督办通知书", "about": ABOUT, "task": "1"}
    desk.do("2026-07-03", "paper", "云教组办督〔2026〕1号", "sign", "分管副县长", **signed)
    desk.do("2026-07-06", "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="验收单")
    desk.do("2026-07-06", "task", "1", "approve", "办公室主任", unit="甲乡")
    filed = [("order", ABOUT, "督办"), ("rectification", f"{keys[0]}（第2次交办）", "整改一")]
    filed += [("rectification", "、".join(keys), "整改二"), ("rectification", elsewhere, "整改三")]
    filed += [("order", "1 乙乡 第1次督办", "督办二")]
    papers = tuple(Filed(4, title, kind=kind, about=about, file=f"{title}.docx") for kind, about, title in filed)

    def titles() -> list[str]:
        (index,) = archived.values()
        return [item.name for item in index.items if item.folder == ("发文",)]

    given = replace(source(desk, "1"), filed=papers)
    archived = matter_files(given)
    assert titles() == ["督办.docx", "整改一.docx", "整改二.docx"]
    desk.do("2026-07-07", "finding", keys[1], "hand_over", "分管副县长", to="县纪委监委", receipt="移〔2026〕1号")
    archived = matter_files(replace(source(desk, "1"), filed=papers))
    assert titles() == ["督办.docx", "整改一.docx"]


def test_the_compilation_has_papers_and_files_by_task(desk: Desk) -> None:
    closed(desk)
    (book,) = drafts("资料汇编", source(desk))
    text = words((book,))
    assert "云溪县义务教育攻坚方案" in text
    assert "1 控辍保学" in text
    assert "验收单.pdf" in text
    (own,) = drafts("资料汇编", source(desk, unit="县财政局"))
    assert "验收单.pdf" not in words((own,))


def test_a_line_gives_a_letter_for_every_neighbouring_pair(desk: Desk) -> None:
    for level, place, upper, holder in (
        ("1", "青石镇", "", "镇包保人"),
        ("2", "大坪村", "青石镇", "村包保人"),
        ("2", "小溪村", "青石镇", ""),
    ):
        told = {"line": "四包", "level": level, "place": place, "upper": upper, "post": "包保干部" if holder else ""}
        told = {name: text for name, text in told.items() if text} | ({"holder": holder} if holder else {})
        desk.do("2026-03-03", "chain", "", "list", "督查员甲", **told)
    *letters, table = drafts("责任书", source(desk, "四包"))
    assert [one.name for one in letters] == ["责任书_四包_大坪村_村包保人_镇包保人", "责任书_四包_小溪村_镇包保人"]
    assert "共2级3处，其中1处未填姓名" in words((table,))
    assert "小溪村责任人" in words((letters[1],))


def test_a_clue_of_an_offence_is_in_no_paper(desk: Desk) -> None:
    batch(desk)
    key = ordered(desk, facts=CLUE, source="督查批次", batch="督查1", sheet="1", task="1")
    desk.do(
        "2026-03-12", "finding", key, "plan", "甲乡联络员", unit="甲乡", measures="清退", person="副乡长", proof="有"
    )
    desk.do("2026-03-13", "finding", key, "hand_over", "分管副县长", to="县纪委监委", receipt="移〔2026〕1号")
    for kind, number in (
        ("整改台账", ""),
        ("工作总结", ""),
        ("资料汇编", ""),
        ("检查底稿", "督查1"),
        ("督查方案", "督查1"),
    ):
        text = words(drafts(kind, source(desk, number)))
        for word in (CLUE, key, "实到113人", "清退", "验收单", "县纪委监委"):
            assert word not in text, (kind, word)
    for kind in ("整改通知书", "销号申请表"):
        with pytest.raises(UsageError):
            drafts(kind, source(desk, key))


def test_every_kind_that_needs_nothing_can_be_drafted_from_an_empty_ledger() -> None:
    empty = Desk(History(small_campaign(), (), (), START))
    for kind in ("整改台账", "工作总结", "资料汇编"):
        for one in drafts(kind, source(empty)):
            assert official_docx(one.paper).startswith(b"PK")
