"""Ledgers that keep the audit log, for tests: a key in memory, a clock that ticks a second a call, sessions in which someone acts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from models.audit import Book, Deed, acting, audited
from models.beginning import begin
from models.verifying import Verified, verify

KEY = bytes(range(32))


class KeyInMemory:
    """A key that is there, or is not."""

    def __init__(self, key: bytes | None = KEY) -> None:
        self.key = key

    def read(self) -> bytes | None:
        """The key."""
        return self.key

    def make(self) -> bytes:
        """The key, made if there is none."""
        self.key = self.key or KEY
        return self.key


def ticking() -> Callable[[], datetime]:
    """A clock of its own, the same in every run."""
    ticks = count()
    return lambda: datetime(2026, 3, 2, 1, tzinfo=UTC) + timedelta(seconds=next(ticks))


def keep_log(engine: Engine, keeper: KeyInMemory | None = None) -> Engine:
    """The same engine, keeping the log from now on."""
    book = Book(keeper or KeyInMemory(None), ticking())
    with engine.begin() as connection:
        begin(connection, book)
    return audited(engine, book)


def logged(engine: Engine, actor: str = "督查专员", action: str = "登记") -> sessionmaker[Session]:
    """Sessions of an engine that keeps the log, in which someone acts."""
    return sessionmaker(acting(engine, Deed(actor, action)), expire_on_commit=False)


def checked(engine: Engine, key: bytes | None = KEY, *printed: object) -> Verified:
    """What a check of an engine's log finds, its faults in full."""
    with Session(engine) as session:
        return verify(session, key, printed)  # type: ignore[arg-type]


def unguard(connection: Connection) -> None:
    """Put triggers out of the way for the rest of a transaction, as somebody with the database in hand would."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def statements(engine: Engine) -> list[str]:
    """All statements an engine sends from now on."""
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: seen.append(statement))
    return seen
