"""Reminders that have not left the house (未发出的催办函): what they tell of, which they are, and how a frozen one is taken apart again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.dispatch import cancel_mail
from models.periods import Rung
from models.recording import task_ids
from models.register import unit_ids
from models.rows import LetterRow, MailRow, ReminderItemRow, TaskRow, UnitRow
from models.writing import insert_all

_NOT_LEFT = ("pending", "retry")


class UnsentReminder(NamedTuple):
    """A reminder that has not left: its campaign, its day, its address, its key, and the rungs it tells of."""

    campaign_id: int
    day: date
    to: str
    occurrence: str
    rungs: tuple[Rung, ...]


def keep_items(session: Session, campaign_id: int, told: Mapping[str, Sequence[Rung]]) -> None:
    """Record what some letters of a campaign tell of, by their keys; a letter whose items are known keeps them."""
    ids = session.execute(
        select(LetterRow.occurrence, LetterRow.id)
        .outerjoin(ReminderItemRow, ReminderItemRow.letter_id == LetterRow.id)
        .where(LetterRow.occurrence.in_(told), ReminderItemRow.letter_id.is_(None))
    )
    tasks, units = task_ids(session, campaign_id), unit_ids(session, campaign_id)
    insert_all(
        session,
        ReminderItemRow,
        (
            {
                "letter_id": letter_id,
                "ordinal": place,
                "task_id": tasks[rung.task],
                "unit_id": units[rung.unit],
                "node": rung.node,
                "date_in_force": rung.date_in_force,
                "rung": rung.rung,
            }
            for occurrence, letter_id in ids.all()
            for place, rung in enumerate(told[occurrence])
        ),
    )


def unsent_reminders(session: Session) -> dict[int, tuple[UnsentReminder, ...]]:
    """Return {campaign id: reminders that are in no mail yet}, oldest first."""
    found: dict[int, tuple[UnsentReminder, ...]] = {}
    for _, one in _reminders(session, LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None)):
        found[one.campaign_id] = (*found.get(one.campaign_id, ()), one)
    return found


def frozen_reminders(session: Session) -> dict[int, tuple[UnsentReminder, ...]]:
    """Return {mail id: its letters} of the mails that have not left and hold nothing but reminders, oldest first."""
    waiting = select(MailRow.id).where(MailRow.state.in_(_NOT_LEFT))
    other = select(LetterRow.mail_id).where(
        LetterRow.mail_id.in_(waiting),
        ~select(ReminderItemRow.letter_id).where(ReminderItemRow.letter_id == LetterRow.id).exists(),
    )
    found: dict[int, tuple[UnsentReminder, ...]] = {}
    for mail_id, one in _reminders(session, LetterRow.mail_id.in_(waiting), LetterRow.mail_id.not_in(other)):
        if mail_id is not None:
            found[mail_id] = (*found.get(mail_id, ()), one)
    return found


def take_apart(session: Session, mail_id: int, reason: str, now: datetime) -> bool:
    """Drop a mail that has not left and give its letters free again; False where it is being sent by now."""
    if not cancel_mail(session, mail_id, reason, now):
        return False
    session.execute(
        update(LetterRow)
        .where(LetterRow.mail_id == mail_id)
        .values(mail_id=None)
        .execution_options(synchronize_session=False)
    )
    return True


def _reminders(session: Session, *which: ColumnElement[bool]) -> list[tuple[int | None, UnsentReminder]]:
    """Return (mail id, letter) of the letters that have items, by one query for all of them."""
    item = ReminderItemRow
    query = (
        select(
            *(LetterRow.id, LetterRow.mail_id, LetterRow.not_before, LetterRow.address, LetterRow.occurrence),
            *(TaskRow.campaign_id, TaskRow.number, UnitRow.name, item.node, item.date_in_force, item.rung),
        )
        .join(item, item.letter_id == LetterRow.id)
        .join(TaskRow, TaskRow.id == item.task_id)
        .join(UnitRow, UnitRow.id == item.unit_id)
        .where(*which)
        .order_by(LetterRow.id, item.ordinal)
    )
    found: dict[int, tuple[int | None, UnsentReminder]] = {}
    rungs: dict[int, list[Rung]] = defaultdict(list)
    for letter_id, mail_id, day, to, occurrence, campaign_id, *rung in session.execute(query):
        rungs[letter_id].append(Rung(*rung))
        found[letter_id] = mail_id, UnsentReminder(campaign_id, day, to, occurrence, tuple(rungs[letter_id]))
    return list(found.values())
