"""The judgement agrees, value by value, with the contract written plainly a second time (plain_months.py and what it builds on)."""

import datetime
import json
from typing import Any

from hypothesis import given, settings
from plain_months import Judge
from scenarios import scenarios

from duban.months import Month
from duban.rules.judgement import Judgement, judge
from duban.rules.result import MonthResult
from duban.rules.scenario import read_scenario

LINE = (
    "task",
    "unit",
    "role",
    "node",
    "date",
    "due",
    "standing",
    "n",
    "gap",
    "progress",
    "claimed",
    "s",
    "weight",
    "c",
)
UNIT = ("unit", "kind", "base", "score", "grade", "rank")


def judged(scenario: dict[str, Any]) -> Judgement:
    read = read_scenario(json.dumps(scenario, ensure_ascii=False))
    return judge(read.campaign, read.facts, read.months)


def same_month(result: MonthResult, plain: dict[str, Any]) -> None:
    assert result.cutoff == plain["cutoff"]
    lines = [{name: getattr(line, name) for name in LINE} for line in result.obligations]
    assert lines == [{name: line[name] for name in LINE} for line in plain["obligations"]]
    for unit, other in zip(result.units, plain["units"], strict=True):
        assert {name: getattr(unit, name) for name in UNIT} == {name: other[name] for name in UNIT}
        assert [tuple(line) for line in unit.deductions] == other["deductions"]
        assert [tuple(line) for line in unit.bonus] == other["bonus"]


def letters(result: MonthResult) -> Any:
    sent = [letter._asdict() | {"items": [item._asdict() for item in letter.items]} for letter in result.letters]
    kept = [entry._asdict() | {"items": [item._asdict() for item in entry.items]} for entry in result.skipped]
    return sent, kept


@settings(max_examples=60, deadline=None)
@given(scenarios())
def test_judgement_and_letters_agree_with_the_plain_reading(scenario: dict[str, Any]) -> None:
    second = Judge(scenario)
    judgement = judged(scenario)
    assert [item.fact.order for item in judgement.refused] == sorted(second.final["refused"])
    for month, result in judgement.months.items():
        same_month(result, second.month(month.year, month.month))
        assert letters(result) == second.letters(month.year, month.month)


def test_the_second_opinion_gives_the_contracts_own_figures() -> None:
    scenario = {
        "campaign": {"title": "", "start": "2017-05-20"},
        "units": [{"name": "甲局", "kind": "部门"}],
        "tasks": [{"number": "1", "weight": 3, "lead": ["甲局"], "due": ["2017-06-30"]}],
        "facts": [
            {"on": "2017-05-22", "task": "1", "do": "assign"},
            {"on": "2017-06-28", "task": "1", "unit": "甲局", "do": "claim"},
        ],
    }
    unit = Judge(scenario).month(2017, 6)["units"][0]
    assert (unit["base"], float(unit["score"])) == (100, 99.5)
    assert unit["deductions"][0][4] == datetime.date(2017, 6, 28)
    assert Month(2017, 6).last == datetime.date(2017, 6, 30)
