"""The findings a judged month makes by itself (月度督查问题): each once, and withdrawn where a new judgement no longer bears it out.

What is a problem is decided in duban.rules.problems; people add their own findings beside these.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from duban.life.act import Act
from duban.life.finding import Finding
from duban.life.finding_kinds import MONTH
from duban.life.findings import findings
from duban.life.history import History
from duban.life.keys import next_number
from duban.months import Month
from duban.phrases import month_text

BY = "月度督查"
"""Who finds them: no person, so that every person may settle and order what it found."""


class Ground(NamedTuple):
    """What a judged month gives for a finding: class, unit, task, node (None where a task has none) and the fact in words."""

    sort: str
    unit: str
    task: str
    node: str | None
    fact: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What makes it the same finding in a second run of the month."""
        return self.task, self.unit, self.node or "", self.sort


def derive(history: History, month: Month, grounds: Iterable[Ground], on: date) -> tuple[Act, ...]:
    """Return the acts that bring the month's own findings to its judgement: new ones, and drops of those no longer borne out.

    Running it again on what it left gives none. A finding somebody dropped, or whose rectification has begun, is left as it is.
    """
    wanted = {ground.place: ground for ground in reversed(list(grounds))}
    known: dict[tuple[str, str, str, str], Finding] = {}
    for finding in findings(history):
        if finding.opening.told("source") == MONTH and finding.month == month:
            known[_place(finding)] = finding
    basis = f"{month_text(month)}月度督查"
    gone = [
        Act(0, on, "finding", found.key, "drop", BY, basis=basis, detail={"reason": "按新情况重新核算，不再成立"})
        for place, found in known.items()
        if place not in wanted and found.standing == "found" and found.opening.by == BY
    ]
    new = [ground for place, ground in reversed(wanted.items()) if place not in known or _may_return(known[place])]
    first = next_number(f"{month}/", (act.key for act in history.of("finding")))
    return (*gone, *(_find(ground, (month, on, basis), number) for number, ground in enumerate(new, first)))


def _place(finding: Finding) -> tuple[str, str, str, str]:
    opening = finding.opening
    return opening.told("task"), opening.unit or "", opening.told("node"), opening.told("sort")


def _may_return(finding: Finding) -> bool:
    return finding.standing == "dropped" and finding.acts[-1].by == BY


def _find(ground: Ground, about: tuple[Month, date, str], number: int) -> Act:
    month, on, basis = about
    detail = {
        "sort": ground.sort,
        "facts": ground.fact,
        "source": MONTH,
        "month": str(month),
        "task": ground.task,
    } | ({"node": ground.node} if ground.node else {})
    return Act(0, on, "finding", f"{month}/{number}", "find", BY, unit=ground.unit, basis=basis, detail=detail)
