"""Taking a plan into the ledger (采用方案): the first time, the same file again, an amended one. Reading it lives in duban.reading."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.difference import Difference, difference
from duban.numbering import ledger_numbers
from duban.plan import Doubt, Plan, plan_from_json
from duban.reading.naming import naming_doubts
from duban.rules.parameters import DEFAULTS, Parameters
from duban.units import Register
from models.amendment import add_tasks, reword
from models.appointing import FirstPeople, appoint_first
from models.assignments import Members, lay_tasks
from models.database import one_at_a_time
from models.entries import Numbered, Paper, enter_tasks
from models.figures import parameters_as_json
from models.register import merged, register_changes, register_of, store_register, unit_ids
from models.rows import CampaignRow, SourceDocumentRow, TargetRow

Outcome = Literal["new", "same", "superseded", "pending", "amended"]


@dataclass(frozen=True, slots=True)
class Adopting:
    """A plan someone wants in the ledger, with its file and register.

    `title` names the campaign where the plan's own title does not; `day` is the civil day an amendment counts from. The fields
    after it matter the first time only. `draft_register` says that the register was made from the plan's own names.
    """

    plan: Plan
    content: bytes
    name: str
    text: str
    register: Register
    adopted_by: str
    adopted_at: datetime
    day: date
    title: str | None = None
    draft_register: bool = False
    start: date | None = None
    head: str | None = None
    parameters: Parameters = DEFAULTS
    weights: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def campaign_title(self) -> str:
        """The campaign's title."""
        return self.title or self.plan.campaign_title

    @property
    def sha256(self) -> str:
        """The fingerprint of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of it. `pending`: nothing was changed, the difference waits for someone's yes; `superseded`: an older paper."""

    campaign_id: int
    title: str
    outcome: Outcome
    difference: Difference = field(default_factory=Difference)
    register_changes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def sentence(self) -> str:
        """The outcome as the office reads it."""
        return f"“{self.title}”" + _SENTENCES[self.outcome]

    def lines(self) -> list[str]:
        """Return everything that changes, as sentences."""
        return [*self.difference.lines(), *self.register_changes]


_SENTENCES: dict[Outcome, str] = {
    "new": "已建立台账",
    "same": "与台账一致，未作改动",
    "superseded": "此前已采用过这份文件，后来已被新文件替代，未作改动",
    "pending": "与台账有差异，尚未采用，请核对后确认",
    "amended": "已按新文件调整台账，旧文件和旧时限留存",
}


def adopt(session: Session, adopting: Adopting, *, confirmed: bool = False) -> Adoption:
    """Return what became of a plan: entered, the same as before, or different from the ledger and waiting for `confirmed`.

    The same paper twice makes no second copy, whoever asks and how often; nothing is deleted by an amended one.
    """
    one_at_a_time(session, f"adopt {adopting.campaign_title}")
    campaign = session.scalar(select(CampaignRow).where(CampaignRow.title == adopting.campaign_title))
    return _found(session, adopting) if campaign is None else _again(session, campaign, adopting, confirmed)


def ledger_doubts(plan: Plan, register: Register) -> tuple[Doubt, ...]:
    """Return what a person must look at once a plan meets a register: repeated numbers, names nobody has (存疑)."""
    return (*_repeated_numbers(plan), *naming_doubts(plan, register))


def _repeated_numbers(plan: Plan) -> Iterator[Doubt]:
    for number, times in Counter(task.number for task in plan.tasks).items():
        if times > 1:
            names = "、".join(ledger_numbers([number] * times))
            yield Doubt("repeated-number", f"序号“{number or '空'}”出现{times}次，台账中依次记作{names}", number)


