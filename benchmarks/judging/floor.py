"""The floor of a judgement: the bare driver reading the rows a month is made from and writing the rows it left, nothing else.

`judged` is the ledger after the month, `fresh` its twin before it: same tables, keys and indexes. What is to be written is fetched
from the judged one outside the measured time.
"""

import sqlite3
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from models.database import sqlite_modes
from tasks.ledger import TOGETHER

_BY_TASK = "SELECT {0}.* FROM {0} JOIN task ON task.id = {0}.task_id WHERE task.campaign_id = ?"
READ = (
    "SELECT title, start, head, parameters FROM campaign WHERE id = ?",
    "SELECT * FROM calendar_day WHERE campaign_id = ?",
    "SELECT * FROM post WHERE campaign_id = ?",
    "SELECT * FROM unit WHERE campaign_id = ? ORDER BY ordinal",
    "SELECT * FROM task WHERE campaign_id = ? ORDER BY ordinal",
    *(_BY_TASK.format(table) for table in ("assignment", "named_unit", "step", "due")),
    "SELECT * FROM fact WHERE campaign_id = ? ORDER BY sequence",
)
_OF_MONTH = "SELECT {0}.* FROM {0} JOIN month ON month.id = {0}.month_id WHERE month.campaign_id = ?"
WRITTEN = {
    "month": "SELECT * FROM month WHERE campaign_id = ?",
    **{name: _OF_MONTH.format(name) for name in ("obligation_line", "score", "deduction", "bonus")},
    "letter": "SELECT * FROM letter WHERE campaign_id = ?",
}
Connection = Any


def connect(url: str) -> Connection:
    """A bare connection, with the settings the ledger gives to its own."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        journal, synchronous = sqlite_modes(sqlite3.sqlite_version_info)
        connection.executescript(
            f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON"
        )
        return connection
    return psycopg.connect(url, autocommit=True)


def floor(judged: str, fresh: str, counties: Iterable[int]) -> tuple[int, int, float, float]:
    """Return (rows read, rows written, seconds reading, seconds writing)."""
    source, target = connect(judged), connect(fresh)
    mark = "?" if fresh.startswith("sqlite") else "%s"
    numbers, read, written, reading, writing = iter(counties), 0, 0, 0.0, 0.0
    while batch := list(islice(numbers, TOGETHER)):
        began = time.perf_counter()
        target.execute("BEGIN")
        for county in batch:
            read += sum(len(fetched(target, query, mark, county)) for query in READ)
        reading += time.perf_counter() - began
        for county in batch:
            for table, query in WRITTEN.items():
                rows = fetched(source, query, mark, county)
                written += len(rows)
                writing += insert(target, table, rows, mark)
        began = time.perf_counter()
        target.execute("COMMIT")
        writing += time.perf_counter() - began
    source.close()
    target.close()
    return read, written, reading, writing


def fetched(connection: Connection, query: str, mark: str, county: int) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    rows: list[tuple[Any, ...]] = connection.execute(query.replace("?", mark), (county,)).fetchall()
    return rows


def insert(connection: Connection, table: str, rows: list[tuple[Any, ...]], mark: str) -> float:
    """Seconds that writing some rows takes."""
    if not rows:
        return 0.0
    rows = [tuple(Jsonb(v) if isinstance(v, dict) else v for v in row) for row in rows]
    places = ", ".join([mark] * len(rows[0]))
    began = time.perf_counter()
    connection.cursor().executemany(f"INSERT INTO {table} VALUES ({places})", rows)
    return time.perf_counter() - began
