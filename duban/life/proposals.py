"""Answering proposals (亮牌、升级建议的确认与不采纳): a named person decides, and what was answered is not proposed again on that ground.

What is proposed when stands in cards.py. 政府督查工作条例 art. 21: the software proposes; criticism and accountability are people's.
"""

from collections.abc import Iterable
from dataclasses import replace

from duban.life.act import Act, Refusal
from duban.life.cards import COLOURS, ORDER, Proposal, proposed
from duban.life.history import History
from duban.life.kinds import Effects, Field, Kind, Subject, kinds
from duban.life.rights import RIGHTS, may
from duban.life.task_kinds import TASK_KINDS
from duban.life.tasks import TASK
from duban.rules.campaign import Fact

_ORDER = TASK_KINDS["supervise"]
# The node is the proposal's own.
_ORDERED = tuple(replace(field, required=False) for field in _ORDER.fields if field.name != "node")

PROPOSAL_KINDS = kinds(
    Kind("confirm", "采纳", "director", (Field("reason", "说明", required=False), *_ORDERED)),
    Kind("dismiss", "不采纳", "director", (Field("reason", "理由"),)),
)


def open_proposals(history: History) -> tuple[Proposal, ...]:
    """Return the proposals that wait for somebody's answer today."""
    return tuple(one for one in proposed(history) if _answer(history, one) is None)


def _answer(history: History, one: Proposal) -> Act | None:
    """Return the answer that settled a proposal; a card confirmed in an earlier month settles that month only."""
    settling = ("dismiss",) if one.level in COLOURS else ("dismiss", "confirm")
    return next((act for act in history.of("proposal", one.code) if act.do in settling), None)


def _named(every: Iterable[Proposal], code: str) -> Proposal | None:
    return next((one for one in every if one.code == code), None)


def _refusal(history: History, act: Act) -> Refusal | None:
    found = _named(proposed(history), act.key)
    if found is None:
        return Refusal(f"没有编号为“{act.key}”的建议，或其情形已经消除", "编号见 duban proposals")
    before = _answer(history, found)
    if before is not None:
        return Refusal(f"该建议已由{before.by}于{before.on}{PROPOSAL_KINDS[before.do].title}")
    if not may(history.roster.serving(act.by, act.on), found.right, act.on):
        return Refusal(f"{found.level}须由{RIGHTS[found.right].title}决定", "由领导办理（--by）")
    if found.level not in COLOURS and act.do == "confirm" and not (act.basis or "").strip():
        return Refusal(
            f"采纳{found.level}须写明依据（批示或文号）", "写 --basis；督办通知书、约谈由领导另行签发，本系统不代发"
        )
    return _order_refusal(history, found, act)


def _order(found: Proposal, act: Act) -> Act | None:
    """Return the act that puts the part under supervision, None where the confirmation says nothing of it."""
    told = {field.name: act.told(field.name) for field in _ORDERED if act.told(field.name)}
    if not told:
        return None
    detail = told | {"node": found.node}
    return Act(
        act.order + 1, act.on, "task", found.task, "supervise", act.by, found.unit, basis=act.basis, detail=detail
    )


def _order_refusal(history: History, found: Proposal, act: Act) -> Refusal | None:
    order = _order(found, act)
    if order is None:
        return None
    if found.level != ORDER:
        return Refusal(f"采纳{found.level}不写督办级别、时限和要求", f"只有{ORDER}的建议采纳后列入督办")
    faults = list(_ORDER.faults(order))
    return Refusal("；".join(faults), "采纳并列入督办的写明 level、limit") if faults else TASK.refusal(history, order)


def _effects(history: History, act: Act) -> Effects:
    """Return the card a confirmed card proposal becomes, or the supervision a confirmed order says; the rest leaves the record only."""
    found = _named(proposed(history), act.key)
    if act.do != "confirm" or found is None:
        return Effects()
    if found.level not in COLOURS:
        order = _order(found, act)
        return Effects(acts=(order,) if order else ())
    card = Fact(
        order=act.order + 1,
        on=act.on,
        do="card",
        task=found.task,
        unit=found.unit,
        node=found.node,
        reason=act.told("reason") or found.facts,
        colour=COLOURS[found.level],
        by=act.by,
    )
    return Effects(facts=(card,))


PROPOSAL = Subject("建议", PROPOSAL_KINDS, _refusal, _effects)
