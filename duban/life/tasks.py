"""The life of a task after it is assigned (办理流程): which act may follow which, and what follows from it.

The facts a month is judged by keep the words and rules of duban.rules.facts; here stand the guards around them and the acts that
are no such facts. Source of the steps: domain notes on 督查督办 (立项 → 交办 → 签收 → 反馈 → 申请办结 → 审核 → 归档).
"""

from collections.abc import Callable
from datetime import date

from duban.life.act import Act, Refusal
from duban.life.assigned import ENDED, assignment_of, ending, pending_objection
from duban.life.closing import CLOSING_GUARDS, is_closed, open_words
from duban.life.extensions import grant_refusal
from duban.life.history import History
from duban.life.kinds import Effects, Subject
from duban.life.rights import may
from duban.life.supervising import SUPERVISING_GUARDS
from duban.life.task_kinds import TASK_KINDS
from duban.rules.campaign import Fact
from duban.rules.ledger import COOPERATING, TaskState
from duban.units import ROLE_NAMES, ROLES

OBJECTION_DAYS = 3
"""Working days a unit has to object to an assignment (county supervision rules)."""


def _refusal(history: History, act: Act) -> Refusal | None:
    task = history.case.ledger.tasks.get(act.key)
    if task is None:
        return Refusal(f"没有编号为“{act.key}”的任务", "编号见 duban task")
    ended = ending(history, act.key)
    if ended and not (ended.do == "archive" and act.do == "reopen"):
        return Refusal(f"任务{ENDED[ended.do]}（{ended.on}），不能再“{TASK_KINDS[act.do].title}”", "如复发，另行立项")
    guard = _GUARDS.get(act.do)
    return guard(history, act, task) if guard else None


def effects(history: History, act: Act) -> Effects:
    """Return what an act on a task does to the judgement: a task taken off the list leaves the denominators from that day."""
    if act.do in ("withdraw", "merge", "split") and not history.case.ledger.tasks[act.key].paused_at(
        act.on.toordinal()
    ):
        suspension = Fact(act.order + 1, act.on, "suspend", task=act.key, by=act.by, basis=act.basis)
        return Effects(facts=(suspension,))
    return Effects()


def _objects(history: History, act: Act, task: TaskState) -> Refusal | None:
    own = assignment_of(task, act.unit or "", act.on)
    if isinstance(own, Refusal):
        return own
    assert own.day is not None  # noqa: S101 - assignment_of has seen it
    last = history.calendar.after(own.day, OBJECTION_DAYS)
    if act.on.toordinal() > last:
        return Refusal(
            f"异议应在交办后{OBJECTION_DAYS}个工作日内提出（截至{date.fromordinal(last)}）", "确有困难的，申请延期"
        )
    if pending_objection(history, act.key, act.unit or ""):
        return Refusal("该单位的异议尚未答复")
    return None


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


def _grants(history: History, act: Act, task: TaskState) -> Refusal | None:
    own = assignment_of(task, act.unit or "", act.on)
    if isinstance(own, Refusal):
        return own
    node = act.told("node")
    asked = [one for one in own.obligations if one.request and node in ("", one.node.name)]
    given = len(max(asked, key=lambda one: one.request.sequence if one.request else 0).grants) if asked else 0
    return grant_refusal(history, act, given)


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


def _waives(_: History, act: Act, task: TaskState) -> Refusal | None:
    own = assignment_of(task, act.unit or "", act.on)
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
    own = assignment_of(task, act.unit or "", act.on)
    return own if isinstance(own, Refusal) else None


def _cards(history: History, act: Act, _: TaskState) -> Refusal | None:
    if act.told("colour") == "红" and not may(history.roster.serving(act.by, act.on), "leader", act.on):
        return Refusal("红牌须由分管领导确认", "由领导办理（--by）")
    return None


_Guard = Callable[[History, Act, TaskState], Refusal | None]
_GUARDS: dict[str, _Guard] = {
    **CLOSING_GUARDS,
    **SUPERVISING_GUARDS,
    "object": _objects,
    "answer_objection": _answers,
    "extend_grant": _grants,
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
