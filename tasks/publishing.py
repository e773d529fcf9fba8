"""Signing a month (签发): a named person makes the draft final; from then on it never changes, and it is owed to every unit."""

from datetime import datetime

from duban.life.act import Act
from duban.life.catalogue import refusal
from duban.months import Month
from models.acts import append_act, history_of
from models.months import month_in_record, publish_month
from models.outbox import owe
from tasks.acting import Refused
from tasks.circulating import circular_of, letters_of
from tasks.ledger import sessions


def publish(campaign_id: int, month: Month, by: str, now: datetime, number: str | None = None) -> bool:
    """Publish the newest version of a month in a person's name, under a number where given; False where it was signed before.

    Refused where the person is neither the office's director nor a leader on that day. In the same transaction the signed
    circular is owed to every unit with a contact and copied to the leaders.
    """
    with sessions(by, "签发", campaign_id).begin() as session:
        signing = Act(0, now.date(), "month", str(month), "publish", by)
        why = refusal(history_of(session, campaign_id, now.date()), signing)
        if why is not None:
            raise Refused(str(why), where=f"{month} 签发")
        signed = publish_month(session, month_in_record(session, campaign_id, month).id, by, now, number)
        if signed:
            # From this day the clock of an appeal runs, unless a delivery is written down.
            append_act(session, campaign_id, signing, now)
            owe(
                session,
                letters_of(circular_of(session, campaign_id, month, now.date()), month),
                now.date(),
                campaign_id,
            )
        return signed
