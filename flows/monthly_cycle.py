"""The month (一月一督查、一月一通报、一月一考核): inspect → find → notify → score → write, for one campaign or all."""

from datetime import datetime

from duban.errors import UsageError
from duban.months import Month
from flows.campaign_task import campaign_task
from tasks import engine
from tasks.deriving import derive_findings
from tasks.inspecting import TaskCard, chosen, inspect_tasks, record_month, task_cards
from tasks.notifying import notify
from tasks.scoring import score
from tasks.ticking import clock
from tasks.writing import write

# Up to here each task is a run of its own under Prefect (a quarter of a second each); a larger plan goes in batches.
ALONE = 30
BATCH = 200


@engine.flow(run_name="月度督查 {campaign} {month}")
def monthly_cycle(
    campaign: str | None = None, month: str | None = None, at: str | None = None
) -> list[dict[str, str | int]]:
    """Return a summary per campaign of the month that was inspected, notified, scored and written.

    Without names: every campaign that had begun, and the month before today's. A second run changes nothing and says so.
    UsageError for a month that has not begun: what has not happened is neither judged nor notified.
    """
    now = clock(at)
    period = Month.parse(month) if month else Month.of(now.date()).plus(-1)
    if period > Month.of(now.date()):
        raise UsageError(
            f"{period} 还没有到（今天是 {now.date()}）", remedy="请核对月份；补办或预演用 --on 写明办理日期"
        )
    return [
        _one_campaign(found.id, period, now)
        for found in chosen(campaign)
        if campaign or Month.of(found.start) <= period
    ]


def _one_campaign(campaign_id: int, period: Month, now: datetime) -> dict[str, str | int]:
    month, at = str(period), now.isoformat()
    lines = _inspect(campaign_id, month)
    recorded = record_month(campaign_id, month, at)
    found = derive_findings(campaign_id, month, at)
    letters = notify(campaign_id, month, at)
    scores = score(campaign_id, month)
    engine.show_table("month-scores", scores, f"{month} 考核得分")
    written = write(campaign_id, month, at)
    engine.show_markdown("month-circular", written.circular, f"{month} 月度督查通报（送审稿）")
    return {
        "campaign": written.campaign,
        "month": month,
        "outcome": recorded["outcome"],
        "version": recorded["version"],
        "lines": lines,
        "letters": letters,
        "findings": found,
        "refused": recorded["refused"],
        "warnings": recorded["warnings"],
        "folder": written.folder,
        "papers": len(written.files),
    }


def _inspect(campaign_id: int, month: str) -> int:
    """Inspect every task, alone or in batches by the size of the plan, and return how many obligations that were."""
    cards = task_cards(campaign_id)
    if engine.ENGINE == "prefect" and len(cards) <= ALONE:
        with engine.short_runs():
            return sum(len(_alone(campaign_id, month, card)) for card in cards)
    numbers = [card.number for card in cards]
    return sum(
        len(inspect_tasks(campaign_id, month, numbers[first : first + BATCH]))
        for first in range(0, len(numbers), BATCH)
    )


def _alone(campaign_id: int, month: str, card: TaskCard) -> list[dict[str, str]]:
    return campaign_task(
        campaign_id, month, card.number, card.title, card.leader, card.units, card.deadline, card.cooperating
    )
