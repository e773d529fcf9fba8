"""The weekly stock-take as a paper (周盘点): last week's decisions first, what moved, what falls due, what is stuck, where it all stands.

Every figure is counted by duban.life.stocktaking; nothing in it was asked of a unit.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from duban.documents.paper import Block, Column, Heading, Paper, Table, Text
from duban.documents.wording import STANDING_NAMES, day_text, decimals, node_text
from duban.life.act import Act
from duban.life.decisions import Decision
from duban.life.indicators import VERDICT_NAMES, Standing
from duban.life.measures import target_words
from duban.life.stocktaking import AHEAD, Moved, StockTake, Stuck
from duban.life.story import sentence
from duban.phrases import quoted, some_of
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.printing import plain
from duban.rules.result import ObligationLine

_LONGEST = 24
_TASK = (Column("任务", 3), Column("单位", 2, centred=True), Column("节点", 2, centred=True))


def stocktake_paper(campaign: Campaign, take: StockTake, issuer: str) -> Paper:
    """Return the stock-take as a paper for the office's own meeting; it goes to no unit."""
    tasks = {task.number: task for task in campaign.tasks}
    blocks: list[Block] = [
        Text(f"截至{day_text(take.day)}，与{day_text(take.since)}相比。数据取自台账，未另向单位收集。"),
        Heading(1, "一、上次议定事项落实情况"),
        *_decisions(take.decisions),
        Heading(1, "二、本周变化"),
        *_moved(take, tasks),
        Heading(1, f"三、{AHEAD}个工作日内到期（至{day_text(take.horizon)}）"),
        *_lines(take.due_soon, tasks),
        Heading(1, "四、停滞事项"),
        *_stuck(take.stuck, tasks),
        Heading(1, "五、综合研判"),
        *(Text(answer, f"{question}。") for question, answer in four_questions(take)),
        Heading(1, "六、按责任领导"),
        _leaders(take),
    ]
    return Paper((f"{campaign.title}", "周盘点"), "", tuple(blocks), issuer, take.day)


def four_questions(take: StockTake) -> tuple[tuple[str, str], ...]:
    """Return the four questions of a stock-take (综合研判), by the name an office gives each, with their answers from the record.

    What is to be reached, what is being done, is it in time, and what is done where it is not.
    """
    told = [one for one in take.indicators if not one.scope]
    met = sum(one.verdict == "met" for one in told)
    goals = f"方案目标{len(told)}项：{'；'.join(_goal(one) for one in told)}。" if told else "方案没有可计量的目标。"
    unknown = sum(one.verdict == "no value" for one in told)
    track = (
        f"达到序时进度的事项占{decimals(take.on_track, 1)}%，未达到的{len(take.slow)}项"
        if take.lines
        else "尚无计分的责任事项"
    )
    counts = take.counts
    doing = "、".join(f"{STANDING_NAMES[name]}{counts[name]}项" for name in STANDING_NAMES if counts[name])
    return (
        ("目标指标", goals),
        ("推进情况", f"计分责任事项{len(take.lines)}项，其中{doing or '暂无'}；本周有变化{len(take.moved)}项。"),
        ("序时进度", f"{track}；目标达标{met}项、无数据{unknown}项。"),
        ("调度建议", what_next(take)),
    )


def _goal(one: Standing) -> str:
    value = (
        f"，截至{day_text(one.told.as_of)}为{plain(one.value)}{one.target.unit}"
        if one.told and one.value is not None
        else ""
    )
    return f"{one.metric}{target_words(one.target)}{value}，{VERDICT_NAMES[one.verdict]}"


def what_next(take: StockTake) -> str:
    """Return what is proposed for the tasks that are not in time, by responsible leader (调度建议)."""
    if not take.slow:
        return "没有未达到序时进度的事项，按既定节点推进。"
    by_leader: dict[str, dict[str, list[str]]] = {}
    for line in take.slow:
        by_leader.setdefault(take.leader_of[line.task], {}).setdefault(line.task, []).append(line.unit)
    listed = "；".join(
        f"{leader}：{'、'.join(f'{quoted(_short(take.title_of[task]))}（{some_of(units)}）' for task, units in tasks.items())}"
        for leader, tasks in by_leader.items()
    )
    stuck = f"，其中停滞一周以上的{len(take.stuck)}项" if take.stuck else ""
    return f"未达到序时进度的事项{len(take.slow)}项{stuck}，建议由责任领导逐项调度。{listed}。"


