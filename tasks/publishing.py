"""Signing a month (签发): a named person makes the draft final; from then on it never changes."""

from datetime import datetime

from duban.months import Month
from models.months import month_in_record, publish_month
from tasks.ledger import sessions


def publish(campaign_id: int, month: Month, by: str, now: datetime, number: str | None = None) -> bool:
    """Publish the newest version of a month in a person's name, under a number where given; False where it was signed before."""
    with sessions(by, "签发", campaign_id).begin() as session:
        return publish_month(session, month_in_record(session, campaign_id, month).id, by, now, number)
