"""Writing planned tasks into the ledger with their steps, dues and written names. Who decides that lives in adoption.py."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.boilerplate import is_boilerplate
from duban.plan import Due, PlannedTask
from models.rows import DueRow, NamedUnitRow, StepRow, TaskRow


class Entry(NamedTuple):
    """A planned task under its row."""

    task_id: int
    planned: PlannedTask


class Paper(NamedTuple):
    """The paper that entries come from (none for a matter entered during the year), and the day they count from (None: always)."""

    campaign_id: int
    document_id: int | None
    since: date | None


class Numbered(NamedTuple):
    """A planned task with its place in the plan and its number in the ledger."""

    ordinal: int
    number: str
    planned: PlannedTask


def named_roles(task: PlannedTask) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names a task wrote, by role."""
    return (
        ("lead", task.lead_units),
        ("responsible", task.responsible_units),
        ("cooperating", task.cooperating_units),
    )


def standing_tasks(session: Session, campaign_id: int) -> list[TaskRow]:
    """Return the rows of the plan's tasks now in force; their ordinals are the indexes in the plan in force."""
    query = select(TaskRow).where(TaskRow.campaign_id == campaign_id, TaskRow.until.is_(None), TaskRow.source.is_(None))
    return list(session.scalars(query))


def enter_tasks(session: Session, paper: Paper, tasks: Iterable[Numbered], weights: Mapping[str, Fraction]) -> None:
    """Add tasks with everything they wrote; a weight not given follows the boilerplate rule."""
    rows = [
        (
            TaskRow(
                campaign_id=paper.campaign_id,
                number=number,
                weight=weights.get(number, Fraction(not is_boilerplate(planned.title))),
                since=paper.since,
                **wording(ordinal, planned),
            ),
            planned,
        )
        for ordinal, number, planned in tasks
    ]
    session.add_all(row for row, _ in rows)
    session.flush()
    entries = [Entry(row.id, planned) for row, planned in rows]
    enter_work(session, paper, entries)
    enter_names(session, paper, entries)


def wording(ordinal: int, planned: PlannedTask) -> dict[str, object]:
    """Return the columns of a task row that follow the paper in force."""
    return {
        "ordinal": ordinal,
        "written_number": planned.number,
        "title": planned.title,
        "leaders": planned.leaders,
        "first_line": planned.lines[0],
        "last_line": planned.lines[1],
    }


def enter_work(session: Session, paper: Paper, entries: Iterable[Entry]) -> None:
    """Add the dues and steps of tasks."""
    steps = []
    for task_id, planned in entries:
        session.add_all(_due(paper, task_id, None, place, due) for place, due in enumerate(planned.due))
        steps += [
            (StepRow(task_id=task_id, ordinal=place, text=step.text, since=paper.since), step.due)
            for place, step in enumerate(planned.steps)
        ]
    session.add_all(row for row, _ in steps)
    session.flush()
    for row, dues in steps:
        session.add_all(_due(paper, row.task_id, row.id, place, due) for place, due in enumerate(dues))
    session.flush()


def _due(paper: Paper, task_id: int, step_id: int | None, ordinal: int, due: Due) -> DueRow:
    return DueRow(
        task_id=task_id,
        step_id=step_id,
        document_id=paper.document_id,
        ordinal=ordinal,
        text=due.text,
        kind=due.kind,
        start=due.start,
        end=due.end,
        every=due.every,
        times=due.times,
        within=due.within,
        since=paper.since,
    )


def enter_names(session: Session, paper: Paper, entries: Iterable[Entry]) -> None:
    """Add the names tasks wrote, in written order."""
    session.add_all(
        NamedUnitRow(task_id=task_id, role=role, ordinal=place, name=name, since=paper.since)
        for task_id, planned in entries
        for role, names in named_roles(planned)
        for place, name in enumerate(names)
    )
    session.flush()
