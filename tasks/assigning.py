"""Handing tasks out (交办): the assignment facts, and every unit's checklist as files and letters."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.checklist import Edition, checklist_for
from duban.documents.figures import by_unit
from duban.letters import Attachment, Letter
from duban.life.readiness import assignment_doubts
from duban.months import Month
from duban.plan import Doubt
from duban.rules.campaign import Campaign, Fact
from duban.rules.judgement import Case
from models.campaigns import papers, plan_of
from models.deciding import list_changes
from models.outbox import owe
from models.queries import campaign_values, facts_of, unassigned
from models.recording import Entered, record_facts
from notifications.checklists import checklist as checklist_letter
from tasks import engine
from tasks.ledger import desk, moment, reading_sessions, sessions
from tasks.papers import folder_of, office_template, put, safe_name
from tasks.printing import printed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class HandedOut(NamedTuple):
    """What went out: the files written and how many letters are new."""

    files: list[str]
    letters: int


class _Issue(NamedTuple):
    """One month's checklists: every unit's edition, and its papers in three forms by suffix, in register order."""

    campaign: Campaign
    month: Month
    editions: dict[str, Edition]
    papers: dict[str, dict[str, bytes]]


@engine.task(name="交办")
def assign(campaign_id: int, at: str, by: str) -> int:
    """Record the assignment of everything not yet handed out, on the day of `at`, and return how many tasks that concerns.

    A unit that joined a task later gets an assignment of its own.
    """
    now = moment(at)
    with sessions(by, "交办", campaign_id).begin() as session:
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
def hand_out(campaign_id: int, month: str, at: str, standing: str | None = None) -> HandedOut:
    """Write every unit's checklist of a month and owe it to each unit with an address; one edition is sent once.

    The checklists show what stood at the end of the day `standing` (the day of `at` where None).
    """
    now = moment(at)
    issue = _issue(campaign_id, Month.parse(month), date.fromisoformat(standing) if standing else now.date())
    files = _write(issue)
    letters = [letter for unit in issue.papers if (letter := _letter(issue, unit, now))]
    with sessions("清单流程", "列出清单函", campaign_id).begin() as session:
        return HandedOut(files, owe(session, letters, now.date(), campaign_id))


def unready(campaign_id: int) -> tuple[Doubt, ...]:
    """Return what tasks lack that are handed out all the same: a unit that leads, a deadline."""
    with reading_sessions().begin() as session:
        return assignment_doubts(campaign_values(session, campaign_id))


def write_checklists(campaign_id: int, month: Month, standing: date) -> list[str]:
    """Write every unit's checklist of a month, as things stood at the end of a day, and return the files."""
    return _write(_issue(campaign_id, month, standing))


def editions_of(session: Session, campaign_id: int, month: Month, campaign: Campaign) -> dict[str, Edition]:
    """Return the edition of every unit's checklist of a month now in force.

    Each paper adopted opens a new version for all; a decision that changes a unit's own list, one for that unit alone.
    """
    edition, changes = edition_of(session, campaign_id, month, campaign), list_changes(session, campaign_id)
    return {
        unit.name: replace(edition, version=edition.version + changes.get(unit.name, 0))
        for unit in campaign.register.units
    }


def edition_of(session: Session, campaign_id: int, month: Month, campaign: Campaign) -> Edition:
    """Return the edition of the campaign's whole list in a month, no unit's own changes counted."""
    adopted = papers(session, campaign_id)
    source = next((paper for paper in adopted if paper.superseded_by_id is None), None)
    window = Case(campaign, (), [month.first]).windows.of(month)
    return Edition(
        campaign=campaign.title,
        month=month,
        version=len(adopted),
        source=(source.document_number or Path(source.name).stem) if source else "",
        targets=plan_of(session, campaign_id).targets,
        reply_by=date.fromordinal(window.reporting),
    )


def _issue(campaign_id: int, month: Month, day: date) -> _Issue:
    with reading_sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        editions = editions_of(session, campaign_id, month, campaign)
        facts = list(facts_of(session, campaign_id))
    lines = by_unit(Case(campaign, facts, [day]).lines_at(day))
    made = {unit: checklist_for(campaign, unit, editions[unit], own) for unit, own in lines.items()}
    return _Issue(campaign, month, editions, printed(made, office_template()))


def _write(issue: _Issue) -> list[str]:
    folder = folder_of(issue.campaign.title, str(issue.month)) / "任务清单"
    return [
        str(put(folder / f"{safe_name(unit)}.{suffix}", content))
        for unit, forms in issue.papers.items()
        for suffix, content in forms.items()
    ]


def _letter(issue: _Issue, name: str, now: datetime) -> Letter | None:
    unit = issue.campaign.register.named(name)
    if unit is None or unit.contact is None:
        return None
    forms, title = issue.papers[name], f"任务清单_{issue.month}_{safe_name(name)}"
    attached = [Attachment(f"{title}.xlsx", XLSX, forms["xlsx"]), Attachment(f"{title}.docx", DOCX, forms["docx"])]
    return checklist_letter(desk(issue.campaign), unit, issue.editions[name], now.date(), attached)
