"""Telling the units (通报到单位): every unit with an address gets its own month, with each deduction and how to object."""

from duban.months import Month
from models.months import month_in_record, read_month
from models.outbox import owe
from models.queries import campaign_values
from notifications.results import result
from tasks import engine
from tasks.ledger import desk, moment, sessions


@engine.task(name="告知")
def notify(campaign_id: int, month: str, at: str) -> int:
    """Owe every judged unit the letter about its month and return how many letters are new.

    One version of a month is told once; a correction is told again.
    """
    day = moment(at).date()
    with sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        record = month_in_record(session, campaign_id, Month.parse(month))
        judged = read_month(session, record.id)
        writer = desk(campaign)
        letters = [
            letter
            for unit in campaign.register.units
            if (letter := result(writer, unit, judged.month, judged.result, day))
        ]
        return owe(session, letters, day, campaign_id)
