"""The send journal: what is recorded is on disk, and a torn line harms no other."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from duban.errors import TryLater
from notifications.journal import Accepted, Journal

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_what_was_recorded_is_read_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "sent.jsonl")
    assert list(journal.read()) == []
    journal.record("<1@example.test>", AT, 250)
    Journal(tmp_path / "sent.jsonl").record("<2@example.test>", AT, 251)
    assert list(journal.read()) == [Accepted("<1@example.test>", AT, 250), Accepted("<2@example.test>", AT, 251)]


@pytest.mark.parametrize("kept", range(1, 60))
def test_a_line_torn_anywhere_is_no_line_and_spoils_none(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "sent.jsonl"
    journal = Journal(path)
    journal.record("<1@example.test>", AT, 250)
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: min(kept, len(whole) - 1)])
    journal.record("<3@example.test>", AT, 250)
    journal.record("<4@example.test>", AT, 250)
    assert [entry.message_id for entry in journal.read()] == [
        "<1@example.test>",
        "<3@example.test>",
        "<4@example.test>",
    ]


@pytest.mark.parametrize(
    "line", [b"\xff\xfe\n", b"[]\n", b"null\n", b'{"id": "x"}\n', b'{"id": 1, "at": 2, "code": 3}\n', b"\n"]
)
def test_a_foreign_line_is_passed_over(tmp_path: Path, line: bytes) -> None:
    journal = Journal(tmp_path / "sent.jsonl")
    journal.record("<1@example.test>", AT, 250)
    with journal.path.open("ab") as file:
        file.write(line)
    journal.record("<2@example.test>", AT, 250)
    assert [entry.message_id for entry in journal.read()] == ["<1@example.test>", "<2@example.test>"]


def test_each_line_is_flushed_before_the_call_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    real = os.fsync

    def fsync(file: int) -> None:
        flushed.append(os.fstat(file).st_size)
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    journal = Journal(tmp_path / "sent.jsonl")
    journal.record("<1@example.test>", AT, 250)
    assert len(flushed) == 2, "the file, and the folder that now has a new name in it"
    journal.record("<2@example.test>", AT, 250)
    assert len(flushed) == 3
    assert flushed[-1] == journal.path.stat().st_size


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    with pytest.raises(TryLater, match="发送日志"):
        Journal(tmp_path / "absent" / "sent.jsonl").record("<1@example.test>", AT, 250)
