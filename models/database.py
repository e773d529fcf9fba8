"""Opening the ledger's database: SQLite by default, PostgreSQL at scale, with the same promises. No query lives here."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Select, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from duban.errors import ConfigurationError
from models.faults import speak_plainly

# https://sqlite.org/wal.html#walresetbug: before these versions two writers may corrupt a WAL file while checkpointing.
_WAL_SOUND_FROM = (3, 51, 3)
_WAL_FIXED_LINES = ((3, 44, 6), (3, 50, 7))


def open_database(url: str, *, wait: float = 10.0) -> Engine:
    """Return an engine for a database address; a writer waits at most `wait` seconds for another one.

    `sqlite:///path` and `postgresql://…` are taken. ConfigurationError for anything else; a database that cannot be reached
    shows at the first statement, as TryLater or ConfigurationError.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": wait, "check_same_thread": False})
        _prepare_sqlite(engine)
    else:
        engine = create_engine(
            address,
            pool_pre_ping=True,
            connect_args={"connect_timeout": max(2, round(wait)), "options": f"-c lock_timeout={round(wait * 1000)}"},
        )
    speak_plainly(engine)
    return engine


def reading(engine: Engine) -> Engine:
    """Return the same database for transactions that only read: they take no write lock and must not write."""
    return engine.execution_options(reading=True)


def one_at_a_time(held: Session | Connection, matter: str) -> None:
    """Hold every other transaction that names the same matter until this one ends.

    SQLite has one writer anyway; PostgreSQL gets an advisory lock, so that both see the same order of events.
    """
    connection = held.connection() if isinstance(held, Session) else held
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:matter, 0))"), {"matter": matter})


def plain_rows(session: Session, query: Select[Any]) -> CursorResult[Any]:
    """Return the rows of a query for columns, without the ORM's own work on each of them: for what is read by the thousand."""
    session.flush()
    return session.connection().execute(query)


def sqlite_modes(version: tuple[int, ...]) -> tuple[str, str]:
    """Return (journal mode, synchronous) that lose nothing with an SQLite library of that version.

    >>> sqlite_modes((3, 40, 1)), sqlite_modes((3, 44, 6)), sqlite_modes((3, 52, 0))
    (('DELETE', 'EXTRA'), ('WAL', 'FULL'), ('WAL', 'FULL'))
    """
    fixed = any(version[:2] == line[:2] and version >= line for line in _WAL_FIXED_LINES)
    return ("WAL", "FULL") if fixed or version >= _WAL_SOUND_FROM else ("DELETE", "EXTRA")


def _address(url: str) -> URL:
    remedy = "应写作 sqlite:///文件路径 或 postgresql://用户@主机/库名"
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError("数据库地址无法识别", where="DUBAN_DATABASE_URL", remedy=remedy) from error
    if address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise ConfigurationError(f"不支持的数据库“{address.drivername}”", where="DUBAN_DATABASE_URL", remedy=remedy)
    if not address.database or address.database == ":memory:":
        raise ConfigurationError("台账需要一个文件", where="DUBAN_DATABASE_URL", remedy=remedy)
    return address.set(database=str(Path(address.database).absolute()))


def _prepare_sqlite(engine: Engine) -> None:
    journal, synchronous = sqlite_modes(sqlite3.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        # The driver opens no transaction of its own; the one below does, before the first statement.
        connection.isolation_level = None
        # The last: a REPLACE that deletes a row asks the table's triggers as well.
        for setting in (
            f"journal_mode={journal}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        # A transaction that reads first and writes later fails at once when another writes: a writer says so at its start.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
