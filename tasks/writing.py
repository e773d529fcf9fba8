"""Writing the month's papers (成文): circular, score sheet, page, and the checklists of the month that follows."""

import os
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from duban.documents.campaign_list import campaign_list
from duban.documents.circular import Issue, circular
from duban.documents.markdown import paper_markdown
from duban.documents.month_page import PaperLink, month_page
from duban.documents.score_sheet import score_sheet
from duban.documents.wording import day_text
from duban.errors import UsageError
from duban.months import Month
from duban.rules.explanation import explanations
from models.campaigns import papers
from models.months import MonthInRecord, month_in_record, read_month, stored_months
from tasks import engine
from tasks.assigning import edition_of, hand_out
from tasks.explaining import case_of
from tasks.ledger import reading_sessions
from tasks.papers import folder_of, put, put_paper
from tasks.settings import settings


class Written(NamedTuple):
    """The month's papers: their folder, their files relative to it, and the circular in Markdown."""

    campaign: str
    folder: str
    files: list[str]
    circular: str


@engine.task(name="成文")
def write(campaign_id: int, month: str, at: str) -> Written:
    """Write a recorded month's papers into the out folder and owe the next month's checklists; the same month gives the same bytes."""
    period = Month.parse(month)
    with reading_sessions().begin() as session:
        record = month_in_record(session, campaign_id, period)
        judged = read_month(session, record.id)
        case = case_of(session, campaign_id, judged)
        try:
            previous = read_month(session, month_in_record(session, campaign_id, period.plus(-1)).id).result
        except UsageError:
            previous = None
        sent = [
            one for one in stored_months(session, campaign_id) if one.month == month and one.version < record.version
        ]
        listed = edition_of(session, campaign_id, period, case.ledger.campaign)
        basis = next((p.document_number or "" for p in papers(session, campaign_id) if p.superseded_by_id is None), "")
    campaign, result = case.ledger.campaign, judged.result
    paper = circular(campaign, result, _issue(period, (basis, record), sent), previous)
    whole = campaign_list(campaign, listed, result.obligations, settings().office)
    # A sent paper never changes: a correction is a file of its own.
    edition = f"（第{record.version}版）" if record.version > 1 else ""
    folder, cutoff = folder_of(campaign.title, month), result.cutoff.isoformat()
    files = [
        *put_paper(folder, f"月度督查通报{edition}", paper),
        *put_paper(folder, f"任务清单（总表）{edition}", whole),
        put(folder / f"得分表{edition}.xlsx", score_sheet(campaign, period, result, explanations(case, period))),
        *map(Path, hand_out(campaign_id, str(period.plus(1)), at, cutoff).files),
    ]
    files.append(put(folder / "index.html", month_page(campaign, period, result, _links(files, folder))))
    return Written(
        campaign.title, str(folder), [os.path.relpath(file, folder) for file in files], paper_markdown(paper)
    )


def _links(files: list[Path], folder: Path) -> list[PaperLink]:
    """Return the links of the month's page: the papers of the month, then the checklists of the next."""
    return [
        PaperLink(
            group="本月文件" if file.parent == folder else f"{file.parent.parent.name} 任务清单",
            title=file.stem,
            form=file.suffix[1:],
            path=Path(os.path.relpath(file, folder)).as_posix(),
        )
        for file in files
    ]


def _issue(period: Month, made_of: tuple[str, MonthInRecord], sent: list[MonthInRecord]) -> Issue:
    basis, record = made_of
    signed = record.published_at
    return Issue(
        month=period,
        issuer=settings().office,
        basis=basis,
        day=signed.astimezone(ZoneInfo(settings().zone)).date() if signed else None,
        number=record.number or "",
        signed=signed is not None,
        corrects=_named(sent[-1]) if sent else "",
    )


def _named(record: MonthInRecord) -> str:
    """Return the words that name a sent circular: its number, or the day it was signed."""
    if record.number:
        return f"{record.number}通报"
    return f"{day_text(record.published_at.date())}签发的通报" if record.published_at else "原通报"
