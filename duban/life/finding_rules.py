"""Which act on a finding (问题) may come next, and by whom not: found, verified, ordered, put right, checked, signed, filed.

Source: domain notes on 整改销号 (提交申请、现场核查、审核签字、公示反馈；谁验收谁负责), 政府督查工作条例 art. 16, 18, 19, 23.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from duban.life.act import Act, Refusal
from duban.life.batch_rules import people_refusal
from duban.life.extensions import grant_refusal
from duban.life.finding import Finding, stages_of
from duban.life.finding_kinds import (
    AT_ONCE,
    DISPUTED,
    ENDED,
    FINDING_KINDS,
    IN_REVIEW,
    LONG_TERM,
    RECTIFY,
    STANDINGS,
    STUDY,
)
from duban.life.finding_sources import opening_refusal
from duban.life.findings import finding_of, granted_to
from duban.life.history import History
from duban.life.keys import next_number
from duban.life.kinds import Subject
from duban.months import Month

SILENT_DAYS = 5
"""Working days after which a unit that has not answered counts as having nothing to say. Ours: no rule gives a figure."""

_OPEN = tuple(name for name in STANDINGS if name not in ENDED)
_WHEN: dict[str, tuple[str, ...]] = {
    "verify": ("found",),
    "settle": ("disputed",),
    "order": ("found", "established", "relapsed"),
    "plan": ("rectifying",),
    "progress": ("rectifying",),
    "extend_request": ("rectifying",),
    "extend_grant": ("rectifying",),
    "extend_refuse": ("rectifying",),
    "apply": ("rectifying",),
    "check": ("applied",),
    "visit": ("checked",),
    "sign": ("visited",),
    "publicise": ("signed",),
    "file": ("publicised",),
    "return": IN_REVIEW,
    "recheck": ("closed",),
    "drop": _OPEN,
    "raise_up": ("found",),
    "hand_over": _OPEN,
}
_FOR_STUDY = frozenset({"raise_up", "drop", "hand_over"})


def _refusal(history: History, act: Act) -> Refusal | None:
    finding = finding_of(history, act.key)
    if act.do == "find":
        return Refusal(f"问题编号“{act.key}”已经使用") if finding else opening_refusal(history, act)
    if finding is None:
        return None if act.do == "hand_over" else Refusal(f"没有编号为“{act.key}”的问题", "编号见 duban findings")
    title = FINDING_KINDS[act.do].title
    if finding.route == STUDY and act.do not in _FOR_STUDY:
        return Refusal(f"政策、制度问题应上报研究，不能“{title}”", "用 raise_up 上报")
    if finding.route == RECTIFY and act.do == "raise_up":
        return Refusal("交办整改的问题不能上报研究", "登记时写 route=上报研究")
    if finding.standing not in _WHEN[act.do]:
        return Refusal(f"问题现为“{finding.words()}”，不能“{title}”", _last_word(finding))
    if act.on < finding.acts[-1].on:
        return Refusal(f"早于上一步的日期（{finding.acts[-1].on}）", "写实际发生的日期")
    if act.unit not in (None, finding.unit):
        return Refusal(f"问题{act.key}不是{act.unit}的问题", f"所涉单位：{finding.unit or '无'}")
    guard = _GUARDS.get(act.do)
    return guard(history, act, finding) if guard else None


def may_come_next(finding: Finding, do: str) -> bool:
    """Return whether an act is the next step of a finding by its standing and where it goes; its own rules are asked when it is done."""
    study = finding.route == STUDY
    if do in ("extend_grant", "extend_refuse") and finding.request is None:
        return False
    return finding.standing in _WHEN.get(do, ()) and (do in _FOR_STUDY if study else do != "raise_up")


def _last_word(finding: Finding) -> str:
    last = finding.acts[-1]
    return f"{last.on} 已由{last.by}{FINDING_KINDS[last.do].title}"


def _verifies(_: History, act: Act, __: Finding) -> Refusal | None:
    if act.told("outcome") == DISPUTED and not act.told("reason"):
        return Refusal("未写明申辩理由", "写 reason=")
    return None


def _settles(_: History, act: Act, finding: Finding) -> Refusal | None:
    return (
        Refusal("发现人不能认定自己登记的问题", "由另一名负责人认定（--by）") if act.by == finding.opening.by else None
    )


def _orders(history: History, act: Act, finding: Finding) -> Refusal | None:
    if finding.standing == "found":
        passed = history.calendar.count(finding.opening.on.toordinal(), act.on.toordinal())
        if passed <= SILENT_DAYS:
            return Refusal("尚未与被查单位核实", f"先核实（verify）；{SILENT_DAYS}个工作日未答复的视为没有异议")
    if act.told("type") == LONG_TERM:
        return _stage_fault(act)
    limit = act.day("limit")
    if limit is None:
        return Refusal("未写明整改时限", "写 limit=YYYY-MM-DD；长期坚持的分阶段写 stages=")
    return Refusal("整改时限早于交办之日", "写交办之后的日期") if limit < act.on else None


def _stage_fault(act: Act) -> Refusal | None:
    try:
        days = [day for _, day in stages_of(act)]
    except ValueError:
        days = []
    if not days:
        return Refusal("长期坚持的整改应分阶段销号", "写 stages=阶段名称 YYYY-MM-DD、阶段名称 YYYY-MM-DD")
    if days != sorted(set(days)) or days[0] < act.on:
        return Refusal("各阶段的时限应在交办之后，且逐个推后")
    return None


def _asks_for_time(history: History, act: Act, finding: Finding) -> Refusal | None:
    limit = finding.limit
    if limit and act.on.toordinal() > history.calendar.on_or_after(limit.toordinal()):
        return Refusal(f"整改时限（{limit}）已过，不能再申请延期", "原时限继续计算；整改完成后申请销号")
    if not act.proofs and not act.told("evidence"):
        return Refusal("申请延期应附佐证", "附上文件，或写明佐证 evidence=")
    return _date_fault(finding, act.day("to"))


def _date_fault(finding: Finding, to: date | None) -> Refusal | None:
    if to is None or finding.limit is None or to <= finding.limit:
        return Refusal(f"延期的日期{to}不晚于现行时限（{finding.limit}）", "写其后的日期")
    later = finding.stages[finding.stages_done + 1 :]
    if later and to >= later[0][1]:
        return Refusal(f"延期不能到下一阶段的时限（{later[0][0]} {later[0][1]}）", "写其前的日期，或重新交办各阶段")
    return None


def _answers_request(_: History, act: Act, finding: Finding) -> Refusal | None:
    if finding.request is None:
        return Refusal("没有待答复的延期申请", _last_word(finding))
    return (
        Refusal("申请人不能批复自己的延期申请", "由另一名负责人批复（--by）") if act.by == finding.request.by else None
    )


def _grants(history: History, act: Act, finding: Finding) -> Refusal | None:
    why = _answers_request(history, act, finding) or grant_refusal(history, act, finding.extended)
    to = granted_to(finding, act)
    if why:
        return why
    if to and to < act.on:
        return Refusal(f"准延至的日期{to}早于批复之日", "写 to=批复之后的日期")
    return _date_fault(finding, to)


def _applies(_: History, act: Act, finding: Finding) -> Refusal | None:
    if finding.plan is None and finding.order and finding.order.told("type") != AT_ONCE:
        return Refusal("尚未报整改措施和责任人", "先报整改措施（plan）")
    return None if act.proofs or act.told("evidence") else Refusal("申请销号应附佐证", "附上文件，或写明佐证")


def _checks(_: History, act: Act, finding: Finding) -> Refusal | None:
    return Refusal("申请人不能初审自己的申请", "由另一名办公室人员初审") if act.by in finding.done_by("apply") else None


def _visits(history: History, act: Act, finding: Finding) -> Refusal | None:
    own = [name for name in act.names("people") if name in finding.done_by("apply")]
    if own:
        return Refusal(f"{'、'.join(own)}是申请人，不能核查", "由其他人员核查")
    return people_refusal(history, replace(act, unit=finding.unit))


def _signs(_: History, act: Act, finding: Finding) -> Refusal | None:
    if act.by in finding.done_by("apply"):
        return Refusal("申请人不能签字验收", "由另一名负责人签字（--by）")
    if act.by in finding.done_by("check"):
        return Refusal("初审人不能同时签字验收（谁验收谁负责）", "由另一名负责人签字（--by）")
    return None


def _publicises(_: History, act: Act, __: Finding) -> Refusal | None:
    return Refusal("公示截止早于公示之日") if (act.day("until") or act.on) < act.on else None


def _files(_: History, act: Act, finding: Finding) -> Refusal | None:
    until = finding.last("publicise").day("until") or date.min
    return Refusal(f"公示期未满（至{until}）", "公示期满后备案") if act.on <= until else None


def _returns(_: History, act: Act, __: Finding) -> Refusal | None:
    return Refusal("新时限早于退回之日") if (act.day("limit") or act.on) < act.on else None


_GUARDS: dict[str, Callable[[History, Act, Finding], Refusal | None]] = {
    "verify": _verifies,
    "settle": _settles,
    "order": _orders,
    "extend_request": _asks_for_time,
    "extend_grant": _grants,
    "extend_refuse": _answers_request,
    "apply": _applies,
    "check": _checks,
    "visit": _visits,
    "sign": _signs,
    "publicise": _publicises,
    "file": _files,
    "return": _returns,
    "recheck": _visits,
}


def _next_key(history: History, act: Act) -> str:
    month = act.told("month") or str(Month.of(act.on))
    return f"{month}/{next_number(f'{month}/', (one.key for one in history.of('finding')))}"


FINDING = Subject("问题", FINDING_KINDS, _refusal, next_key=_next_key)
