"""The month's report to the leader (月度报告、专报) as a draft from the record: figures with their as-of dates, by responsible leader.

It goes up, not out: no unit fills anything in for it. Leaders stand by the names the plan wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.documents.figures import counted, on_time, shares
from duban.documents.paper import Block, Column, Heading, Paper, Table, Text
from duban.documents.signing import chinese_number
from duban.documents.stocktake_paper import what_next
from duban.documents.wording import STANDING_NAMES, day_text, decimals, month_text
from duban.life.indicators import VERDICT_NAMES, Standing
from duban.life.measures import target_words
from duban.life.stocktaking import NOBODY, SLOW, StockTake
from duban.months import Month
from duban.phrases import quoted, some_of
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.printing import plain
from duban.rules.result import MonthResult, ObligationLine

_BAD = ("overdue", "far_behind", "not_kept")


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
        _by_leader(campaign, counted(basis.result), as_of),
        Heading(1, "四、突出问题"),
        *_problems(basis, tasks),
        Heading(1, "五、下步考虑"),
        Text(what_next(basis.take)),
    ]
    title = (f"关于{month_text(basis.month)}", campaign.title, "进展情况的报告")
    to = f"{basis.addressee}：" if basis.addressee else ""
    return Paper(title, to, tuple(blocks), basis.issuer, mark="送审稿")


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
    return f"截至{day_text(result.cutoff)}，计分责任事项{len(lines)}项{f'，其中{classes}' if classes else ''}。{rate}"


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
    return [Table("", columns, rows)]


def _indicator(one: Standing) -> tuple[str, ...]:
    goal = target_words(one.target)
    if one.told is None or one.value is None:
        return one.metric, goal, "—", "—", "—", VERDICT_NAMES[one.verdict]
    value = f"{plain(one.value)}{one.target.unit}{f'（{one.note}）' if one.note else ''}"
    return one.metric, goal, value, day_text(one.told.as_of), one.told.of_unit, VERDICT_NAMES[one.verdict]


def _by_leader(campaign: Campaign, lines: Sequence[ObligationLine], as_of: date) -> Table:
    leaders = list(dict.fromkeys(task.leader or NOBODY for task in campaign.tasks))
    weighing = [task for task in campaign.tasks if task.weight]
    ordered = sorted(weighing, key=lambda task: leaders.index(task.leader or NOBODY))
    columns = (
        Column("责任领导", 2),
        Column("任务", 3),
        Column("事项"),
        Column("已办结"),
        Column("未达\n序时"),
        Column("未达序时进度的单位", 3),
    )
    rows = tuple(_task_row(task, [line for line in lines if line.task == task.number]) for task in ordered)
    return Table(f"（责任领导为方案所列，数据截至{day_text(as_of)}）", columns, rows)


def _task_row(task: CampaignTask, lines: Sequence[ObligationLine]) -> tuple[str, ...]:
    slow = [line.unit for line in lines if line.standing in SLOW]
    done = sum(line.standing in ("done", "done_late", "kept") for line in lines)
    figures = (str(len(lines)), str(done), str(len(slow)))
    return task.leader or NOBODY, task.title, *figures, some_of(slow) or "—"


def _problems(basis: ReportBasis, tasks: dict[str, CampaignTask]) -> list[Block]:
    """Return a paragraph for each task with obligations overdue, far behind or not kept, and since when they stand still."""
    bad: dict[str, list[ObligationLine]] = {number: [] for number in tasks}
    for line in counted(basis.result):
        if line.standing in _BAD:
            bad[line.task].append(line)
    since = {
        task: min(one.since for one in basis.take.stuck if one.line.task == task)
        for task in {one.line.task for one in basis.take.stuck}
    }
    found = [(task, lines) for task, lines in bad.items() if lines]
    return [
        Text(
            "；".join(_late(standing, lines) for standing in _BAD if any(one.standing == standing for one in lines))
            + (f"；最早自{day_text(since[task])}起没有进展。" if task in since else "。"),
            f"（{chinese_number(place)}）{quoted(tasks[task].title)}。",
        )
        for place, (task, lines) in enumerate(found, 1)
    ] or [Text("没有逾期、严重滞后或未开展的事项。")]


def _late(standing: str, lines: Sequence[ObligationLine]) -> str:
    """Return the units whose obligations stand so, each once, with the working days they are late."""
    days: dict[str, list[str]] = {}
    for line in lines:
        if line.standing == standing:
            days.setdefault(line.unit, []).extend([str(line.n)] if line.n else [])
    units = [unit + (f"（逾期{'、'.join(late)}个工作日）" if late else "") for unit, late in days.items()]
    return f"{STANDING_NAMES[standing]}的有{some_of(units, 6)}"
