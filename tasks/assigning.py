"""Handing tasks out (交办): the assignment facts, and every unit's checklist as files and letters."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.checklist import Checklist, Edition, checklist_for
from duban.documents.checklist_docx import checklist_docx
from duban.documents.checklist_html import checklist_html
from duban.documents.checklist_xlsx import checklist_xlsx
from duban.letters import Attachment, Letter
from duban.months import Month
from duban.rules.campaign import Campaign, Fact
from duban.rules.judgement import Case
from models.campaigns import papers, plan_of
from models.outbox import owe
from models.queries import campaign_values, facts_of, unassigned
from models.recording import Entered, record_facts
from notifications.checklists import checklist as checklist_letter
from tasks import engine
from tasks.ledger import desk, moment, reading_sessions, sessions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ChecklistFiles(NamedTuple):
    """One unit's checklist in its three forms."""

    unit: str
    xlsx: bytes
    docx: bytes
    html: bytes


@engine.task(name="交办")
def assign(campaign_id: int, at: str, by: str) -> int:
    """Record the assignment of everything not yet handed out, on the day of `at`, and return how many tasks that concerns.

    A unit that joined a task later gets an assignment of its own.
    """
    now = moment(at)
    with sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        begun = {fact.task for fact in facts_of(session, campaign_id) if fact.do == "assign"}
        new = [Fact(0, now.date(), "assign", task=task.number) for task in campaign.tasks if task.number not in begun]
        new += [
            Fact(0, now.date(), "assign", task=task, unit=unit)
            for task, unit in unassigned(session, campaign_id)
            if task in begun
        ]
        record_facts(session, campaign_id, new, Entered(by, now))
        return len({fact.task for fact in new})


@engine.task(name="任务清单")
def hand_out(campaign_id: int, month: str, at: str, standing: str | None = None) -> int:
    """Owe every unit with an address its checklist of a month and return how many letters are new; one edition is sent once.

    The checklists show what stood at the end of the day `standing` (the day of `at` where None).
    """
    now = moment(at)
    day = date.fromisoformat(standing) if standing else now.date()
    with sessions().begin() as session:
        campaign, edition, checklists = _checklists(session, campaign_id, Month.parse(month), day)
        letters = [letter for made in checklists if (letter := _letter(campaign, edition, made, now))]
        return owe(session, letters, now.date(), campaign_id)


def checklist_files(campaign_id: int, month: Month, day: date) -> Iterator[ChecklistFiles]:
    """Yield every unit's checklist of a month as it stands at the end of a day, in register order."""
    with reading_sessions().begin() as session:
        _, _, checklists = _checklists(session, campaign_id, month, day)
    for made in checklists:
        yield ChecklistFiles(made.unit, checklist_xlsx(made), checklist_docx(made), checklist_html(made))


def edition_of(session: Session, campaign_id: int, month: Month, campaign: Campaign) -> Edition:
    """Return the edition of a month's checklists now in force; each paper adopted opens a new version."""
    adopted = papers(session, campaign_id)
    source = next((paper for paper in adopted if paper.superseded_by_id is None), None)
    window = Case(campaign, (), [month.first]).windows.of(month)
    return Edition(
        campaign=campaign.title,
        month=month,
        version=len(adopted),
        source=(source.document_number or source.name) if source else "",
        targets=plan_of(session, campaign_id).targets,
        reply_by=date.fromordinal(window.reporting),
    )


def _checklists(
    session: Session, campaign_id: int, month: Month, day: date
) -> tuple[Campaign, Edition, Sequence[Checklist]]:
    campaign = campaign_values(session, campaign_id)
    edition = edition_of(session, campaign_id, month, campaign)
    lines = Case(campaign, list(facts_of(session, campaign_id)), [day]).lines_at(day)
    named = {line.unit for line in lines}
    units = [unit.name for unit in campaign.register.units if unit.name in named]
    return campaign, edition, [checklist_for(campaign, unit, edition, lines) for unit in units]


def _letter(campaign: Campaign, edition: Edition, made: Checklist, now: datetime) -> Letter | None:
    unit = campaign.register.named(made.unit)
    if unit is None or unit.contact is None:
        return None
    name = f"任务清单_{edition.month}_{made.unit}"
    attached = [
        Attachment(f"{name}.xlsx", XLSX, checklist_xlsx(made)),
        Attachment(f"{name}.docx", DOCX, checklist_docx(made)),
    ]
    return checklist_letter(desk(campaign), unit, edition, now.date(), attached)
