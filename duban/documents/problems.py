"""The problems of a judged month (问题清单): class → unit → item → fact, read off the obligations and deductions, without adjectives."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from duban.documents.figures import SLOW
from duban.documents.wording import STANDING_NAMES, decimals, node_text
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import Deduction, MonthResult, ObligationLine

SORTS = (
    "逾期未结",
    "严重滞后",
    "慢于序时",
    "定期事项未按次数开展",
    "报告与核实情况不符",
    "进展报送不及时",
    "申请办结被退回",
    "亮牌",
)
_STANDING_SORTS = {"overdue": 0, "far_behind": 1, "behind": 2, "not_kept": 3, "partly_kept": 3}
_DEDUCTION_SORTS = {"report_missing": 5, "report_late": 5, "returned": 6, "card_red": 7, "card_yellow": 7}


class Problem(NamedTuple):
    """One problem: its class (of SORTS), the unit, the task with its node in words, the fact.

    `measure` says how far it goes inside its class: days late, points behind, points taken off.
    """

    sort: str
    unit: str
    task: CampaignTask
    node: str
    fact: str
    measure: Fraction

    @property
    def sentence(self) -> str:
        """The item and its fact as one clause."""
        return f"“{self.task.title}”（{self.node}）{self.fact}"


def problems_of(campaign: Campaign, result: MonthResult) -> list[Problem]:
    """Return the month's problems by class, then in register and task order."""
    tasks = {task.number: task for task in campaign.tasks}
    found = [*_from_lines(tasks, result), *_from_deductions(tasks, result)]
    return sorted(found, key=lambda problem: SORTS.index(problem.sort))


def _from_lines(tasks: dict[str, CampaignTask], result: MonthResult) -> Iterator[Problem]:
    for line in result.obligations:
        if line.s is None or not line.weight:
            continue
        task = tasks[line.task]
        node = node_text(task, line.node, line.date)
        if line.standing in SLOW:
            yield Problem(
                SORTS[_STANDING_SORTS[line.standing]],
                line.unit,
                task,
                node,
                _fact(line),
                Fraction(line.n or line.gap or 0),
            )
        elif not line.s:
            # A standing that earns points and has none was reported falsely (cycle contract §5).
            yield Problem(
                SORTS[4],
                line.unit,
                task,
                node,
                f"报为“{STANDING_NAMES[line.standing]}”，核实不符，本项不得分",
                Fraction(),
            )


def _fact(line: ObligationLine) -> str:
    match line.standing:
        case "overdue":
            return f"逾期{line.n}个工作日，进度{line.progress}%"
        case "not_kept":
            return "本期未开展"
        case "partly_kept":
            return "本期开展次数不足"
        case _:
            return f"进度{line.progress}%，落后序时{decimals(line.gap, 0)}个百分点"


def _from_deductions(tasks: dict[str, CampaignTask], result: MonthResult) -> Iterator[Problem]:
    for score in result.units:
        for line in score.deductions:
            task = tasks[line.task]
            sort = SORTS[_DEDUCTION_SORTS[line.rule]]
            node = node_text(task, line.node, None)
            yield Problem(sort, score.unit, task, node, _deduction_fact(line), line.points)


def _deduction_fact(line: Deduction) -> str:
    day = f"{line.on.month}月{line.on.day}日"
    return {
        "report_missing": f"至{day}未报送进展",
        "report_late": f"{day}补报进展，已过报送日",
        "returned": f"申请办结于{day}被退回",
        "card_red": f"{day}被亮红牌",
        "card_yellow": f"{day}被亮黄牌",
    }[line.rule]