def _found(session: Session, adopting: Adopting) -> Adoption:
    plan = adopting.plan
    campaign = CampaignRow(
        title=adopting.campaign_title,
        start=adopting.start or adopting.day,
        head=adopting.head,
        parameters=parameters_as_json(adopting.parameters),
    )
    session.add(campaign)
    session.flush()
    paper = Paper(campaign.id, _keep_paper(session, campaign, adopting), None)
    store_register(session, campaign.id, adopting.register)
    numbers = ledger_numbers(task.number for task in plan.tasks)
    tasks = (Numbered(place, numbers[place], task) for place, task in enumerate(plan.tasks))
    enter_tasks(session, paper, tasks, adopting.weights)
    lay_tasks(session, paper, plan, Members(adopting.register, unit_ids(session, campaign.id)))
    appoint_first(
        session, campaign.id, FirstPeople(adopting.adopted_by, _leaders(adopting)), campaign.start, adopting.adopted_at
    )
    return Adoption(campaign.id, campaign.title, "new", doubts=ledger_doubts(plan, adopting.register))


def _leaders(adopting: Adopting) -> tuple[str, ...]:
    """Return the campaign's head and the leaders the plan names, each once."""
    named = (leader for task in adopting.plan.tasks for leader in task.leaders)
    return tuple(dict.fromkeys((*((adopting.head,) if adopting.head else ()), *named)))


def _again(session: Session, campaign: CampaignRow, adopting: Adopting, confirmed: bool) -> Adoption:
    papers = session.scalars(select(SourceDocumentRow).where(SourceDocumentRow.campaign_id == campaign.id)).all()
    current = next(paper for paper in papers if paper.superseded_by_id is None)
    if any(paper.sha256 == adopting.sha256 for paper in papers if paper is not current):
        return Adoption(campaign.id, campaign.title, "superseded")
    known = plan_from_json(current.plan)
    # The same bytes are the same plan, also when a later version of duban reads them better.
    plan = known if current.sha256 == adopting.sha256 else adopting.plan
    change = difference(known, plan)
    before = register_of(session, campaign.id)
    register = merged(before, adopting.register, draft=adopting.draft_register)
    found = Adoption(campaign.id, campaign.title, "pending", change, register_changes(before, register))
    if not found.lines():
        return Adoption(campaign.id, campaign.title, "same")
    if confirmed:
        store_register(session, campaign.id, register)
        _amend(session, current, adopting, (known, plan), change)
    return Adoption(
        campaign.id,
        campaign.title,
        "amended" if confirmed else "pending",
        change,
        found.register_changes,
        ledger_doubts(plan, register),
    )


def _amend(
    session: Session, current: SourceDocumentRow, adopting: Adopting, plans: tuple[Plan, Plan], change: Difference
) -> None:
    campaign_id = current.campaign_id
    document_id = current.id
    if change.lines():
        campaign = session.get_one(CampaignRow, campaign_id)
        document_id = current.superseded_by_id = _keep_paper(session, campaign, adopting)
    paper = Paper(campaign_id, document_id, adopting.day)
    renamed = reword(session, paper, plans, change)
    add_tasks(session, paper, plans, change, adopting.weights)
    register = register_of(session, campaign_id)
    lay_tasks(session, paper, plans[1], Members(register, unit_ids(session, campaign_id)), renamed)
    appoint_first(
        session, campaign_id, FirstPeople(adopting.adopted_by, _leaders(adopting)), adopting.day, adopting.adopted_at
    )


def _keep_paper(session: Session, campaign: CampaignRow, adopting: Adopting) -> int:
    plan = adopting.plan
    row = SourceDocumentRow(
        campaign_id=campaign.id,
        name=adopting.name,
        sha256=adopting.sha256,
        content=adopting.content,
        text=adopting.text,
        document_number=plan.document_number,
        issuer=plan.issuer,
        issued_on=plan.issued_on,
        plan=plan.as_json(),
        adopted_by=adopting.adopted_by,
        adopted_at=adopting.adopted_at,
    )
    session.add(row)
    session.flush()
    session.add_all(
        TargetRow(
            document_id=row.id,
            ordinal=place,
            text=target.text,
            metric=target.metric,
            op=target.op,
            value=Fraction(str(target.value)),
            unit=target.unit,
            by=target.by,
        )
        for place, target in enumerate(plan.targets)
    )
    session.flush()
    return row.id
