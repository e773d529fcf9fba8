"""Who writes to us about what (来往): whose address a message came from, which of our mails it answers, and what those held."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models.rows import LetterRow, MailRow, UnitRow


class Writer(NamedTuple):
    """A unit whose registered address (as written in the register) a message came from."""

    campaign_id: int
    unit: str
    address: str


def writers(session: Session, address: str) -> tuple[Writer, ...]:
    """Return the units of all campaigns whose contact or head has an address, newest campaign first."""
    query = (
        select(UnitRow.campaign_id, UnitRow.name, UnitRow.contact, UnitRow.head)
        .where(or_(func.lower(UnitRow.contact) == address, func.lower(UnitRow.head) == address))
        .order_by(UnitRow.campaign_id.desc(), UnitRow.ordinal)
    )
    return tuple(
        Writer(campaign_id, unit, contact if contact and contact.lower() == address else head)
        for campaign_id, unit, contact, head in session.execute(query)
    )


def mail_of(session: Session, message_ids: Iterable[str]) -> tuple[int, str] | None:
    """Return (number, address) of the first of some Message-IDs that is a mail of ours, None where none is."""
    for message_id in message_ids:
        found = session.execute(select(MailRow.id, MailRow.address).where(MailRow.message_id == message_id)).first()
        if found:
            return found.id, found.address
    return None


def campaigns_in(session: Session, mail_id: int) -> tuple[int, ...]:
    """Return the campaigns that the letters in a mail write about."""
    query = select(LetterRow.campaign_id).where(LetterRow.mail_id == mail_id, LetterRow.campaign_id.is_not(None))
    return tuple(dict.fromkeys(found for found in session.scalars(query.order_by(LetterRow.id)) if found is not None))


def answers_receipts_only(session: Session, mail_id: int) -> bool:
    """Return whether a mail of ours held nothing but receipts (回执)."""
    kinds = set(session.scalars(select(LetterRow.kind).where(LetterRow.mail_id == mail_id)))
    return kinds == {"receipt"}


def receipts_waiting(session: Session, address: str) -> int:
    """Return how many receipts for an address have not left yet."""
    query = select(func.count()).where(
        LetterRow.address == address,
        LetterRow.kind == "receipt",
        LetterRow.mail_id.is_(None),
        LetterRow.cancelled.is_(None),
    )
    return session.scalar(query) or 0
