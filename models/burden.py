"""How often each address was written to (函件负担), from the outbox: days with mail, whatever number of letters lay in it."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.rows import LetterRow, MailRow


def mail_days(session: Session, campaign_id: int, first: date, last: date) -> set[tuple[str, date]]:
    """Return the (address, day) pairs a campaign's letters left on, or will leave on, between two days; taken-back ones left out."""
    day = func.coalesce(MailRow.day, LetterRow.not_before)
    query = (
        select(LetterRow.address, day)
        .outerjoin(MailRow, LetterRow.mail_id == MailRow.id)
        .where(LetterRow.campaign_id == campaign_id, LetterRow.cancelled.is_(None), day >= first, day <= last)
        .distinct()
    )
    return {(address, on) for address, on in session.execute(query)}


def campaigns_with_letters(session: Session) -> frozenset[int]:
    """Return the campaigns that have letters waiting to leave."""
    query = select(LetterRow.campaign_id).where(LetterRow.mail_id.is_(None), LetterRow.cancelled.is_(None)).distinct()
    return frozenset(found for found in session.scalars(query) if found is not None)
