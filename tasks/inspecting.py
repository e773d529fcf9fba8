"""Inspecting (督查): how a campaign's tasks stand at a month's cut-off, and the month's judgement in the record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.wording import STANDING_NAMES
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.judgement import Case, judge
from duban.units import ROLE_NAMES
from models.campaigns import CampaignName, campaigns, find_campaign
from models.months import Judged, store_month
from models.queries import campaign_values, facts_of, figures_of
from tasks import engine
from tasks.ledger import in_batches, moment, reading_sessions


class TaskCard(NamedTuple):
    """A campaign task in the words that name its run: number, title, leader, units, deadline, cooperating units."""

    number: str
    title: str
    leader: str
    units: str
    deadline: str
    cooperating: str


def chosen(name: str | None) -> tuple[CampaignName, ...]:
    """Return the campaign a name means, or all campaigns where none is named."""
    with reading_sessions().begin() as session:
        return (find_campaign(session, name),) if name else campaigns(session)


def task_cards(campaign_id: int) -> tuple[TaskCard, ...]:
    """Return a campaign's tasks in plan order."""
    with reading_sessions().begin() as session:
        return tuple(_card(task) for task in campaign_values(session, campaign_id).tasks)


@engine.task(name="督查")
def inspect_tasks(campaign_id: int, month: str, numbers: Sequence[str] | None) -> list[dict[str, str]]:
    """Return how the obligations of some tasks (all where None) stand at the month's cut-off, a row each with Chinese headings.

    Reads only: the record of the month is `record_month`'s.
    """
    with reading_sessions().begin() as session:
        campaign, facts = values_for(session, campaign_id, Month.parse(month))
    wanted = set(numbers) if numbers is not None else {task.number for task in campaign.tasks}
    part = replace(campaign, tasks=tuple(task for task in campaign.tasks if task.number in wanted))
    own = [fact for fact in facts if fact.task in wanted]
    period = Month.parse(month)
    case = Case(part, own, [period.first, period.last])
    return [
        {
            "任务": line.task,
            "单位": line.unit,
            "角色": ROLE_NAMES[line.role],
            "节点": line.node or "",
            "现状": STANDING_NAMES[line.standing],
            "进度": "" if line.progress is None else f"{line.progress}%",
            "逾期工作日": "" if line.n is None else str(line.n),
        }
        for line in case.month(period).obligations
    ]


@engine.task(name="登记督查结果")
def record_month(campaign_id: int, month: str, at: str) -> dict[str, str | int]:
    """Judge the month from all facts and keep it as a draft; return {month_id, version, outcome, refused, warnings}.

    The same facts again change nothing; a published month is never touched, a correction is its next version.
    """
    return next(record_months([campaign_id], month, at))


def record_months(campaign_ids: Iterable[int], month: str, at: str) -> Iterator[dict[str, str | int]]:
    """Yield for each campaign what `record_month` returns, several campaigns to a transaction, each once it is committed."""
    now, period = moment(at), Month.parse(month)

    def record(session: Session, campaign_id: int) -> dict[str, str | int]:
        campaign, facts = values_for(session, campaign_id, period)
        judgement = judge(campaign, facts, [period])
        judged = Judged(period, judgement.months[period], campaign.parameters)
        stored = store_month(session, campaign_id, judged, now)
        return stored._asdict() | {"refused": len(judgement.refused), "warnings": "；".join(judgement.warnings)}

    return in_batches(campaign_ids, record, "月度督查流程", "登记督查结果")


def values_for(session: Session, campaign_id: int, month: Month) -> tuple[Campaign, list[Fact]]:
    """Return what a month is judged from: the campaign as its plan stood at the cut-off, and all facts."""
    figures = figures_of(session, campaign_id)
    cutoff = month.last if figures.cutoff_day is None else month.day(figures.cutoff_day)
    return campaign_values(session, campaign_id, cutoff), list(facts_of(session, campaign_id))


def _card(task: CampaignTask) -> TaskCard:
    dues = [*task.due, *(due for step in task.steps for due in step.due)]
    return TaskCard(
        number=task.number,
        title=task.title,
        leader=task.leader or "",
        units="、".join(dict.fromkeys((*task.names("lead"), *task.names("responsible")))),
        deadline="、".join(dict.fromkeys(due.text or str(due.end or due.every or "") for due in dues)),
        cooperating="、".join(task.names("cooperating")),
    )
