"""Telling the units (通报到单位): every unit with an address gets its own month, with each deduction and how to object."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from duban.months import Month
from models.months import month_in_record, read_month
from models.outbox import owe
from models.queries import campaign_values
from notifications.results import result
from tasks import engine
from tasks.ledger import desk, in_batches, moment


@engine.task(name="告知")
def notify(campaign_id: int, month: str, at: str) -> int:
    """Owe every judged unit the letter about its month and return how many letters are new.

    One version of a month is told once; a correction is told again.
    """
    return next(notify_months([campaign_id], month, at))


def notify_months(campaign_ids: Iterable[int], month: str, at: str) -> Iterator[int]:
    """Yield for each campaign what `notify` returns, several campaigns to a transaction, each once it is committed."""
    day, period = moment(at).date(), Month.parse(month)

    def tell(session: Session, campaign_id: int) -> int:
        campaign = campaign_values(session, campaign_id)
        judged = read_month(session, month_in_record(session, campaign_id, period).id)
        writer = desk(campaign)
        letters = [
            letter
            for unit in campaign.register.units
            if (letter := result(writer, unit, judged.month, judged.result, day))
        ]
        return owe(session, letters, day, campaign_id)

    return in_batches(campaign_ids, tell, "月度督查流程", "列出告知函")
