"""Which act on an appeal (复核) may come next, by whom not, and what an upheld one changes: facts struck and added, findings dropped.

Source: 政府督查工作条例 (国令733号) art. 17. Two people at least: who takes it up names another to decide it.
"""

from collections.abc import Callable, Iterator

from duban.errors import InputRefused
from duban.life.act import Act, Refusal
from duban.life.appeals import Appeal, appeal_of, appeals, delivered_on, last_day, took_part
from duban.life.finding_kinds import ENDED
from duban.life.findings import finding_of
from duban.life.history import History
from duban.life.kinds import Effects, Field, Kind, Subject, kinds
from duban.life.rights import may
from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.facts import REASONS
from duban.rules.judgement import Case
from duban.rules.scenario import read_facts

UPHELD, PARTLY, REJECTED = OUTCOMES = ("成立", "部分成立", "不成立")

APPEAL_KINDS = kinds(
    Kind(
        "file",
        "申请复核",
        "head",
        (
            Field("finding", "问题编号", required=False),
            Field("month", "考核月份", "month", required=False),
            Field("reason", "理由"),
        ),
        of_unit=True,
        opens=True,
    ),
    Kind("accept", "受理复核", "director", (Field("handler", "复核人"),)),
    Kind(
        "decide",
        "复核决定",
        "inspector",
        (
            Field("outcome", "结论", OUTCOMES),
            Field("reason", "理由"),
            Field("strikes", "不再计入的事实", "names", required=False),
            Field("facts", "补记的事实", required=False),
            Field("drop", "撤销问题", ("是",), required=False),
        ),
    ),
    Kind("withdraw", "撤回复核申请", "head", of_unit=True),
)


def _refusal(history: History, act: Act) -> Refusal | None:
    appeal = appeal_of(history, act.key)
    if act.do == "file":
        return Refusal(f"复核编号“{act.key}”已经使用") if appeal else _files(history, act)
    if appeal is None:
        return Refusal(f"没有“{act.key}”这一复核申请", "编号见 duban appeals")
    if not appeal.is_pending:
        return Refusal(f"该申请{appeal.standing()}，不能再“{APPEAL_KINDS[act.do].title}”")
    if act.on < (appeal.acceptance or appeal.filing).on:
        return Refusal(f"早于上一步的日期（{(appeal.acceptance or appeal.filing).on}）", "写实际发生的日期")
    return _GUARDS[act.do](history, act, appeal)


def _files(history: History, act: Act) -> Refusal | None:
    finding = finding_of(history, act.told("finding"))
    if bool(act.told("finding")) == bool(act.told("month")):
        return Refusal("复核应针对一个问题或一个月的得分", "写 finding=问题编号，或 month=YYYY-MM")
    if act.told("finding") and (finding is None or finding.unit != act.unit or finding.is_locked):
        return Refusal(f"{act.unit}没有编号为“{act.told('finding')}”的问题", "编号见 duban findings")
    if finding is not None and finding.standing == "dropped":
        return Refusal("该问题已经撤销，无须复核")
    if act.told("month") and Month.parse(act.told("month")) >= Month.of(act.on):
        return Refusal(f"{act.told('month')}的考核结果尚未产生", "结果送达后再申请")
    twice = next((one for one in appeals(history) if _same(one.filing, act) and one.withdrawal is None), None)
    if twice is not None:
        return Refusal(f"{act.unit}已就同一事项申请复核（{twice.key}，{twice.standing()}）")
    delivered = delivered_on(history, act)
    if delivered is None:
        if act.told("finding"):
            return Refusal("督查结论或整改通知尚未送达", "现阶段请在核实时申辩（finding verify）")
        return None
    last = last_day(delivered, history.calendar)
    if act.on > last:
        return Refusal(f"已过申请复核的期限（{delivered}送达，截至{last}，条例第十七条）")
    return Refusal(f"早于送达之日（{delivered}）", "写实际申请的日期") if act.on < delivered else None


def _same(one: Act, other: Act) -> bool:
    return one.unit == other.unit and all(one.told(name) == other.told(name) for name in ("finding", "month"))


