"""The month's circular as a value (通报), from a stored month: what the draft shows and what is signed are made here alike."""

from sqlalchemy.orm import Session

from duban.chain import Head
from duban.documents.circular import Issue, circular
from duban.documents.paper import Paper
from duban.documents.wording import day_text
from duban.errors import UsageError
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import UnderReview
from models.campaigns import papers
from models.months import Judged, MonthInRecord, month_in_record, read_month, stored_months
from tasks.ledger import in_office_zone
from tasks.settings import settings


def circular_of(
    session: Session, campaign_id: int, stored: tuple[MonthInRecord, Judged], campaign: Campaign, marked: UnderReview
) -> Paper:
    """Return a stored month's circular: a draft until the record is signed, a correction where an earlier version was sent."""
    record, judged = stored
    try:
        previous = read_month(session, month_in_record(session, campaign_id, judged.month.plus(-1)).id).result
    except UsageError:
        previous = None
    sent = [
        one for one in stored_months(session, campaign_id) if one.month == record.month and one.version < record.version
    ]
    basis = next((p.document_number or "" for p in papers(session, campaign_id) if p.superseded_by_id is None), "")
    return circular(campaign, judged.result, _issue(judged.month, (basis, record), sent, marked), previous)


def audit_line(record: MonthInRecord) -> str:
    """Return the line on the audit chain as it was when the month was signed, empty before."""
    return Head(record.audit_length, record.audit_head).line if record.audit_length and record.audit_head else ""


def _issue(
    period: Month, made_of: tuple[str, MonthInRecord], sent: list[MonthInRecord], reviewed: UnderReview
) -> Issue:
    basis, record = made_of
    signed = record.published_at
    return Issue(
        month=period,
        issuer=settings().office,
        basis=basis,
        day=in_office_zone(signed).date() if signed else None,
        number=record.number or "",
        signed=signed is not None,
        corrects=_named(sent[-1]) if sent else "",
        reviewed=reviewed,
        audit=audit_line(record),
    )


def _named(record: MonthInRecord) -> str:
    """Return the words that name a sent circular: its number, or the day it was signed."""
    if record.number:
        return f"{record.number}通报"
    return f"{day_text(record.published_at.date())}签发的通报" if record.published_at else "原通报"
