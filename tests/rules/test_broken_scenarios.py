"""Whatever is done to a scenario's text, it is read or refused with lines; nothing else escapes."""

from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.rules.almanac import read_office_days
from duban.rules.judgement import judge
from duban.rules.scenario import read_scenario
from duban.rules.schemes import read_scheme, shipped_text
from duban.rules.written import Fault, FaultyFile

EVERY_LINE = (Path(__file__).parent / "contract" / "every-line.yaml").read_text(encoding="utf-8")
BODY = EVERY_LINE[EVERY_LINE.index("campaign:") :]
SNIPPETS = (
    "", " ", "\n", "[]", "{}", "null", "~", "true", "-1", "1e9", "2025-02-30", "2025-03-14", "0000-00", '"', "[", "}", "&a ", "*a", "!!int ",
    "\t", "? ", "|", "9" * 30, "on: ", "<<: ", "每月", "P2M", "\u0085", "\x00", "- ", ": ", "# ",
)  # fmt: skip


def mangled(text: str, rnd: Random) -> str:
    for _ in range(rnd.randint(1, 6)):
        start = rnd.randrange(len(text))
        text = text[:start] + rnd.choice(SNIPPETS) + text[start + rnd.choice((0, 0, 1, 3, 10, 40)) :]
    return text


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**48))
def test_a_mangled_scenario_is_judged_or_refused_with_lines(seed: int) -> None:
    text = mangled(BODY, Random(seed))  # noqa: S311 - draws tests
    faults: tuple[Fault, ...] = ()
    try:
        scenario = read_scenario(text)
    except FaultyFile as refused:
        faults = refused.faults
    else:
        judge(scenario.campaign, scenario.facts, scenario.months)
    assert all(1 <= fault.line <= len(text.splitlines()) + 1 for fault in faults)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**48))
def test_a_mangled_scheme_or_calendar_is_read_or_refused_with_lines(seed: int) -> None:
    rnd = Random(seed)  # noqa: S311 - draws tests
    for read, text in (
        (read_scheme, shipped_text("默认")),
        (read_scheme, shipped_text("分块")),
        (lambda text: read_office_days(text, "toml"), "rest = [2026-03-03]\nwork = [\n  2026-03-07,\n]\n"),
        (lambda text: read_office_days(text, "csv"), "日期,安排\n2026-03-03,休息\n2026-03-07,上班\n"),
    ):
        with suppress(FaultyFile):
            read(mangled(text, rnd))


@pytest.mark.parametrize(
    "text",
    [
        "facts:\n  - &a {on: 2025-03-03, do: *a}\n",
        "a: &a [x, x]\n"
        + "".join(f"{two}: &{two} [{', '.join(['*' + one] * 9)}]\n" for one, two in pairwise("abcdefghij"))
        + "facts: [*j]",
        "[" * 5000,
    ],
    ids=["an alias of itself", "aliases of aliases", "too deep"],
)
def test_a_file_that_would_grow_without_end_is_refused(text: str) -> None:
    with pytest.raises(FaultyFile):
        read_scenario(text)
