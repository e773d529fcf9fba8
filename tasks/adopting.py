"""Taking a plan file into the ledger (采用方案): read in its cage, matched with a register, adopted in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from duban.errors import UsageError
from duban.numbering import ledger_numbers
from duban.plan import Plan
from duban.reading.naming import draft_register, twin_doubts
from models.adoption import Adopting, Adoption, adopt
from models.campaigns import set_addresses
from tasks import engine
from tasks.intake import read_document, read_register_file
from tasks.ledger import sessions
from tasks.reviewing import read_reviewed_file


@dataclass(frozen=True, slots=True)
class Order:
    """What to adopt, for whom and when: a plan `file`, or its corrected review sheet (`reviewed`).

    `title`, `start`, `head` and `weights` (by ledger number) matter the first time; `confirmed` says yes to a difference.
    """

    file: Path
    units: Path | None
    now: datetime
    by: str
    title: str | None = None
    start: date | None = None
    head: str | None = None
    confirmed: bool = False
    reviewed: bool = False
    weights: Mapping[str, Fraction] = field(default_factory=dict)


class _Paper(NamedTuple):
    """The plan to adopt with the file that is kept for it."""

    plan: Plan
    content: bytes
    text: str


@engine.task(name="方案入账")
def adopt_file(order: Order) -> Adoption:
    """Return what became of a plan file; InputRefused where the file or the register cannot be taken, and then nothing is stored.

    Names the register does not know come back as doubts with suggestions.
    """
    paper = _reviewed(order.file) if order.reviewed else _read(order.file)
    unknown = set(order.weights) - set(ledger_numbers(task.number for task in paper.plan.tasks))
    if unknown:
        raise UsageError(f"方案中没有编号“{min(unknown)}”的任务", remedy="编号见 duban read")
    named = read_register_file(order.units) if order.units else None
    adopting = Adopting(
        plan=paper.plan,
        content=paper.content,
        name=order.file.name,
        text=paper.text,
        register=named.register if named else draft_register(paper.plan),
        adopted_by=order.by,
        adopted_at=order.now,
        day=order.now.date(),
        title=order.title,
        draft_register=named is None,
        start=order.start or paper.plan.issued_on,
        head=order.head,
        weights=order.weights,
    )
    with sessions(order.by, "方案入账").begin() as session:
        adoption = adopt(session, adopting, confirmed=order.confirmed)
        if named and adoption.outcome != "pending":
            set_addresses(session, adoption.campaign_id, named.addresses)
    twins = twin_doubts(paper.plan) if named is None and adoption.outcome == "new" else ()
    return replace(adoption, doubts=(*adoption.doubts, *twins))


def _read(file: Path) -> _Paper:
    document = read_document(file)
    return _Paper(document.plan, document.content, document.source.text)


def _reviewed(file: Path) -> _Paper:
    """Return the plan as a person left it; the sheet kept with it holds what the paper said beside what was set."""
    reviewed, content = read_reviewed_file(file)
    return _Paper(reviewed.plan, content, "\n".join(str(correction) for correction in reviewed.corrections))
