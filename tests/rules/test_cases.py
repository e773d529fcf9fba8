"""Sentence cases: one clause of the contract each, worked out by hand (cases/*.yaml; base.yaml says how to read them)."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from duban.rules.judgement import judge
from duban.rules.printing import judgement_json
from duban.rules.scenario import read_scenario
from duban.rules.written import as_written, compose

FOLDER = Path(__file__).parent / "cases"
Case = dict[str, Any]


def load(path: Path) -> Any:
    """Return a file's plain values, dates as texts."""
    return as_written(compose(path.read_text(encoding="utf-8"), path.name))


BASE = load(FOLDER / "base.yaml")
CASES = [case for path in sorted(FOLDER.glob("[0-9]*.yaml")) for case in load(path)]


def judged(case: Case) -> Case:
    given = case.get("given") or {}
    assigned = {**BASE["assigned"], **given.get("assigned", {})}
    scenario = {
        "campaign": {**BASE["campaign"], **given.get("campaign", {})},
        "calendar": {**BASE["calendar"], **given.get("calendar", {})},
        "units": given.get("units", BASE["units"]),
        "tasks": [{**BASE["task"], **given.get("task", {})}, *given.get("tasks", [])],
        "facts": [
            *({"on": on, "task": number, "do": "assign"} for number, on in assigned.items() if on != "never"),
            *given.get("facts", []),
        ],
        "months": [case.get("month", BASE["month"])],
    }
    read = read_scenario(yaml.safe_dump(scenario, allow_unicode=True))
    return judgement_json(judge(read.campaign, read.facts, read.months), read.written)


def sentence(name: str, entry: Case) -> str:
    """Return one letter, skipped entry, refusal, deduction or bonus as a short sentence."""
    if name == "refused":
        return f"{entry['fact']['on']} {entry['fact'].get('do')}: {entry['reason']}"
    if name in ("deductions", "bonus"):
        return " ".join(str(value) for key, value in entry.items() if key != "basis")
    items = ", ".join(f"{item['rung']} {item['task']} {item['unit']} {item['node']}" for item in entry["items"])
    return f"{entry['on']} {entry.get('to') or entry['unit'] + ' ' + entry['recipient']}: {items}"


def check_line(name: str, expected: Case, lines: list[Case]) -> None:
    keys = ("task", "unit", "node") if name == "obligations" else ("unit",)
    picked = [
        line for line in lines if all(shown(line[key]) == shown(expected[key]) for key in keys if key in expected)
    ]
    assert len(picked) == 1, f"{expected} picks {len(picked)} lines"
    for field, value in expected.items():
        found = picked[0][field]
        if field in ("deductions", "bonus"):
            found = [sentence(field, entry) for entry in found]
        assert shown(found) == shown(value), f"{field} of {expected}"


def shown(value: Any) -> Any:
    return "null" if value is None else value if isinstance(value, list) else str(value)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentence(case: Case) -> None:
    result = judged(case)
    month = result["months"][case.get("month", BASE["month"])]
    expect = case["expect"]
    for name in ("obligations", "units"):
        for expected in expect.get(name, []):
            check_line(name, expected, month[name])
    for name, entries in (("letters", month["letters"]), ("skipped", month["skipped"]), ("refused", result["refused"])):
        if name in expect:
            assert [sentence(name, entry) for entry in entries] == expect[name]
    for field in ("cutoff", "listed", "warnings"):
        if field in expect:
            found = {"cutoff": month["cutoff"], "warnings": result["warnings"], "listed": listed(month)}[field]
            assert found == expect[field]


def listed(month: Case) -> list[str]:
    return [f"{line['task']} {line['unit']} {shown(line['node'])}" for line in month["obligations"]]


def test_there_are_at_least_forty_cases_with_names_of_their_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 40
    assert all(case["expect"] for case in CASES), json.dumps([case["name"] for case in CASES], ensure_ascii=False)
