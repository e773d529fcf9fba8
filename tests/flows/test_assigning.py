"""Handing tasks out (交办): once, however many press for it at the same moment, on both databases."""

from collections import Counter
from pathlib import Path

import pytest
from offices import EXAMPLE, at, at_once, environment, in_process

from models.acts import entries_of
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out
from tasks.ledger import reading_sessions


def test_tasks_handed_out_by_several_at_once_are_assigned_once(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = "2026-03-02T08:30"
    with in_process(monkeypatch, environment(database_url, tmp_path / "out")):
        order = Order(EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", at(morning), "办公室", head="县委副书记")
        campaign = adopt_file(order).campaign_id
        given = at_once([lambda: assign(campaign, morning, "办公室") for _ in range(4)])
        assert sorted(given)[:-1] == [0, 0, 0]
        with reading_sessions().begin() as session:
            assigned = Counter(entry.fact.task for entry in entries_of(session, campaign) if entry.fact.do == "assign")
        assert len(assigned) == max(given) > 1
        assert set(assigned.values()) == {1}
        out = at_once([lambda: hand_out(campaign, "2026-03", morning).letters for _ in range(4)])
        assert sorted(out)[:-1] == [0, 0, 0]
