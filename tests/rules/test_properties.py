"""Properties of every judgement, over scenarios drawn at random."""

import json
from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios import scenario, scenarios

from duban.rules.calendar import working_days
from duban.rules.judgement import Case, Judgement, judge
from duban.rules.printing import judgement_json
from duban.rules.reminders import Rung, sweep
from duban.rules.result import MonthResult, ObligationLine
from duban.rules.scenario import Scenario, read_scenario

Plain = dict[str, Any]
EXAMPLES = settings(max_examples=60, deadline=None)


def read(plain: Plain) -> Scenario:
    return read_scenario(json.dumps(plain, ensure_ascii=False))


def judged(plain: Plain) -> Judgement:
    found = read(plain)
    return judge(found.campaign, found.facts, found.months)


def printed(plain: Plain) -> Plain:
    found = read(plain)
    return judgement_json(judge(found.campaign, found.facts, found.months), found.written)


def every_month(plain: Plain) -> Plain:
    """Return the scenario with every month from its first fact to half a year on."""
    first = min((fact["on"] for fact in plain["facts"]), default=plain["campaign"]["start"])
    begin = date.fromisoformat(first).replace(day=1)
    months = {(begin + timedelta(days=28 * step)).isoformat()[:7] for step in range(8)}
    return {**plain, "months": sorted(months)}


@EXAMPLES
@given(scenarios())
def test_scores_lie_between_0_and_100(plain: Plain) -> None:
    for result in judged(plain).months.values():
        assert all(0 <= unit.score <= 100 for unit in result.units if unit.score is not None)
        assert all(0 <= line.s <= 100 for line in result.obligations if line.s is not None)
        assert all((unit.score is None) == (unit.rank is None) == (unit.grade is None) for unit in result.units)


@EXAMPLES
@given(st.integers(0, 2**48))
def test_an_on_time_completion_never_lowers_the_units_score(seed: int) -> None:
    # Of an obligation already judged: one that was out may come into the month with its report not yet made.
    rnd = Random(seed)  # noqa: S311 - draws tests
    plain = scenario(rnd)
    plain["months"] = plain["months"][:1]
    ((month, judged_first),) = judged(plain).months.items()
    for line in open_and_due(judged_first)[:4]:
        day = min(line.due or judged_first.cutoff, judged_first.cutoff).isoformat()
        # what the unit did on the task later would meet another state, so it is left away
        facts = [
            fact for fact in plain["facts"] if fact["on"] <= day or fact.get("task") != line.task or "unit" not in fact
        ]
        claim = {"on": day, "task": line.task, "unit": line.unit, "node": line.node, "do": "claim"}
        before = judged({**plain, "facts": facts}).months[month]
        if line not in open_and_due(before):
            continue
        after = judged({**plain, "facts": [*facts, claim]}).months[month]
        scores = [next(unit.score for unit in result.units if unit.unit == line.unit) for result in (before, after)]
        assert scores[0] is None or (scores[1] is not None and scores[1] >= scores[0])


def open_and_due(result: MonthResult) -> list[ObligationLine]:
    """Return the dated lines judged without a standing claim."""
    return [line for line in result.obligations if line.due and line.standing != "out" and line.claimed is None]


@EXAMPLES
@given(st.integers(0, 2**48))
def test_the_file_order_of_facts_of_different_days_changes_nothing_but_listing(seed: int) -> None:
    rnd = Random(seed)  # noqa: S311 - draws tests
    plain = scenario(rnd)
    days = sorted({fact["on"] for fact in plain["facts"]})
    rnd.shuffle(days)
    regrouped = [fact for day in days for fact in plain["facts"] if fact["on"] == day]
    assert unordered(printed(plain)) == unordered(printed({**plain, "facts": regrouped}))


@EXAMPLES
@given(st.integers(0, 2**48))
def test_the_order_of_units_changes_nothing_but_listing(seed: int) -> None:
    rnd = Random(seed)  # noqa: S311 - draws tests
    plain = scenario(rnd)
    units = rnd.sample(plain["units"], len(plain["units"]))
    assert unordered(printed(plain)) == unordered(printed({**plain, "units": units}))


def unordered(value: Any) -> Any:
    """Return a result with every list in one canonical order."""
    if isinstance(value, dict):
        return {key: unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted((unordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


@EXAMPLES
@given(scenarios())
def test_recomputation_gives_the_same_bytes(plain: Plain) -> None:
    assert json.dumps(printed(plain)) == json.dumps(printed(plain))
    alone = {month: printed({**plain, "months": [month]})["months"][month] for month in plain["months"]}
    assert alone == printed(plain)["months"]


@EXAMPLES
@given(st.integers(0, 2**48))
def test_a_correction_changes_only_what_it_touches(seed: int) -> None:
    rnd = Random(seed)  # noqa: S311 - draws tests
    plain = scenario(rnd)
    touched = rnd.choice(plain["units"])["name"]
    task = rnd.choice(plain["tasks"])["number"]
    on = rnd.choice(plain["facts"] or [{"on": "2026-03-02"}])["on"]
    correction = {"on": on, "task": task, "unit": touched, "do": "claim", "note": "复核成立"}
    before, after = printed(plain), printed({**plain, "facts": [*plain["facts"], correction]})
    for month, result in before["months"].items():
        other = after["months"][month]
        for old, new in zip(result["obligations"], other["obligations"], strict=True):
            assert old == new or (old["task"], old["unit"]) == (task, touched)
        for old, new in zip(result["units"], other["units"], strict=True):
            if old["unit"] != touched:
                assert {**old, "grade": "", "rank": 0} == {**new, "grade": "", "rank": 0}


@EXAMPLES
@given(scenarios())
def test_each_rung_goes_once_for_an_obligation_and_date_and_never_on_a_rest_day(plain: Plain) -> None:
    plain = every_month(plain)
    calendar = plain["calendar"]
    office = {name: frozenset(date.fromisoformat(day) for day in calendar[name]) for name in ("rest", "work")}
    days = working_days((2023, 2028), office["rest"], office["work"])
    fired: Counter[tuple[str, ...]] = Counter()
    grants = sum(fact["do"] == "extend_grant" for fact in plain["facts"])
    for result in judged(plain).months.values():
        for letter in result.letters:
            assert days.is_working(letter.on.toordinal())
            assert len(set(letter.items)) == len(letter.items)
            fired.update((letter.to, *item) for item in letter.items)
    assert all(times <= 1 + grants for times in fired.values())
    if not grants:
        assert all(times == 1 for times in fired.values())


@settings(max_examples=25, deadline=None)
@given(scenarios())
def test_live_sweeps_day_by_day_send_what_the_replay_says(plain: Plain) -> None:
    plain = every_month(plain)
    found = read(plain)
    replayed = judge(found.campaign, found.facts, found.months).months
    fired: set[Rung] = set()
    letters, skipped = [], []
    day, last = found.months[0].first, found.months[-1].last
    while day <= last:
        known = [fact for fact in found.facts if fact.on < day]
        result = sweep(Case(found.campaign, known, [day]).ledger, day.toordinal(), fired)
        assert not fired & set(result.spent)
        fired |= set(result.spent)
        letters += result.letters
        skipped += result.skipped
        day += timedelta(days=1)
    assert letters == [letter for result in replayed.values() for letter in result.letters]
    assert skipped == [entry for result in replayed.values() for entry in result.skipped]
