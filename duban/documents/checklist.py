"""The checklist of one unit (任务清单): what a unit has to do, from the campaign and the obligations of a month.

A row is one obligation (task × node), so that whatever the unit answers has exactly one place. How it is written lives in
checklist_xlsx, checklist_docx and checklist_html; how it is read back, in answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from duban.documents.wording import STANDING_NAMES, day_text, node_text
from duban.errors import UsageError
from duban.months import Month
from duban.plan import Target
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import ObligationLine
from duban.units import ROLE_NAMES, ROLES, Register

Reply = Literal["dated", "recurring", "none"]
REPLIES: dict[str, Reply] = {"dated": "dated", "recurring": "recurring", "none": "none"}
UNSCORED_RULE = "以下事项不计分"
_STEP_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a campaign's checklists (版次).

    `campaign` is the ledger's key of the campaign; `source` the paper the tasks come from; `targets` are the plan's; `reply_by`
    is the day answers are due.
    """

    campaign: str
    month: Month
    version: int = 1
    source: str = ""
    targets: tuple[Target, ...] = ()
    reply_by: date | None = None


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One obligation in words. `reply` says what the unit may answer: progress on a date, occurrences, or nothing."""

    serial: int
    task: str
    node: str | None
    reply: Reply
    source: str
    content: str
    target: str
    leader: str
    role: str
    units: str
    due: str
    node_text: str
    standing: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A unit's checklist: scored rows, then those under the rule (不计分)."""

    title: str
    unit: str
    edition: Edition
    scored: tuple[ChecklistRow, ...]
    unscored: tuple[ChecklistRow, ...]

    @property
    def rows(self) -> tuple[ChecklistRow, ...]:
        """All rows in the order of the paper; `serial` counts them from 1."""
        return (*self.scored, *self.unscored)


def by_task(rows: Iterable[ChecklistRow]) -> list[list[ChecklistRow]]:
    """Return the rows in runs of one task, whose common cells a paper may merge."""
    return [list(run) for _, run in groupby(rows, key=lambda row: row.task)]


def checklist_for(campaign: Campaign, unit: str, edition: Edition, lines: Iterable[ObligationLine]) -> Checklist:
    """Return the unit's checklist (任务清单) for the edition's month.

    `lines` are the obligations judged at the day of issue; those of other units are passed over. UsageError if the unit is not
    in the register.
    """
    if not any(known.name == unit for known in campaign.register.units):
        raise UsageError(f"单位“{unit}”未登记", remedy="请使用名录中的单位名称")
    tasks = {task.number: task for task in campaign.tasks}
    own = [(tasks[line.task], line) for line in lines if line.unit == unit]
    ordered = sorted(own, key=lambda pair: pair[0].weight == 0)
    rows = tuple(_row(serial, campaign.register, edition, *pair) for serial, pair in enumerate(ordered, 1))
    scored = sum(1 for task, _ in own if task.weight)
    return Checklist(f"{campaign.title}任务清单", unit, edition, rows[:scored], rows[scored:])


def _row(serial: int, register: Register, edition: Edition, task: CampaignTask, line: ObligationLine) -> ChecklistRow:
    return ChecklistRow(
        serial=serial,
        task=task.number,
        node=line.node,
        reply=reply_of(line),
        source=edition.source,
        content=content_words(task),
        target="；".join(targets_words(task, edition.targets)),
        leader=task.leader or "",
        role=_role(register, task, line),
        units=units_words(task),
        due="；".join(dict.fromkeys(due.text or _bare(due.end) for due in task.due)),
        node_text=_node(task, line),
        standing=_standing(line),
    )


def reply_of(line: ObligationLine) -> Reply:
    """Return what a unit may answer to an obligation: progress on a date, occurrences, or nothing once it is claimed or has no node."""
    if line.node is None or line.claimed:
        return "none"
    return "recurring" if line.node.startswith("every:") else "dated"


def _bare(day: date | None) -> str:
    return day_text(day) if day else ""


def content_words(task: CampaignTask) -> str:
    """Return the title and, a line each, the first sentence of every step."""
    steps = [_first_sentence(step.text) for step in task.steps]
    return "\n".join([task.title, *(f"{place}．{text}" for place, text in enumerate(steps, 1))])


def _first_sentence(text: str) -> str:
    sentence = text.split("。", 1)[0].strip()
    return sentence if len(sentence) <= _STEP_LENGTH else sentence[: _STEP_LENGTH - 1] + "…"


def targets_words(task: CampaignTask, targets: Iterable[Target]) -> list[str]:
    """Return the plan's targets whose words stand in this task; a target of the whole plan belongs to no row."""
    words = "\n".join([task.title, *(step.text for step in task.steps)])
    return [target.text for target in targets if target.text in words]


def _role(register: Register, task: CampaignTask, line: ObligationLine) -> str:
    """Return the role's name, with the group the unit is named through where its own name is not written."""
    names = task.names(line.role)
    through = [name for name in names if any(unit.name == line.unit for unit in register.expand(name))]
    named = any(register.named(name) for name in through)
    return ROLE_NAMES[line.role] + (f"（{through[0]}）" if through and not named else "")


def units_words(task: CampaignTask) -> str:
    """Return the units as the plan names them, a line a role."""
    named = [(role, task.names(role)) for role in ROLES]
    return "\n".join(f"{ROLE_NAMES[role]}：{'、'.join(names)}" for role, names in named if names)


def _node(task: CampaignTask, line: ObligationLine) -> str:
    """Return the node in words, with the steps that end on it."""
    ends = [step.text for step in task.steps if any(str(due.end) == line.node and not due.every for due in step.due)]
    return "\n".join([node_text(task, line.node, line.date), *map(_first_sentence, ends)])


def _standing(line: ObligationLine) -> str:
    if line.claimed:
        return f"{day_text(line.claimed)}已申请办结"
    words = STANDING_NAMES[line.standing]
    if line.standing == "overdue":
        return f"{words}，已逾期{line.n}个工作日，进度{line.progress}%"
    return f"{words}，进度{line.progress}%" if line.progress is not None and line.standing != "out" else words
