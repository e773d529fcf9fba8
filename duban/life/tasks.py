"""The life of a task after it is assigned (办理流程): which act may follow which, and what follows from it.

The facts a month is judged by keep the words and rules of duban.rules.facts; here stand the guards around them and the acts that
are no such facts. Source of the steps: domain notes on 督查督办 (立项 → 交办 → 签收 → 反馈 → 申请办结 → 审核 → 归档).
"""

from collections.abc import Callable, Iterator
from datetime import date

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Effects, Subject
from duban.life.rights import may
from duban.life.task_kinds import TASK_KINDS
from duban.rules.campaign import Fact
from duban.rules.facts import REASONS
from duban.rules.ledger import Assignment, Obligation, TaskState
from duban.units import ROLE_NAMES, ROLES

OBJECTION_DAYS = 3
"""Working days a unit has to object to an assignment (county supervision rules)."""
MOST_EXTENSIONS = 2
"""Extensions of one obligation; the second is the leader's to grant. Ours: no rule gives a general limit."""

ENDED = {"withdraw": "已撤销", "merge": "已合并", "split": "已拆分", "archive": "已归档"}
COOPERATING = ROLES[2]


def _refusal(history: History, act: Act) -> Refusal | None:
    task = history.case.ledger.tasks.get(act.key)
    if task is None:
        return Refusal(f"没有编号为“{act.key}”的任务", "编号见 duban task")
    ended = ending(history, act.key)
    if ended and not (ended.do == "archive" and act.do == "reopen"):
        return Refusal(f"任务{ENDED[ended.do]}（{ended.on}），不能再“{TASK_KINDS[act.do].title}”", "如复发，另行立项")
    guard = _GUARDS.get(act.do)
    return guard(history, act, task) if guard else None


def ending(history: History, task: str) -> Act | None:
    """Return the act that ended a task (撤销、合并、拆分、归档), None where it goes on."""
    return next((act for act in reversed(history.of("task", task)) if act.do in ENDED), None)


def effects(history: History, act: Act) -> Effects:
    """Return what an act on a task does to the judgement: a task taken off the list leaves the denominators from that day."""
    if act.do in ("withdraw", "merge", "split") and not history.case.ledger.tasks[act.key].paused_at(
        act.on.toordinal()
    ):
        suspension = Fact(act.order + 1, act.on, "suspend", task=act.key, by=act.by, basis=act.basis)
        return Effects(facts=(suspension,))
    return Effects()


def _assignment(task: TaskState, act: Act) -> Assignment | Refusal:
    found = task.assignments.get(act.unit or "")
    if found is None:
        return Refusal(f"任务{act.key}未列{act.unit}", f"所列单位：{'、'.join(task.assignments)}")
    if found.day is None or found.day > act.on.toordinal():
        return Refusal(f"任务{act.key}当日尚未交办给{act.unit}", "先交办")
    return found


def _objects(history: History, act: Act, task: TaskState) -> Refusal | None:
    own = _assignment(task, act)
    if isinstance(own, Refusal):
        return own
    assert own.day is not None  # noqa: S101 - _assignment has seen it
    last = history.calendar.after(own.day, OBJECTION_DAYS)
    if act.on.toordinal() > last:
        return Refusal(
            f"异议应在交办后{OBJECTION_DAYS}个工作日内提出（截至{date.fromordinal(last)}）", "确有困难的，申请延期"
        )
    if pending_objection(history, act.key, act.unit or ""):
        return Refusal("该单位的异议尚未答复")
    return None


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


def _answers(history: History, act: Act, task: TaskState) -> Refusal | None:
    if pending_objection(history, act.key, act.unit or "") is None:
        return Refusal(f"{act.unit}没有待答复的异议")
    if act.told("outcome") != "改派":
        return None
    to = history.campaign.register.named(act.told("to"))
    if to is None:
        return Refusal(f"改派的单位“{act.told('to')}”不在名录中", "写名录中的单位名称")
    if to.name in task.assignments:
        return Refusal(f"{to.name}已经承担这项任务")
    return None


def _needs_claim(history: History, act: Act, task: TaskState) -> Obligation | Refusal:
    own = _assignment(task, act)
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
    waiting = [unit for unit in open_parts(history, task, found) if unit != act.unit]
    if waiting and found.assignment.role != COOPERATING:
        return Refusal(
            f"配合单位尚未办结：{'、'.join(waiting)}", "待其申请办结，或由办公室主任登记“免予配合”（waive）后再批"
        )
    return None


def open_parts(history: History, task: TaskState, closing: Obligation) -> tuple[str, ...]:
    """Return the cooperating units whose part of the same node is neither claimed nor waived."""
    waived = {act.unit for act in history.of("task", task.task.number) if act.do == "waive"}
    return tuple(
        unit
        for unit, own in task.assignments.items()
        if own.role == COOPERATING
        and own.day is not None
        and unit not in waived
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
        if one.do == "review" and one.unit == own.unit.unit.name and one.order > since
    )


def _returns(history: History, act: Act, task: TaskState) -> Refusal | None:
    found = _needs_claim(history, act, task)
    if isinstance(found, Refusal):
        return found
    if found.claim and found.claim.approved:
        return Refusal(REASONS["an approved claim cannot be returned"], _last_word(history, act))
    return None


def _grants(history: History, act: Act, task: TaskState) -> Refusal | None:
    own = _assignment(task, act)
    if isinstance(own, Refusal):
        return own
    node = act.told("node")
    asked = [one for one in own.obligations if one.request and node in ("", one.node.name)]
    given = len(max(asked, key=lambda one: one.request.sequence if one.request else 0).grants) if asked else 0
    if given >= MOST_EXTENSIONS:
        return Refusal(f"同一事项最多延期{MOST_EXTENSIONS}次，已准{given}次", "原时限继续计算，或由领导批示暂缓")
    if given and not may(history.roster.serving(act.by, act.on), "leader", act.on):
        return Refusal("第二次延期须由分管领导批准", "由领导办理（--by）")
    return None


