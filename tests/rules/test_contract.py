"""The contract's own four scenarios give exactly their expected results; only the reasons of refusals are free text."""

import json
from pathlib import Path

import pytest

from duban.rules.judgement import judge
from duban.rules.printing import judgement_json
from duban.rules.scenario import read_scenario

FOLDER = Path(__file__).parent / "contract"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))


def test_the_contract_ships_four_scenarios() -> None:
    assert len(SCENARIOS) == 4


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_gives_exactly_its_expected_result(path: Path) -> None:
    scenario = read_scenario(path.read_text(encoding="utf-8"))
    result = judgement_json(judge(scenario.campaign, scenario.facts, scenario.months), scenario.written)
    assert result == json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
