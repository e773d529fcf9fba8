"""The weekly stock-take as a difference of two days, decisions looked at first, and the monthly review by judges."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from histories import TASKS, Office, campaign, office

from duban.documents.official_docx import official_docx
from duban.documents.paper import Heading, Table, Text
from duban.documents.stocktake_paper import four_questions, stocktake_paper
from duban.life.burden import Ceiling, Load, loads, over, reports_asked, warning
from duban.life.reviewing import TRIMMED, review
from duban.life.stocktaking import StockTake, stocktake
from duban.months import Month

DAY = date(2026, 4, 24)
PROPOSAL = {"title": "临时任务", "source": "会议", "source_name": "专题会", "lead": "县教育局", "due": "2026年5月底前"}


def take(made: Office, day: date = DAY) -> StockTake:
    return stocktake(replace(made.history, today=day, days=(day, date(2026, 4, 1))), day)


@pytest.fixture
def april() -> Office:
    made = office("2026-04-24")
    for unit in ("青石镇", "白溪乡", "云城镇"):
        made.fact("report", "2026-03-24", "1", unit, progress=10)
    made.fact("report", "2026-04-22", "1", "青石镇", progress=60)
    made.fact("claim", "2026-04-21", "1", "云城镇")
    made.fact("return", "2026-04-23", "1", "云城镇", reason="佐证不足")
    return made


def test_what_moved_in_the_week_and_what_did_not(april: Office) -> None:
    found = take(april)
    assert found.since == date(2026, 4, 17)
    moved = {one.now.unit: one for one in found.moved}
    assert set(moved) == {"青石镇"}
    before = moved["青石镇"].before
    assert before is not None
    assert (before.progress, moved["青石镇"].now.progress) == (10, 60)
    # Claimed and returned within the week: back where it was, but the return is told as decided.
    assert [act.do for act in found.decided] == ["return"]


def test_decisions_of_the_week_are_told_with_their_person(april: Office) -> None:
    assert april.does("task", "3", "suspend", "领导丙", basis="会议纪要", on="2026-04-20") == ""
    assert april.does("entry", "", "propose", "督查员乙", on="2026-04-20", **PROPOSAL) == ""
    assert april.does("entry", "立项1", "enter", "主任甲", on="2026-04-21") == ""
    assert [(act.on.day, act.do, act.by) for act in take(april).decided] == [
        (20, "suspend", "领导丙"),
        (21, "enter", "主任甲"),
        (23, "return", "督查员乙"),
    ]
    paper = stocktake_paper(april.history.campaign, take(april), "办公室")
    words = "".join(block.lead + block.text for block in paper.blocks if isinstance(block, Text))
    titles = {task.number: task.title for task in april.history.campaign.tasks}
    assert f"2026年4月20日，“{titles['3']}”，暂缓（领导丙）；2026年4月21日，立项1，" in words
    assert f"批准立项（主任甲）；2026年4月23日，“{titles['1']}”，" in words


def test_what_is_stuck_tells_since_when_and_who_leads(april: Office) -> None:
    stuck = {one.line.unit: one for one in take(april).stuck}
    assert "青石镇" not in stuck
    assert (stuck["白溪乡"].since, stuck["白溪乡"].days, stuck["白溪乡"].leader) == (
        date(2026, 3, 24),
        22,
        "分管副县长",
    )
    # The return on 23 April is a move.
    assert "云城镇" not in stuck


def test_a_report_of_the_same_progress_is_no_move(april: Office) -> None:
    april.fact("report", "2026-04-20", "1", "白溪乡", progress=10)
    april.fact("report", "2026-04-21", "1", "白溪乡", nochange=True)
    assert {one.line.unit: one.since for one in take(april).stuck}["白溪乡"] == date(2026, 3, 24)


def test_what_falls_due_in_ten_working_days(april: Office) -> None:
    found = take(april)
    # Labour day is off, 9 May is worked: the tenth working day after 24 April is 12 May.
    assert found.horizon == date(2026, 5, 12)
    assert {line.unit for line in found.due_soon} == {"县教育局", "云城镇", "青石镇", "白溪乡", "落雁乡", "松河乡"}
    early = take(april, date(2026, 4, 8))
    assert early.due_soon == ()


def test_the_answer_is_the_same_for_a_past_day_whatever_came_later(april: Office) -> None:
    first = take(april)
    april.fact("claim", "2026-04-28", "1", "白溪乡")
    april.today("2026-04-30")
    again = take(april)
    assert (again.moved, again.stuck, again.due_soon) == (first.moved, first.stuck, first.due_soon)


def test_last_weeks_decisions_come_first_and_open_ones_come_back(april: Office) -> None:
    told = {"matter": "白溪乡补报排查名单", "due": "2026-04-20", "task": "1", "unit": "白溪乡"}
    assert april.does("decision", "", "decide", "督查员乙", on="2026-04-15", **told) == ""
    assert "早于议定日" in april.does(
        "decision", "", "decide", "督查员乙", on="2026-04-21", matter="x", due="2026-04-20"
    )
    assert [one.key for one in take(april).decisions] == ["议1"]
    assert april.does("decision", "议1", "settle", "督查员乙", on="2026-04-22", outcome="未落实") == ""
    assert [(one.key, one.outcome, one.is_open) for one in take(april).decisions] == [("议1", "未落实", True)]
    assert april.does("decision", "议1", "settle", "督查员乙", on="2026-04-23", outcome="已落实") == ""
    assert [one.outcome for one in take(april).decisions] == ["已落实"]
    assert "已于2026-04-23登记为已落实" in april.does("decision", "议1", "settle", "督查员乙", outcome="已落实")
    april.today("2026-05-08")
    assert take(april, date(2026, 5, 8)).decisions == ()


def test_the_paper_says_all_of_it_and_asks_units_nothing(april: Office) -> None:
    paper = stocktake_paper(april.history.campaign, take(april), "领导小组办公室")
    kinds = [block.kind for block in paper.blocks if isinstance(block, Heading | Table)]
    assert kinds.count("table") == 4, "what moved, what falls due, what is stuck, by leader"
    shown = " ".join(cell for block in paper.blocks if isinstance(block, Table) for row in block.rows for cell in row)
    assert not re.search(r"\d{4}-\d\d", shown), "days as papers write them"
    questions = dict(four_questions(take(april)))
    assert list(questions) == ["目标指标", "推进情况", "序时进度", "调度建议"]
    assert "（县教育局、云城镇、青石镇等6家）" in questions["调度建议"]
    assert "任务1" not in questions["调度建议"], "tasks by their title"
    assert "方案目标3项" in questions["目标指标"]
    assert paper.addressees == ""
    assert official_docx(paper) == official_docx(stocktake_paper(april.history.campaign, take(april), "领导小组办公室"))


def test_a_week_without_anything_says_so() -> None:
    made = office("2026-03-20", campaign(TASKS[1:2]))
    paper = stocktake_paper(made.history.campaign, take(made, date(2026, 3, 20)), "办公室")
    words = "".join(block.text for block in paper.blocks if not isinstance(block, Table))
    assert "本周没有责任事项发生变化" in words
    assert "没有停滞一周以上的事项" in words
    assert "尚无计分的责任事项" in words


JUDGES = ("评委戊", "评委己", "评委一", "评委二", "评委三", "评委四")


@pytest.fixture
def panel() -> Office:
    made = office("2026-04-02")
    for name in JUDGES[2:]:
        assert made.does("person", name, "appoint", "主任甲", role="评议员", on="2026-03-02") == ""
    told = {
        "month": "2026-03",
        "units": "青石镇、白溪乡",
        "judges": "、".join(JUDGES),
        "method": TRIMMED,
        "weight": "20",
    }
    assert made.does("review_mark", "", "open", "主任甲", **told) == ""
    return made


def marks(made: Office, unit: str, *points: str) -> None:
    for judge, point in zip([one for one in JUDGES if (one, unit) != ("评委戊", "青石镇")], points, strict=False):
        assert made.does("review_mark", "2026-03", "mark", judge, unit=unit, points=point) == ""


def test_a_trimmed_mean_leaves_out_the_highest_and_the_lowest(panel: Office) -> None:
    marks(panel, "白溪乡", "60", "80", "82", "84", "86", "100")
    found = review(panel.history, "2026-03")
    assert found is not None
    unit = next(one for one in found.units if one.unit == "白溪乡")
    assert (unit.mean, unit.spread, unit.trimmed, unit.part, unit.wanted) == (83, 40, True, Fraction(83, 5), 6)


def test_with_few_marks_nothing_is_left_out(panel: Office) -> None:
    marks(panel, "青石镇", "60", "80", "100", "90")
    found = review(panel.history, "2026-03")
    assert found is not None
    unit = next(one for one in found.units if one.unit == "青石镇")
    assert (unit.mean, unit.trimmed, unit.wanted) == (Fraction(165, 2), False, 5)


def test_judges_do_not_mark_their_own_unit_nor_twice(panel: Office) -> None:
    def mark(by: str, unit: str, **told: str) -> str:
        return panel.does("review_mark", "2026-03", "mark", by, unit=unit, points="90", **told)

    assert "不评本单位" in mark("评委戊", "青石镇")
    # The office writing it down for the judge changes nothing about the conflict.
    assert "不评本单位" in mark("督查员乙", "青石镇", judge="评委戊")
    assert mark("督查员乙", "白溪乡", judge="评委戊") == ""
    assert "已经评过" in mark("评委戊", "白溪乡")
    assert "不能代评委一评分" in mark("评委己", "白溪乡", judge="评委一")
    assert "不是本次评议的评议员" in mark("督查员乙", "白溪乡")
    assert "不在本次评议之列" in mark("评委一", "云城镇")
    assert panel.does("review_mark", "2026-03", "close", "主任甲") == ""
    assert "已经结束" in mark("评委一", "白溪乡")


def test_a_review_is_opened_with_known_units_and_judges_once() -> None:
    made = office()
    told = {"month": "2026-03", "units": "青石镇", "judges": "评委戊", "method": "平均"}
    assert "没有评议员可评：青石镇" in made.does("review_mark", "", "open", "主任甲", **told)
    assert "未登记为评议员：路人" in made.does("review_mark", "", "open", "主任甲", **{**told, "judges": "路人"})
    assert "名录中没有单位" in made.does("review_mark", "", "open", "主任甲", **{**told, "units": "无此乡"})
    assert made.does("review_mark", "", "open", "主任甲", **{**told, "judges": "评委己"}) == ""
    assert "已经组织" in made.does("review_mark", "", "open", "主任甲", **told)


def test_reports_asked_follow_the_rule_of_the_judgement() -> None:
    asked = reports_asked(office().history.case, Month(2026, 4))
    assert asked["青石镇"] == 1
    assert asked["县住建局"] == 0
    assert reports_asked(office().history.case, Month(2026, 2))["青石镇"] == 0


def test_units_over_the_ceiling_are_named() -> None:
    found = loads(
        ("甲乡", "乙乡"), {"letters": {"甲乡": 9}, "reports": {"乙乡": 4}, "fields": {"甲乡": 60, "乙乡": 61}}
    )
    assert found == (Load("甲乡", 9, 0, 60), Load("乙乡", 0, 4, 61))
    assert (
        warning(found, Ceiling(8, 0, 60))
        == "负担提示：2个单位超过本月上限——甲乡 函件9件（上限8）；乙乡 填报项61格（上限60）"
    )
    assert warning(found, Ceiling(0, 0, 0)) == ""
    assert over(found[0], Ceiling(9, 9, 60)) == ()
