"""The example county's office with its plan adopted and handed out, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_files import OTHER, close, with_one_closed
from offices import EXAMPLE, Office, at, environment, in_process

from duban.life.act import Act
from tasks.acting import do
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out


@pytest.fixture
def office(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The office on 2 March 2026, all tasks handed out."""
    out = tmp_path / "out"
    variables = environment(database_url, out)
    with in_process(monkeypatch, variables):
        order = Order(EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", at("2026-03-02T08:30"), "办公室", head="县委副书记")
        adoption = adopt_file(order)
        assign(adoption.campaign_id, "2026-03-02T08:30", "办公室")
        hand_out(adoption.campaign_id, "2026-03", "2026-03-02T08:30")
        # The office's director signs and decides; whoever adopted the plan may as well.
        director = Act(
            0, at("2026-03-02T08:30").date(), "person", "办公室主任", "appoint", "办公室", detail={"role": "主任"}
        )
        do(adoption.campaign_id, director, (), at("2026-03-02T08:30"))
        yield Office(out, adoption, variables)


@pytest.fixture
def closed(office: Office, tmp_path: Path) -> Office:
    """The office with one task closed; a finding and a clue on it; a paper signed on it."""
    return with_one_closed(office, tmp_path)


@pytest.fixture
def two(closed: Office, tmp_path: Path) -> Office:
    """The same with a second task closed."""
    close(closed, OTHER, tmp_path / "又")
    return closed
