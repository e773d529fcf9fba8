"""Signing a month (签发): a named person makes the draft final, the register keeps the circular, every unit is owed it."""

from datetime import datetime

from duban.life.act import Act
from duban.life.catalogue import refusal
from duban.months import Month
from models.acts import append_act, history_of
from models.months import month_in_record, publish_month
from models.outbox import owe
from models.paper_register import Made, known_through, newest_signed
from tasks.acting import Refused
from tasks.circulating import circular_of, letters_of
from tasks.ledger import sessions
from tasks.registering import DOCX, Ready, Signing, enter, number_for


def publish(campaign_id: int, month: Month, by: str, now: datetime, number: str | None = None) -> bool:
    """Publish the newest version of a month in a person's name; False where it was signed before.

    The number is the one given, else the next of the circulars' series. Refused where the person is neither the office's director
    nor a leader on that day; errors of the number as `number_for`. In the same transaction
    the signed circular is owed to every unit with a contact and copied to the leaders.
    """
    signing = Signing(by, now, number)
    with sessions(by, "签发", campaign_id).begin() as session:
        history = history_of(session, campaign_id, now.date())
        act = Act(0, now.date(), "month", str(month), "publish", by)
        why = refusal(history, act)
        if why is not None:
            raise Refused(str(why), where=f"{month} 签发")
        draft = month_in_record(session, campaign_id, month)
        if draft.state == "published":
            return False
        given = number_for(session, "circular", signing)
        through = known_through(session, campaign_id, draft.judged_at)
        publish_month(session, draft.id, by, now, str(given) if given else None)
        # From this day the clock of an appeal runs, unless a delivery is written down.
        append_act(session, campaign_id, act, now)
        signed = circular_of(session, campaign_id, month, now.date())
        before = newest_signed(session, campaign_id, "circular", str(month))
        made = Made(
            *("circular", str(month), signed.record.version, signed.paper.title, DOCX),
            *(signed.docx, through, draft.judged_at),
        )
        enter(session, campaign_id, Ready(made, given, corrects=before), signing, history)
        owe(session, letters_of(signed, month), now.date(), campaign_id)
        return True
