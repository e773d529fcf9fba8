"""Taking back mail that has certainly not left: a reminder answered meanwhile, a backlog that becomes one current mail (promise P6).

What was once under way with an unknown end is never taken back: it ends as its policy says (models.dispatch).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from duban.letters import Pressed
from models.dispatch import OPEN
from models.outbox import LIFETIME, drop_waiting
from models.rows import AttemptRow, LetterRow, MailRow

_MANY = 1000


class Unsent(NamedTuple):
    """A reminder that has certainly not left: its letter, campaign and day, and the items it presses for."""

    letter_id: int
    campaign_id: int
    to: str
    day: date
    occurrence: str
    items: tuple[Pressed, ...]


def unsent_reminders(session: Session, campaign_id: int | None = None) -> tuple[Unsent, ...]:
    """Return the reminders that have certainly not left, of one campaign or all, oldest first."""
    query = (
        select(
            LetterRow.id,
            LetterRow.campaign_id,
            LetterRow.address,
            LetterRow.not_before,
            LetterRow.occurrence,
            LetterRow.about,
        )
        .outerjoin(MailRow, LetterRow.mail_id == MailRow.id)
        .where(LetterRow.about.is_not(None), LetterRow.cancelled.is_(None), LetterRow.campaign_id.is_not(None))
        .where(or_(LetterRow.mail_id.is_(None), _never_left()))
        .order_by(LetterRow.id)
    )
    if campaign_id is not None:
        query = query.where(LetterRow.campaign_id == campaign_id)
    return tuple(
        Unsent(id_, campaign, to, day, occurrence, tuple(Pressed(*item) for item in about))
        for id_, campaign, to, day, occurrence, about in session.execute(query)
    )


def drop_letters(session: Session, letter_ids: Collection[int], reason: str, now: datetime) -> int:
    """Take back letters that have not left and return how many; the other letters of their mails wait to be bundled anew."""
    ids, dropped = list(letter_ids), 0
    for some in (ids[start : start + _MANY] for start in range(0, len(ids), _MANY)):
        held = select(LetterRow.mail_id).where(LetterRow.id.in_(some), LetterRow.mail_id.is_not(None))
        _release(session, list(session.scalars(held)), "其中有函件撤回，其余另行成函", now)
        dropped += drop_waiting(session, reason, now, LetterRow.id.in_(some))
    return dropped


def merge_backlog(session: Session, day: date, now: datetime) -> int:
    """Free what is left over from earlier days wherever it would leave beside other mail to the same address; return how many mails.

    One old mail with nothing beside it keeps its bytes.
    """
    older = select(MailRow.id, MailRow.address).where(_never_left(), MailRow.day < day)
    left_over = [tuple(row) for row in session.execute(older)]
    if not left_over:
        return 0
    addresses = {address for _, address in left_over}
    waiting = select(LetterRow.address).where(
        LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None), LetterRow.not_before <= day
    )
    beside = set(session.scalars(waiting.where(LetterRow.address.in_(addresses)).distinct()))
    several = select(MailRow.address).where(_never_left(), MailRow.day <= day, MailRow.address.in_(addresses))
    beside |= set(session.scalars(several.group_by(MailRow.address).having(func.count() > 1)))
    return _release(session, [mail_id for mail_id, to in left_over if to in beside], f"未及送出，并入{day}的邮件", now)


def expire_overdue(session: Session, now: datetime) -> int:
    """End the mails whose letters are all past their own deadline, and free the letters that are not; return how many mails.

    Five days of age alone end no mail here: after an outage of any length it is tried once more.
    """
    held: dict[int, list[bool]] = {}
    query = select(MailRow.id, MailRow.created_at, LetterRow.give_up_at).join(
        LetterRow, LetterRow.mail_id == MailRow.id
    )
    for mail_id, created_at, give_up_at in session.execute(query.where(_never_left(), MailRow.give_up_at <= now)):
        held.setdefault(mail_id, []).append(give_up_at <= now and give_up_at != created_at + LIFETIME)
    whole = [mail_id for mail_id, lapsed in held.items() if all(lapsed)]
    partly = [mail_id for mail_id, lapsed in held.items() if any(lapsed) and not all(lapsed)]
    ended = {"state": "expired", "settled_at": now, "note": "已过期限，未能送出"}
    return len(_move(session, whole, ended)) + _release(session, partly, "部分函件已过期限，其余另行成函", now)


def _release(session: Session, mail_ids: Collection[int], reason: str, now: datetime) -> int:
    """Cancel mails that have certainly not left and let their letters wait again; return how many."""
    cancelled = _move(session, mail_ids, {"state": "cancelled", "settled_at": now, "note": reason})
    freed = select(LetterRow.id, LetterRow.give_up_at, MailRow.created_at, MailRow.attempts)
    rows = session.execute(freed.join(MailRow, LetterRow.mail_id == MailRow.id).where(MailRow.id.in_(cancelled)))
    changes = [
        # What was never tried has its five days still before it; a deadline of its own stays.
        {"id": id_, "mail_id": None, "give_up_at": None if not attempts and until == made + LIFETIME else until}
        for id_, until, made, attempts in rows
    ]
    if changes:
        session.execute(update(LetterRow), changes)
    return len(cancelled)


def _move(session: Session, mail_ids: Collection[int], values: dict[str, Any]) -> list[int]:
    moved = update(MailRow).where(MailRow.id.in_(mail_ids), _never_left()).values(**values).returning(MailRow.id)
    return list(session.scalars(moved.execution_options(synchronize_session=False)))


def _never_left() -> ColumnElement[bool]:
    unknown = exists().where(AttemptRow.mail_id == MailRow.id, AttemptRow.outcome.in_(("uncertain", "accepted")))
    return and_(MailRow.state.in_(OPEN), ~unknown)