def _decisions(found: Iterable[Decision]) -> list[Block]:
    rows = tuple(
        (one.key, _short(one.matter), one.unit or "—", day_text(one.due), one.outcome or "办理中") for one in found
    )
    if not rows:
        return [Text("上次盘点没有议定事项。")]
    columns = (Column("编号"), Column("事项", 2), Column("单位", 1), Column("时限"), Column("落实"))
    return [Table("", columns, rows)]


def _moved(take: StockTake, tasks: dict[str, CampaignTask]) -> list[Block]:
    decided = [f"{day_text(act.on)}，{_about(act, take.title_of)}{sentence(act)}（{act.by}）" for act in take.decided]
    blocks: list[Block] = [Text("；".join(decided) + "。", "办公室和领导决定：")] if decided else []
    if not take.moved:
        return [*blocks, Text("本周没有责任事项发生变化。")]
    rows = tuple((*_place(one.now, tasks), change_words(one)) for one in take.moved)
    return [*blocks, Table("", (*_TASK, Column("变化", 2)), rows)]


def change_words(one: Moved) -> str:
    now = STANDING_NAMES[one.now.standing]
    if one.before is None:
        return f"新计入：{now}"
    words = [] if one.before.standing == one.now.standing else [f"{STANDING_NAMES[one.before.standing]}→{now}"]
    if one.before.progress != one.now.progress:
        words.append(f"进度{one.before.progress or 0}%→{one.now.progress or 0}%")
    if one.before.claimed != one.now.claimed:
        words.append(f"{day_text(one.now.claimed)}申请办结" if one.now.claimed else "申请办结被退回")
    if one.before.date != one.now.date:
        words.append(f"时限延至{_day(one.now.date)}")
    return "；".join(words)


def _about(act: Act, titles: Mapping[str, str]) -> str:
    return f"{quoted(_short(titles[act.key])) if act.key in titles else act.key}，"


def _lines(lines: Iterable[ObligationLine], tasks: dict[str, CampaignTask]) -> list[Block]:
    rows = tuple((*_place(line, tasks), _day(line.due), STANDING_NAMES[line.standing]) for line in lines)
    if not rows:
        return [Text("没有到期的事项。")]
    return [Table("", (*_TASK, Column("到期日"), Column("现状")), rows)]


def _stuck(found: Iterable[Stuck], tasks: dict[str, CampaignTask]) -> list[Block]:
    rows = tuple(
        (
            *_place(one.line, tasks),
            STANDING_NAMES[one.line.standing],
            day_text(one.since),
            f"{one.days}",
            one.leader or "—",
        )
        for one in found
    )
    if not rows:
        return [Text("没有停滞一周以上的事项。")]
    columns = (
        *_TASK,
        Column("现状"),
        Column("停滞自", 2, centred=True),
        Column("停滞\n工作日"),
        Column("责任领导", 2, centred=True),
    )
    return [Table("", columns, rows)]


def _leaders(take: StockTake) -> Table:
    columns = (Column("责任领导", 1), Column("责任事项"), Column("已办结"), Column("未达序时"), Column("将到期"))
    rows = tuple(
        (one.leader, str(one.counted), str(one.done), str(one.slow), str(one.due_soon)) for one in take.leaders
    )
    return Table("（责任领导为方案所列）", columns, rows)


def _place(line: ObligationLine, tasks: dict[str, CampaignTask]) -> tuple[str, str, str]:
    task = tasks[line.task]
    return _short(task.title), line.unit, node_text(task, line.node, line.date)


def _day(day: date | None) -> str:
    return day_text(day) if day else "—"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
