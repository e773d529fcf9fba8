"""The outbox's near side: letters owed, written with their cause, and the one digest a day they leave in.

How a digest is worded and turned into bytes lives in notifications; how it is claimed and sent in models.dispatch.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.parser import BytesHeaderParser
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, func, or_, select, update
from sqlalchemy.orm import Session

from duban.errors import InputRefused
from duban.letters import Attachment, Letter, Pressed
from models.database import one_at_a_time
from models.rows import AttachmentRow, DepartedRow, LetterRow, MailRow, MessageRow
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


def unused_occurrence(session: Session, base: str) -> str:
    """Return an occurrence no letter has yet: the base itself, or the base with the number of the next one."""
    known = or_(LetterRow.occurrence == base, LetterRow.occurrence.startswith(f"{base}/", autoescape=True))
    count = session.scalar(select(func.count()).select_from(LetterRow).where(known)) or 0
    return f"{base}/{count + 1}" if count else base


def cancel_letters(session: Session, occurrences: Collection[str], reason: str, now: datetime) -> int:
    """Take back letters that have not been bundled yet, with the reason, and return how many."""
    return drop_waiting(session, reason, now, LetterRow.occurrence.in_(occurrences))


def drop_waiting(session: Session, reason: str, now: datetime, *which: ColumnElement[bool]) -> int:
    """Take back those of the letters waiting to be bundled that meet every condition, and return how many."""
    dropped = session.scalars(
        update(LetterRow)
        .where(*which, LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None))
        .values(cancelled=reason, cancelled_at=now)
        .returning(LetterRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(dropped.all())


def bundle(session: Session, day: date, now: datetime, render: Callable[[Digest], bytes], limit: int = 500) -> int:
    """Freeze at most `limit` digests of a day from the letters waiting and return how many were made; 0 when none is left.

    One digest per address and day: what comes later waits for the next day. `render` gives the whole message with its
    Message-ID. A digest with one letter of policy `hold` is held as a whole. What left before the ledger was restored, or is
    past its own deadline, is dropped with the reason; what no mail can carry alone, too, and what does not fit beside the others
    waits for the next day.
    """
    one_at_a_time(session, "outbox")
    left = select(DepartedRow.occurrence).where(DepartedRow.sure)
    drop_waiting(session, "发送日志记载恢复台账前已送出，不再重发", now, LetterRow.occurrence.in_(left))
    drop_waiting(session, "已过期限，未能送出", now, LetterRow.give_up_at <= now)
    rows, ids, messages = [], {}, {}
    for letter_ids, digest in _waiting(session, day, limit):
        carried, message = _carried(session, digest, render, now)
        if carried:
            rows.append(_frozen(Digest(digest.to, day, carried), message, now))
            messages[digest.to] = message
            ids[digest.to] = [letter_ids[letter.occurrence] for letter in carried]
    _hold_doubtful(session, rows, ids)
    mails: dict[str, int] = {
        to: mail_id for mail_id, to in insert_new(session, MailRow, rows, MailRow.id, MailRow.address)
    }
    insert_all(session, MessageRow, ({"mail_id": mail_id, "content": messages[to]} for to, mail_id in mails.items()))
    links = [{"id": letter_id, "mail_id": mails[to]} for to in mails for letter_id in ids[to]]
    if links:
        session.execute(update(LetterRow), links)
        # Five days from the first bundling, whatever becomes of the mail.
        unset = (LetterRow.mail_id.in_(mails.values()), LetterRow.give_up_at.is_(None))
        session.execute(update(LetterRow).where(*unset).values(give_up_at=now + LIFETIME))
    return len(mails)


def mails(session: Session, states: Collection[str]) -> tuple[MailInRecord, ...]:
    """Return the mails in some states, oldest first."""
    columns = [MailRow.address if name == "to" else getattr(MailRow, name) for name in MailInRecord._fields]
    query = select(*columns).where(MailRow.state.in_(states)).order_by(MailRow.id)
    return tuple(MailInRecord(*row) for row in session.execute(query))


def troubled(session: Session) -> tuple[MailInRecord, ...]:
    """Return the mails a person must look at: held, bounced, expired, and those cancelled with letters still in them."""
    kept = select(LetterRow.mail_id).where(LetterRow.mail_id.is_not(None))
    hollow = set(session.scalars(select(MailRow.id).where(MailRow.state == "cancelled", MailRow.id.not_in(kept))))
    found = mails(session, ("held", "bounced", "expired", "cancelled"))
    return tuple(mail for mail in found if mail.id not in hollow)


def cancelled_letters(session: Session, since: datetime | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return (address, subject, reason) of the letters taken back before they could leave, oldest first, from a moment on."""
    columns = (LetterRow.address, LetterRow.subject, LetterRow.cancelled)
    query = select(*columns).where(LetterRow.cancelled.is_not(None)).order_by(LetterRow.id)
    if since is not None:
        query = query.where(or_(LetterRow.cancelled_at.is_(None), LetterRow.cancelled_at >= since))
    return tuple((address, subject, reason or "") for address, subject, reason in session.execute(query))


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
        "about": [list(item) for item in letter.about] or None,
        "give_up_at": letter.give_up_at,
    }


