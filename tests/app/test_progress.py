"""The bar a terminal shows while many papers are made, and that nothing else sees it."""

import io
import sys
from datetime import date

import pytest

from app.cli.words import progress
from duban.documents.checklist import Checklist, Edition
from duban.months import Month
from tasks import printing


class Terminal(io.StringIO):
    """A stream that says it is a terminal, or not."""

    def __init__(self, tty: bool) -> None:
        super().__init__()
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


@pytest.mark.parametrize("tty", [True, False])
def test_the_bar_counts_on_a_terminal_only(tty: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    shown, edition = Terminal(tty), Edition("某县专项行动", Month(2026, 3), 1, "", (), date(2026, 3, 25))
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(printing, "MANY", 3)
    monkeypatch.setattr(printing.os, "sched_getaffinity", lambda _: {0})
    with progress("任务清单"):
        printing.printed({unit: Checklist("任务清单", unit, edition, (), ()) for unit in ("甲局", "乙局", "丙局")})
    assert ("3/3" in shown.getvalue() and "任务清单" in shown.getvalue()) is tty
    assert tty or shown.getvalue() == ""
