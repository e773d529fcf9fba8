"""Received messages in the record (来信): kept once with their bytes, read at most three times, shown until a person has settled them.

What a message means is decided in tasks; whose address it came from and which of our mails it answers, models.correspondence knows.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.database import one_at_a_time
from models.register import unit_ids
from models.rows import MailboxPlaceRow, ReceivedRow, SourceDocumentRow, UnitRow
from models.writing import insert_new

# A message that its reader could not finish so often is left to a person.
MOST_ATTEMPTS = 3


class Place(NamedTuple):
    """Where a message lies: the mailbox, its UIDVALIDITY and the message's UID."""

    mailbox: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it was fetched; `oversize` says that only its head was, because the rest is larger than any letter."""

    place: Place
    content: bytes
    arrived_at: datetime
    sender: str
    subject: str
    oversize: bool = False


class Waiting(NamedTuple):
    """A kept message that is still to be read."""

    id: int
    content: bytes
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of a message: the closed word for it, whether a person must look, the reasons in Chinese, and what it belongs to."""

    state: str
    open: bool
    note: str = ""
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    fingerprint: str | None = None
    campaign_id: int | None = None
    unit: str | None = None
    mail_id: int | None = None


class ReceivedInRecord(NamedTuple):
    """A received message as the office sees it in a list."""

    id: int
    arrived_at: datetime
    sender: str
    unit: str | None
    subject: str
    state: str
    open: bool
    note: str


def since(session: Session) -> date | None:
    """Return the day the first paper was adopted: what is older cannot answer anything; None for an empty ledger."""
    first = session.scalar(select(func.min(SourceDocumentRow.adopted_at)))
    return first.date() if first else None


def known_uids(session: Session, mailbox: str, validity: int) -> frozenset[int]:
    """Return the messages of a mailbox that were fetched before."""
    query = select(MailboxPlaceRow.uid).where(MailboxPlaceRow.mailbox == mailbox, MailboxPlaceRow.validity == validity)
    return frozenset(session.scalars(query))


def keep(session: Session, fetched: Fetched, now: datetime) -> bool:
    """Keep a message with its bytes and its place and return whether the bytes are new."""
    sha256 = hashlib.sha256(fetched.content).hexdigest()
    row = {
        "sha256": sha256,
        "message_id": "",
        "sender": fetched.sender,
        "subject": fetched.subject,
        "content": fetched.content,
        "arrived_at": fetched.arrived_at,
        "fetched_at": now,
        "attempts": 0,
        "state": "oversize" if fetched.oversize else "new",
        "open": fetched.oversize,
        "note": "邮件过大，只留存了信头，原件在邮箱中" if fetched.oversize else "",
    }
    new = bool(insert_new(session, ReceivedRow, [row], ReceivedRow.id))
    received_id = session.scalars(select(ReceivedRow.id).where(ReceivedRow.sha256 == sha256)).one()
    insert_new(session, MailboxPlaceRow, [{**fetched.place._asdict(), "received_id": received_id}], MailboxPlaceRow.uid)
    return new


def waiting(session: Session) -> tuple[int, ...]:
    """Return the messages still to be read, oldest arrival first; those that failed too often go to a person instead."""
    session.execute(
        update(ReceivedRow)
        .where(ReceivedRow.state == "new", ReceivedRow.attempts >= MOST_ATTEMPTS)
        .values(state="quarantined", open=True, note=f"{MOST_ATTEMPTS}次未能读完，已隔离：" + ReceivedRow.note)
        .execution_options(synchronize_session=False)
    )
    query = select(ReceivedRow.id).where(ReceivedRow.state == "new")
    return tuple(session.scalars(query.order_by(ReceivedRow.arrived_at, ReceivedRow.id)))


def begin(session: Session, received_id: int) -> Waiting | None:
    """Count an attempt and return the message to read, None where somebody else has handled it; to be committed before the reading."""
    row = session.get_one(ReceivedRow, received_id, populate_existing=True)
    if row.state != "new":
        return None
    row.attempts += 1
    session.flush()
    return Waiting(row.id, row.content, row.arrived_at)


def still_new(session: Session, received_id: int) -> bool:
    """Return whether a message is this transaction's to handle; others that would handle any message wait until it ends."""
    one_at_a_time(session, "received messages")
    return session.scalar(select(ReceivedRow.state).where(ReceivedRow.id == received_id)) == "new"


def failed(session: Session, received_id: int, reason: str) -> None:
    """Note why a reading did not come to its end; the message stays to be read."""
    session.get_one(ReceivedRow, received_id).note = reason


def finish(session: Session, received_id: int, handled: Handled) -> None:
    """Record what became of a message."""
    row = session.get_one(ReceivedRow, received_id)
    row.state, row.open, row.note = handled.state, handled.open, handled.note
    row.sender, row.subject, row.message_id = handled.sender, handled.subject, handled.message_id
    row.fingerprint, row.campaign_id, row.mail_id = handled.fingerprint, handled.campaign_id, handled.mail_id
    if handled.unit is not None and handled.campaign_id is not None:
        row.unit_id = unit_ids(session, handled.campaign_id).get(handled.unit)
    session.flush()


def copy_of(session: Session, fingerprint: str, received_id: int) -> int | None:
    """Return the message handled before that says the very same, None where none does."""
    query = select(ReceivedRow.id).where(ReceivedRow.fingerprint == fingerprint, ReceivedRow.id != received_id)
    return session.scalar(query.order_by(ReceivedRow.id).limit(1))


def inbox(session: Session, *, everything: bool = False) -> tuple[ReceivedInRecord, ...]:
    """Return the messages that wait for a person, or all of them, oldest first."""
    columns = [
        UnitRow.name.label("unit") if name == "unit" else getattr(ReceivedRow, name)
        for name in ReceivedInRecord._fields
    ]
    query = select(*columns).outerjoin(UnitRow, ReceivedRow.unit_id == UnitRow.id)
    if not everything:
        query = query.where(ReceivedRow.open)
    return tuple(ReceivedInRecord(*row) for row in session.execute(query.order_by(ReceivedRow.id)))


def content_of(session: Session, received_id: int) -> bytes | None:
    """Return the bytes of a message, None where there is no such message."""
    return session.scalar(select(ReceivedRow.content).where(ReceivedRow.id == received_id))


def settle(session: Session, received_ids: Collection[int], by: str, now: datetime) -> tuple[int, ...]:
    """Close messages in a person's name and return those that were open."""
    settled = session.scalars(
        update(ReceivedRow)
        .where(ReceivedRow.id.in_(received_ids), ReceivedRow.open)
        .values(open=False, settled_by=by, settled_at=now)
        .returning(ReceivedRow.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted(settled))
