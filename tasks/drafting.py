"""Drafting (起草): the papers of one kind made from the ledger as known on a day, put into the campaign's folder 文书."""

from dataclasses import replace
from datetime import date
from mimetypes import guess_extension
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.drafts import drafts
from duban.documents.drafts.source import PLANS, Filed, JudgedMonth, Source, Urged
from duban.life.history import History
from duban.months import Month
from duban.rules.explanation import explanations
from models.acts import history_of
from models.campaigns import find_campaign, plan_of
from models.campaigns import papers as adopted
from models.months import month_in_record, read_month
from models.paper_register import signed_papers
from models.periods import rungs_fired
from tasks.explaining import case_of
from tasks.ledger import local, reading_sessions
from tasks.overseeing import named_unit
from tasks.papers import folder_of, put_paper, safe_name
from tasks.registering import DOCX
from tasks.settings import settings

FOLDER = "文书"
_ASSESSED, _SUMMARY, _CHECKS = "考核得分表", 7, 4


class Wanted(NamedTuple):
    """The paper asked for: its kind (文种), the number of its matter, empty for the whole, and the unit, None for all."""

    kind: str
    key: str = ""
    unit: str | None = None


def draft(campaign: str, wanted: Wanted, day: date) -> list[Path]:
    """Write the papers of a kind as known at the end of a day and return their files; UsageError with the choices.

    Written again, they take the place of those before: nothing is recorded, no number is given.
    """
    with reading_sessions().begin() as session:
        found = find_campaign(session, campaign)
        source = source_of(session, found.id, wanted, day)
        if wanted.kind == _ASSESSED and wanted.key:
            source = replace(source, judged=_judged(session, found.id, Month.parse(wanted.key)))
    folder = folder_of(source.title, FOLDER)
    made = drafts(wanted.kind, source)
    return [file for one in made for file in put_paper(folder, safe_name(one.name), one.paper)]


def source_of(session: Session, campaign_id: int, wanted: Wanted, day: date) -> Source:
    """Return what papers are drafted from, as known at the end of a day; UsageError for an unknown unit."""
    history = _until(history_of(session, campaign_id, day))
    own = settings()
    source = Source(history, own.office, wanted.key, named_unit(history, wanted.unit), contact=own.phone)
    return replace(source, filed=_filed(session, campaign_id, day), urged=_urged(session, campaign_id, source))


def _until(history: History) -> History:
    """Return a history without what happened after its last day, save what was handed over as a clue: it is locked for every day."""
    return replace(
        history,
        entries=[entry for entry in history.entries if entry.fact.on <= history.today],
        acts=[
            act for act in history.acts if act.on <= history.today or (act.subject, act.do) == ("finding", "hand_over")
        ],
    )


def _filed(session: Session, campaign_id: int, day: date) -> tuple[Filed, ...]:
    title = plan_of(session, campaign_id).title
    plans = (
        Filed(
            PLANS,
            Path(one.name).stem if old else title,
            one.document_number or "",
            one.issued_on,
            not old,
            file=one.name,
            sha256=one.sha256,
        )
        for one in adopted(session, campaign_id)
        for old in [one.superseded_by_id is not None]
        if local(one.adopted_at).date() <= day
    )
    signed = (
        Filed(
            _SUMMARY if one.kind == "summary" else _CHECKS,
            one.title,
            str(one.number or ""),
            local(one.signed_at).date(),
            kind=one.kind,
            about=one.about,
            file=one.title + (".docx" if one.media_type == DOCX else guess_extension(one.media_type) or ""),
            sha256=one.sha256,
        )
        for one in signed_papers(session, campaign_id)
        if local(one.signed_at).date() <= day
    )
    return (*plans, *signed)


def _urged(session: Session, campaign_id: int, source: Source) -> tuple[Urged, ...]:
    """Return the reminders of the task asked for that went out once its date had passed."""
    if source.key not in source.history.case.ledger.tasks:
        return ()
    return tuple(
        Urged(rung.unit, rung.node, rung.date_in_force)
        for rung, on in rungs_fired(session, campaign_id)
        if rung.task == source.key and rung.rung.startswith("late") and on <= source.day
    )


def _judged(session: Session, campaign_id: int, month: Month) -> JudgedMonth:
    judged = read_month(session, month_in_record(session, campaign_id, month).id)
    case = case_of(session, campaign_id, judged)
    return JudgedMonth(month, judged.result, tuple(explanations(case, month)))
