"""The send journal: what is recorded is on disk, and a torn line harms no other."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest

from duban.errors import TryLater
from duban.letters import Pressed
from notifications.journal import Accepted, Journal, Tried

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


def test_what_was_about_to_be_sent_is_told_with_its_claim_and_whether_it_began(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "sent.jsonl")
    pressed = (
        Pressed("三/1", "甲乡", "2026-06-30", "late1", "2026-07-10"),
        Pressed("三/2", "甲乡", "2026-06-30", "late5", ""),
    )
    letters = {"k/甲": (), "reminder/k": pressed}
    tries = [
        Tried(7, AT, f"<{n}@example.test>", f"{n}@example.test", "hold", {f"k/{n}": ()} | letters) for n in range(3)
    ]
    journal.trying(tries)
    journal.begin("<1@example.test>")
    journal.record("<1@example.test>", AT, 250, flushed=False)
    journal.flush()
    news = Journal(journal.path).since(0)
    assert news.tried == tuple(tries)
    assert news.begun == {"<0@example.test>": False, "<1@example.test>": True, "<2@example.test>": False}
    assert news.accepted == (Accepted("<1@example.test>", AT, 250),)
    assert news.end == journal.path.stat().st_size


def test_only_what_is_new_is_read_and_a_line_not_yet_whole_is_left_for_later(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "sent.jsonl")
    journal.record("<1@example.test>", AT, 250)
    seen = journal.since(0).end
    with journal.path.open("ab") as file:
        file.write(b'{"id": "<2@exam')
    assert journal.since(seen) == ((), (), {}, seen)
    journal.record("<3@example.test>", AT, 250)
    assert [entry.message_id for entry in journal.since(seen).accepted] == ["<3@example.test>"]


def test_a_journal_has_a_name_of_its_own_and_a_shorter_one_is_read_from_its_start(tmp_path: Path) -> None:
    one, other = Journal(tmp_path / "one.jsonl"), Journal(tmp_path / "other.jsonl")
    assert one.name == ""
    for journal in (one, other):
        journal.record("<1@example.test>", AT, 250)
    assert one.name != other.name
    assert one.name == Journal(one.path).name != ""
    assert len(one.since(10**6).accepted) == 1


def test_many_threads_lose_no_line_and_flush_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, flushes, real = Journal(tmp_path / "sent.jsonl"), [], os.fsync

    def slow(file: int) -> None:
        flushes.append(file)
        sleep(0.02)
        real(file)

    monkeypatch.setattr(os, "fsync", slow)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: journal.record(f"<{n}@example.test>", AT, 250, flushed=False), range(200)))
    journal.flush()
    assert len(set(journal.read())) == 200
    assert 2 <= len(flushes) < 100


def test_a_flush_that_fails_is_told_where_it_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "sent.jsonl")
    journal.record("<1@example.test>", AT, 250)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    journal.record("<2@example.test>", AT, 250, flushed=False)
    with pytest.raises(TryLater, match="No space left"):
        journal.flush()
