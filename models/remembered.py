"""A temporary index outside memory: what the log last said of each listed row, for one check of the log. It ends with the check."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Self


class Last(NamedTuple):
    """What the log last said of a row: in which entry, with which digest and label."""

    number: int
    digest: str
    label: str


class Remembered:
    """An index by table and id in a file that the system removes by itself; small logs never leave memory."""

    def __enter__(self) -> Self:
        # An empty name is a private temporary file.
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute(
            "CREATE TABLE last (kind TEXT, id INTEGER, number INTEGER, digest TEXT, label TEXT, seen INTEGER DEFAULT 0, "
            "PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()

    def keep(self, kind: str, number: int, rows: Iterable[Any]) -> None:
        """Remember what an entry says of rows, each [id, digest, label]; a later entry's word replaces an earlier one's."""
        held = ((kind, row[0], number, row[1], row[2]) for row in rows)
        self._index.executemany("REPLACE INTO last (kind, id, number, digest, label) VALUES (?, ?, ?, ?, ?)", held)

    def look_up(self, kind: str, row_id: int) -> Last | None:
        """Return what was last said of a row, and note that the row is there."""
        query = "UPDATE last SET seen = 1 WHERE kind = ? AND id = ? RETURNING number, digest, label"
        found = self._index.execute(query, (kind, row_id)).fetchall()
        return Last(*found[0]) if found else None

    def missing(self, kind: str) -> Iterator[Last]:
        """Yield what was said of rows nobody has looked up."""
        query = "SELECT number, digest, label FROM last WHERE kind = ? AND seen = 0 ORDER BY number"
        yield from (Last(*row) for row in self._index.execute(query, (kind,)))
