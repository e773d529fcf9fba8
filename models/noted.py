"""Which units have been written to on a day (已发函单位): what a word by another channel is owed for."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.rows import CampaignRow, LetterRow, MailRow, UnitRow


class Written(NamedTuple):
    """A letter that a mail server has taken for a unit's contact."""

    campaign_id: int
    campaign: str
    unit: str
    kind: str
    message_id: str


def written_to(session: Session, day: date, units: Collection[str]) -> tuple[Written, ...]:
    """Return the letters accepted in a day's mails for the contacts of some units, oldest first."""
    query = (
        select(LetterRow.campaign_id, CampaignRow.title, UnitRow.name, LetterRow.kind, MailRow.message_id)
        .join(MailRow, MailRow.id == LetterRow.mail_id)
        .join(CampaignRow, CampaignRow.id == LetterRow.campaign_id)
        .join(
            UnitRow,
            (UnitRow.campaign_id == LetterRow.campaign_id)
            & (func.lower(UnitRow.contact) == func.lower(LetterRow.address)),
        )
        .where(MailRow.day == day, MailRow.state == "accepted", UnitRow.name.in_(units))
        .order_by(LetterRow.id, UnitRow.ordinal)
    )
    return tuple(Written(*row) for row in session.execute(query))
