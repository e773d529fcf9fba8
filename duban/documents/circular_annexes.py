"""The circular's annex tables: 1 progress split into 慢序时 and 按序时, 2 scores with every deduction and bonus, 3 the problem list."""

from collections.abc import Iterator
from datetime import date

from duban.documents.assessment_sheet import RANK_COLUMNS, rank_row
from duban.documents.figures import SLOW, by_kind, counted, lamp, near_day
from duban.documents.paper import Annex, Column, Table
from duban.documents.problems import Problem
from duban.documents.wording import LAMP_NAMES, RULE_NAMES, STANDING_NAMES, day_text, decimals, node_text, points
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import NOTHING_UNDER_REVIEW, MonthResult, ObligationLine, UnderReview


def annexes(
    campaign: Campaign,
    result: MonthResult,
    problems: list[Problem],
    reviewed: UnderReview = NOTHING_UNDER_REVIEW,
) -> tuple[Annex, ...]:
    """Return the three annexes of a month's circular, complete whatever the body leaves out; what is under review is marked."""
    tasks = {task.number: task for task in campaign.tasks}
    return (
        Annex(
            "任务进展情况表",
            (_slow(tasks, result, near_day(campaign, result.cutoff)), _on_pace(tasks, result)),
            landscape=True,
        ),
        Annex("考核得分及名次表", (_ranks(result, reviewed), *_changes(tasks, result)), landscape=True),
        Annex("问题清单", (_problem_list(problems, reviewed),), landscape=True),
    )


def _slow(tasks: dict[str, CampaignTask], result: MonthResult, near: date) -> Table:
    columns = (
        Column("序号"),
        Column("编号"),
        Column("任务", share=1),
        Column("单位"),
        Column("节点"),
        Column("进度"),
        Column("落后\n百分点"),
        Column("逾期\n工作日"),
        Column("现状"),
        Column("亮灯"),
    )
    lines = [line for line in counted(result) if line.standing in SLOW]
    lines.sort(key=lambda line: SLOW.index(line.standing))
    rows = tuple(
        (
            str(place),
            line.task,
            tasks[line.task].title,
            line.unit,
            node_text(tasks[line.task], line.node, line.date),
            "—" if line.progress is None else f"{line.progress}%",
            "—" if line.gap is None else decimals(line.gap, 1),
            str(line.n or "—"),
            STANDING_NAMES[line.standing],
            LAMP_NAMES[lamp(line, near)],
        )
        for place, line in enumerate(lines, 1)
    )
    return Table(f"（一）慢序时事项（{len(rows)}项）", columns, rows)


def _on_pace(tasks: dict[str, CampaignTask], result: MonthResult) -> Table:
    """Return the rest, units of one node and standing in one row."""
    columns = (
        Column("序号"),
        Column("编号"),
        Column("任务", share=1),
        Column("节点"),
        Column("现状"),
        Column("单位", share=1),
    )
    lines = [line for line in counted(result) if line.standing not in SLOW]
    groups: dict[tuple[str, str, str], list[ObligationLine]] = {}
    for line in lines:
        groups.setdefault((line.task, line.node or "", line.standing), []).append(line)
    order = list(tasks)
    rows = tuple(
        (
            str(place),
            number,
            tasks[number].title,
            node_text(tasks[number], node or None, None),
            STANDING_NAMES[standing],
            "、".join(line.unit for line in same),
        )
        for place, ((number, node, standing), same) in enumerate(
            sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1])), 1
        )
    )
    return Table(f"（二）已办结和按序时事项（{len(lines)}项）", columns, rows)


def _ranks(result: MonthResult, reviewed: UnderReview) -> Table:
    ranked = [score for _, scores in by_kind(result) for score in scores]
    unranked = [score for score in result.units if score.score is None]
    rows = (
        (*rank_row(score)[:-1], rank_row(score)[-1] + reviewed.of_unit(score.unit)) for score in (*ranked, *unranked)
    )
    return Table("（一）得分和名次", RANK_COLUMNS, tuple(rows))


def _changes(tasks: dict[str, CampaignTask], result: MonthResult) -> Iterator[Table]:
    deductions = [(score.unit, line) for score in result.units for line in score.deductions]
    yield Table(
        "（二）扣分明细（同类合计超过上限的，按上限计入得分）",
        (
            Column("序号"),
            Column("单位"),
            Column("扣分事由"),
            Column("任务", share=1),
            Column("节点"),
            Column("事实日期"),
            Column("分值"),
        ),
        tuple(
            (
                str(place),
                unit,
                RULE_NAMES[line.rule],
                tasks[line.task].title,
                node_text(tasks[line.task], line.node, None),
                day_text(line.on),
                points(line.points),
            )
            for place, (unit, line) in enumerate(deductions, 1)
        ),
    )
    bonuses = [(score.unit, line) for score in result.units for line in score.bonus]
    yield Table(
        "（三）加分明细",
        (
            Column("序号"),
            Column("单位"),
            Column("依据", share=1),
            Column("事实日期"),
            Column("分值"),
        ),
        tuple(
            (str(place), unit, line.basis, day_text(line.on), points(line.points))
            for place, (unit, line) in enumerate(bonuses, 1)
        ),
    )


def _problem_list(problems: list[Problem], reviewed: UnderReview) -> Table:
    columns = (
        Column("序号"),
        Column("问题类别"),
        Column("单位"),
        Column("任务", share=1),
        Column("节点"),
        Column("事实", share=1),
        Column("责任领导"),
    )
    rows = tuple(
        (
            str(place),
            item.sort,
            item.unit,
            item.task.title,
            item.node,
            item.fact + reviewed.of_item(item.unit, item.task.number),
            item.task.leader or "—",
        )
        for place, item in enumerate(problems, 1)
    )
    return Table(f"问题清单（{len(rows)}项）", columns, rows)
