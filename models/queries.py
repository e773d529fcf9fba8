"""From the ledger to the values a judgement is made of: one query per table and campaign. Values leave, rows do not."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, or_, select
from sqlalchemy.orm import Session

from duban.errors import UsageError
from duban.plan import Due, Step
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.parameters import Parameters
from duban.units import ROLES
from models.database import plain_rows
from models.figures import parameters_from_json
from models.register import register_of
from models.rows import (
    ActRow,
    AssignmentRow,
    CalendarDayRow,
    CampaignRow,
    DueRow,
    FactRow,
    NamedUnitRow,
    PostRow,
    StepRow,
    TaskRow,
    UnitRow,
)
from models.rows.base import Dated

_BATCH = 5000
_Kind = AssignmentRow | NamedUnitRow | StepRow | DueRow


def campaign_values(session: Session, campaign_id: int, on: date | None = None) -> Campaign:
    """Return a campaign as the ledger knows it, tasks in plan order, units in standing order.

    `on` gives the plan as it was in force on that day (a dropped task is still there, a moved date not yet moved), None as it is
    now. UsageError where there is no such campaign.
    """
    columns = (CampaignRow.title, CampaignRow.start, CampaignRow.head, CampaignRow.parameters)
    found = session.execute(select(*columns).where(CampaignRow.id == campaign_id)).one_or_none()
    if found is None:
        raise UsageError(f"台账中没有编号为 {campaign_id} 的专项行动", remedy="请用 duban campaigns 查看编号")
    title, start, head, figures = found
    days = session.execute(
        select(CalendarDayRow.day, CalendarDayRow.works).where(CalendarDayRow.campaign_id == campaign_id)
    ).all()
    posts = session.execute(select(PostRow.post, PostRow.address).where(PostRow.campaign_id == campaign_id))
    return Campaign(
        title=title,
        start=start,
        head=head,
        register=register_of(session, campaign_id),
        tasks=_tasks(session, campaign_id, on),
        addresses=dict(posts.tuples().all()),
        parameters=parameters_from_json(figures),
        rest=frozenset(day for day, works in days if not works),
        work=frozenset(day for day, works in days if works),
    )


def figures_of(session: Session, campaign_id: int) -> Parameters:
    """Return the figures a campaign is judged by now."""
    query = select(CampaignRow.parameters).where(CampaignRow.id == campaign_id)
    return parameters_from_json(session.scalars(query).one())


def facts_of(session: Session, campaign_id: int, until: date | None = None) -> Iterator[Fact]:
    """Return a campaign's facts in the order they were recorded, those of days after `until` left out.

    A fact that was struck out (an appeal upheld) is as if it had never been recorded; its row stays. A fact that assigned a whole
    task assigned it to the units it had on that day: where others joined later, it comes as one fact for each of the former.
    """
    struck = select(cast(ActRow.key, Integer)).where(
        ActRow.campaign_id == campaign_id, ActRow.subject == "fact", ActRow.do == "strike"
    )
    query = (
        select(
            FactRow.sequence,
            FactRow.on_day,
            FactRow.do,
            TaskRow.number,
            UnitRow.name,
            FactRow.node,
            FactRow.progress,
            FactRow.nochange,
            FactRow.to_day,
            FactRow.reason,
            FactRow.colour,
            FactRow.by_whom,
            FactRow.points,
            FactRow.basis,
        )
        .outerjoin(TaskRow, FactRow.task_id == TaskRow.id)
        .outerjoin(UnitRow, FactRow.unit_id == UnitRow.id)
        .where(FactRow.campaign_id == campaign_id, FactRow.sequence.not_in(struck))
        .order_by(FactRow.sequence)
        .execution_options(yield_per=_BATCH)
    )
    if until is not None:
        query = query.where(FactRow.on_day <= until)
    facts = map(Fact._make, plain_rows(session, query))
    joined = _joined_later(session, campaign_id)
    return _for_those_present(facts, joined) if joined else facts


Spans = dict[str, dict[str, list[tuple[date | None, date | None]]]]


def _joined_later(session: Session, campaign_id: int) -> Spans:
    """Return {task: {unit: when it was on the task}} of the tasks whose units changed since they were first laid."""
    query = _of_campaign(
        select(TaskRow.number, UnitRow.name, AssignmentRow.since, AssignmentRow.until), AssignmentRow, campaign_id
    ).join(UnitRow, AssignmentRow.unit_id == UnitRow.id)
    changed = query.where(AssignmentRow.since.is_not(None), TaskRow.source.is_(None))
    tasks = {row[0] for row in plain_rows(session, changed)}
    spans: Spans = {}
    if tasks:
        for task, unit, since, until in plain_rows(
            session, query.where(TaskRow.number.in_(tasks)).order_by(UnitRow.ordinal)
        ):
            spans.setdefault(task, {}).setdefault(unit, []).append((since, until))
    return spans


def _for_those_present(facts: Iterable[Fact], spans: Spans) -> Iterator[Fact]:
    for fact in facts:
        if fact.do != "assign" or fact.unit is not None or fact.task not in spans:
            yield fact
            continue
        for unit, held in spans[fact.task].items():
            if any((since is None or since <= fact.on) and (until is None or until > fact.on) for since, until in held):
                yield fact._replace(unit=unit)


def unassigned(session: Session, campaign_id: int) -> tuple[tuple[str, str], ...]:
    """Return the (task, unit) pairs now in force that no fact has assigned yet, in task and standing order.

    A fact that assigned a whole task counts for the units it had on that day, not for those that joined later.
    """
    told = session.execute(
        select(FactRow.task_id, FactRow.unit_id, FactRow.on_day).where(
            FactRow.campaign_id == campaign_id, FactRow.do == "assign"
        )
    ).all()
    units = {(task_id, unit_id) for task_id, unit_id, _ in told}
    whole = {task_id: day for task_id, unit_id, day in sorted(told, key=lambda row: row.on_day) if unit_id is None}
    query = (
        _in_force(
            select(TaskRow.id, UnitRow.id, AssignmentRow.since, TaskRow.number, UnitRow.name),
            AssignmentRow,
            campaign_id,
            None,
        )
        .join(UnitRow, AssignmentRow.unit_id == UnitRow.id)
        .where(in_force(TaskRow, None))
        .order_by(TaskRow.ordinal, UnitRow.ordinal)
    )
    return tuple(
        (task, unit)
        for task_id, unit_id, since, task, unit in session.execute(query)
        if (task_id, unit_id) not in units and not (task_id in whole and (since is None or since <= whole[task_id]))
    )


def in_force(kind: type[Dated], on: date | None) -> ColumnElement[bool]:
    """Return the condition that a dated row is in force on a day, None meaning now."""
    if on is None:
        return kind.until.is_(None)
    return and_(or_(kind.since.is_(None), kind.since <= on), or_(kind.until.is_(None), kind.until > on))


def _tasks(session: Session, campaign_id: int, on: date | None) -> tuple[CampaignTask, ...]:
    units, written = _assigned(session, campaign_id, on), _written(session, campaign_id, on)
    steps, dues = _steps(session, campaign_id, on), _dues(session, campaign_id, on)
    waived = _waived(session, campaign_id)
    columns = (TaskRow.id, TaskRow.number, TaskRow.title, TaskRow.leaders, TaskRow.weight)
    rows = plain_rows(
        session,
        select(*columns)
        .where(TaskRow.campaign_id == campaign_id, in_force(TaskRow, on))
        .order_by(TaskRow.ordinal, TaskRow.id),
    )
    return tuple(
        CampaignTask(
            number=number,
            title=title,
            leader=leaders[0] if leaders else None,
            weight=weight,
            **_by_role(units.get(task_id, ())),
            waived=waived.get(number, {}),
            written=_by_role(written.get(task_id, ())),
            due=tuple(dues.get((task_id, None), ())),
            steps=tuple(Step(text, tuple(dues.get((task_id, step), ()))) for step, text in steps.get(task_id, ())),
        )
        for task_id, number, title, leaders, weight in rows
    )


def _assigned(session: Session, campaign_id: int, on: date | None) -> dict[int, list[Any]]:
    query = _in_force(select(AssignmentRow.task_id, AssignmentRow.role, UnitRow.name), AssignmentRow, campaign_id, on)
    return _grouped(
        plain_rows(session, query.join(UnitRow, AssignmentRow.unit_id == UnitRow.id).order_by(UnitRow.ordinal))
    )


def _written(session: Session, campaign_id: int, on: date | None) -> dict[int, list[Any]]:
    columns = (NamedUnitRow.task_id, NamedUnitRow.role, NamedUnitRow.name)
    query = _in_force(select(*columns), NamedUnitRow, campaign_id, on)
    return _grouped(plain_rows(session, query.order_by(NamedUnitRow.ordinal)))


def _waived(session: Session, campaign_id: int) -> dict[str, dict[str, date]]:
    query = (
        select(ActRow.key, UnitRow.name, ActRow.on_day)
        .join(UnitRow, ActRow.unit_id == UnitRow.id)
        .where(ActRow.campaign_id == campaign_id, ActRow.subject == "task", ActRow.do == "waive")
    )
    found: dict[str, dict[str, date]] = {}
    for task, unit, day in plain_rows(session, query.order_by(ActRow.sequence.desc())):
        found.setdefault(task, {})[unit] = day
    return found


def _steps(session: Session, campaign_id: int, on: date | None) -> dict[int, list[Any]]:
    query = _in_force(select(StepRow.task_id, StepRow.id, StepRow.text), StepRow, campaign_id, on)
    return _grouped(plain_rows(session, query.order_by(StepRow.ordinal)))


def _by_role(named: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    held: dict[str, list[str]] = {role: [] for role in ROLES}
    for role, name in named:
        held[role].append(name)
    return {role: tuple(names) for role, names in held.items()}


def _dues(session: Session, campaign_id: int, on: date | None) -> dict[tuple[int, int | None], list[Due]]:
    columns = (DueRow.text, DueRow.kind, DueRow.start, DueRow.end, DueRow.every, DueRow.times, DueRow.within)
    query = _in_force(select(DueRow.task_id, DueRow.step_id, *columns), DueRow, campaign_id, on)
    found: dict[tuple[int, int | None], list[Due]] = {}
    for task_id, step_id, *values in plain_rows(session, query.order_by(DueRow.ordinal)):
        found.setdefault((task_id, step_id), []).append(Due(*values))
    return found


def _of_campaign(query: Select[Any], kind: type[_Kind], campaign_id: int) -> Select[Any]:
    return query.select_from(kind).join(TaskRow, kind.task_id == TaskRow.id).where(TaskRow.campaign_id == campaign_id)


def _in_force(query: Select[Any], kind: type[_Kind], campaign_id: int, on: date | None) -> Select[Any]:
    return _of_campaign(query, kind, campaign_id).where(in_force(kind, on))


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found
