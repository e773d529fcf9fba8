"""What the circular says: facts of the judged month, in the order of the paper."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from duban.documents.circular import Issue, circular
from duban.documents.paper import Heading, Paper, Table, Text
from duban.documents.paper_lint import MAX_LENGTH
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import MonthResult

ISSUE = Issue(
    Month(2025, 3),
    "某县教育攻坚领导小组办公室",
    basis="《某县教育攻坚实施方案》",
    day=date(2025, 4, 3),
    rectify_by=date(2025, 4, 18),
)


@pytest.fixture
def paper(campaign: Campaign, result: MonthResult) -> Paper:
    return circular(campaign, result, ISSUE)


def texts(paper: Paper) -> list[str]:
    return [
        (block.lead if isinstance(block, Text) else "") + block.text
        for block in paper.blocks
        if not isinstance(block, Table)
    ]


def test_the_paper_has_its_parts_in_order(paper: Paper) -> None:
    assert paper.title == "关于2025年3月某县教育攻坚督查情况的通报"
    heads = [block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1]
    assert heads == ["一、总体情况", "二、进展较好的单位", "三、存在的主要问题", "四、考核结果", "五、下一步要求"]
    assert [annex.title for annex in paper.annexes] == ["任务进展情况表", "考核得分及名次表", "问题清单"]


def test_it_is_a_draft_until_signed(campaign: Campaign, result: MonthResult, paper: Paper) -> None:
    assert paper.mark == "送审稿"
    assert circular(campaign, result, replace(ISSUE, signed=True)).mark == ""


def test_the_lead_says_basis_time_scope_and_means_in_100_to_200_characters(paper: Paper) -> None:
    lead = texts(paper)[0]
    assert 100 <= len(lead) <= 200
    for fact in ("《某县教育攻坚实施方案》", "截至2025年3月31日", "4个成员单位", "2项任务、10项责任事项", "台账"):
        assert fact in lead


def test_overall_figures_add_up(paper: Paper) -> None:
    overall = texts(paper)[2]
    assert "共10项，其中按时办结1项、占10.0%" in overall
    assert "到期应办结5项，按时办结1项，到期按时办结率20.0%" in overall
    assert "与上月相比" not in overall


def test_the_month_before_is_compared_when_given(campaign: Campaign, result: MonthResult) -> None:
    done = tuple(
        line._replace(standing="done", s=Fraction(100)) if line.standing == "overdue" else line
        for line in result.obligations
    )
    previous = result._replace(obligations=done)
    overall = texts(circular(campaign, result, ISSUE, previous))[2]
    assert overall.endswith(
        "与上月相比，到期按时办结率下降20.0个百分点，逾期未结事项增加1项，慢于序时和严重滞后事项持平。"
    )


def test_problems_are_class_unit_item_fact(paper: Paper) -> None:
    words = texts(paper)
    assert (
        words[words.index("（一）逾期未结（1项，涉及1个单位）") + 1]
        == "乙乡：“控辍保学”（2025年2月28日）逾期21个工作日，进度70%。"
    )
    assert "甲乡：“控辍保学”（2025年3月31日）3月25日被亮红牌。" in words


def test_a_false_report_is_a_problem_of_its_own(campaign: Campaign, result: MonthResult) -> None:
    lines = tuple(line._replace(s=Fraction(0)) if line.standing == "done" else line for line in result.obligations)
    words = texts(circular(campaign, result._replace(obligations=lines), ISSUE))
    assert "甲乡：“控辍保学”（2025年2月28日）报为“按时办结”，核实不符，本项不得分。" in words


def test_good_units_are_those_without_slow_lines_deductions_or_ceiling(campaign: Campaign, result: MonthResult) -> None:
    assert "本期没有各项责任事项均达到序时且无扣分的单位。" in texts(circular(campaign, result, ISSUE)), (
        "县财政局 has 100 points and a ceiling"
    )
    units = tuple(score._replace(grade="优秀") if score.unit == "县财政局" else score for score in result.units)
    words = texts(circular(campaign, result._replace(units=units), ISSUE))
    assert "责任事项均按时办结或达到序时且无扣分的单位共1个。县财政局1项责任事项达到序时1项。" in words


def test_results_name_units_and_never_persons(paper: Paper) -> None:
    words = texts(paper)
    assert (
        "优秀1个（县教育局），合格1个。得分依次为：县财政局（100.00分，第1名）、县教育局（98.67分，第2名）。" in words
    )
    assert "县残联本期没有计分事项，不参加考核排名。" in words
    assert not any("分管副县长" in text for text in words)


def test_demands_name_what_comes_due(paper: Paper) -> None:
    demands = "".join(texts(paper)[-3:])
    assert "于2025年4月18日前完成整改" in demands
    assert "2025年4月到期的责任事项有2项，涉及县教育局、县财政局" in demands
    assert "复核申请" in demands


def test_annex_tables_are_complete(paper: Paper) -> None:
    slow, on_pace = paper.annexes[0].blocks
    ranks, deductions, bonuses = paper.annexes[1].blocks
    (problems,) = paper.annexes[2].blocks
    assert isinstance(slow, Table)
    assert isinstance(on_pace, Table)
    assert [row[3] for row in slow.rows] == ["乙乡", "甲乡", "乙乡", "乙乡", "甲乡"]
    assert slow.rows[0] == ("1", "1", "控辍保学", "乙乡", "2025年2月28日", "70%", "—", "21", "逾期未结", "红灯")
    assert [row[5] for row in on_pace.rows] == ["县教育局", "甲乡", "县教育局", "县教育局", "县财政局"]
    assert isinstance(ranks, Table)
    assert ranks.rows[0] == ("部门", "1", "县财政局", "100.00", "0", "0", "100.00", "合格")
    assert isinstance(deductions, Table)
    assert [(row[1], row[2], row[6]) for row in deductions.rows] == [
        ("县教育局", "申请办结被退回", "1"),
        ("甲乡", "未报进展", "2"),
        ("甲乡", "红牌", "2"),
        ("乙乡", "迟报进展", "0.5"),
    ]
    assert isinstance(bonuses, Table)
    assert bonuses.rows == (("1", "县教育局", "县通报〔2025〕3号", "2025年3月10日", "3"),)
    assert isinstance(problems, Table)
    assert len(problems.rows) == 9
    assert all(
        len(row) == len(table.columns)
        for table in (slow, on_pace, ranks, deductions, bonuses, problems)
        for row in table.rows
    )


def test_a_month_full_of_problems_keeps_within_the_length(campaign: Campaign, result: MonthResult) -> None:
    tasks = tuple(
        CampaignTask(f"{k}", f"第{k}项义务教育优质均衡发展重点工作任务", lead=("县教育局",), due=campaign.tasks[1].due)
        for k in range(300)
    )
    slow = next(line for line in result.obligations if line.standing == "overdue")
    lines = tuple(slow._replace(task=task.number, unit=unit.name) for task in tasks for unit in campaign.register.units)
    crowded = circular(
        replace(campaign, tasks=tasks),
        result._replace(obligations=lines, units=tuple(score._replace(deductions=()) for score in result.units)),
        ISSUE,
    )
    assert crowded.length <= MAX_LENGTH
    problems = crowded.annexes[2].blocks[0]
    assert isinstance(problems, Table)
    assert len(problems.rows) == 1500


def test_a_month_without_scored_lines_still_makes_a_paper(campaign: Campaign, result: MonthResult) -> None:
    lines = tuple(line._replace(standing="out", s=None) for line in result.obligations)
    units = tuple(
        score._replace(base=None, score=None, grade=None, rank=None, deductions=(), bonus=()) for score in result.units
    )
    words = texts(circular(campaign, result._replace(obligations=lines, units=units), ISSUE))
    assert "本期没有纳入计分的责任事项。" in words
    assert "本期未发现逾期、滞后和迟报事项。" in words


def test_a_title_in_quotation_marks_keeps_them_apart_from_the_papers_own(
    campaign: Campaign, result: MonthResult
) -> None:
    tasks = tuple(replace(task, title="实施“精准控辍”") for task in campaign.tasks)
    words = " ".join(texts(circular(replace(campaign, tasks=tasks), result, ISSUE)))
    assert "“实施‘精准控辍’”（2025年" in words
    assert "““" not in words
    assert "（延至" not in words, "no brackets in brackets"


def test_a_month_in_which_nothing_counts_claims_no_scope_and_asks_nothing_to_be_put_right(
    campaign: Campaign, result: MonthResult
) -> None:
    units = tuple(
        score._replace(base=None, score=None, grade=None, rank=None, deductions=(), bonus=()) for score in result.units
    )
    words = texts(circular(campaign, result._replace(obligations=(), units=units), ISSUE))
    assert not any("0个成员单位" in text or "附件3所列问题" in text for text in words)
    demands = circular(campaign, result._replace(obligations=(), units=units), ISSUE).blocks[-2:]
    assert [block.lead for block in demands if isinstance(block, Text)] == [
        "（一）办好下月到期事项。",
        "（二）异议处理。",
    ]
    assert "可自收到之日起30日内" in words[-1]
