"""The explanation: its equations hold when reckoned again by hand, and it names what a unit will ask about."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from scenarios import scenarios

from duban.errors import UsageError
from duban.months import Month
from duban.rules.explanation import explain
from duban.rules.judgement import Case
from duban.rules.scenario import read_scenario

EVERY_LINE = (Path(__file__).parent / "contract" / "every-line.yaml").read_text(encoding="utf-8")
MARCH = Month(2025, 3)


def case_of(text: str) -> Case:
    scenario = read_scenario(text)
    return Case(scenario.campaign, scenario.facts, [month.last for month in scenario.months])


def reckoned(expression: str) -> Fraction:
    """Return the value of a sum of products as the explanation writes it: 1/3×1×90 + 0.5×1×2项 − 1."""
    total, sign = Fraction(0), 1
    for part in re.split(r" ([+−]) ", expression):
        if part in "+−":
            sign = 1 if part == "+" else -1
            continue
        value = Fraction(1)
        for factor in part.removesuffix("项").split("×"):
            value *= Fraction(factor)
        total += sign * value
    return total


@settings(max_examples=40, deadline=None)
@given(scenarios())
def test_every_equation_holds(plain: dict[str, Any]) -> None:
    scenario = read_scenario(json.dumps(plain, ensure_ascii=False))
    case = Case(scenario.campaign, scenario.facts, [month.last for month in scenario.months])
    month = scenario.months[0]
    for score in case.month(month).units:
        told = explain(case, month, score.unit)
        assert len(told.adjustments) == len(score.deductions) + len(score.bonus)
        if score.base is None or score.score is None:
            assert len(told.sums) == 1
            continue
        for equation in told.sums[:2]:
            _, terms, total = equation.split(" = ")
            assert reckoned(terms) == Fraction(total)
        earned, weights = (Fraction(text) for text in told.sums[2].split(" = ")[1].split(" ÷ "))
        assert earned / weights == score.base
        _, terms, rest = told.sums[5].split(" = ")
        assert reckoned(terms) == Fraction(re.split("，", rest)[0])
        assert rest.endswith(f"为{float(score.score):.2f}")
        assert f"等次：{score.grade}" in told.sums[6]


def test_a_late_completion_names_its_days_and_its_sum() -> None:
    told = explain(case_of(EVERY_LINE), MARCH, "县教育局")
    assert told.obligations[0].points == "90"
    assert "逾期5个工作日（3月4日至5日、3月10日至12日）：100 − 2×5 = 90" in told.obligations[0].rule
    assert "2025年3月7日退回" in told.obligations[0].facts
    assert [row.points for row in told.adjustments] == ["−1", "＋2", "＋2"]


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("县财政局", "应为优秀，因近3个月内弄虚作假或一票否决，最高评为合格"),
        ("县财政局", "序时进度100×21÷51 = 41.18%，实际进度35%，相差6.18个百分点，小于10，计100分"),
        ("县残联", "本月没有计分事项，不计分、不评等次、不排名"),
        ("甲乡", "本月没有应考核的周期，本月不计分"),
        ("甲乡", "部分落实，计60分"),
        ("乙乡", "按进度70%计分，最高50分，计50分"),
        ("乙乡", "认定弄虚作假，计0分"),
        ("乙乡", "迟报进展 −0.5分（2025年3月26日"),
    ],
)
def test_what_a_unit_will_ask_about_is_told(unit: str, sentence: str) -> None:
    assert sentence in "\n".join(explain(case_of(EVERY_LINE), MARCH, unit).lines())


def test_the_quota_is_told_to_whom_it_costs_a_grade() -> None:
    appeal = (Path(__file__).parent / "contract" / "appeal.yaml").read_text(encoding="utf-8")
    told = explain(case_of(appeal), Month(2017, 6), "甲乡")
    assert "优秀名额1个，名额外评为良好" in told.sums[-1]


def test_an_unknown_unit_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        explain(case_of(EVERY_LINE), MARCH, "丙乡")