def _carried(
    session: Session, digest: Digest, render: Callable[[Digest], bytes], now: datetime
) -> tuple[tuple[Letter, ...], bytes]:
    """Return the letters that leave together and their message; one that no mail can carry keeps neither them nor anybody else."""
    carried, message = digest.letters, b""
    try:
        return carried, render(digest)
    except InputRefused:
        carried = ()
    for letter in digest.letters:
        try:
            alone = render(Digest(digest.to, digest.day, (letter,)))
        except InputRefused as refused:
            cancel_letters(session, [letter.occurrence], str(refused), now)
            continue
        try:
            message = render(Digest(digest.to, digest.day, (*carried, letter))) if carried else alone
        except InputRefused:
            continue
        carried = (*carried, letter)
    return carried, message


def _hold_doubtful(session: Session, rows: list[dict[str, Any]], ids: dict[str, list[int]]) -> None:
    """Hold for a person what may have left before the ledger was restored, where its kind must not come twice."""
    doubtful = select(LetterRow.address).join(DepartedRow, LetterRow.occurrence == DepartedRow.occurrence)
    every = [letter_id for held in ids.values() for letter_id in held]
    found = set(session.scalars(doubtful.where(LetterRow.id.in_(every), ~DepartedRow.sure))) if every else set()
    for row in rows:
        if row["address"] in found and row["policy"] == "hold":
            row |= {"state": "held", "settled_at": row["created_at"], "note": "恢复台账前可能已送出，请向对方核实"}


def _frozen(digest: Digest, message: bytes, now: datetime) -> dict[str, Any]:
    message_id = BytesHeaderParser().parsebytes(message)["Message-ID"]
    if not message_id:
        raise ValueError(f"a rendered digest needs a Message-ID: {digest.occurrence}")
    return {
        "address": digest.to,
        "day": digest.day,
        "message_id": str(message_id).strip(),
        "policy": "hold" if any(letter.policy == "hold" for letter in digest.letters) else "resend",
        "state": "pending",
        "fence": 0,
        "attempts": 0,
        "due_at": now,
        "created_at": now,
        "give_up_at": min([now + LIFETIME, *(letter.give_up_at for letter in digest.letters if letter.give_up_at)]),
        "settled_at": None,
        "note": None,
    }


def _open(day: date) -> tuple[ColumnElement[bool], ...]:
    return (LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None), LetterRow.not_before <= day)


def _waiting(session: Session, day: date, limit: int) -> list[tuple[dict[str, int], Digest]]:
    written = (
        select(MailRow.id)
        .where(MailRow.address == LetterRow.address, MailRow.day == day, MailRow.state != "cancelled")
        .exists()
    )
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
            LetterRow.about,
            LetterRow.give_up_at,
        )
        .where(*_open(day), LetterRow.address.in_(addresses))
        .order_by(LetterRow.address, LetterRow.id)
    ).all()
    attachments = _attachments(session, [row.id for row in rows])
    found = []
    for address, group in groupby(rows, lambda row: row.address):
        held = list(group)
        letters = tuple(_letter(row, attachments.get(row.id, ())) for row in held)
        found.append(({row.occurrence: row.id for row in held}, Digest(address, day, letters)))
    return found


def _letter(row: Row[Any], attachments: Iterable[Attachment]) -> Letter:
    _, to, kind, occurrence, subject, text, html, policy, about, give_up_at = row
    items = tuple(Pressed(*item) for item in about or ())
    return Letter(to, kind, occurrence, subject, text, html, policy, tuple(attachments), items, give_up_at)


def _attachments(session: Session, letter_ids: Collection[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    columns = (AttachmentRow.letter_id, AttachmentRow.name, AttachmentRow.media_type, AttachmentRow.content)
    query = select(*columns).where(AttachmentRow.letter_id.in_(letter_ids))
    for letter_id, *values in session.execute(query.order_by(AttachmentRow.letter_id, AttachmentRow.ordinal)):
        found.setdefault(letter_id, []).append(Attachment(*values))
    return found
