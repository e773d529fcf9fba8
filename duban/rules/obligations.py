"""The nodes of a task (节点) and what is owed for each: names, first dates, starts, periods and weights (cycle contract §2).

What happened to an obligation lives in duban.rules.ledger, its standing in duban.rules.standing.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from duban.errors import InputRefused
from duban.plan import Due
from duban.rules.campaign import CampaignTask

PERIODS = ("P1D", "P7D", "P1M", "P3M", "P6M", "P1Y")


class Node(NamedTuple):
    """One thing a task asks for: a dated node with its first date, or a recurring one with its period.

    `first` and `start` are day ordinals. `start` is None where the day of assignment decides.
    """

    name: str
    first: int | None
    start: int | None
    every: str | None = None
    times: int = 1


class Outline(NamedTuple):
    """The nodes of one task, dated ones first, each with the same share of the task's weight."""

    nodes: tuple[Node, ...]
    weight: Fraction


def outline(task: CampaignTask) -> Outline:
    """Return a task's nodes and the weight of each; a task without nodes keeps its weight undivided.

    InputRefused when a recurring due has a period outside PERIODS or shares its period with another.

    >>> from datetime import date
    >>> dues = (Due("", "by", end=date(2026, 3, 31)), Due("", "recurring", every="P1M", times=2))
    >>> [node.name for node in outline(CampaignTask("1", "", due=dues)).nodes]
    ['2026-03-31', 'every:P1M']
    """
    faults = list(period_faults(task))
    if faults:
        raise InputRefused(
            faults[0], where=f"任务{task.number}", remedy=f"周期应为 {'、'.join(PERIODS)} 之一，且不重复"
        )
    nodes = (*_dated(task), *_recurring(task))
    return Outline(nodes, Fraction(task.weight, len(nodes) or 1))


def period_faults(task: CampaignTask) -> Iterator[str]:
    """Yield one Chinese sentence for each recurring due a judgement cannot take."""
    counts = Counter(due.every for due in _dues(task) if due.kind == "recurring")
    for every, number in counts.items():
        if every not in PERIODS:
            yield f"周期“{every or ''}”无法考核"
        elif number > 1:
            yield f"周期“{every}”重复出现{number}次"


def _dues(task: CampaignTask) -> Iterator[Due]:
    yield from task.due
    for step in task.steps:
        yield from step.due


def _dated(task: CampaignTask) -> Iterator[Node]:
    """Yield the distinct end dates in order, dues that end on one date being one node."""
    starts: dict[int, int | None] = {}
    for due in _dues(task):
        if due.kind in ("by", "window") and due.end is not None:
            end = due.end.toordinal()
            known = starts.get(end)
            if due.kind == "window" and due.start is not None:
                start = due.start.toordinal()
                starts[end] = start if known is None else min(known, start)
            else:
                starts[end] = known
    names = {due.end.toordinal(): due.end.isoformat() for due in _dues(task) if due.end is not None}
    previous: int | None = None
    for end in sorted(starts):
        window = starts[end]
        yield Node(names[end], end, previous if window is None else window)
        previous = end


def _recurring(task: CampaignTask) -> Iterator[Node]:
    for due in _dues(task):
        if due.kind == "recurring":
            yield Node(f"every:{due.every}", None, None, due.every, due.times or 1)