def _accepts(history: History, act: Act, appeal: Appeal) -> Refusal | None:
    if appeal.acceptance:
        return Refusal(f"已由{appeal.acceptance.by}于{appeal.acceptance.on}受理，复核人{appeal.handler}")
    handler = act.told("handler")
    serving = history.roster.serving(handler, act.on)
    if not may(serving, "inspector", act.on):
        return Refusal(f"复核人“{handler}”当日不是办公室人员或督查组成员", "另定复核人，或先登记人员")
    if handler == act.by:
        return Refusal("受理人不能指定自己复核", "另定复核人")
    if handler in took_part(history, appeal.filing):
        return Refusal(f"{handler}参与过该项督查、认定或考核，应当回避（条例第十七条）", "另定未参与的人员复核")
    if appeal.unit in history.roster.units_of(handler, act.on):
        return Refusal(f"{handler}是{appeal.unit}的人员，应当回避", "另定复核人")
    return None


def _decides(history: History, act: Act, appeal: Appeal) -> Refusal | None:
    if appeal.acceptance is None:
        return Refusal("复核申请尚未受理", "先受理并指定复核人（accept）")
    if act.by != appeal.handler:
        return Refusal(f"该申请的复核人是{appeal.handler}", "由复核人作出决定（--by）")
    changes = [name for name in ("strikes", "facts", "drop") if act.told(name)]
    if act.told("outcome") == REJECTED:
        return Refusal("复核不成立的，不能改动事实或撤销问题") if changes else None
    if not changes:
        return Refusal("复核成立的，应写明改动", "写 strikes=事实序号、facts=补记的事实，或 drop=是")
    if act.told("drop"):
        finding = finding_of(history, appeal.finding)
        if finding is None or (finding.standing in ENDED and finding.standing != "closed"):
            return Refusal("没有可以撤销的问题")
    return _changes_refusal(history, act, appeal)


def _changes_refusal(history: History, act: Act, appeal: Appeal) -> Refusal | None:
    known = {str(entry.fact.order): entry.fact for entry in history.entries}
    for order in act.names("strikes"):
        if order not in known:
            return Refusal(f"没有第{order}条事实，或已不再计入", "序号见 duban task")
        if known[order].unit != appeal.unit:
            return Refusal(f"第{order}条事实不是{appeal.unit}的事实")
    try:
        added = list(_added(history, act))
    except InputRefused as error:
        return Refusal(f"补记的事实无法识别：{error.where or error.what}", "写法见 docs/scenario.md 的 facts")
    if act.told("facts") and not added:
        return Refusal("补记的事实是空的", "写 facts=facts: [{on: …, task: …, unit: …, do: …}]")
    for fact in added:
        if fact.unit != appeal.unit:
            return Refusal(f"只能补记{appeal.unit}的事实，不能补记“{fact.unit or '全体'}”的")
        if not history.campaign.start <= fact.on <= act.on:
            return Refusal(f"补记的日期{fact.on}不在专项行动开始日与决定日之间")
    return _rules_refusal(history, act, added)


def _rules_refusal(history: History, act: Act, added: list[Fact]) -> Refusal | None:
    """Return why the judgement would not count an added fact, the struck ones gone."""
    struck = set(act.names("strikes"))
    kept = [entry.fact for entry in history.entries if str(entry.fact.order) not in struck]
    own = {fact.order for fact in added}
    for item in Case(history.campaign, [*kept, *added], [history.today]).recorded.refused:
        if item.fact.order in own:
            return Refusal(f"补记的事实（{item.fact.on} {item.fact.do}）不予采信：{REASONS[item.reason]}")
    return None


def _added(history: History, act: Act) -> Iterator[Fact]:
    if act.told("facts"):
        for place, fact in enumerate(read_facts(act.told("facts")), 1):
            yield fact._replace(order=history.next_order + place)


def _withdraws(_: History, act: Act, appeal: Appeal) -> Refusal | None:
    return None if act.unit == appeal.unit else Refusal(f"该申请是{appeal.unit}的申请")


_GUARDS: dict[str, Callable[[History, Act, Appeal], Refusal | None]] = {
    "accept": _accepts,
    "decide": _decides,
    "withdraw": _withdraws,
}


def _effects(history: History, act: Act) -> Effects:
    """Return what a decision changes: facts struck out, facts added on their own days, the finding dropped."""
    if act.do != "decide":
        return Effects()
    appeal = appeal_of(history, act.key)
    drops: tuple[Act, ...] = ()
    if act.told("drop") and appeal is not None:
        detail = {"reason": f"复核{act.told('outcome')}：{act.told('reason')}"}
        drops = (Act(0, act.on, "finding", appeal.finding, "drop", act.by, basis=f"复核{act.key}", detail=detail),)
    return Effects(tuple(_added(history, act)), tuple(int(order) for order in act.names("strikes")), drops)


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"复核{len({one.key for one in history.of('appeal')}) + 1}"


APPEAL = Subject("复核", APPEAL_KINDS, _refusal, _effects, _next_key)
