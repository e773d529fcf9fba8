"""A campaign's standing: finding it by name, its papers, the addresses of its posts, its own calendar days and figures."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from duban.errors import InputRefused, UsageError
from duban.plan import Plan, plan_from_json
from duban.rules.parameters import Parameters
from models.figures import parameters_as_json
from models.rows import CalendarDayRow, CampaignRow, PostRow, SourceDocumentRow


class CampaignName(NamedTuple):
    """A campaign as it is listed and chosen."""

    id: int
    title: str
    start: date
    head: str | None


class PaperInRecord(NamedTuple):
    """A paper in the record (文件), without its bytes. The one in force is superseded by none."""

    id: int
    name: str
    sha256: str
    document_number: str | None
    issuer: str | None
    issued_on: date | None
    adopted_by: str
    adopted_at: datetime
    superseded_by_id: int | None


def campaigns(session: Session) -> tuple[CampaignName, ...]:
    """Return all campaigns in the order they were adopted."""
    columns = (CampaignRow.id, CampaignRow.title, CampaignRow.start, CampaignRow.head)
    return tuple(CampaignName(*row) for row in session.execute(select(*columns).order_by(CampaignRow.id)))


def find_campaign(session: Session, name: str) -> CampaignName:
    """Return the campaign of that id, title, part of a title or paper title; UsageError listing the choices where it is not one."""
    known = campaigns(session)
    for fits in (
        lambda it: it.title == name,
        lambda it: str(it.id) == name,
        lambda it: bool(name) and name in it.title,
        # The paper's whole title was given: the campaign is named without its 实施方案.
        lambda it: it.title in name,
    ):
        found = [campaign for campaign in known if fits(campaign)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"“{name}”不止指一个专项行动", remedy=f"请写编号或全名：{_listed(found)}")
    remedy = f"现有：{_listed(known)}" if known else "台账还是空的，请先用 duban adopt 采用一份方案"
    raise UsageError(f"没有名为“{name}”的专项行动", remedy=remedy)


def _listed(found: Collection[CampaignName]) -> str:
    return "；".join(f"{campaign.id} {campaign.title}" for campaign in found)


def papers(session: Session, campaign_id: int) -> tuple[PaperInRecord, ...]:
    """Return the papers a campaign was adopted from, oldest first."""
    columns = [getattr(SourceDocumentRow, name) for name in PaperInRecord._fields]
    query = select(*columns).where(SourceDocumentRow.campaign_id == campaign_id).order_by(SourceDocumentRow.id)
    return tuple(PaperInRecord(*row) for row in session.execute(query))


def plan_of(session: Session, campaign_id: int) -> Plan:
    """Return the plan in force as it was read; its tasks stand in the order of the ledger's."""
    query = select(SourceDocumentRow.plan).where(
        SourceDocumentRow.campaign_id == campaign_id, SourceDocumentRow.superseded_by_id.is_(None)
    )
    return plan_from_json(session.scalars(query).one())


def set_addresses(session: Session, campaign_id: int, addresses: Mapping[str, str]) -> None:
    """Set the mail addresses of posts (县委书记 → …); posts not named keep theirs."""
    rows = {row.post: row for row in session.scalars(select(PostRow).where(PostRow.campaign_id == campaign_id))}
    for post, address in addresses.items():
        if post in rows:
            rows[post].address = address
        else:
            session.add(PostRow(campaign_id=campaign_id, post=post, address=address))
    session.flush()


def set_calendar(session: Session, campaign_id: int, *, rest: Collection[date], work: Collection[date]) -> None:
    """Set all of the office's own rest and working days; InputRefused where a day is given as both."""
    both = sorted(set(rest) & set(work))
    if both:
        raise InputRefused(f"{both[0]} 既列为休息日又列为工作日", remedy="一天只能列一次")
    session.execute(delete(CalendarDayRow).where(CalendarDayRow.campaign_id == campaign_id))
    session.add_all(
        CalendarDayRow(campaign_id=campaign_id, day=day, works=works)
        for works, days in ((False, rest), (True, work))
        for day in sorted(set(days))
    )
    session.flush()


def set_parameters(session: Session, campaign_id: int, parameters: Parameters) -> None:
    """Set a campaign's figures; published months keep the copy they were judged by."""
    session.get_one(CampaignRow, campaign_id).parameters = parameters_as_json(parameters)
    session.flush()
