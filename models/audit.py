"""The audit log's machinery (审计): every transaction that changes a row appends one sealed entry before it commits, or does not commit.

Who acts is said once, where the sessions are made (`acting`); what changed is gathered by models.written as it is written. Checking
the log lives in models.verifying. An engine that was not given to `audited` keeps no log: it is for migrations and tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.orm import Session

from duban.chain import START, Content, Entry, Head, canonical, fingerprint, sealed
from duban.errors import ConfigurationError
from models.covered import LISTED
from models.rows import AuditEntryRow
from models.written import Written, total_changes

_WRITTEN, _DEED = "written", "deed"
_HEAD = select(AuditEntryRow.number, AuditEntryRow.hash).order_by(AuditEntryRow.number.desc()).limit(1)
# One question: it waits for whoever is writing the same number, and adds nothing where that one or another came first.
_INSERT = text(
    "INSERT INTO audit_entry (number, at, actor, action, campaign_id, summary, previous, hash) "
    "SELECT CAST(:number AS INTEGER), CAST(:at AS TEXT), CAST(:actor AS TEXT), CAST(:action AS TEXT), "
    "CAST(:campaign AS INTEGER), CAST(:summary AS TEXT), CAST(:previous AS TEXT), CAST(:hash AS TEXT) "
    "WHERE CAST(:number AS INTEGER) = 1 OR EXISTS "
    "(SELECT 1 FROM audit_entry WHERE number = CAST(:number AS INTEGER) - 1 AND hash = CAST(:previous AS TEXT)) "
    "ON CONFLICT DO NOTHING"
)
_HELD_HEAD = text("SELECT number, hash FROM duban_audit_head()")


class Deed(NamedTuple):
    """Who acts and what they do, in the office's words; the campaign where the rows themselves do not name it."""

    actor: str
    action: str
    campaign_id: int | None = None


class KeyKeeper(Protocol):
    """Keeps the key outside the database; its text says where."""

    def read(self) -> bytes | None:
        """Return the key, None where there is none."""

    def make(self) -> bytes:
        """Return the key, made if there is none."""


@dataclass(slots=True)
class Book:
    """How an engine's log is written: whose key, whose clock.

    `key` is the key once it was found to be the chain's; `head` what this process wrote last, which may have been rolled back.
    """

    keeper: KeyKeeper
    clock: Callable[[], datetime]
    key: bytes | None = None
    head: Head | None = None


def audited(engine: Engine, book: Book) -> Engine:
    """Make an engine keep the log: a write by nobody is refused at once (RuntimeError), one that cannot be logged is not committed."""

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        changes = total_changes(connection) if connection.dialect.name == "sqlite" else 0
        connection.info[_WRITTEN] = Written(changes=changes)

    @event.listens_for(engine, "before_cursor_execute")
    def _next(connection: Connection, *_: Any) -> None:
        written = connection.info.get(_WRITTEN)
        if written is not None:
            written.settle(connection)

    @event.listens_for(engine, "after_cursor_execute")
    def _executed(connection: Connection, cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        written = connection.info.get(_WRITTEN)
        if written is not None and written.take(connection, cursor, statement, context) and _deed(connection) is None:
            raise RuntimeError("a transaction that writes says first who acts: sessions(by, doing)")

    @event.listens_for(engine, "commit")
    def _committing(connection: Connection) -> None:
        written = connection.info.pop(_WRITTEN, None)
        if written is not None:
            written.settle(connection)
            if written.rows:
                _append(connection, book, written)

    return engine


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    rows = [row for row in (*session.new, *session.dirty) if isinstance(row, LISTED) and session.is_modified(row)]
    written = session.connection().info.get(_WRITTEN) if rows else None
    if written is not None:
        for row in rows:
            table: Any = type(row).__table__
            written.list_row(table, {column.name: getattr(row, column.name) for column in table.c})


def acting(engine: Engine, deed: Deed) -> Engine:
    """Return the same database for transactions in which someone acts."""
    return engine.execution_options(**{_DEED: deed})


def head_of(held: Session | Connection) -> Head:
    """Return the chain's length and last hash; length 0 where it has not begun."""
    found = held.execute(_HEAD).first()
    return Head(*found) if found else Head(0, START)


def begin_chain(connection: Connection, book: Book, covered: dict[str, Any]) -> None:
    """Write the chain's first entry: the key's fingerprint and what it found in the ledger. The caller holds the log's lock."""
    key = book.keeper.make()
    content = Content(1, _at(book), "duban", "启用审计", None, canonical({"key": fingerprint(key), **covered}))
    _insert(connection, sealed(key, START, content))


def held_head(connection: Connection) -> Head:
    """Return the head, and keep every other transaction from appending to the log until this one ends."""
    if connection.dialect.name != "postgresql":
        return head_of(connection)
    found = connection.execute(_HELD_HEAD).first()
    return Head(*found) if found else Head(0, START)


def _append(connection: Connection, book: Book, written: Written) -> None:
    deed, summary = _deed(connection), written.summary()
    campaigns = written.campaigns | ({deed.campaign_id} if deed.campaign_id is not None else set())
    if len(campaigns) > 1:
        summary["campaigns"] = sorted(campaigns)
    key = _key(connection, book)
    campaign = next(iter(campaigns)) if len(campaigns) == 1 else None
    head = book.head or held_head(connection)
    while True:
        if head.length == 0:
            raise ConfigurationError(
                "台账有数据、密钥也在，而审计记录是空的，已停止写入",
                where=str(book.keeper),
                remedy="若记录被清空，请从备份恢复；若此台账从未启用审计，请用 DUBAN_AUDIT_KEY_FILE 另指一个新密钥文件",
            )
        content = Content(head.length + 1, _at(book), deed.actor, deed.action, campaign, canonical(summary))
        entry = sealed(key, head.hash, content)
        if _insert(connection, entry):
            book.head = Head(content.number, entry.hash)
            return
        # Another process wrote since, or our last entry was rolled back. Whoever else is at it has gone on, so this ends.
        head = held_head(connection)


def _key(connection: Connection, book: Book) -> bytes:
    """Return the key, read anew and known to be the chain's; ConfigurationError where it is missing or another: nothing is written."""
    remedy = "请把原密钥文件放回原处（可从密钥备份恢复），或用 DUBAN_AUDIT_KEY_FILE 指明；本次未写入任何内容"
    key = book.keeper.read()
    if key is None:
        raise ConfigurationError("审计密钥不在，不能改动台账", where=str(book.keeper), remedy=remedy)
    if key != book.key:
        first = connection.scalar(select(AuditEntryRow.summary).where(AuditEntryRow.number == 1))
        if fingerprint(key) not in (first or ""):
            raise ConfigurationError("审计密钥不是本台账的那一把，不能改动台账", where=str(book.keeper), remedy=remedy)
        book.key = key
    return key


def _insert(connection: Connection, entry: Entry) -> bool:
    """Insert an entry behind the one it names; False where that is not the last one any more."""
    # The log's own row is not a change to be logged.
    connection.info.pop(_WRITTEN, None)
    row = {
        **entry.content._asdict(),
        "before": entry.content.number - 1,
        "previous": entry.previous,
        "hash": entry.hash,
    }
    return connection.execute(_INSERT, row).rowcount == 1


def _deed(connection: Connection) -> Any:
    return connection.get_execution_options().get(_DEED)


def _at(book: Book) -> str:
    return book.clock().astimezone(UTC).isoformat(timespec="microseconds")
