"""A unit's part of a task as acts find it: whether the task has ended, whether it was given to the unit, whether an objection waits."""

from datetime import date

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.rules.ledger import Assignment, TaskState

ENDED = {"withdraw": "已撤销", "merge": "已合并", "split": "已拆分", "archive": "已归档"}
"""The acts that end a task, with the state they leave."""


def ending(history: History, task: str) -> Act | None:
    """Return the act that ended a task (撤销、合并、拆分、归档), None where it goes on."""
    return next((act for act in reversed(history.of("task", task)) if act.do in ENDED), None)


def assignment_of(task: TaskState, unit: str, on: date) -> Assignment | Refusal:
    """Return a unit's part of a task, the refusal where the task does not name it or was not given to it by a day."""
    number = task.task.number
    found = task.assignments.get(unit)
    if found is None:
        return Refusal(f"任务{number}未列{unit}", f"所列单位：{'、'.join(task.assignments)}")
    if found.day is None or found.day > on.toordinal():
        return Refusal(f"任务{number}当日尚未交办给{unit}", "先交办")
    return found


def open_part(history: History, number: str, unit: str, on: date) -> Assignment | Refusal:
    """Return a unit's part of a task that goes on; the refusal where there is no such task, it has ended or is not the unit's."""
    task = history.case.ledger.tasks.get(number)
    if task is None:
        return Refusal(f"没有编号为“{number}”的任务")
    return Refusal(f"任务{number}已经终结") if ending(history, number) else assignment_of(task, unit, on)


def pending_objection(history: History, task: str, unit: str) -> Act | None:
    """Return the objection of a unit that waits for an answer, None where there is none."""
    last = next(
        (
            act
            for act in reversed(history.of("task", task))
            if act.unit == unit and act.do in ("object", "answer_objection")
        ),
        None,
    )
    return last if last is not None and last.do == "object" else None
