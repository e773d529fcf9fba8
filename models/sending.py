"""How far sending has come: the count of claims, the last believed reading of the clock, the pace, the journals read.

What a claim is lives in models.dispatch; what a journal holds, in notifications.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.rows import JournalRow, MailRow, SendingRow
from models.writing import insert_new


def next_serial(session: Session) -> int:
    """Return the number of this claim: one more than the last, whoever made it."""
    counted = update(SendingRow).values(serial=SendingRow.serial + 1).returning(SendingRow.serial)
    return session.scalars(counted.execution_options(synchronize_session=False)).one()


def last_serial(session: Session) -> int:
    """Return the number of the last claim this ledger knows of."""
    return session.scalars(select(SendingRow.serial)).one()


def raise_serial(session: Session, serial: int) -> None:
    """Let the claims go on above a number that a journal has seen."""
    session.execute(update(SendingRow).where(SendingRow.serial < serial).values(serial=serial))


def last_tick(session: Session) -> datetime | None:
    """Return the last reading of the clock that was believed, None before the first."""
    return session.scalars(select(SendingRow.ticked_at)).one()


def store_tick(session: Session, now: datetime) -> None:
    """Believe a reading of the clock."""
    session.execute(update(SendingRow).values(ticked_at=now))


def seconds_to_wait(session: Session, now: datetime, per_minute: int) -> float:
    """Return 0 and take the next turn where a mail may leave now, else the seconds until one may: `per_minute` for all senders together.

    Turns are spaced evenly, so that no minute, wherever it begins, holds more.
    """
    pace = timedelta(seconds=60 / per_minute)
    mine = (
        update(SendingRow)
        .where((SendingRow.next_at.is_(None)) | (SendingRow.next_at <= now))
        .values(next_at=now + pace)
    )
    if session.scalars(mine.returning(SendingRow.id).execution_options(synchronize_session=False)).first():
        return 0.0
    following = session.scalars(select(SendingRow.next_at)).one()
    # A clock set back must not stop the mail for as long.
    return 0.0 if following is None else min((following - now).total_seconds(), pace.total_seconds())


def anything_due(session: Session, now: datetime) -> bool:
    """Return whether a mail waits to be claimed."""
    due = select(MailRow.id).where(MailRow.state.in_(("pending", "retry")), MailRow.due_at <= now)
    return session.scalars(due.limit(1)).first() is not None


def read_to(session: Session, journal: str) -> int:
    """Return up to which byte this ledger has read a journal, 0 for one it does not know."""
    return session.scalars(select(JournalRow.read_to).where(JournalRow.name == journal)).first() or 0


def store_read_to(session: Session, journal: str, place: int) -> None:
    """Remember up to which byte a journal has been read."""
    insert_new(session, JournalRow, [{"name": journal, "read_to": 0}], JournalRow.name)
    session.execute(update(JournalRow).where(JournalRow.name == journal).values(read_to=place))