def _claims(history: History, act: Act, _: TaskState) -> Refusal | None:
    if not act.told("reason") and not act.proofs and not act.basis:
        return Refusal("申请办结应附佐证", "写明佐证说明，或附上文件")
    if pending_objection(history, act.key, act.unit or ""):
        return Refusal("该单位对交办提出的异议尚未答复", "先由办公室答复异议")
    return None


def _suspends(_: History, act: Act, task: TaskState) -> Refusal | None:
    paused = bool(task.pauses) and task.pauses[-1].until is None
    if act.do == "suspend" and paused:
        return Refusal("任务已经暂缓")
    if act.do == "resume" and not paused:
        return Refusal("任务没有暂缓")
    return None


def _joins(history: History, act: Act, _: TaskState) -> Refusal | None:
    for number in act.names("into"):
        if number == act.key:
            return Refusal("任务不能并入或拆成自己")
        if number not in history.case.ledger.tasks:
            return Refusal(f"没有编号为“{number}”的任务", "先立项，再合并或拆分")
        if ending(history, number):
            return Refusal(f"任务{number}已经终结", "写仍在办理的任务")
    return None


def _reopens(history: History, act: Act, task: TaskState) -> Refusal | None:
    if not is_closed(history, act.key):
        return Refusal("任务尚未全部办结，不能按复发处理", "在原任务上继续办理")
    return _joins(history, act, task)


def _archives(history: History, act: Act, _: TaskState) -> Refusal | None:
    return (
        None if is_closed(history, act.key) else Refusal("任务尚未全部批准办结，不能归档", open_words(history, act.key))
    )


def is_closed(history: History, task: str) -> bool:
    """Return whether every dated obligation of a task was claimed and approved (办结), parts waived left out."""
    return not any(_open(history, task))


def open_words(history: History, task: str) -> str:
    """Return the obligations of a task that are still open, in words."""
    waiting = [f"{one.assignment.unit.unit.name}（{one.node.name or '无节点'}）" for one in _open(history, task)]
    return f"未办结：{'、'.join(waiting[:8])}{'等' if len(waiting) > 8 else ''}"


def _open(history: History, task: str) -> Iterator[Obligation]:
    waived = {act.unit for act in history.of("task", task) if act.do == "waive"}
    for unit, own in history.case.ledger.tasks[task].assignments.items():
        if unit in waived:
            continue
        for one in own.obligations:
            if one.node.first is not None and (one.claim is None or not one.claim.approved):
                yield one


def _waives(_: History, act: Act, task: TaskState) -> Refusal | None:
    own = _assignment(task, act)
    if isinstance(own, Refusal):
        return own
    return (
        None if own.role == COOPERATING else Refusal("只有配合单位可以免予配合", "牵头、责任单位请走延期、暂缓或撤销")
    )


def _leads(_: History, act: Act, task: TaskState) -> Refusal | None:
    own = task.assignments.get(act.unit or "")
    if own is None:
        return Refusal(f"任务{act.key}未列{act.unit}", f"所列单位：{'、'.join(task.assignments)}")
    if own.role == ROLES[0] and sum(one.role == ROLES[0] for one in task.assignments.values()) == 1:
        return Refusal(f"{act.unit}已经是唯一的牵头单位")
    return Refusal("配合单位不能确定为牵头单位", "请先另行交办") if own.role == COOPERATING else None


def _links(history: History, act: Act, task: TaskState) -> Refusal | None:
    if act.unit in task.assignments:
        return Refusal(f"{act.unit}已经承担任务{act.key}")
    leads = [name for name, own in task.assignments.items() if own.role == ROLES[0]]
    if leads and act.told("role") == ROLE_NAMES[ROLES[0]]:
        return Refusal(
            f"任务{act.key}已有牵头单位{'、'.join(leads)}", "role= 写 责任 或 配合，或先另行确定牵头单位（lead）"
        )
    other = history.case.ledger.tasks.get(act.told("from"))
    if other is None or other is task:
        return Refusal(f"没有可关联的任务“{act.told('from')}”")
    if act.unit not in other.assignments:
        return Refusal(f"任务{act.told('from')}未列{act.unit}")
    return Refusal(f"任务{act.told('from')}已经终结") if ending(history, act.told("from")) else None


def _false_reports(_: History, act: Act, task: TaskState) -> Refusal | None:
    own = _assignment(task, act)
    return own if isinstance(own, Refusal) else None


def _cards(history: History, act: Act, _: TaskState) -> Refusal | None:
    if act.told("colour") == "红" and not may(history.roster.serving(act.by, act.on), "leader", act.on):
        return Refusal("红牌须由分管领导确认", "由领导办理（--by）")
    return None


_Guard = Callable[[History, Act, TaskState], Refusal | None]
_GUARDS: dict[str, _Guard] = {
    "object": _objects,
    "answer_objection": _answers,
    "review": _reviews,
    "approve": _approves,
    "return": _returns,
    "extend_grant": _grants,
    "claim": _claims,
    "suspend": _suspends,
    "resume": _suspends,
    "withdraw": _joins,
    "merge": _joins,
    "split": _joins,
    "reopen": _reopens,
    "archive": _archives,
    "waive": _waives,
    "lead": _leads,
    "link": _links,
    "false_report": _false_reports,
    "card": _cards,
}

TASK = Subject("任务", TASK_KINDS, _refusal, effects)
