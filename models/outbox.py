"""The outbox's near side: letters owed, written with their cause, and the one digest a day they leave in.

How a digest is worded and turned into bytes lives in notifications; how it is claimed and sent in models.dispatch.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.parser import BytesHeaderParser
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.orm import Session

from duban.errors import InputRefused
from duban.letters import Attachment, Letter
from models.database import one_at_a_time
from models.rows import AttachmentRow, LetterRow, MailRow
from models.writing import insert_all, insert_new

# Postfix's maximal_queue_lifetime: after five days of temporary failures a person must hear of it.
LIFETIME = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one address is written on one day. `occurrence` is what the Message-ID is made from."""

    to: str
    day: date
    letters: tuple[Letter, ...]

    @property
    def occurrence(self) -> str:
        """The event's key: one address, one day."""
        return f"digest/{self.day.isoformat()}/{self.to}"


class MailInRecord(NamedTuple):
    """A mail as the office sees it in a list."""

    id: int
    to: str
    day: date
    state: str
    attempts: int
    message_id: str
    note: str | None
    due_at: datetime
    settled_at: datetime | None


def owe(session: Session, letters: Iterable[Letter], day: date, campaign_id: int | None = None) -> int:
    """Write letters that may leave from a day on and return how many are new; an occurrence is owed once, ever.

    It belongs in the transaction of what caused the letters.
    """
    by_occurrence = {letter.occurrence: letter for letter in letters}
    rows = ({**_columns(letter), "not_before": day, "campaign_id": campaign_id} for letter in by_occurrence.values())
    new = insert_new(session, LetterRow, rows, LetterRow.id, LetterRow.occurrence)
    insert_all(
        session,
        AttachmentRow,
        (
            {
                "letter_id": letter_id,
                "ordinal": place,
                "name": attachment.name,
                "media_type": attachment.media_type,
                "content": attachment.content,
            }
            for letter_id, occurrence in new
            for place, attachment in enumerate(by_occurrence[occurrence].attachments)
        ),
    )
    return len(new)


def cancel_letters(session: Session, occurrences: Collection[str], reason: str) -> int:
    """Take back letters that have not been bundled yet, with the reason, and return how many."""
    taken_back = session.scalars(
        update(LetterRow)
        .where(LetterRow.occurrence.in_(occurrences), LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None))
        .values(cancelled=reason)
        .returning(LetterRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(taken_back.all())


def bundle(session: Session, day: date, now: datetime, render: Callable[[Digest], bytes], limit: int = 500) -> int:
    """Freeze at most `limit` digests of a day from the letters waiting and return how many were made; 0 when none is left.

    One digest per address and day: what comes later waits for the next day. `render` gives the whole message with its
    Message-ID. A digest with one letter of policy `hold` is held as a whole.
    """
    one_at_a_time(session, "outbox")
    digests, rows = [], []
    for ids, digest in _waiting(session, day, limit):
        try:
            rows.append(_frozen(digest, render(digest), now))
            digests.append((ids, digest))
        except InputRefused as refused:
            # One address or subject that no mail can carry must not keep everybody else's mail.
            cancel_letters(session, [letter.occurrence for letter in digest.letters], str(refused))
    mails: dict[str, int] = {
        to: mail_id for mail_id, to in insert_new(session, MailRow, rows, MailRow.id, MailRow.address)
    }
    links = [{"id": letter_id, "mail_id": mails[digest.to]} for ids, digest in digests for letter_id in ids]
    if links:
        session.execute(update(LetterRow), links)
    return len(mails)


def mails(session: Session, states: Collection[str]) -> tuple[MailInRecord, ...]:
    """Return the mails in some states, oldest first."""
    columns = [MailRow.address if name == "to" else getattr(MailRow, name) for name in MailInRecord._fields]
    query = select(*columns).where(MailRow.state.in_(states)).order_by(MailRow.id)
    return tuple(MailInRecord(*row) for row in session.execute(query))


def troubled(session: Session) -> tuple[MailInRecord, ...]:
    """Return the mails a person must look at: held, bounced, expired, cancelled."""
    return mails(session, ("held", "bounced", "expired", "cancelled"))


def cancelled_letters(session: Session) -> tuple[tuple[str, str, str], ...]:
    """Return (address, subject, reason) of the letters that were taken back before they could leave, oldest first."""
    columns = (LetterRow.address, LetterRow.subject, LetterRow.cancelled)
    found = session.execute(select(*columns).where(LetterRow.cancelled.is_not(None)).order_by(LetterRow.id))
    return tuple((address, subject, reason or "") for address, subject, reason in found)


def outbox_counts(session: Session) -> dict[str, int]:
    """Return how many mails stand in each state, and under `waiting` how many letters are not bundled yet."""
    counts = dict(session.execute(select(MailRow.state, func.count()).group_by(MailRow.state)).tuples().all())
    waiting = session.scalar(select(func.count()).where(LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None)))
    return counts | ({"waiting": waiting} if waiting else {})


def _columns(letter: Letter) -> dict[str, Any]:
    return {
        "address": letter.to,
        "kind": letter.kind,
        "occurrence": letter.occurrence,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "policy": letter.policy,
    }


def _frozen(digest: Digest, message: bytes, now: datetime) -> dict[str, Any]:
    message_id = BytesHeaderParser().parsebytes(message)["Message-ID"]
    if not message_id:
        raise ValueError(f"a rendered digest needs a Message-ID: {digest.occurrence}")
    return {
        "address": digest.to,
        "day": digest.day,
        "message_id": str(message_id).strip(),
        "message": message,
        "policy": "hold" if any(letter.policy == "hold" for letter in digest.letters) else "resend",
        "state": "pending",
        "fence": 0,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "give_up_at": now + LIFETIME,
    }


def _open(day: date) -> tuple[ColumnElement[bool], ...]:
    return (LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None), LetterRow.not_before <= day)


def _waiting(session: Session, day: date, limit: int) -> list[tuple[list[int], Digest]]:
    written = select(MailRow.id).where(MailRow.address == LetterRow.address, MailRow.day == day).exists()
    addresses = (
        select(LetterRow.address).where(*_open(day), ~written).distinct().order_by(LetterRow.address).limit(limit)
    )
    rows = session.execute(
        select(
            LetterRow.id,
            LetterRow.address,
            LetterRow.kind,
            LetterRow.occurrence,
            LetterRow.subject,
            LetterRow.text,
            LetterRow.html,
            LetterRow.policy,
        )
        .where(*_open(day), LetterRow.address.in_(addresses))
        .order_by(LetterRow.address, LetterRow.id)
    ).all()
    attachments = _attachments(session, [row.id for row in rows])
    found = []
    for address, group in groupby(rows, lambda row: row.address):
        held = list(group)
        letters = tuple(_letter(row, attachments.get(row.id, ())) for row in held)
        found.append(([row.id for row in held], Digest(address, day, letters)))
    return found


def _letter(row: Row[Any], attachments: Iterable[Attachment]) -> Letter:
    _, to, kind, occurrence, subject, text, html, policy = row
    return Letter(to, kind, occurrence, subject, text, html, policy, tuple(attachments))


def _attachments(session: Session, letter_ids: Collection[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    columns = (AttachmentRow.letter_id, AttachmentRow.name, AttachmentRow.media_type, AttachmentRow.content)
    query = select(*columns).where(AttachmentRow.letter_id.in_(letter_ids))
    for letter_id, *values in session.execute(query.order_by(AttachmentRow.letter_id, AttachmentRow.ordinal)):
        found.setdefault(letter_id, []).append(Attachment(*values))
    return found
