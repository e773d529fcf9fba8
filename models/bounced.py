"""Addresses our mail came back from (退信地址): marked by a delivery report about a mail we did send, unmarked by a person."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.rows import BouncedAddressRow, MailRow

# A mail that has not left cannot come back.
_HAVE_LEFT = ("sending", "accepted", "retry", "uncertain", "held", "expired")


class Bounced(NamedTuple):
    """One marked address as it is listed."""

    address: str
    reason: str
    bounced_at: datetime


def mark_bounced(session: Session, mail_id: int, received_id: int, reason: str, now: datetime) -> bool:
    """Mark a mail as come back and its address with it, and return whether the mail was in a state to come back."""
    came_back = session.scalars(
        update(MailRow)
        .where(MailRow.id == mail_id, MailRow.state.in_(_HAVE_LEFT))
        .values(state="bounced", note=reason, settled_at=now, lease_until=None)
        .returning(MailRow.address)
        .execution_options(synchronize_session=False)
    ).first()
    if came_back is None:
        return False
    session.merge(
        BouncedAddressRow(
            address=came_back.lower(), mail_id=mail_id, received_id=received_id, reason=reason, bounced_at=now
        )
    )
    session.flush()
    return True


def bounced_addresses(session: Session) -> tuple[Bounced, ...]:
    """Return the marked addresses, latest first."""
    columns = (BouncedAddressRow.address, BouncedAddressRow.reason, BouncedAddressRow.bounced_at)
    query = select(*columns).order_by(BouncedAddressRow.bounced_at.desc(), BouncedAddressRow.address)
    return tuple(Bounced(*row) for row in session.execute(query))


def unmark(session: Session, address: str) -> bool:
    """Take the mark from an address and return whether it had one."""
    removed = delete(BouncedAddressRow).where(BouncedAddressRow.address == address.lower())
    return bool(session.scalars(removed.returning(BouncedAddressRow.address)).all())
