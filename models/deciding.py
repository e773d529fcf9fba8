"""What decisions change on the task list itself: a matter entered, a unit put on a task or taken off it. Rows are closed, never deleted."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from duban.plan import PlannedTask
from duban.units import ROLES, Register, strongest_roles
from models.entries import Numbered, Paper, enter_tasks, named_roles
from models.recording import task_ids
from models.register import unit_ids
from models.rows import AssignmentRow, TaskRow, UnitRow

# Matters entered during the year stand behind every task of the plan, however long an amended one grows.
_BEHIND_THE_PLAN = 1_000_000


def enter_matter(
    session: Session, campaign_id: int, numbered: tuple[str, PlannedTask], entry: Mapping[str, str], on: date
) -> None:
    """Enter a matter as a task from a day on, laid on the units of the register it names.

    `entry` holds its `source` and, where given, its `weight`.
    """
    number, planned = numbered
    last = select(func.max(TaskRow.ordinal)).where(TaskRow.campaign_id == campaign_id, TaskRow.source.is_not(None))
    ordinal = max((session.scalar(last) or 0) + 1, _BEHIND_THE_PLAN)
    weights = {number: Fraction(entry["weight"])} if entry.get("weight") else {}
    enter_tasks(session, Paper(campaign_id, None, on), [Numbered(ordinal, number, planned)], weights)
    row = _task(session, campaign_id, number)
    row.source = entry["source"]
    session.flush()


def lay_matter(session: Session, campaign_id: int, number: str, planned: PlannedTask, register: Register) -> None:
    """Lay an entered matter on its units, groups expanded, each in its strongest role."""
    task, ids = _task(session, campaign_id, number), unit_ids(session, campaign_id)
    session.add_all(
        AssignmentRow(task_id=task.id, unit_id=ids[unit], role=role, since=task.since, decided=True)
        for unit, role in strongest_roles(register, named_roles(planned)).items()
    )
    session.flush()


def put_on(session: Session, campaign_id: int, task: str, unit: str, role: str, since: date) -> None:
    """Put a unit on a task in a role, or give it another role, from a day on."""
    held = _standing(session, campaign_id, task, unit)
    if held is not None:
        held.until, held.decided = since, True
        session.flush()
    task_id, unit_id = task_ids(session, campaign_id)[task], unit_ids(session, campaign_id)[unit]
    session.add(AssignmentRow(task_id=task_id, unit_id=unit_id, role=role, since=since, decided=True))
    session.flush()


def take_off(session: Session, campaign_id: int, task: str, unit: str, until: date) -> bool:
    """Take a unit off a task from a day on and return whether any unit is left on it."""
    held = _standing(session, campaign_id, task, unit)
    if held is not None:
        held.until, held.decided = until, True
        session.flush()
    return bool(_roles(session, campaign_id, task))


def make_lead(session: Session, campaign_id: int, task: str, unit: str, since: date) -> None:
    """Make a unit the one that leads a task; who led beside it is responsible from then on."""
    for name, role in _roles(session, campaign_id, task).items():
        if name == unit and role != ROLES[0]:
            put_on(session, campaign_id, task, name, ROLES[0], since)
        elif name != unit and role == ROLES[0]:
            put_on(session, campaign_id, task, name, ROLES[1], since)


def role_of(session: Session, campaign_id: int, task: str, unit: str) -> str | None:
    """Return the role a unit has in a task now, None where it has none."""
    return _roles(session, campaign_id, task).get(unit)


def list_changes(session: Session, campaign_id: int) -> dict[str, int]:
    """Return on how many days the office's decisions changed each unit's list of tasks; units without any are left out."""
    query = (
        select(UnitRow.name, AssignmentRow.since, AssignmentRow.until)
        .join(UnitRow, AssignmentRow.unit_id == UnitRow.id)
        .where(UnitRow.campaign_id == campaign_id, AssignmentRow.decided)
    )
    days: dict[str, set[date]] = {}
    for unit, *bounds in session.execute(query):
        days.setdefault(unit, set()).update(day for day in bounds if day is not None)
    return {unit: len(found) for unit, found in days.items()}


def _roles(session: Session, campaign_id: int, task: str) -> dict[str, str]:
    names = {unit_id: name for name, unit_id in unit_ids(session, campaign_id).items()}
    query = select(AssignmentRow.unit_id, AssignmentRow.role).where(
        AssignmentRow.task_id == task_ids(session, campaign_id)[task], AssignmentRow.until.is_(None)
    )
    return {names[unit_id]: role for unit_id, role in session.execute(query)}


def _standing(session: Session, campaign_id: int, task: str, unit: str) -> AssignmentRow | None:
    return session.scalar(
        select(AssignmentRow).where(
            AssignmentRow.task_id == task_ids(session, campaign_id)[task],
            AssignmentRow.unit_id == unit_ids(session, campaign_id)[unit],
            AssignmentRow.until.is_(None),
        )
    )


def _task(session: Session, campaign_id: int, number: str) -> TaskRow:
    return session.scalars(select(TaskRow).where(TaskRow.campaign_id == campaign_id, TaskRow.number == number)).one()
