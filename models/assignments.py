"""Which units a campaign's tasks are laid on (交办对象). The names come from the plan, their meaning from the register."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.plan import Plan
from duban.units import Register, strongest_roles
from models.entries import Paper, named_roles, standing_tasks
from models.rows import AssignmentRow


class Members(NamedTuple):
    """A register with its units' ids in the ledger."""

    register: Register
    ids: dict[str, int]


def lay_tasks(session: Session, paper: Paper, plan: Plan, members: Members, renamed: Collection[int] = ()) -> None:
    """Bring the assignments to a plan and register, each unit in its strongest role, groups expanded.

    The list is frozen once laid: additions and changed roles count from the paper's day, and only the tasks in `renamed`, whose
    written names changed, lose units. What the office decided itself stands against any paper.
    """
    planned = {row.id: plan.tasks[row.ordinal] for row in standing_tasks(session, paper.campaign_id)}
    standing, decided = _standing(session, planned), _decided(session, planned)
    additions = []
    for task_id, task in planned.items():
        roles = strongest_roles(members.register, named_roles(task))
        wanted = {members.ids[name]: role for name, role in roles.items()}
        held = standing.get(task_id, {})
        for unit_id in decided.get(task_id, ()):
            wanted.pop(unit_id, None)
        for unit_id, row in held.items():
            if unit_id in decided.get(task_id, ()):
                continue
            ends = task_id in renamed if unit_id not in wanted else wanted[unit_id] != row.role
            if ends:
                row.until = paper.since
        additions += [
            AssignmentRow(task_id=task_id, unit_id=unit_id, role=role, since=paper.since)
            for unit_id, role in wanted.items()
            if unit_id not in held or held[unit_id].role != role
        ]
    # The old ones are closed before the new ones come: one standing assignment per task and unit.
    session.flush()
    session.add_all(additions)
    session.flush()


def _standing(session: Session, task_ids: Iterable[int]) -> dict[int, dict[int, AssignmentRow]]:
    found: dict[int, dict[int, AssignmentRow]] = {}
    query = select(AssignmentRow).where(AssignmentRow.until.is_(None), AssignmentRow.task_id.in_(list(task_ids)))
    for row in session.scalars(query):
        found.setdefault(row.task_id, {})[row.unit_id] = row
    return found


def _decided(session: Session, task_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the units the office itself put on a task or took off it."""
    found: dict[int, set[int]] = {}
    query = select(AssignmentRow.task_id, AssignmentRow.unit_id).where(
        AssignmentRow.decided, AssignmentRow.task_id.in_(list(task_ids))
    )
    for task_id, unit_id in session.execute(query):
        found.setdefault(task_id, set()).add(unit_id)
    return found
