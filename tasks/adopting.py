"""Taking a plan file into the ledger (采用方案): read in its cage, matched with a register, adopted in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from duban.reading.naming import draft_register
from models.adoption import Adopting, Adoption, adopt
from models.campaigns import set_addresses
from tasks import engine
from tasks.intake import read_document, read_register_file
from tasks.ledger import sessions


@dataclass(frozen=True, slots=True)
class Order:
    """What to adopt, for whom and when. `title`, `start` and `head` matter the first time; `confirmed` says yes to a difference."""

    file: Path
    units: Path | None
    now: datetime
    by: str
    title: str | None = None
    start: date | None = None
    head: str | None = None
    confirmed: bool = False


@engine.task(name="方案入账")
def adopt_file(order: Order) -> Adoption:
    """Return what became of a plan file; InputRefused where the file or the register cannot be taken, and then nothing is stored."""
    document = read_document(order.file)
    plan = document.plan
    named = read_register_file(order.units) if order.units else None
    adopting = Adopting(
        plan=plan,
        content=document.content,
        name=order.file.name,
        text=document.source.text,
        register=named.register if named else draft_register(plan),
        adopted_by=order.by,
        adopted_at=order.now,
        day=order.now.date(),
        title=order.title,
        draft_register=named is None,
        start=order.start or plan.issued_on,
        head=order.head,
    )
    with sessions().begin() as session:
        adoption = adopt(session, adopting, confirmed=order.confirmed)
        if named and adoption.outcome != "pending":
            set_addresses(session, adoption.campaign_id, named.addresses)
        return adoption
