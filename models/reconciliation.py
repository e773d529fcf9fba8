"""A restored ledger told what left after its backup was made (promise P17). What the send journal says is read in notifications."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from duban.letters import Pressed
from models.dispatch import OPEN
from models.rows import DepartedRow, LetterRow, MailRow, ReturnedFileRow
from models.withdrawal import drop_letters
from models.writing import insert_new

_MANY = 1000
_LEFT = "发送日志记载恢复台账前已送出，不再重发"


class Departure(NamedTuple):
    """A letter that left in a message, or may have left where not `sure`; what it pressed for."""

    occurrence: str
    message_id: str
    address: str
    left_at: datetime
    sure: bool
    about: tuple[Pressed, ...] = ()


class Found(NamedTuple):
    """How many departures this ledger did not know of."""

    sure: int
    doubtful: int


class Owed(NamedTuple):
    """A letter that is still to leave."""

    to: str
    subject: str


class Kept(NamedTuple):
    """A returned file in the store beside the ledger."""

    sha256: str
    path: Path


def depart(session: Session, departures: Iterable[Departure], now: datetime) -> Found:
    """Keep what left, so that it never leaves again, and return how many departures are new to this ledger.

    What may have left is held for a person where its kind must not come twice, and sent again otherwise.
    """
    found: dict[str, Departure] = {}
    for departure in departures:
        if departure.sure or departure.occurrence not in found:
            found[departure.occurrence] = departure
    for occurrence in _settled(session, found):
        del found[occurrence]
    new = insert_new(
        session,
        DepartedRow,
        (one._asdict() | {"about": one.about or None} for one in found.values()),
        DepartedRow.occurrence,
    )
    added = {occurrence for (occurrence,) in new}
    sure = [occurrence for occurrence, departure in found.items() if departure.sure]
    drop_letters(session, _ids(session, sure), _LEFT, now)
    doubtful = [departure.message_id for departure in found.values() if not departure.sure]
    for some in _portions(doubtful):
        session.execute(
            update(MailRow)
            .where(MailRow.message_id.in_(some), MailRow.policy == "hold", MailRow.state.in_(OPEN))
            .values(state="held", settled_at=now, note="恢复台账前可能已送出，请向对方核实")
            .execution_options(synchronize_session=False)
        )
    return Found(len(added.intersection(sure)), len(added.difference(sure)))


def pressed_before(session: Session, campaign: str, day: date) -> frozenset[tuple[str, Pressed]]:
    """Return (address, item) of what letters that left before the ledger was restored pressed for.

    `campaign` opens the occurrences of its reminders. The letters of `day` itself are left out: their occurrences tell them.
    """
    left = DepartedRow
    query = select(left.address, left.about).where(
        left.sure,
        left.about.is_not(None),
        left.occurrence.startswith(campaign, autoescape=True),
        ~or_(left.occurrence.endswith(f"/{day}"), left.occurrence.contains(f"/{day}/")),
    )
    return frozenset((address, Pressed(*item)) for address, about in session.execute(query) for item in about or ())


def owed(session: Session) -> tuple[Owed, ...]:
    """Return every letter that is still to leave, oldest first."""
    query = (
        select(LetterRow.address, LetterRow.subject)
        .outerjoin(MailRow, LetterRow.mail_id == MailRow.id)
        .where(LetterRow.cancelled.is_(None), or_(LetterRow.mail_id.is_(None), MailRow.state.in_((*OPEN, "sending"))))
        .order_by(LetterRow.id)
    )
    return tuple(Owed(*row) for row in session.execute(query).tuples())


def untaken(session: Session, kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """Return the kept answers this ledger does not hold."""
    known = set(session.scalars(select(ReturnedFileRow.sha256)))
    return tuple(one for one in kept if one.sha256 not in known)


def _settled(session: Session, occurrences: Collection[str]) -> list[str]:
    """Return those of some letters that this ledger knows to have left."""
    known: list[str] = []
    for some in _portions(list(occurrences)):
        query = select(LetterRow.occurrence).join(MailRow, LetterRow.mail_id == MailRow.id)
        known += session.scalars(query.where(LetterRow.occurrence.in_(some), MailRow.state == "accepted"))
    return known


def _ids(session: Session, occurrences: list[str]) -> list[int]:
    return [
        letter_id
        for some in _portions(occurrences)
        for letter_id in session.scalars(select(LetterRow.id).where(LetterRow.occurrence.in_(some)))
    ]


def _portions(items: list[str]) -> Iterable[list[str]]:
    return (items[start : start + _MANY] for start in range(0, len(items), _MANY))
