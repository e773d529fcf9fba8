"""The week's stock-take (周盘点): what moved, what falls due, what is stuck, for one campaign or all; units are asked nothing."""

from tasks import engine
from tasks.inspecting import chosen
from tasks.ledger import moment
from tasks.stocktaking import take_weekly_stock


@engine.flow(run_name="周盘点 {at}")
def weekly_stocktake(at: str | None = None, campaign: str | None = None) -> list[dict[str, str | int]]:
    """Return a summary per campaign that had begun; a second run writes the same papers again."""
    now = moment(at)
    rows = [take_weekly_stock(found.id, now.isoformat()) for found in chosen(campaign) if found.start <= now.date()]
    engine.show_table("weekly-stocktake", rows, "周盘点")
    return rows
