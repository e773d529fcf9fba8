"""The send journal (发送日志): which messages a server has taken, kept outside the database, one flushed line each.

It closes the gap between the server's 250 and our commit, and tells after a restore what had already left. What is still to be
sent is the outbox's affair (models).
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from duban.errors import TryLater


class Accepted(NamedTuple):
    """One line: this message was taken at this time with this reply code."""

    message_id: str
    at: datetime
    code: int


class Journal:
    """An append-only file of accepted messages."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def record(self, message_id: str, at: datetime, code: int) -> None:
        """Append one line and return once it is on disk; TryLater where the file cannot be written."""
        line = json.dumps({"id": message_id, "at": at.isoformat(), "code": code}) + "\n"
        try:
            self._append(line.encode())
        except OSError as fault:
            raise TryLater(
                "发送日志写不进去", where=f"{self.path}（{fault.strerror}）", remedy="请检查磁盘空间和目录权限后重试"
            ) from fault

    def _append(self, line: bytes) -> None:
        new = not self.path.exists()
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(file).st_size
            # A line torn by a crash must not swallow the next one.
            torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
            pending = b"\n" + line if torn else line
            while pending:
                pending = pending[os.write(file, pending) :]
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            sync_directory(self.path.parent)

    def read(self) -> Iterator[Accepted]:
        """Yield what can be read in the order written; a torn line is passed over: its message counts as uncertain."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                entry = _entry(line)
                if entry is not None:
                    yield entry


def _entry(line: str) -> Accepted | None:
    try:
        fields = json.loads(line)
        return Accepted(str(fields["id"]), datetime.fromisoformat(fields["at"]), int(fields["code"]))
    except (ValueError, TypeError, KeyError):
        return None


def sync_directory(path: Path) -> None:
    """Make a new or renamed entry of a directory survive a power cut."""
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
