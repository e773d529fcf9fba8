"""Stock-taking (周盘点) and the month's report (月度报告): papers made from the record, units asked nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from duban.documents.month_report import ReportBasis, month_report
from duban.documents.official_docx import official_docx
from duban.documents.stocktake_paper import stocktake_paper
from duban.errors import UsageError
from duban.life.stocktaking import WEEK, StockTake, stocktake
from duban.months import Month
from models.months import month_in_record, read_month
from tasks import engine
from tasks.inspecting import values_for
from tasks.ledger import moment, reading_sessions
from tasks.looking import history_at
from tasks.papers import folder_of, put
from tasks.settings import settings

FRIDAY = 4


class Taken(NamedTuple):
    """A stock-take and the file it was written to."""

    take: StockTake
    file: Path


def take_stock(campaign_id: int, day: date) -> Taken:
    """Return the stock-take of a day against the week before, written into the campaign's 周盘点 folder."""
    history = history_at(campaign_id, day, day - WEEK)
    found = stocktake(history, day)
    paper = stocktake_paper(history.campaign, found, settings().office)
    return Taken(found, put(folder_of(found.title, "周盘点") / f"{day}.docx", official_docx(paper)))


@engine.task(name="周盘点")
def take_weekly_stock(campaign_id: int, at: str) -> dict[str, str | int]:
    """Write the stock-take of the last Friday up to a moment and return its figures; the same facts give the same bytes."""
    today = moment(at).date()
    taken = take_stock(campaign_id, today - timedelta(days=(today.weekday() - FRIDAY) % 7))
    return {
        "campaign": taken.take.title,
        "day": taken.take.day.isoformat(),
        "moved": len(taken.take.moved),
        "due_soon": len(taken.take.due_soon),
        "stuck": len(taken.take.stuck),
        "file": str(taken.file),
    }


def write_report(campaign_id: int, month: Month, addressee: str) -> Path:
    """Write the draft of a month's report to the leader and return the file.

    The figures are the recorded month's; UsageError where the month was not inspected yet, so that report and circular never differ.
    """
    with reading_sessions().begin() as session:
        result = read_month(session, month_in_record(session, campaign_id, month).id).result
        campaign, _ = values_for(session, campaign_id, month)
    cutoff = result.cutoff
    history = history_at(campaign_id, cutoff, cutoff - WEEK)
    if not result.obligations:
        raise UsageError(f"{month} 没有责任事项", remedy="先交办任务")
    basis = ReportBasis(month, result, stocktake(history, cutoff), addressee, settings().office)
    return put(
        folder_of(campaign.title, str(month)) / "月度报告（送审稿）.docx", official_docx(month_report(campaign, basis))
    )
