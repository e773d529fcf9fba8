"""Closing a unit's part of a task (办结): claimed, reviewed, approved or returned, each by somebody else; and what is open yet."""

from collections.abc import Iterator

from duban.life.act import Act, Refusal
from duban.life.assigned import assignment_of, pending_objection
from duban.life.history import History
from duban.life.task_kinds import TASK_KINDS
from duban.rules.facts import REASONS
from duban.rules.ledger import COOPERATING, Obligation, TaskState


def _needs_claim(history: History, act: Act, task: TaskState) -> Obligation | Refusal:
    own = assignment_of(task, act.unit or "", act.on)
    if isinstance(own, Refusal):
        return own
    node = act.told("node")
    standing = [one for one in own.obligations if one.claim is not None and node in ("", one.node.name)]
    if not standing:
        return Refusal(REASONS["no claim stands"], _last_word(history, act))
    return max(standing, key=lambda one: one.claims[-1].sequence)


def _last_word(history: History, act: Act) -> str:
    """Return who settled a claim before, for whoever comes second."""
    for entry in reversed(history.facts(act.key, act.unit)):
        if entry.fact.do in ("return", "approve") and entry.fact.unit:
            return f"已由{entry.actor}于{entry.fact.on}{TASK_KINDS[entry.fact.do].title}"
    return ""


def _reviews(history: History, act: Act, task: TaskState) -> Refusal | None:
    found = _needs_claim(history, act, task)
    if isinstance(found, Refusal):
        return found
    if found.claim and found.claim.approved:
        return Refusal("该申请已批准办结", _last_word(history, act))
    if act.by in claimants(history, act.key, act.unit or ""):
        return Refusal("初审不能由申请人自己办理", "由另一名办公室人员初审")
    return None


def _approves(history: History, act: Act, task: TaskState) -> Refusal | None:
    found = _needs_claim(history, act, task)
    if isinstance(found, Refusal):
        return found
    if found.claim and found.claim.approved:
        return Refusal("该申请已批准办结", _last_word(history, act))
    if act.by in claimants(history, act.key, act.unit or ""):
        return Refusal("申请人不能批准自己的办结申请", "由另一名负责人批准（--by）")
    if act.by in reviewers(history, found):
        return Refusal("初审人不能同时批准办结", "由另一名负责人批准（--by）")
    waiting = [unit for unit in _open_parts(task, found) if unit != act.unit]
    if waiting and found.assignment.role != COOPERATING:
        return Refusal(
            f"配合单位尚未办结：{'、'.join(waiting)}", "待其申请办结，或由办公室主任登记“免予配合”（waive）后再批"
        )
    return None


def _open_parts(task: TaskState, closing: Obligation) -> tuple[str, ...]:
    """The cooperating units whose part of the same node is neither claimed nor waived."""
    return tuple(
        unit
        for unit, own in task.assignments.items()
        if own.role == COOPERATING
        and own.day is not None
        and own.waived is None
        and own.obligations[closing.index].claim is None
    )


def claimants(history: History, task: str, unit: str) -> frozenset[str]:
    """Return who made the last claim of a unit on a task: the person or unit it came from, and who wrote it down without a paper."""
    for entry in reversed(history.facts(task, unit)):
        if entry.fact.do == "claim":
            wrote = {entry.by} if entry.on_behalf_of and not entry.from_paper else set()
            return frozenset({entry.actor, *wrote})
    return frozenset()


def reviewers(history: History, found: Obligation) -> frozenset[str]:
    """Return who reviewed the last claim of an obligation (初审): since it was made, an earlier one of the same day not counted."""
    own, since = found.assignment, found.claims[-1].order
    return frozenset(
        one.by
        for one in history.of("task", own.task.task.number)
        if one.do == "review"
        and one.unit == own.unit.unit.name
        and one.order > since
        and one.told("node") in ("", found.node.name)
    )


def _returns(history: History, act: Act, task: TaskState) -> Refusal | None:
    found = _needs_claim(history, act, task)
    if isinstance(found, Refusal):
        return found
    if found.claim and found.claim.approved:
        return Refusal(REASONS["an approved claim cannot be returned"], _last_word(history, act))
    return None


def _claims(history: History, act: Act, _: TaskState) -> Refusal | None:
    if not act.told("reason") and not act.proofs and not act.basis:
        return Refusal("申请办结应附佐证", "写明佐证说明，或附上文件")
    if pending_objection(history, act.key, act.unit or ""):
        return Refusal("该单位对交办提出的异议尚未答复", "先由办公室答复异议")
    return None


def is_closed(history: History, task: str) -> bool:
    """Return whether every dated obligation of a task was claimed and approved (办结), parts waived left out."""
    return not any(_open(history, task))


def open_words(history: History, task: str) -> str:
    """Return the obligations of a task that are still open, in words."""
    waiting = [f"{one.assignment.unit.unit.name}（{one.node.name or '无节点'}）" for one in _open(history, task)]
    return f"未办结：{'、'.join(waiting[:8])}{'等' if len(waiting) > 8 else ''}"


def _open(history: History, task: str) -> Iterator[Obligation]:
    for own in history.case.ledger.tasks[task].assignments.values():
        for one in own.obligations if own.waived is None else ():
            if one.node.first is not None and (one.claim is None or not one.claim.approved):
                yield one


CLOSING_GUARDS = {"claim": _claims, "review": _reviews, "approve": _approves, "return": _returns}
"""Guards of the acts of closing, by act: (history, act, task) → the refusal, None where it may be taken."""
