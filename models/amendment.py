"""Taking an amended plan into a campaign: old rows are closed on the day it counts from, never deleted."""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from duban.difference import Difference
from duban.numbering import ledger_numbers
from duban.plan import Plan
from models.entries import (
    Entry,
    Numbered,
    Paper,
    enter_names,
    enter_tasks,
    enter_work,
    named_roles,
    standing_tasks,
    wording,
)
from models.rows import AssignmentRow, DueRow, NamedUnitRow, StepRow, TaskRow


def reword(session: Session, paper: Paper, plans: tuple[Plan, Plan], change: Difference) -> set[int]:
    """Follow an amended plan in the tasks that stay and close those it drops; return the ids of tasks whose names changed."""
    old, new = plans
    rows = {row.ordinal: row for row in standing_tasks(session, paper.campaign_id)}
    work, names = [], []
    for i, j in change.pairs:
        before, after, row = old.tasks[i], new.tasks[j], rows.pop(i)
        for column, value in wording(j, after).items():
            setattr(row, column, value)
        if (before.due, before.steps) != (after.due, after.steps):
            work.append(Entry(row.id, after))
        if named_roles(before) != named_roles(after):
            names.append(Entry(row.id, after))
    for row in rows.values():
        row.until = paper.since
    _close(session, AssignmentRow, [row.id for row in rows.values()], paper.since)
    for kind in (DueRow, StepRow):
        _close(session, kind, [entry.task_id for entry in work], paper.since)
    _close(session, NamedUnitRow, [entry.task_id for entry in names], paper.since)
    session.flush()
    enter_work(session, paper, work)
    enter_names(session, paper, names)
    return {entry.task_id for entry in names}


def add_tasks(
    session: Session, paper: Paper, plans: tuple[Plan, Plan], change: Difference, weights: Mapping[str, Fraction]
) -> None:
    """Enter the tasks an amended plan adds; a number once given stays with its task, dropped or not."""
    tasks = plans[1].tasks
    kept = {j for _, j in change.pairs}
    added = [j for j in range(len(tasks)) if j not in kept]
    taken = session.scalars(select(TaskRow.number).where(TaskRow.campaign_id == paper.campaign_id)).all()
    numbers = ledger_numbers([tasks[j].number for j in added], taken)
    enter_tasks(
        session, paper, (Numbered(j, number, tasks[j]) for j, number in zip(added, numbers, strict=True)), weights
    )


def _close(
    session: Session,
    kind: type[AssignmentRow] | type[DueRow] | type[StepRow] | type[NamedUnitRow],
    task_ids: Collection[int],
    day: date | None,
) -> None:
    session.execute(update(kind).where(kind.task_id.in_(task_ids), kind.until.is_(None)).values(until=day))
