"""The month's circular (通报): the paper as the ledger has it now, and the letters that take the signed one to the units."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.chain import Head
from duban.documents.circular import Issue, circular
from duban.documents.official_docx import official_docx
from duban.documents.paper import Paper
from duban.documents.wording import bracketed, day_text
from duban.errors import UsageError
from duban.letters import Attachment, Letter
from duban.life.appeals import under_review
from duban.months import Month
from duban.rules.judgement import Case
from duban.rules.result import NOTHING_UNDER_REVIEW, MonthResult, UnderReview
from models.acts import history_of
from models.campaigns import plan_of
from models.months import MonthInRecord, month_in_record, read_month, stored_months
from notifications.circulars import Circular, circular_letters
from tasks.assigning import DOCX
from tasks.explaining import case_of
from tasks.ledger import desk, local
from tasks.papers import office_template
from tasks.settings import settings


class Drafted(NamedTuple):
    """A recorded month with its circular; `corrects` names the sent circular it replaces, `reviewed` what the paper marks 复核中."""

    record: MonthInRecord
    case: Case
    result: MonthResult
    paper: Paper
    corrects: str
    reviewed: UnderReview

    @property
    def edition(self) -> str:
        """What a file name bears of the version: a sent paper never changes, a correction is a file of its own."""
        return f"（第{self.record.version}版）" if self.record.version > 1 else ""

    @property
    def docx(self) -> bytes:
        """The paper as Word, in the office's own looks where it has set them."""
        return official_docx(self.paper, office_template())

    @property
    def audit(self) -> str:
        """The line on the audit chain the paper bears once it is signed."""
        return _audit_line(self.record)


def circular_of(session: Session, campaign_id: int, period: Month, today: date) -> Drafted:
    """Return the newest version of a recorded month with its circular; UsageError where the month is not recorded.

    A signed paper stays as it was signed, whatever is appealed against afterwards; a draft marks what is under review `today`.
    """
    record = month_in_record(session, campaign_id, period)
    judged = read_month(session, record.id)
    case = case_of(session, campaign_id, judged)
    try:
        previous = read_month(session, month_in_record(session, campaign_id, period.plus(-1)).id).result
    except UsageError:
        previous = None
    versions = [one for one in stored_months(session, campaign_id) if one.month == str(period)]
    sent = [one for one in versions if one.version < record.version]
    corrects = _named(sent[-1]) if sent else ""
    plan = plan_of(session, campaign_id)
    basis = f"《{plan.title}》{bracketed(plan.document_number) if plan.document_number else ''}" if plan.title else ""
    reviewed = NOTHING_UNDER_REVIEW
    if record.published_at is None:
        reviewed = under_review(history_of(session, campaign_id, today), period)
    issue = replace(_issue(period, record, basis, corrects), reviewed=reviewed)
    paper = circular(case.ledger.campaign, judged.result, issue, previous)
    return Drafted(record, case, judged.result, paper, corrects, reviewed)


def letters_of(drafted: Drafted, period: Month) -> list[Letter]:
    """Return the letters that take a signed circular to every unit and copy it to the leaders, on the day it was signed."""
    record = drafted.record
    if record.published_at is None:
        raise ValueError("a circular goes out only when it is signed")
    name = f"月度督查通报_{period}{drafted.edition}.docx"
    paper = Attachment(name, DOCX, drafted.docx)
    sent = Circular(period, record.version, record.number or "", drafted.corrects, paper)
    day = local(record.published_at).date()
    return circular_letters(desk(drafted.case.ledger.campaign), sent, day)


def _issue(period: Month, record: MonthInRecord, basis: str, corrects: str) -> Issue:
    signed = record.published_at
    return Issue(
        month=period,
        issuer=settings().office,
        basis=basis,
        day=local(signed).date() if signed else None,
        number=record.number or "",
        signed=signed is not None,
        corrects=corrects,
        audit=_audit_line(record),
    )


def _audit_line(record: MonthInRecord) -> str:
    """Return the line on the audit chain as it was when the month was signed, empty before."""
    return Head(record.audit_length, record.audit_head).line if record.audit_length and record.audit_head else ""


def _named(record: MonthInRecord) -> str:
    """Return the words that name a sent circular: its number, or the day it was signed."""
    if record.number:
        return f"{record.number}通报"
    return f"{day_text(record.published_at.date())}签发的通报" if record.published_at else "原通报"
