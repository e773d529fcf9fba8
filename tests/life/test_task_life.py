"""The life of a task in sentences: who may do what when, and which rule says no."""

import pytest

from duban.life.history import History
from duban.life.state import state_of
from duban.life.story import story
from duban.months import Month
from duban.rules.judgement import judge
from tests.life.acting import Desk


@pytest.fixture
def desk(history: History) -> Desk:
    """The office with task 1 assigned on 2 March."""
    return (
        Desk(history)
        .do("2026-03-02", "task", "1", "assign", "督查员甲")
        .do("2026-03-02", "task", "2", "assign", "督查员甲")
    )


def test_a_unit_signs_reports_claims_and_two_others_close(desk: Desk) -> None:
    desk.do("2026-03-03", "task", "1", "sign", "甲乡联络员", unit="甲乡")
    assert state_of(desk.history, "1", "甲乡") == "办理中"
    desk.do("2026-04-03", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="40")
    desk.do("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="验收单")
    assert state_of(desk.history, "1", "甲乡") == "申请办结，待审核"
    desk.do("2026-06-04", "task", "1", "review", "督查员甲", unit="甲乡")
    assert state_of(desk.history, "1", "甲乡") == "初审通过，待批准"
    desk.do("2026-06-04", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    desk.do("2026-06-05", "task", "1", "approve", "办公室主任", unit="甲乡")
    assert state_of(desk.history, "1", "甲乡") == "办结"
    assert "已由办公室主任于2026-06-05批准办结" in desk.refused(
        "2026-06-06", "task", "1", "approve", "分管副县长", unit="甲乡"
    )
    assert "已批准办结的不能退回" in desk.refused(
        "2026-06-06", "task", "1", "return", "督查员甲", unit="甲乡", reason="x"
    )


def test_nobody_closes_what_they_claimed_or_reviewed(desk: Desk) -> None:
    desk.do("2026-03-09", "person", "甲乡乡长", "appoint", "办公室主任", role="主任")
    desk.do("2026-06-03", "task", "1", "claim", "甲乡乡长", unit="甲乡", reason="验收单")
    assert "申请人不能批准" in desk.refused("2026-06-04", "task", "1", "approve", "甲乡乡长", unit="甲乡")
    desk.do("2026-06-04", "task", "1", "review", "办公室主任", unit="甲乡")
    assert "初审人不能同时批准" in desk.refused("2026-06-04", "task", "1", "approve", "办公室主任", unit="甲乡")


def test_who_wrote_a_telephoned_claim_down_does_not_approve_it(desk: Desk) -> None:
    desk.do("2026-06-03", "task", "1", "claim", "办公室主任", behalf="甲乡", reason="电话申请")
    desk.do("2026-06-03", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    assert "申请人不能批准" in desk.refused("2026-06-04", "task", "1", "approve", "办公室主任", unit="甲乡")
    desk.do("2026-06-04", "task", "1", "approve", "分管副县长", unit="甲乡")


def test_a_review_counts_for_the_claim_it_was_of_even_on_one_day(desk: Desk) -> None:
    desk.do("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="验收单")
    desk.do("2026-06-03", "task", "1", "review", "督查员甲", unit="甲乡")
    desk.do("2026-06-03", "task", "1", "return", "督查员甲", unit="甲乡", reason="缺签章")
    desk.do("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", reason="补签章")
    assert state_of(desk.history, "1", "甲乡") == "申请办结，待审核"


def test_a_cooperating_unit_let_off_is_out_of_the_judgement_from_that_day(desk: Desk) -> None:
    desk.do("2026-07-15", "task", "1", "waive", "办公室主任", unit="县财政局", reason="无需配合")
    facts = [entry.fact for entry in desk.history.entries]
    months = judge(desk.history.campaign, facts, [Month(2026, 6), Month(2026, 8)]).months
    standings = [
        [line.standing for line in month.obligations if (line.task, line.unit) == ("1", "县财政局")]
        for month in months.values()
    ]
    assert "out" not in standings[0]
    assert set(standings[1]) == {"out"}


def test_a_lead_cannot_close_over_an_open_part_of_a_cooperating_unit(desk: Desk) -> None:
    desk.do("2026-06-03", "task", "1", "claim", "县教育局联络员", unit="县教育局", reason="报告")
    assert "配合单位尚未办结：县财政局" in desk.refused(
        "2026-06-04", "task", "1", "approve", "办公室主任", unit="县教育局"
    )
    desk.do("2026-06-04", "task", "1", "claim", "县财政局联络员", unit="县财政局", reason="拨款凭证")
    desk.do("2026-06-05", "task", "1", "approve", "办公室主任", unit="县教育局")


def test_a_claim_without_evidence_is_none(desk: Desk) -> None:
    assert "应附佐证" in desk.refused("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡")
    desk.do("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", proof="yes")


def test_an_objection_comes_within_three_working_days_signed_by_the_head(desk: Desk) -> None:
    assert "须由本单位负责人" in desk.refused(
        "2026-03-04", "task", "1", "object", "甲乡联络员", unit="甲乡", reason="x"
    )
    assert "3个工作日内" in desk.refused("2026-03-06", "task", "1", "object", "甲乡乡长", unit="甲乡", reason="x")
    desk.do("2026-03-05", "task", "1", "object", "甲乡乡长", unit="甲乡", reason="非本乡职责")
    assert state_of(desk.history, "1", "甲乡") == "异议待答复"
    assert "尚未答复" in desk.refused("2026-03-05", "task", "1", "object", "甲乡乡长", unit="甲乡", reason="x")
    assert "异议尚未答复" in desk.refused("2026-03-05", "task", "1", "claim", "甲乡乡长", unit="甲乡", reason="x")
    desk.do("2026-03-06", "task", "1", "answer_objection", "办公室主任", unit="甲乡", outcome="维持", reason="属地管理")
    assert "没有待答复" in desk.refused(
        "2026-03-06", "task", "1", "answer_objection", "办公室主任", unit="甲乡", outcome="维持", reason="x"
    )


def test_a_second_extension_is_the_leaders_and_a_third_nobodys(desk: Desk) -> None:
    for month, to, granter in (("05", "2026-07-31", "办公室主任"), ("06", "2026-08-31", "分管副县长")):
        desk.do(f"2026-{month}-10", "task", "1", "extend_request", "甲乡联络员", unit="甲乡", to=to, reason="汛期")
        if granter != "办公室主任":
            assert "第二次延期须由分管领导" in desk.refused(
                f"2026-{month}-11", "task", "1", "extend_grant", "办公室主任", unit="甲乡"
            )
        desk.do(f"2026-{month}-11", "task", "1", "extend_grant", granter, unit="甲乡")
    desk.do("2026-07-10", "task", "1", "extend_request", "甲乡联络员", unit="甲乡", to="2026-09-30", reason="汛期")
    assert "最多延期2次" in desk.refused("2026-07-11", "task", "1", "extend_grant", "县委书记", unit="甲乡")
    assert "已过时限" in desk.refused(
        "2026-09-01", "task", "1", "extend_request", "甲乡联络员", unit="甲乡", to="2026-12-31", reason="x"
    )


@pytest.mark.parametrize(
    ("word", "told"), [("withdraw", {"reason": "机构改革"}), ("merge", {"into": "2"}), ("split", {"into": "2"})]
)
def test_a_task_taken_off_the_list_leaves_the_score_from_that_day(desk: Desk, word: str, told: dict[str, str]) -> None:
    assert "依据" in desk.refused("2026-04-10", "task", "1", word, "县委书记", **told)
    assert "须由领导" in desk.refused("2026-04-10", "task", "1", word, "办公室主任", basis="批示", **told)
    desk.do("2026-04-10", "task", "1", word, "县委书记", basis="县委专题会议纪要〔2026〕2号", **told)
    facts = [entry.fact for entry in desk.history.entries]
    months = judge(desk.history.campaign, facts, [Month(2026, 3), Month(2026, 4)]).months
    before, after = ([line.standing for line in month.obligations if line.task == "1"] for month in months.values())
    assert "out" not in before
    assert set(after) == {"out"}
    assert "不能再" in desk.refused("2026-04-11", "task", "1", "resume", "县委书记", basis="批示")


def test_suspension_needs_a_leader_and_a_basis_and_is_said_once(desk: Desk) -> None:
    desk.do("2026-04-10", "task", "1", "suspend", "分管副县长", basis="批示")
    assert "已经暂缓" in desk.refused("2026-04-11", "task", "1", "suspend", "分管副县长", basis="批示")
    desk.do("2026-04-12", "task", "1", "resume", "分管副县长", basis="批示")
    assert "没有暂缓" in desk.refused("2026-04-13", "task", "1", "resume", "分管副县长", basis="批示")


def test_only_a_closed_task_is_archived_and_a_relapse_gets_a_task_of_its_own(desk: Desk) -> None:
    assert "未办结" in desk.refused("2026-06-01", "task", "1", "archive", "督查员甲")
    for unit, by in (("县教育局", "县教育局联络员"), ("甲乡", "甲乡联络员"), ("县财政局", "县财政局联络员")):
        desk.do("2026-06-02", "task", "1", "claim", by, unit=unit, reason="验收单")
    desk.do("2026-06-02", "task", "1", "claim", "督查员甲", behalf="乙乡", reason="验收单")
    for unit in ("县教育局", "甲乡", "乙乡", "县财政局"):
        desk.do("2026-06-03", "task", "1", "approve", "办公室主任", unit=unit)
    desk.do("2026-06-30", "task", "1", "archive", "督查员甲")
    assert state_of(desk.history, "1", "甲乡") == "已归档"
    assert "已归档" in desk.refused("2026-07-01", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="1")
    desk.do("2026-07-02", "task", "1", "reopen", "办公室主任", into="2", reason="回头看发现复发", basis="督查组底稿")


def test_what_has_not_happened_and_what_was_before_the_campaign_is_refused(history: History) -> None:
    desk = Desk(history)
    tomorrow = desk.refused("2026-03-01", "task", "1", "assign", "督查员甲")
    assert "早于专项行动开始日" in tomorrow
    from duban.life.catalogue import refusal
    from tests.life.acting import act

    assert "还没有到" in str(refusal(history, act("2026-03-03", "task", "1", "assign", "督查员甲")))


def test_a_stranger_and_another_unit_may_nothing(desk: Desk) -> None:
    assert "无权办理" in desk.refused("2026-03-03", "task", "1", "sign", "路人", unit="甲乡")
    assert "无权办理" in desk.refused("2026-03-03", "task", "1", "sign", "县教育局联络员", unit="甲乡")
    assert "不是办公室人员" in desk.refused("2026-03-03", "task", "1", "sign", "县教育局联络员", behalf="甲乡")
    assert "不能代录" in desk.refused("2026-06-03", "task", "1", "waive", "督查员甲", behalf="县财政局", reason="x")


def test_a_matter_of_the_year_is_proposed_by_one_and_entered_by_another(desk: Desk) -> None:
    told = {"title": "食堂检查", "source": "会议", "source_name": "专题会议", "due": "9月底前"}
    assert "一个牵头单位" in desk.refused(
        "2026-04-01", "entry", "", "propose", "督查员甲", responsible="各乡镇", **told
    )
    assert "无法识别" in desk.refused(
        "2026-04-01", "entry", "", "propose", "督查员甲", responsible="县教育局", **{**told, "due": "尽快弄好"}
    )
    assert "名录中没有" in desk.refused(
        "2026-04-01", "entry", "", "propose", "督查员甲", responsible="县气象局", **told
    )
    desk.do("2026-04-01", "entry", "", "propose", "办公室主任", responsible="县教育局", **told)
    assert "不能批准自己" in desk.refused("2026-04-02", "entry", "立项1", "enter", "办公室主任")
    assert "已经使用" in desk.refused("2026-04-02", "entry", "立项1", "enter", "分管副县长", number="1")
    desk.do("2026-04-02", "entry", "立项1", "enter", "分管副县长")
    assert "已由分管副县长" in desk.refused("2026-04-03", "entry", "立项1", "decline", "县委书记", reason="x")


def test_a_bonus_for_a_leaders_note_is_none(desk: Desk) -> None:
    assert "批示不得" in desk.refused(
        "2026-04-01", "unit", "甲乡", "bonus", "办公室主任", points="1", basis="获县委书记肯定性批示"
    )
    desk.do("2026-04-01", "unit", "甲乡", "bonus", "办公室主任", points="1", basis="省通报〔2026〕1号")


def test_the_story_tells_who_what_when_and_for_whom(desk: Desk) -> None:
    desk.do("2026-03-03", "task", "1", "sign", "督查员甲", behalf="甲乡")
    desk.do("2026-04-03", "task", "1", "report", "甲乡联络员", unit="甲乡", progress="40", reason="完成摸底")
    desk.do("2026-06-03", "task", "1", "claim", "甲乡联络员", unit="甲乡", proof="yes")
    desk.do("2026-06-04", "task", "1", "return", "督查员甲", unit="甲乡", reason="佐证不足")
    lines = story(desk.history, "1").lines
    assert [line.what for line in lines] == [
        "交办",
        "甲乡签收",
        "甲乡反馈进展（进度：40，说明：完成摸底）",
        "甲乡申请办结",
        "对甲乡退回（理由：佐证不足）",
    ]
    assert lines[1].who == "甲乡（督查员甲代录）"
    assert lines[3].files[0].startswith("验收单.pdf")
