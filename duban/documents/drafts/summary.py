"""The work summary (工作总结) from the ledger as it stands on a day: counts, indicators with their days, open problems, nodes to come."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from duban.documents.drafts.source import Draft, Final, Source
from duban.documents.drafts.tasks import late
from duban.documents.paper import Paper
from duban.documents.signing import day_or_empty
from duban.documents.wording import day_text, points
from duban.documents.work_summary import Summary, SummaryFigure, SummaryTask, work_summary
from duban.life.assigned import ending
from duban.life.batches import batches
from duban.life.finding_kinds import MONTH
from duban.life.findings import findings, told_of
from duban.life.history import History
from duban.life.indicators import standings
from duban.life.measures import target_words
from duban.life.roster import title_of
from duban.life.state import state_of
from duban.phrases import quoted, some_of
from duban.rules.ledger import Obligation

_OFFICES = ("leader", "director", "officer")


def summary(source: Source) -> tuple[Draft, ...]:
    """Return the draft summary (工作总结) as of the last day."""
    start, year = source.history.campaign.start.year, source.day.year
    period = f"{year}年" if start == year else f"{start}—{year}年"
    made = Summary(
        campaign=source.title,
        period="" if period in source.title else period,
        issuer=source.issuer,
        as_of=source.day,
        organisation=tuple(_organisation(source)),
        overall=tuple(_overall(source)),
        tasks=tuple(_tasks(source.history)),
        problems=tuple(_problems(source.history)),
        plans=tuple(_to_come(source.history)),
    )
    draft = work_summary(made)

    def make(number: str, day: date | None) -> Paper:
        return replace(draft, number=number, day=day, mark="")

    return (Draft("工作总结（草稿）", draft, Final(f"截至{source.day}", make)),)


def _organisation(source: Source) -> Iterator[str]:
    history = source.history
    if source.basis:
        yield f"依据{source.basis}开展工作"
    for role in _OFFICES:
        people = history.roster.holding(role, source.day)
        if people:
            named = (f"{one.name}（{one.post}）" if one.post else one.name for one in people)
            yield f"{title_of(role)}：{'、'.join(named)}"
    held = [batch for batch in batches(history) if batch.is_approved and batch.start <= source.day]
    if held:
        yield f"开展督查{len(held)}批次，登记检查底稿{sum(len(batch.sheets) for batch in held)}份"


def _overall(source: Source) -> Iterator[SummaryFigure]:
    history, day = source.history, source.day
    owed = list(_owed(history))
    told = [one for one in told_of(findings(history)) if one.standing != "dropped"]
    counts = (
        ("任务数", f"{len(history.case.ledger.tasks)}项"),
        ("已交办、有时限的事项（按任务、单位、节点计）", f"{len(owed)}项"),
        ("其中已申请办结的", f"{sum(one.claim is not None for one in owed)}项"),
        ("其中已批准办结的", f"{sum(one.claim is not None and one.claim.approved for one in owed)}项"),
        ("其中逾期未结的", f"{_overdue(history)}项"),
        ("发现的问题数", f"{len(told)}个"),
        ("已销号的问题数", f"{sum(one.standing == 'closed' for one in told)}个"),
    )
    for name, value in counts:
        yield SummaryFigure(name, value, day)
    for one in standings(history.targets, history.acts, day):
        if one.told is not None and one.value is not None:
            name = f"{one.scope}{one.metric}"
            value = f"{points(one.value)}{one.target.unit}"
            yield SummaryFigure(name, value, one.told.as_of, target_words(one.target), one.told.source)


def _owed(history: History) -> Iterator[Obligation]:
    day = history.today.toordinal()
    for unit in history.case.ledger.units.values():
        for own in unit.assignments:
            if own.day is not None and own.day <= day:
                yield from (one for one in own.obligations if one.node.first is not None)


def _overdue(history: History) -> int:
    return sum(1 for unit in history.case.ledger.units.values() for own in unit.assignments for _ in late(history, own))


def _tasks(history: History) -> Iterator[SummaryTask]:
    for number, state in history.case.ledger.tasks.items():
        found = Counter(state_of(history, number, unit) for unit in state.assignments)
        words = "、".join(f"{name}{count}个" for name, count in found.items())
        if len(found) == 1:
            words = f"现状均为{next(iter(found))}"
        standing = f"承担单位{len(state.assignments)}个，{words}" if words else "没有列出承担单位"
        yield SummaryTask(number, state.task.title, standing, told=tuple(_told(history, number)))


def _told(history: History, number: str) -> Iterator[tuple[str, str]]:
    """Yield what each unit wrote last of its work on a task."""
    last: dict[str, str] = {}
    for entry in history.facts(number):
        fact = entry.fact
        if fact.unit and fact.reason and fact.do in ("report", "claim", "occur"):
            last[fact.unit] = f"{fact.reason.rstrip('。')}（{day_text(fact.on)}报送）"
    yield from last.items()


def _problems(history: History) -> Iterator[str]:
    """Yield the problems people found one by one, then those a month found by itself, by class, with their tasks and units."""
    by_month: dict[str, dict[str, dict[str, None]]] = {}
    for one in told_of(findings(history)):
        if not one.is_open:
            continue
        if one.opening.told("source") == MONTH:
            tasks = by_month.setdefault(one.sort, {})
            tasks.setdefault(one.opening.told("task"), {})[one.unit or ""] = None
        else:
            limit = f"，整改时限{day_or_empty(one.limit)}" if one.limit else ""
            place = f"{one.unit}：" if one.unit else ""
            yield f"{place}{one.opening.told('facts')}（问题编号{one.key}，{one.words()}{limit}）"
    for sort, tasks in by_month.items():
        listed = (f"{quoted(_title(history, number))}（{some_of(units, 6)}）" for number, units in tasks.items())
        yield f"{sort}：{'；'.join(listed)}"


def _title(history: History, number: str) -> str:
    state = history.case.ledger.tasks.get(number)
    return state.task.title if state else ""


def _to_come(history: History) -> Iterator[str]:
    """Yield the nodes after the day that nobody claimed yet, by date and task, with the units that owe them."""
    day = history.today.toordinal()
    coming: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in _owed(history):
        task = one.assignment.task
        number = task.task.number
        if one.claim is None and not task.paused_at(day) and not ending(history, number) and one.date_at(day) > day:
            coming[one.date_at(day), number].append(one.assignment.unit.unit.name)
    for (due, number), units in sorted(coming.items(), key=lambda item: item[0][0]):
        yield f"{day_text(date.fromordinal(due))}前到期：{quoted(_title(history, number))}（{some_of(units, 6)}）"
