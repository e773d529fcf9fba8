"""Which facts are accepted, judged by what precedes each, and what they change in the ledger (cycle contract §3)."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from duban.rules.campaign import Fact
from duban.rules.ledger import (
    Assignment,
    Claim,
    Decided,
    Ledger,
    Mark,
    Obligation,
    Pause,
    Request,
    TaskState,
    UnitState,
)

OF_UNIT = frozenset({"veto", "bonus"})
OF_TASK = frozenset({"assign", "suspend", "resume"})
OF_DATED_NODE = frozenset({"report", "claim", "approve", "return", "extend_request", "extend_grant", "extend_refuse"})
KINDS = OF_UNIT | OF_TASK | OF_DATED_NODE | {"sign", "occur", "card", "false_report"}

REASONS = {
    "unknown kind": "事实种类无法识别",
    "unknown task": "没有这项任务",
    "unknown unit": "名录中没有这个单位",
    "unknown node": "该任务没有这个节点",
    "the task does not name this unit": "该任务未列这个单位",
    "before the assignment": "尚未交办",
    "no node fits": "没有适用的节点",
    "a fact for dated nodes": "该事实只用于有时限的节点",
    "a fact for recurring nodes": "该事实只用于经常性节点",
    "progress missing or out of range": "进度缺失或不在0至100之间",
    "a claim stands": "已有待审或已批的办结申请",
    "no claim stands": "没有待处理的办结申请",
    "an approved claim cannot be returned": "已批准办结的不能退回",
    "made after the effective due then in force": "申请延期时已过时限",
    "the new date is missing or not later": "新时限缺失或不晚于现行时限",
    "no undecided request": "没有待批的延期申请",
    "without node": "未写明节点",
    "without colour": "未写明牌色",
    "without person": "未写明确认人",
    "without basis": "未写明依据",
    "without points": "加分分值缺失或不大于零",
    "the task weighs nothing": "该任务不计分，不能亮牌",
}


class Refused(NamedTuple):
    """A fact that changes nothing, with the reason: one of REASONS, whose value says it in Chinese."""

    fact: Fact
    reason: str


class Recorded(NamedTuple):
    """The facts of a campaign sorted into accepted (by time) and refused (by place in the file)."""

    accepted: tuple[Fact, ...]
    refused: tuple[Refused, ...]


def record(ledger: Ledger, facts: Sequence[Fact]) -> Recorded:
    """Return the facts sorted into accepted and refused, the accepted ones entered in the ledger.

    Facts are taken by day and within a day in file order, wherever they stand.
    """
    accepted: list[Fact] = []
    refused: list[Refused] = []
    for sequence, fact in enumerate(sorted(facts, key=_by_time)):
        reason = _enter(ledger, fact, sequence)
        if reason is None:
            accepted.append(fact)
        else:
            refused.append(Refused(fact, reason))
    return Recorded(tuple(accepted), tuple(sorted(refused, key=lambda item: item.fact.order)))


def _by_time(fact: Fact) -> tuple[int, int]:
    return fact.on.toordinal(), fact.order


def _enter(ledger: Ledger, fact: Fact, sequence: int) -> str | None:
    """Enter a fact in the ledger, or return the reason it is refused for."""
    if fact.do not in KINDS:
        return "unknown kind"
    if fact.do in OF_UNIT:
        return _enter_for_unit(ledger, fact)
    task = ledger.tasks.get(fact.task or "")
    if task is None:
        return "unknown task"
    if fact.do in OF_TASK:
        return _enter_for_task(ledger, task, fact)
    assignment = _assignment(ledger, task, fact)
    if isinstance(assignment, str):
        return assignment
    if assignment.day is None:
        return "before the assignment"
    if fact.do == "sign":
        return None
    obligation = _obligation(assignment, fact)
    if isinstance(obligation, str):
        return obligation
    return _ENTER[fact.do](ledger, obligation, fact, sequence)


def _unit(ledger: Ledger, fact: Fact) -> UnitState | None:
    name = fact.unit or ""
    state = ledger.units.get(name)
    if state is None:
        unit = ledger.campaign.register.named(name)
        state = None if unit is None else ledger.units[unit.name]
    return state


def _assignment(ledger: Ledger, task: TaskState, fact: Fact) -> Assignment | str:
    unit = _unit(ledger, fact)
    if unit is None:
        return "unknown unit"
    return task.assignments.get(unit.unit.name) or "the task does not name this unit"


def _enter_for_unit(ledger: Ledger, fact: Fact) -> str | None:
    unit = _unit(ledger, fact)
    if unit is None:
        return "unknown unit"
    if not fact.basis:
        return "without basis"
    if fact.do == "veto":
        unit.capped.append(Mark(fact.on.toordinal(), fact))
    elif fact.points is None or fact.points <= 0:
        return "without points"
    else:
        unit.bonuses.append(Mark(fact.on.toordinal(), fact))
    return None


def _enter_for_task(ledger: Ledger, task: TaskState, fact: Fact) -> str | None:
    day = fact.on.toordinal()
    if fact.do == "assign":
        return _assign(ledger, task, fact)
    running = not task.pauses or task.pauses[-1].until is not None
    if fact.do == "suspend" and running:
        task.pauses.append(Pause(day))
    elif fact.do == "resume" and not running:
        task.pauses[-1].until = day
    return None


def _assign(ledger: Ledger, task: TaskState, fact: Fact) -> str | None:
    named = list(task.assignments.values())
    if fact.unit is not None:
        one = _assignment(ledger, task, fact)
        if isinstance(one, str):
            return one
        named = [one]
    day = fact.on.toordinal()
    for assignment in named:
        if assignment.day is None:
            assignment.day = day
            assignment.late_date = ledger.calendar.after(day, ledger.parameters.late_assignment_days)
            if any(node.first is not None and node.first < day for node in task.outline.nodes):
                ledger.dates.add(assignment.late_date)
    return None


def _obligation(assignment: Assignment, fact: Fact) -> Obligation | str:
    """Return the obligation a fact speaks of, the node it names or the default of its kind; or why there is none."""
    if fact.node is None:
        if fact.do in ("card", "false_report"):
            return "without node"
        return _default(assignment, fact.do) or "no node fits"
    place = assignment.task.places.get(fact.node)
    if place is None:
        return "unknown node"
    named = assignment.obligations[place]
    if fact.do in OF_DATED_NODE and named.node.first is None:
        return "a fact for dated nodes"
    if fact.do == "occur" and named.node.every is None:
        return "a fact for recurring nodes"
    return named


def _default(assignment: Assignment, kind: str) -> Obligation | None:
    obligations = assignment.obligations
    if kind == "occur":
        return next((one for one in obligations if one.node.every is not None), None)
    if kind in ("approve", "return"):
        standing = [one for one in obligations if one.claim is not None]
        return max(standing, key=lambda one: one.claims[-1].sequence, default=None)
    if kind in ("extend_grant", "extend_refuse"):
        requested = [(one.request.sequence, one) for one in obligations if one.request]
        return max(requested, default=(0, None), key=lambda pair: pair[0])[1]
    for one in obligations:
        if one.node.first is not None and one.claim is None:
            return one
    return None


def _report(_: Ledger, obligation: Obligation, fact: Fact, __: int) -> str | None:
    progress = fact.progress
    if fact.nochange:
        progress = obligation.reports[-1][1] if obligation.reports else 0
    if progress is None or not 0 <= progress <= 100:
        return "progress missing or out of range"
    day = fact.on.toordinal()
    obligation.reports.append((day, progress))
    obligation.assignment.words.append(day)
    return None


def _occur(_: Ledger, obligation: Obligation, fact: Fact, __: int) -> None:
    obligation.occurrences.append(fact.on.toordinal())


def _claim(_: Ledger, obligation: Obligation, fact: Fact, sequence: int) -> str | None:
    if obligation.claim is not None:
        return "a claim stands"
    day = fact.on.toordinal()
    obligation.claims += (Claim(day, sequence, fact.order),)
    obligation.assignment.words.append(day)
    return None


def _approve(_: Ledger, obligation: Obligation, __: Fact, ___: int) -> str | None:
    if obligation.claim is None:
        return "no claim stands"
    obligation.claim.approved = True
    return None


def _return(ledger: Ledger, obligation: Obligation, fact: Fact, __: int) -> str | None:
    claim = obligation.claim
    if claim is None:
        return "no claim stands"
    if claim.approved:
        return "an approved claim cannot be returned"
    claim.returned = fact.on.toordinal()
    obligation.returns += (Mark(claim.returned, fact),)
    ledger.decided.append(Decided(fact, obligation))
    return None


def _request(ledger: Ledger, obligation: Obligation, fact: Fact, sequence: int) -> str | None:
    day = fact.on.toordinal()
    date = obligation.date_at(day)
    if day > ledger.effective_due(date):
        return "made after the effective due then in force"
    if fact.to is None or fact.to.toordinal() <= date:
        return "the new date is missing or not later"
    obligation.request = Request(sequence, fact.to.toordinal())
    return None


def _decide(ledger: Ledger, obligation: Obligation, fact: Fact, __: int) -> str | None:
    if obligation.request is None:
        return "no undecided request"
    if fact.do == "extend_grant":
        obligation.grants += ((fact.on.toordinal(), obligation.request.to),)
        ledger.dates.add(obligation.request.to)
    ledger.decided.append(Decided(fact, obligation, obligation.request.to))
    obligation.request = None
    return None


def _card(_: Ledger, obligation: Obligation, fact: Fact, __: int) -> str | None:
    if fact.colour not in ("yellow", "red"):
        return "without colour"
    if not fact.by:
        return "without person"
    if not obligation.assignment.task.weighs:
        return "the task weighs nothing"
    obligation.cards += (Mark(fact.on.toordinal(), fact),)
    return None


def _false_report(_: Ledger, obligation: Obligation, fact: Fact, __: int) -> None:
    mark = Mark(fact.on.toordinal(), fact)
    obligation.false_reports += (mark,)
    obligation.assignment.unit.capped.append(mark)


_ENTER: dict[str, Callable[[Ledger, Obligation, Fact, int], str | None]] = {
    "report": _report,
    "occur": _occur,
    "claim": _claim,
    "approve": _approve,
    "return": _return,
    "extend_request": _request,
    "extend_grant": _decide,
    "extend_refuse": _decide,
    "card": _card,
    "false_report": _false_report,
}
