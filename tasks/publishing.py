"""Signing a month (签发): a named person makes the draft final; from then on it never changes, and it is owed to every unit."""

from datetime import datetime

from duban.months import Month
from models.months import month_in_record, publish_month
from models.outbox import owe
from tasks.circulating import circular_of, letters_of
from tasks.ledger import sessions


def publish(campaign_id: int, month: Month, by: str, now: datetime, number: str | None = None) -> bool:
    """Publish the newest version of a month in a person's name, under a number where given; False where it was signed before.

    In the same transaction the signed circular is owed to every unit with a contact and copied to the leaders.
    """
    with sessions().begin() as session:
        if not publish_month(session, month_in_record(session, campaign_id, month).id, by, now, number):
            return False
        owe(session, letters_of(circular_of(session, campaign_id, month), month), now.date(), campaign_id)
        return True
