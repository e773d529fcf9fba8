"""Which act on an inspection batch (督查批次) may come next: a plan approved first, sheets inside it, conclusions, an end.

Source of the guards: 政府督查工作条例 (国令733号) art. 8, 11, 15, 16.
"""

from collections.abc import Callable, Sequence

from duban.life.act import Act, Refusal
from duban.life.batch_kinds import BATCH_KINDS, METHODS
from duban.life.batches import Batch, batch_of, batches, expanded, planned
from duban.life.history import History
from duban.life.kinds import Subject
from duban.life.visits import clashes

LEAST_PEOPLE = 2
"""People of the team at one visit (domain: 检查底稿, people ≥ 2)."""


def _refusal(history: History, act: Act) -> Refusal | None:
    batch = batch_of(history, act.key)
    if act.do == "propose":
        return Refusal(f"督查批次“{act.key}”已经使用") if batch else _proposal(history, act)
    if batch is None:
        return Refusal(f"没有“{act.key}”这一督查批次", "先拟定督查方案（propose）")
    if batch.closing:
        return Refusal(f"督查已由{batch.closing.by}于{batch.closing.on}结束", "另立督查批次")
    if act.do in ("approve_plan", "decline_plan"):
        return _answer(batch, act)
    if not batch.is_approved:
        return Refusal("督查方案尚未批准，不能开展督查（条例第十五条）", "先由领导批准（approve_plan）")
    return _GUARDS[act.do](history, batch, act)


def _proposal(history: History, act: Act) -> Refusal | None:
    register, leader = history.campaign.register, act.told("leader")
    unknown = [name for name in act.names("units") if not register.expand(name)]
    if unknown:
        return Refusal(f"名录中没有：{'、'.join(unknown)}", "写名录中的单位或分组名称")
    strange = [method for method in act.names("methods") if method not in METHODS]
    if strange:
        return Refusal(f"督查方式“{'、'.join(strange)}”不在条例第十二条之列", f"可写：{'、'.join(METHODS)}")
    start, end = act.day("start"), act.day("end")
    if start is None or end is None or start > end:
        return Refusal("督查的结束日期早于开始日期")
    if end < act.on:
        return Refusal("督查期间已过，不能事后补方案（条例第十五条）", "督查须先有方案")
    outside = [name for name in (leader, *act.names("members")) if not history.roster.serving(name, act.on)]
    if outside:
        return Refusal(f"{'、'.join(outside)}当日不在册", "先登记人员（督查组成员）")
    units = expanded(register, act.names("units"))
    own = history.roster.units_of(leader, act.on) & set(units)
    if own:
        return Refusal(f"组长{leader}是{'、'.join(sorted(own))}的人员，应当回避", "另定组长，或不列本单位")
    others = [planned(one) for one in batches(history) if not one.is_declined]
    met = clashes((start, end), units, others)
    if met and not act.told("overlap"):
        named = "、".join(f"{unit}（{key}）" for unit, key in met)
        return Refusal(f"30日内对同一单位另有督查：{named}", "合并督查，或写明重叠的理由（overlap=）")
    return None


def _answer(batch: Batch, act: Act) -> Refusal | None:
    if batch.answer:
        return Refusal(f"方案已由{batch.answer.by}于{batch.answer.on}{BATCH_KINDS[batch.answer.do].title}")
    if act.by == batch.proposal.by:
        return Refusal("拟定人不能批准自己的督查方案", "由另一名领导批准（--by）")
    if act.on < batch.proposal.on:
        return Refusal(f"早于方案拟定之日（{batch.proposal.on}）", "写实际批准的日期")
    return None


def _worksheet(history: History, batch: Batch, act: Act) -> Refusal | None:
    if act.unit not in batch.units:
        return Refusal(f"{act.unit}不在督查方案的对象之内，不得扩大范围", f"方案所列：{'、'.join(batch.units)}")
    if act.told("matter") not in batch.proposal.names("matters"):
        return Refusal(
            f"“{act.told('matter')}”不在督查方案的事项之内，不得扩大范围",
            f"方案所列：{'、'.join(batch.proposal.names('matters'))}",
        )
    answer = batch.answer
    first = max(batch.start, answer.on) if answer else batch.start
    if not first <= act.on <= batch.end:
        return Refusal(f"{act.on}不在督查期间（{first}至{batch.end}）", "写实际检查的日期；确需延长的，另立批次")
    if batch.conclusion_for(act.unit or ""):
        return Refusal(f"{act.unit}的督查结论已经送达", "另立督查批次")
    if not act.told("opinion") and not batch.is_unannounced:
        return Refusal("未写明被查单位意见", "写 opinion=认可，或其申辩的原话；暗访可以不写")
    return people_refusal(history, act, batch.team)


def people_refusal(history: History, act: Act, team: Sequence[str] | None = None) -> Refusal | None:
    """Return why the people of a visit do not do: fewer than two, outside the team, or of the unit they visit."""
    people = dict.fromkeys(act.names("people"))
    if len(people) < LEAST_PEOPLE:
        return Refusal(f"现场检查不少于{LEAST_PEOPLE}人", "写 people=甲、乙")
    outside = [name for name in people if team is not None and name not in team]
    if outside:
        return Refusal(f"{'、'.join(outside)}不是本批次督查组成员", f"督查组：{'、'.join(team or ())}")
    unknown = [name for name in people if not history.roster.serving(name, act.on)]
    if unknown:
        return Refusal(f"{'、'.join(unknown)}当日不在册", "先登记人员（督查组成员）")
    own = [name for name in people if act.unit in history.roster.units_of(name, act.on)]
    return Refusal(f"{'、'.join(own)}是{act.unit}的人员，应当回避", "由督查组其他人员检查") if own else None


def _conclusion(_: History, batch: Batch, act: Act) -> Refusal | None:
    sheets = batch.sheets_of(act.unit or "")
    if not sheets:
        return Refusal(f"没有在{act.unit}检查的底稿，不能下结论（条例第十六条）", "先登记底稿")
    if act.on < sheets[-1].on:
        return Refusal(f"早于检查之日（{sheets[-1].on}）", "写实际送达的日期")
    before = batch.conclusion_for(act.unit or "")
    return Refusal(f"{act.unit}的督查结论已于{before.on}送达") if before else None


def _close(_: History, batch: Batch, __: Act) -> Refusal | None:
    waiting = [unit for unit in batch.units if batch.sheets_of(unit) and not batch.conclusion_for(unit)]
    return Refusal(f"尚未送达督查结论：{'、'.join(waiting)}", "送达后再结束") if waiting else None


_GUARDS: dict[str, Callable[[History, Batch, Act], Refusal | None]] = {
    "worksheet": _worksheet,
    "deliver_conclusion": _conclusion,
    "close": _close,
}


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"督查{len({one.key for one in history.of('batch')}) + 1}"


BATCH = Subject("督查批次", BATCH_KINDS, _refusal, next_key=_next_key)
