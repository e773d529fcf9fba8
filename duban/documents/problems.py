"""The problems of a judged month in words (问题清单): class → unit → item → fact, without adjectives.

What is a problem, and of which class, is decided in duban.rules.problems.
"""

from fractions import Fraction
from typing import NamedTuple

from duban.documents.wording import STANDING_NAMES, bracketed, decimals, node_text
from duban.phrases import quoted
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.problems import STANDING_SORTS, Shortfall, shortfalls
from duban.rules.result import Deduction, MonthResult, ObligationLine


class Problem(NamedTuple):
    """One problem: its class (of rules.problems.SORTS), the unit, the task with its node in words, the fact.

    `measure` says how far it goes inside its class: days late, points behind, points taken off. `shortfall` is what it is read off.
    """

    sort: str
    unit: str
    task: CampaignTask
    node: str
    fact: str
    measure: Fraction
    shortfall: Shortfall

    @property
    def sentence(self) -> str:
        """The item and its fact as one clause."""
        return f"{quoted(self.task.title)}{bracketed(self.node)}{self.fact}"


def problems_of(campaign: Campaign, result: MonthResult) -> list[Problem]:
    """Return the month's problems by class, then in register and task order."""
    tasks = {task.number: task for task in campaign.tasks}
    return [_worded(tasks[found.ground.task], found) for found in shortfalls(result)]


def _worded(task: CampaignTask, found: Shortfall) -> Problem:
    ground = found.ground
    if isinstance(ground, Deduction):
        node, fact = node_text(task, ground.node, None), _deduction_fact(ground)
    else:
        node, fact = node_text(task, ground.node, ground.date), _fact(ground)
    return Problem(found.sort, found.unit, task, node, fact, found.measure, found)


def _fact(line: ObligationLine) -> str:
    match line.standing:
        case "overdue":
            return f"逾期{line.n}个工作日，进度{line.progress}%"
        case "not_kept":
            return "本期未开展"
        case "partly_kept":
            return "本期开展次数不足"
        case standing if standing in STANDING_SORTS:
            return f"进度{line.progress}%，落后序时{decimals(line.gap, 0)}个百分点"
        case standing:
            return f"报为“{STANDING_NAMES[standing]}”，核实不符，本项不得分"


def _deduction_fact(line: Deduction) -> str:
    day = f"{line.on.month}月{line.on.day}日"
    return {
        "report_missing": f"至{day}未报送进展",
        "report_late": f"{day}补报进展，已过报送日",
        "returned": f"申请办结于{day}被退回",
        "card_red": f"{day}被亮红牌",
        "card_yellow": f"{day}被亮黄牌",
    }[line.rule]
