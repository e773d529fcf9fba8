"""Stock-taking (周盘点) and the month's report (月度报告): papers made from the record, units asked nothing."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from duban.documents.month_report import ReportBasis, month_report
from duban.documents.stocktake_paper import change_words, stocktake_paper
from duban.documents.wording import STANDING_NAMES, day_text, node_text
from duban.errors import UsageError
from duban.life.stocktaking import WEEK, StockTake, stocktake
from duban.months import Month
from duban.rules.campaign import Campaign
from models.months import month_in_record, read_month
from models.outbox import MailInRecord, owe, troubled
from models.queries import campaign_values
from notifications.weeks import Coming, Move, Open, Stuck, Week, week_letter
from tasks import engine
from tasks.inspecting import values_for
from tasks.ledger import desk, moment, reading_sessions, sessions
from tasks.looking import history_at
from tasks.papers import folder_of, put_paper
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
    return Taken(found, put_paper(folder_of(found.title, "周盘点"), str(day), paper)[0])


@engine.task(name="周盘点")
def take_weekly_stock(campaign_id: int, at: str) -> dict[str, str | int]:
    """Write the stock-take of the last Friday up to a moment, owe the office its digest once, and return the figures.

    The same facts give the same bytes.
    """
    today = moment(at).date()
    taken = take_stock(campaign_id, today - timedelta(days=(today.weekday() - FRIDAY) % 7))
    with sessions("周盘点流程", "周盘点摘要", campaign_id).begin() as session:
        campaign = campaign_values(session, campaign_id)
        week = _week(campaign, taken.take, troubled(session))
        owe(session, [week_letter(desk(campaign), week, settings().mail_from, today)], today, campaign_id)
    return {
        "campaign": taken.take.title,
        "day": taken.take.day.isoformat(),
        "moved": len(taken.take.moved),
        "due_soon": len(taken.take.due_soon),
        "stuck": len(taken.take.stuck),
        "file": str(taken.file),
    }


def _week(campaign: Campaign, take: StockTake, mails: Sequence[MailInRecord]) -> Week:
    """Return a stock-take as the office's own digest tells it."""
    tasks = {task.number: task for task in campaign.tasks}
    return Week(
        first=take.since + timedelta(days=1),
        last=take.day,
        moved=tuple(
            Move(one.now.task, tasks[one.now.task].title, one.now.unit, change_words(one), day_text(take.day))
            for one in take.moved
        ),
        coming=tuple(
            Coming(
                line.task,
                tasks[line.task].title,
                line.unit,
                node_text(tasks[line.task], line.node, line.date),
                STANDING_NAMES[line.standing],
                f"{line.progress or 0}%",
            )
            for line in take.due_soon
        ),
        stuck=tuple(
            Stuck(
                one.line.task,
                tasks[one.line.task].title,
                one.line.unit,
                f"自{day_text(one.since)}起{one.days}天没有变化",
                one.leader,
            )
            for one in take.stuck
        ),
        mails=tuple(Open(str(mail.id), mail.to, str(mail.day), mail.note or "待人工处理") for mail in mails),
    )


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
    folder = folder_of(campaign.title, str(month))
    return put_paper(folder, "月度报告（送审稿）", month_report(campaign, basis))[0]
