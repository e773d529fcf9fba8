"""The send journal (发送日志): what was about to leave and what a server has taken, kept outside the database, flushed line by line.

It closes the gap between the server's 250 and our commit, and tells after a restore what had already left. What is still to be
sent is the outbox's affair (models).
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from duban.errors import TryLater
from duban.letters import Pressed


class Accepted(NamedTuple):
    """One message was taken at this time with this reply code."""

    message_id: str
    at: datetime
    code: int


class Tried(NamedTuple):
    """One message was about to be sent: the number of its claim, to whom, its policy, its letters by occurrence.

    Each letter with what it presses for: a ledger restored from a backup has forgotten that as well.
    """

    serial: int
    at: datetime
    message_id: str
    to: str
    policy: str
    letters: dict[str, tuple[Pressed, ...]]


class News(NamedTuple):
    """What a journal holds from some place on, and the place after its last whole line.

    `begun` says of each message whether its last claim came to a conversation with the server; only messages that must not come
    twice are told apart so finely.
    """

    accepted: tuple[Accepted, ...]
    tried: tuple[Tried, ...]
    begun: dict[str, bool]
    end: int


class Journal:
    """An append-only file. Several threads and processes may append; a line survives the death of its process once it is written.

    It survives a power cut once it is flushed: at once where the call says so, else by a thread that flushes as fast as the disk
    does, all lines written meanwhile together. `flush` waits for that.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._flusher = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._flushing: Future[None] | None = None
        self._failed: OSError | None = None
        self._begun = False
        self._lock = Lock()

    @property
    def name(self) -> str:
        """What tells this journal from any other: drawn when it was begun; empty for one not begun or begun without."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            fields = _fields(file.readline())
        return str(fields.get("journal", ""))

    def record(self, message_id: str, at: datetime, code: int, *, flushed: bool = True) -> None:
        """Write that a message was taken; TryLater where the file cannot be written.

        Not `flushed`, a power cut in the next moment may forget it: for messages that may come twice with the same bytes.
        """
        self._write({"id": message_id, "at": at.isoformat(), "code": code}, flushed=flushed)

    def flush(self) -> None:
        """Return once every line written by this journal is on disk; TryLater where one cannot be."""
        if self._flushing is not None:
            wait([self._flushing])
        if self._failed is not None:
            with self._telling():
                raise self._failed

    def trying(self, tries: Iterable[Tried]) -> None:
        """Write which messages are about to be sent, all of one claim, before the first of them is; TryLater as `record`."""
        held = list(tries)
        messages = [[tried.message_id, tried.to, tried.policy, _told(tried.letters)] for tried in held]
        self._write({"serial": held[0].serial, "at": held[0].at.isoformat(), "trying": messages})

    def begin(self, message_id: str) -> None:
        """Write that the conversation about a message begins; TryLater as `record`."""
        self._write({"begin": message_id})

    def read(self) -> Iterator[Accepted]:
        """Yield what was accepted in the order written; a torn line is passed over: its message counts as uncertain."""
        yield from self.since(0).accepted

    def since(self, start: int) -> News:
        """Return what was written from a place on; all of it where the file is shorter than that (it is another one)."""
        accepted: list[Accepted] = []
        tried: list[Tried] = []
        begun: dict[str, bool] = {}
        if not self.path.exists():
            return News((), (), begun, 0)
        end = start if start <= self.path.stat().st_size else 0
        with self.path.open("rb") as file:
            file.seek(end)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                end += len(line)
                fields = _fields(line)
                accepted += _accepted(fields)
                claimed = _tried(fields)
                tried += claimed
                begun |= {one.message_id: False for one in claimed}
                if "begin" in fields:
                    begun[str(fields["begin"])] = True
        return News(tuple(accepted), tuple(tried), begun, end)

    def _write(self, fields: dict[str, Any], *, flushed: bool = True) -> None:
        with self._telling():
            self._append(_line(fields), flushed=flushed)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise TryLater(
                "发送日志写不进去", where=f"{self.path}（{fault.strerror}）", remedy="请检查磁盘空间和目录权限后重试"
            ) from fault

    def _append(self, line: bytes, *, flushed: bool) -> None:
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            # A line torn by a crash must not swallow the next one.
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            opening = b"\n" if torn else b"" if size else _line({"journal": uuid4().hex})
            pending = opening + line
            while pending:
                pending = pending[os.write(file, pending) :]
            if flushed or not size:
                os.fsync(file)
        finally:
            os.close(file)
        if not size:
            sync_directory(self.path.parent)
        if not flushed:
            self._flush_soon()

    def _flush_soon(self) -> None:
        """Have the file flushed after this moment: one flush that has not begun serves every line written until it does."""
        with self._lock:
            if self._flushing is None or self._begun:
                self._begun = False
                self._flushing = self._flusher.submit(self._flush_now)

    def _flush_now(self) -> None:
        with self._lock:
            self._begun = True
        try:
            file = os.open(self.path, os.O_RDWR)
            try:
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as fault:
            self._failed = fault


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def _fields(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _accepted(fields: dict[str, Any]) -> list[Accepted]:
    try:
        return [Accepted(str(fields["id"]), datetime.fromisoformat(fields["at"]), int(fields["code"]))]
    except (ValueError, TypeError, KeyError):
        return []


def _tried(fields: dict[str, Any]) -> list[Tried]:
    try:
        serial, at = int(fields["serial"]), datetime.fromisoformat(fields["at"])
        return [
            Tried(serial, at, message_id, to, policy, _letters(letters))
            for message_id, to, policy, letters in fields["trying"]
        ]
    except (ValueError, TypeError, KeyError):
        return []


def _told(letters: Mapping[str, Sequence[Pressed]]) -> list[str | list[Any]]:
    """Return letters as a line holds them: the occurrence alone, or in a list before what is pressed for."""
    return [[occurrence, *about] if about else occurrence for occurrence, about in letters.items()]


def _letters(told: Iterable[str | list[Any]]) -> dict[str, tuple[Pressed, ...]]:
    lines = ([one] if isinstance(one, str) else one for one in told)
    return {occurrence: tuple(Pressed(*item) for item in about) for occurrence, *about in lines}


def sync_directory(path: Path) -> None:
    """Make a new or renamed entry of a directory survive a power cut."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
