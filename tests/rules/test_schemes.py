"""Scheme files: the shipped ones, every fault with its line, what the linter refuses and warns of, and the block scheme."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios import scenarios

from duban.months import Month
from duban.rules.blocks import Due, block_scores, dues_of
from duban.rules.judgement import Case
from duban.rules.linting import REFUSED, bonus_doubt, lint
from duban.rules.parameters import DEFAULTS, PARAMETER_NAMES
from duban.rules.scenario import read_scenario
from duban.rules.schemes import SHIPPED, read_scheme, shipped_text
from duban.rules.written import FaultyFile

CONTRACT_FIGURES = {
    "roll": "forward", "cutoff_day": None, "report_day": 25, "pace_behind": 10, "pace_far": 30, "late_per_day": 2, "late_floor": 60,
    "overdue_cap": 50, "behind_score": 80, "far_behind_score": 60, "partly_kept_score": 60, "cooperating_coefficient": Fraction(1, 2),
    "report_late": Fraction(1, 2), "report_missing": 2, "report_cap": 10, "returned": 1, "card_yellow": 1, "card_red": 2, "bonus_cap": 3,
    "grade_excellent": 90, "grade_good": 80, "grade_pass": 60, "excellent_share": Fraction(1, 5), "cap_months": 3, "lead5_min_days": 15,
    "late_assignment_days": 10,
}  # fmt: skip


def test_the_defaults_are_the_contracts_figures() -> None:
    assert {name: getattr(DEFAULTS, name) for name in PARAMETER_NAMES} == CONTRACT_FIGURES


def test_every_shipped_figure_is_dated_and_sourced_and_clean() -> None:
    scheme = read_scheme(shipped_text("默认"))
    assert [entry.name for entry in scheme.entries] == list(PARAMETER_NAMES)
    assert all(entry.since and len(entry.basis) > 5 for entry in scheme.entries)
    assert scheme.parameters == DEFAULTS
    assert [lint(read_scheme(shipped_text(name))) for name in SHIPPED] == [(), ()]


def test_an_edited_copy_changes_what_it_names_and_keeps_the_rest() -> None:
    scheme = read_scheme(
        '[parameters.late_per_day]\nvalue = 1.5\nsince = 2026-12-01\nbasis = "县教扶组办〔2026〕9号"\n'
    )
    assert scheme.parameters == replace(DEFAULTS, late_per_day=Fraction(3, 2))


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FaultyFile) as caught:
        read_scheme(text)
    return [(fault.line, fault.text) for fault in caught.value.faults]


def test_every_fault_of_a_scheme_is_reported_with_its_line() -> None:
    text = """\
title = "某县办法"
[parameters.late_per_week]
value = 1
[parameters.late_floor]
value = "六十"
[parameters]
report_day = 25
[parameters.cap_months]
value = 2.5
[[bonus]]
name = "受到县委通报表扬"
[[blocks]]
name = "任务"
points = 100
counts = "everything"
[remarks]
text = "…"
"""
    assert [line for line, _ in faults(text)] == [2, 4, 7, 8, 10, 12, 16]


def test_a_broken_file_says_where() -> None:
    assert faults("title = \n") == [(1, "不是有效的TOML")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("获县委书记肯定性批示", "bonus-note"),
        ("工作经验被省级简报采用", "bonus-article"),
        ("在市级以上媒体刊发文章", "bonus-article"),
        ("经验材料在全市交流", "bonus-article"),
    ],
)
def test_bonus_for_notes_and_articles_is_refused(name: str, code: str) -> None:
    (doubt,) = lint(read_scheme(f'[[bonus]]\nname = "{name}"\npoints = 1\nbasis = "县办法"\n'))
    assert (doubt.code, doubt.place) == (code, "第1行")
    assert code in REFUSED


@pytest.mark.parametrize("name", ["召开专题会议", "上报工作照片", "学习笔记齐全", "印发配套文件", "签到打卡"])
def test_trace_items_are_warned_of(name: str) -> None:
    (doubt,) = lint(read_scheme(f'[[items]]\nname = "{name}"\npoints = 2\n'))
    assert doubt.code == "trace-item"
    assert doubt.code not in REFUSED


def test_what_earns_a_bonus_by_result_is_clean() -> None:
    assert lint(read_scheme('[[bonus]]\nname = "提前完成年度任务"\npoints = 1\nbasis = "县办法第五条"\n')) == ()
    assert bonus_doubt("县委县政府通报表扬") is None


def test_lines_out_of_order_unsourced_figures_and_bare_bonuses_are_found_in_file_order() -> None:
    text = """\
[[bonus]]
name = "提前完成"
points = 1
[parameters.grade_good]
value = 95
since = 2026-12-01
basis = "县办法"
[parameters.pace_far]
value = 5
since = 2026-12-01
[[blocks]]
name = "任务完成"
points = 90
counts = "tasks"
"""
    codes = [doubt.code for doubt in lint(read_scheme(text))]
    assert codes == ["bonus-without-basis", "grade-order", "unsourced", "pace-order", "block-sum"]


BLOCKS = read_scheme(shipped_text("分块")).blocks


def test_the_blocks_are_the_four_of_the_profile() -> None:
    assert [(block.name, block.points) for block in BLOCKS] == [
        ("任务完成", 70),
        ("问题整改", 15),
        ("反馈报送", 10),
        ("资料归集", 5),
    ]


def test_blocks_earn_by_their_shares_and_empty_ones_give_to_the_tasks() -> None:
    dues = {
        "tasks": Due(Fraction(80), Fraction(100)),
        "rectification": Due(Fraction(1), Fraction(3)),
        "reports": Due(Fraction(0), Fraction(0)),
    }
    scores, total = block_scores(BLOCKS, dues)
    assert [(score.name, score.points, score.earned) for score in scores] == [("任务完成", 85, 68), ("问题整改", 15, 5)]
    assert total == 73


def test_without_tasks_nothing_is_scored() -> None:
    assert block_scores(BLOCKS, {"reports": Due(Fraction(1), Fraction(1))}) == ((), None)


def test_reports_are_counted_from_the_month() -> None:
    scenario = read_scenario((Path(__file__).parent / "contract" / "every-line.yaml").read_text(encoding="utf-8"))
    case = Case(scenario.campaign, scenario.facts, [month.last for month in scenario.months])
    assert dues_of(case, Month(2025, 3), "乙乡")["reports"] == Due(Fraction(1), Fraction(2))  # two late
    assert dues_of(case, Month(2025, 3), "甲乡")["reports"] == Due(Fraction(0), Fraction(1))
    assert dues_of(case, Month(2025, 3), "县残联")["tasks"].due == 0


@settings(max_examples=40, deadline=None)
@given(scenarios(), st.integers(0, 5), st.integers(0, 5))
def test_block_scores_lie_between_0_and_100(plain: dict[str, Any], closed: int, due: int) -> None:
    scenario = read_scenario(json.dumps(plain, ensure_ascii=False))
    case = Case(scenario.campaign, scenario.facts, [month.last for month in scenario.months])
    for unit in case.ledger.units:
        dues = dues_of(case, scenario.months[0], unit) | {
            "rectification": Due(Fraction(min(closed, due)), Fraction(due))
        }
        scores, total = block_scores(BLOCKS, dues)
        assert total is None or 0 <= total <= 100
        assert sum(score.points for score in scores) in (0, 100)
