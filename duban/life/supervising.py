"""Putting a unit's part of a task under supervision (列入督办), raising it to another level, lifting it; and what stands of it.

Levels are words of the office's own scheme (colours differ from place to place). The limit of a supervision presses the unit; the
date a month is judged by stays the task's: an order to hurry does not forgive what is late (domain notes on 督办 and 延期).
"""

import re
from datetime import date
from typing import NamedTuple

from duban.life.act import Act, Refusal
from duban.life.assigned import assignment_of
from duban.life.history import History
from duban.rules.ledger import COOPERATING, Assignment, Obligation, TaskState


class Supervised(NamedTuple):
    """A supervision of a unit's part of a task: the act that last decided it, the how-many-th, and the end it came to.

    `lifted` is the act that lifted it; `closed` the day what is supervised was approved as done, None while it is not.
    """

    act: Act
    time: int
    lifted: Act | None = None
    closed: date | None = None

    @property
    def is_standing(self) -> bool:
        """Whether the matter is under supervision: neither lifted nor done."""
        return self.lifted is None and self.closed is None

    @property
    def level(self) -> str:
        """The level (督办级别) in the office's words."""
        return self.act.told("level")

    @property
    def demands(self) -> tuple[str, ...]:
        """What is demanded (办理要求), one text for each clause."""
        return tuple(text for part in re.split(r"[；;\n]", self.act.told("demands")) if (text := part.strip()))


def supervised(history: History, task: str, unit: str) -> Supervised | None:
    """Return the last supervision of a unit's part of a task, ended or not; None where there never was one."""
    own = [act for act in history.of("task", task) if act.unit == unit and act.do in ("supervise", "lift")]
    orders = [act for act in own if act.do == "supervise"]
    if not orders:
        return None
    lifted = own[-1] if own[-1].do == "lift" else None
    part = history.case.ledger.tasks[task].assignments.get(unit)
    closed = _closed(history, part, orders[-1]) if part else None
    return Supervised(orders[-1], len(orders), lifted, None if lifted else closed)


def watched_nodes(part: Assignment, order: Act) -> list[Obligation]:
    """Return the dated nodes of a unit's part that an order is about: the one it names, or all."""
    node = order.told("node")
    return [one for one in part.obligations if one.node.first is not None and node in ("", one.node.name)]


def _closed(history: History, part: Assignment, order: Act) -> date | None:
    """Return the day the last of what an order watches was approved, None while something of it is open."""
    watched = watched_nodes(part, order)
    if not watched or not all(one.claim is not None and one.claim.approved for one in watched):
        return None
    names = {"", *(one.node.name for one in watched)}
    entries = history.facts(part.task.task.number, part.unit.unit.name)
    return max(one.fact.on for one in entries if one.fact.do == "approve" and (one.fact.node or "") in names)


def _supervises(history: History, act: Act, task: TaskState) -> Refusal | None:
    part = assignment_of(task, act.unit or "", act.on)
    if isinstance(part, Refusal):
        return part
    if part.role == COOPERATING:
        return Refusal("配合单位不单独列入督办", "对牵头或责任单位督办，配合单位在督办单上列为协办")
    if task.paused_at(act.on.toordinal()):
        return Refusal("任务暂缓期间不列入督办", "先恢复任务")
    node, limit, names = act.told("node"), act.day("limit"), [one.node.name for one in part.obligations]
    if node and node not in names:
        return Refusal(f"任务{act.key}没有节点“{node}”", f"可写：{'、'.join(names)}")
    if limit is not None and limit < act.on:
        return Refusal(f"督办时限{limit}早于列入督办之日{act.on}", "写今后的时限")
    if _closed(history, part, act):
        return Refusal("已批准办结，不再列入督办", "如复发，另行立项")
    return _repeats(history, act)


def _repeats(history: History, act: Act) -> Refusal | None:
    """One matter has one sheet: a supervision that stands is raised or changed, never entered twice."""
    before = supervised(history, act.key, act.unit or "")
    if before is None or not before.is_standing:
        return None
    since = before.act
    if act.on < since.on:
        return Refusal(f"早于现行督办之日（{since.on}）", "写实际日期")
    if act.detail == since.detail:
        return Refusal(f"{act.unit}已于{since.on}按{before.level}列入督办，内容相同", "级别、时限或要求有变的再登记")
    return None


def _lifts(history: History, act: Act, _: TaskState) -> Refusal | None:
    found = supervised(history, act.key, act.unit or "")
    if found is None:
        return Refusal(f"任务{act.key}的{act.unit}没有列入督办")
    if found.lifted:
        return Refusal(f"督办已由{found.lifted.by}于{found.lifted.on}解除")
    if found.closed:
        return Refusal(f"已于{found.closed}批准办结，督办随之终结", "无须另行解除")
    return Refusal(f"早于列入督办之日（{found.act.on}）", "写实际日期") if act.on < found.act.on else None


SUPERVISING_GUARDS = {"supervise": _supervises, "lift": _lifts}
"""Guards of the acts of supervision, by act: (history, act, task) → the refusal, None where it may be taken."""
