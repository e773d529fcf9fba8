"""Writing the month's papers (成文): circular, score sheet, page, and the checklists of the month that follows."""

import os
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.campaign_list import campaign_list
from duban.documents.figures import MonthFigures, month_figures
from duban.documents.markdown import paper_markdown
from duban.documents.month_page import Marks, PaperLink, month_page
from duban.documents.paper_html import paper_html
from duban.documents.score_sheet import Beside, score_sheet
from duban.life.appeals import under_review
from duban.months import Month
from duban.rules.explanation import explanations
from models.acts import history_of
from models.months import read_month, stored_months
from models.paper_register import bytes_signed_as
from tasks import engine
from tasks.assigning import edition_of, hand_out
from tasks.calendars import put_calendars
from tasks.circulating import circular_of
from tasks.ledger import moment, reading_sessions
from tasks.papers import folder_of, put, put_paper
from tasks.rectifying import write_ledgers
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
        today = moment(at).date()
        drafted = circular_of(session, campaign_id, period, today)
        before = _trend(session, campaign_id, period)
        # The page is no paper and tells what is under review also once the month is signed.
        reviewed = under_review(history_of(session, campaign_id, today), period)
        signed = bytes_signed_as(session, campaign_id, "circular", month, drafted.record.version)
        listed = edition_of(session, campaign_id, period, drafted.case.ledger.campaign)
    campaign, result, edition = drafted.case.ledger.campaign, drafted.result, drafted.edition
    told, trend = list(explanations(drafted.case, period)), [*before, month_figures(period, result)]
    beside = Beside(told, trend, drafted.reviewed, drafted.audit)
    folder, cutoff = folder_of(campaign.title, month), result.cutoff.isoformat()
    files = [
        put(folder / f"月度督查通报{edition}.docx", signed or drafted.docx),
        put(folder / f"月度督查通报{edition}.html", paper_html(drafted.paper)),
        *put_paper(
            folder,
            f"任务清单（总表）{edition}",
            campaign_list(campaign, listed, result.obligations, settings().office),
        ),
        put(folder / f"得分表{edition}.xlsx", score_sheet(campaign, period, result, beside)),
        *put_calendars(folder, drafted.case.ledger, result.obligations, drafted.record.judged_at),
        *write_ledgers(campaign_id, month, result.cutoff),
        *map(Path, hand_out(campaign_id, str(period.plus(1)), at, cutoff).files),
    ]
    files.append(
        put(
            folder / "index.html",
            month_page(campaign, period, result, _links(files, folder), Marks(reviewed, drafted.audit)),
        )
    )
    return Written(
        campaign.title, str(folder), [os.path.relpath(file, folder) for file in files], paper_markdown(drafted.paper)
    )


def _trend(session: Session, campaign_id: int, period: Month) -> list[MonthFigures]:
    """Return the figures of the months before, the newest version of each, oldest first, a year at most."""
    newest = {one.month: one.id for one in stored_months(session, campaign_id) if one.month < str(period)}
    return [
        month_figures(Month.parse(month), read_month(session, newest[month]).result) for month in sorted(newest)[-11:]
    ]


def _links(files: list[Path], folder: Path) -> list[PaperLink]:
    """Return the links of the month's page: the papers of the month, the calendars, then the checklists of the next."""
    return [
        PaperLink(
            group=_group(file, folder),
            title=file.stem,
            form=file.suffix[1:],
            path=Path(os.path.relpath(file, folder)).as_posix(),
        )
        for file in files
    ]


def _group(file: Path, folder: Path) -> str:
    if file.parent == folder:
        return "本月文件"
    return f"日历（{file.parent.name}）" if file.suffix == ".ics" else f"{file.parent.parent.name} {file.parent.name}"
