"""The month's report to the leader (月度报告、专报) as a draft from the record: figures with their as-of dates, by responsible leader.

It goes up, not out: no unit fills anything in for it. Leaders stand by the names the plan wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.documents.figures import counted, on_time, shares
from duban.documents.paper import Block, Column, Heading, Paper, Table, Text
from duban.documents.stocktake_paper import four_questions
from duban.documents.wording import STANDING_NAMES, day_text, decimals, month_text
from duban.life.indicators import VERDICT_NAMES, Standing
from duban.life.measures import target_words
from duban.life.stocktaking import SLOW, StockTake
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.printing import plain
from duban.rules.result import MonthResult, ObligationLine


@dataclass(frozen=True)
class ReportBasis:
    """What a report is drafted from: the month's judgement, the stock-take at its cut-off, and who it is addressed to."""

    month: Month
    result: MonthResult
    take: StockTake
    addressee: str
    issuer: str


def month_report(campaign: Campaign, basis: ReportBasis) -> Paper:
    """Return the draft report (专报送审稿) of a month; it has no number and no signature before a leader's office gives them."""
    tasks = {task.number: task for task in campaign.tasks}
    as_of = basis.result.cutoff
    blocks: list[Block] = [
        Heading(1, "一、总体情况"),
        Text(_totals(basis.result)),
        Heading(1, "二、主要目标进展"),
        *_indicators(basis.take.indicators),
        Heading(1, "三、各责任领导牵头事项"),
        *_by_leader(campaign, counted(basis.result), as_of),
        Heading(1, "四、突出问题"),
        *_problems(basis.take, tasks),
        Heading(1, "五、下步考虑"),
        Text(four_questions(basis.take)[-1][1]),
    ]
    title = (f"关于{month_text(basis.month)}", campaign.title, "进展情况的报告")
    return Paper(title, basis.addressee, tuple(blocks), basis.issuer, mark="送审稿")


def _totals(result: MonthResult) -> str:
    lines = counted(result)
    classes = "、".join(
        f"{STANDING_NAMES[one.standing]}{one.number}项（{decimals(one.percent, 1)}%）" for one in shares(lines)
    )
    timely = on_time(lines, result.cutoff)
    rate = (
        f"到期事项{timely.due}项，按时办结{timely.done}项，按时办结率{decimals(timely.rate, 1)}%。"
        if timely.due
        else ""
    )
    return f"截至{day_text(result.cutoff)}，计分责任事项{len(lines)}项：{classes or '暂无'}。{rate}"


def _indicators(found: Sequence[Standing]) -> list[Block]:
    whole = [one for one in found if not one.scope]
    if not whole:
        return [Text("方案没有可计量的目标。")]
    rows = tuple(_indicator(one) for one in whole)
    columns = (
        Column("指标", 2),
        Column("目标", 2),
        Column("现值", 1),
        Column("数据截至"),
        Column("上报单位", 1),
        Column("结果"),
    )
    return [Table("主要目标", columns, rows)]


def _indicator(one: Standing) -> tuple[str, ...]:
    goal = target_words(one.target)
    if one.told is None or one.value is None:
        return one.metric, goal, "—", "—", "—", VERDICT_NAMES[one.verdict]
    value = f"{plain(one.value)}{one.target.unit}{f'（{one.note}）' if one.note else ''}"
    return one.metric, goal, value, str(one.told.as_of), one.told.of_unit, VERDICT_NAMES[one.verdict]


def _by_leader(campaign: Campaign, lines: Sequence[ObligationLine], as_of: date) -> list[Block]:
    blocks: list[Block] = []
    leaders = dict.fromkeys(task.leader or "未明确责任领导" for task in campaign.tasks)
    for place, leader in enumerate(leaders, 1):
        rows = tuple(
            _task_row(task, [line for line in lines if line.task == task.number])
            for task in campaign.tasks
            if (task.leader or "未明确责任领导") == leader
        )
        columns = (Column("任务", 3), Column("责任事项"), Column("已办结"), Column("不在轨"), Column("不在轨单位", 2))
        blocks.append(Table(f"{place}．{leader}（截至{as_of}）", columns, rows))
    return blocks


def _task_row(task: CampaignTask, lines: Sequence[ObligationLine]) -> tuple[str, ...]:
    slow = [line.unit for line in lines if line.standing in SLOW]
    done = sum(line.standing in ("done", "done_late", "kept") for line in lines)
    names = "、".join(dict.fromkeys(slow)) or "—"
    return f"{task.number} {task.title}", str(len(lines)), str(done), str(len(slow)), names


def _problems(take: StockTake, tasks: dict[str, CampaignTask]) -> list[Block]:
    if not take.stuck:
        return [Text("没有停滞事项。")]
    return [
        Text(
            f"{STANDING_NAMES[one.line.standing]}，自{day_text(one.since)}以来没有进展（{one.days}个工作日）。",
            f"{one.line.unit}“{tasks[one.line.task].title}”：",
        )
        for one in take.stuck
    ]
