"""How far a unit's part of a task has come (办理状态), derived from what happened; never stored.

How it is judged for a month is the standing of duban.rules; this is the clerk's word for the step it is at.
"""

from duban.life.assigned import ENDED, ending, pending_objection
from duban.life.closing import reviewers
from duban.life.history import History
from duban.rules.ledger import Assignment


def state_of(history: History, task: str, unit: str) -> str:
    """Return the step a unit's part of a task is at on the history's last day, in Chinese."""
    state = history.case.ledger.tasks[task]
    own = state.assignments[unit]
    ended = ending(history, task)
    if ended:
        return ENDED[ended.do]
    if own.day is None:
        return "已立项，待交办"
    if state.paused_at(history.today.toordinal()):
        return "暂缓"
    if pending_objection(history, task, unit):
        return "异议待答复"
    if own.is_waived_at(history.today.toordinal()):
        return "免予配合"
    return _of_work(history, own)


def _of_work(history: History, own: Assignment) -> str:
    dated = [one for one in own.obligations if one.node.first is not None]
    waiting = [one for one in dated if one.claim is not None and not one.claim.approved]
    if waiting:
        return "初审通过，待批准" if reviewers(history, waiting[0]) else "申请办结，待审核"
    if dated and all(one.claim is not None for one in dated):
        return "办结"
    if any(one.request for one in own.obligations):
        return "延期待批"
    returned = [one for one in dated if one.returns and one.claim is None]
    if returned:
        return "退回重办"
    signed = any(
        entry.fact.do != "assign"
        for entry in history.facts(own.task.task.number, own.unit.unit.name)
        if entry.fact.unit
    )
    return "办理中" if signed else "待签收"
