"""Telling (办理纪实): one task's story from every table that knows of it, and the people of a campaign."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from duban.documents.wording import STANDING_NAMES
from duban.errors import UsageError
from duban.life.roster import Roster, roster_of
from duban.life.story import Line, Story, story
from models.acts import acts_of, history_of
from models.campaigns import CampaignName, campaigns, find_campaign
from models.months import read_month, stored_months
from models.papers import places_in_plan
from models.periods import rungs_fired
from tasks.ledger import reading_sessions

RUNG_NAMES = {
    "lead5": "到期前5个工作日提醒",
    "lead1": "到期前1个工作日提醒",
    "late1": "逾期1个工作日催办",
    "late5": "逾期5个工作日督办",
    "late10": "逾期10个工作日督办，报总负责领导",
}


def tell(number: str, campaign: str | None, today: date) -> tuple[CampaignName, Story]:
    """Return the campaign and the story of one of its tasks; UsageError where no campaign, or more than one, has that number."""
    with reading_sessions().begin() as session:
        named = (find_campaign(session, campaign),) if campaign else campaigns(session)
        found = []
        for one in named:
            history = history_of(session, one.id, today)
            if number in history.case.ledger.tasks:
                found.append((one, story(history, number, lines_besides(session, one)[number])))
    if len(found) != 1:
        what = f"没有编号为“{number}”的任务" if not found else f"有{len(found)}个专项行动都有编号为“{number}”的任务"
        raise UsageError(what, remedy="用 --campaign 指明专项行动；编号见任务清单")
    return found[0]


def lines_besides(session: Session, campaign: CampaignName) -> Mapping[str, Sequence[Line]]:
    """Return the lines of every task's story that are no fact or act: its place in the plan, the reminders, the months."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for number, line in (
        *_origins(session, campaign),
        *_reminders(session, campaign.id),
        *_months(session, campaign.id),
    ):
        found[number].append(line)
    return found


def _origins(session: Session, campaign: CampaignName) -> Iterator[tuple[str, Line]]:
    """Yield where each task of the plan stands in its paper."""
    for number, place in places_in_plan(session, campaign.id).items():
        paper = place.document_number or place.name
        on, who = place.issued_on or campaign.start, place.issuer or "方案"
        yield number, Line(on, 0, who, f"列入{paper}（原文第{place.first}至{place.last}行）")


def roster(campaign: str) -> Roster:
    """Return who held which post in a campaign."""
    with reading_sessions().begin() as session:
        return roster_of(acts_of(session, find_campaign(session, campaign).id, ["person"]))


def _reminders(session: Session, campaign_id: int) -> Iterator[tuple[str, Line]]:
    for rung, on in rungs_fired(session, campaign_id):
        words = f"向{rung.unit}发出{RUNG_NAMES[rung.rung]}（节点{rung.node}）"
        yield rung.task, Line(on, 0, "系统", words)


def _months(session: Session, campaign_id: int) -> Iterator[tuple[str, Line]]:
    for month in stored_months(session, campaign_id):
        standings: defaultdict[str, list[str]] = defaultdict(list)
        for line in read_month(session, month.id).result.obligations:
            if line.s is not None:
                standings[line.task].append(f"{line.unit}{STANDING_NAMES[line.standing]}")
        state = f"{month.published_by}签发" if month.published_by else "草稿"
        for number, told in standings.items():
            words = f"{month.month}督查（第{month.version}版，{state}）：{'、'.join(told)}"
            yield number, Line(month.cutoff, 0, "系统", words)
