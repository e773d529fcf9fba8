"""The send journal (发送日志): what was about to leave and what a server has taken, kept outside the database, flushed line by line.

It closes the gap between the server's 250 and our commit, and tells after a restore what had already left. What is still to be
sent is the outbox's affair (models).
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from duban.errors import TryLater


class Accepted(NamedTuple):
    """One message was taken at this time with this reply code."""

    message_id: str
    at: datetime
    code: int


class Tried(NamedTuple):
    """One message was about to be sent: the number of its claim, to whom, its policy, and the occurrences of its letters."""

    serial: int
    at: datetime
    message_id: str
    to: str
    policy: str
    occurrences: tuple[str, ...]


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
    """An append-only file; a line is on disk before the call that wrote it returns. Several threads and processes may append."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """What tells this journal from any other: drawn when it was begun; empty for one not begun or begun without."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as file:
            fields = _fields(file.readline())
        return str(fields.get("journal", ""))

    def record(self, message_id: str, at: datetime, code: int) -> None:
        """Write that a message was taken; TryLater where the file cannot be written."""
        self._write({"id": message_id, "at": at.isoformat(), "code": code})

    def trying(self, tries: Iterable[Tried]) -> None:
        """Write which messages are about to be sent, all of one claim, before the first of them is; TryLater as `record`."""
        held = list(tries)
        messages = [[tried.message_id, tried.to, tried.policy, list(tried.occurrences)] for tried in held]
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

    def _write(self, fields: dict[str, Any]) -> None:
        try:
            self._append(_line(fields))
        except OSError as fault:
            raise TryLater(
                "发送日志写不进去", where=f"{self.path}（{fault.strerror}）", remedy="请检查磁盘空间和目录权限后重试"
            ) from fault

    def _append(self, line: bytes) -> None:
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            # A line torn by a crash must not swallow the next one.
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            opening = b"\n" if torn else b"" if size else _line({"journal": uuid4().hex})
            pending = opening + line
            while pending:
                pending = pending[os.write(file, pending) :]
            os.fsync(file)
        finally:
            os.close(file)
        if not size:
            sync_directory(self.path.parent)


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
            Tried(serial, at, message_id, to, policy, tuple(occurrences))
            for message_id, to, policy, occurrences in fields["trying"]
        ]
    except (ValueError, TypeError, KeyError):
        return []


def sync_directory(path: Path) -> None:
    """Make a new or renamed entry of a directory survive a power cut."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
