"""Taking a plan into the ledger (方案入账): read, adopted, handed out."""

from pathlib import Path

from duban.months import Month
from models.adoption import Adoption
from tasks import engine
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out
from tasks.ledger import moment


@engine.flow(run_name="方案入账 {file}")
def adopt_plan(
    file: str,
    units: str | None = None,
    at: str | None = None,
    by: str = "办公室",
    confirmed: bool = False,
    assigned: bool = False,
) -> Adoption:
    """Return what became of a plan file; with `assigned` its tasks are handed out on the same day.

    `units` is the register's file; without one a draft is made from the plan's own names.
    """
    now = moment(at)
    order = Order(Path(file), Path(units) if units else None, now, by, confirmed=confirmed)
    adoption = adopt_file(order)
    if assigned:
        assign(adoption.campaign_id, now.isoformat(), by)
        hand_out(adoption.campaign_id, str(Month.of(now.date())), now.isoformat())
    return adoption
