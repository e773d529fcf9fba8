"""What an amended plan changes: which of its tasks are the old ones, which are new, dropped or worded otherwise.

Taking the change into the ledger lives in models.amendment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from duban.plan import Due, Plan, PlannedTask

# Below this likeness two titles under one number are two tasks: the number was given away.
_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one task (变动): `field` is its Chinese name, before and after as a person reads them."""

    number: str
    title: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"任务“{self.number} {self.title}”{self.field}：{self.before or '无'} → {self.after or '无'}"


@dataclass(frozen=True, slots=True)
class Difference:
    """An amended plan against the one before it (前后差异).

    `paper` says what changes of the paper itself; `pairs` which old task is which new one, by index.
    """

    paper: tuple[str, ...] = ()
    added: tuple[PlannedTask, ...] = ()
    dropped: tuple[PlannedTask, ...] = ()
    changed: tuple[Change, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()

    def lines(self) -> list[str]:
        """Return the difference as sentences, tasks in plan order; empty where nothing of substance changed."""
        return [
            *self.paper,
            *(f"新增任务“{task.number} {task.title}”" for task in self.added),
            *(f"删去任务“{task.number} {task.title}”" for task in self.dropped),
            *map(str, self.changed),
        ]


def difference(old: Plan, new: Plan) -> Difference:
    """Return what changes from one plan to the next; a task is the same by number and title, by title, or by number and like words."""
    pairs = _pairs(old.tasks, new.tasks)
    kept_old, kept_new = {i for i, _ in pairs}, {j for _, j in pairs}
    return Difference(
        paper=tuple(_paper(old, new)),
        added=tuple(task for j, task in enumerate(new.tasks) if j not in kept_new),
        dropped=tuple(task for i, task in enumerate(old.tasks) if i not in kept_old),
        changed=tuple(change for i, j in pairs for change in _changes(old.tasks[i], new.tasks[j])),
        pairs=pairs,
    )


def _pairs(old: tuple[PlannedTask, ...], new: tuple[PlannedTask, ...]) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for key in (lambda task: (task.number, task.title), lambda task: task.title):
        found |= _alike(old, new, found, key)
    for i, j in _alike(old, new, found, lambda task: task.number).items():
        if SequenceMatcher(None, old[i].title, new[j].title, autojunk=False).ratio() >= _LIKE:
            found[i] = j
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))


def _alike(
    old: tuple[PlannedTask, ...],
    new: tuple[PlannedTask, ...],
    found: dict[int, int],
    key: Callable[[PlannedTask], object],
) -> dict[int, int]:
    """Return pairs of still unpaired tasks with equal keys, the first with the first."""
    taken = set(found.values())
    free: dict[object, list[int]] = {}
    for j, task in enumerate(new):
        if j not in taken:
            free.setdefault(key(task), []).append(j)
    pairs = {}
    for i, task in enumerate(old):
        if i not in found and free.get(key(task)):
            pairs[i] = free[key(task)].pop(0)
    return pairs


def _paper(old: Plan, new: Plan) -> Iterator[str]:
    for field, words in _PAPER_FIELDS.items():
        before, after = words(old), words(new)
        if before != after:
            yield f"{field}：{before or '无'} → {after or '无'}"


def _changes(old: PlannedTask, new: PlannedTask) -> Iterator[Change]:
    for field, words in _FIELDS.items():
        before, after = words(old), words(new)
        if before != after:
            yield Change(new.number, new.title, field, before, after)


def _dues(dues: tuple[Due, ...]) -> str:
    return "；".join(f"{due.text}（{_meaning(due)}）" for due in dues)


def _meaning(due: Due) -> str:
    days = "至".join(day.isoformat() for day in (due.start, due.end) if day)
    every = f"{due.every}×{due.times or 1}" if due.every else ""
    return " ".join(part for part in (days, every, due.within or "") if part) or due.kind


_FIELDS: dict[str, Callable[[PlannedTask], str]] = {
    "序号": lambda task: task.number,
    "标题": lambda task: task.title,
    "责任领导": lambda task: "、".join(task.leaders),
    "牵头单位": lambda task: "、".join(task.lead_units),
    "责任单位": lambda task: "、".join(task.responsible_units),
    "配合单位": lambda task: "、".join(task.cooperating_units),
    "时限": lambda task: _dues(task.due),
    "分项": lambda task: "；".join(step.text + (f"【{_dues(step.due)}】" if step.due else "") for step in task.steps),
}
_PAPER_FIELDS: dict[str, Callable[[Plan], str]] = {
    "标题": lambda plan: plan.title,
    "发文字号": lambda plan: plan.document_number or "",
    "发文机关": lambda plan: plan.issuer or "",
    "成文日期": lambda plan: plan.issued_on.isoformat() if plan.issued_on else "",
    "目标": lambda plan: "；".join(target.text for target in plan.targets),
}
