"""The rungs of the reminder ladder (催办): each takes effect once, whoever asks and how often."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.recording import task_ids
from models.register import unit_ids
from models.rows import ReminderRungRow, TaskRow, UnitRow
from models.writing import insert_new


class Rung(NamedTuple):
    """One rung of one obligation for one date in force (催办档): fires once, ever."""

    task: str
    unit: str
    node: str
    date_in_force: date
    rung: str


def rungs_used(session: Session, campaign_id: int) -> frozenset[Rung]:
    """Return the rungs of a campaign that fired or were passed over."""
    used = ReminderRungRow
    query = (
        select(TaskRow.number, UnitRow.name, used.node, used.date_in_force, used.rung)
        .join(TaskRow, used.task_id == TaskRow.id)
        .join(UnitRow, used.unit_id == UnitRow.id)
        .where(TaskRow.campaign_id == campaign_id)
    )
    return frozenset(Rung(*row) for row in session.execute(query))


def rungs_fired(session: Session, campaign_id: int) -> tuple[tuple[Rung, date], ...]:
    """Return the rungs of a campaign that fired, each with its day, by day."""
    used = ReminderRungRow
    query = (
        select(TaskRow.number, UnitRow.name, used.node, used.date_in_force, used.rung, used.on_day)
        .join(TaskRow, used.task_id == TaskRow.id)
        .join(UnitRow, used.unit_id == UnitRow.id)
        .where(TaskRow.campaign_id == campaign_id, used.fired)
        .order_by(used.on_day, UnitRow.ordinal)
    )
    return tuple((Rung(*row[:5]), row[5]) for row in session.execute(query))


def use_rungs(session: Session, campaign_id: int, rungs: Iterable[Rung], on: date, *, fired: bool) -> int:
    """Record rungs as fired (or passed over) on a day and return how many were new; a known one stays as it is."""
    tasks, units = task_ids(session, campaign_id), unit_ids(session, campaign_id)
    rows = (
        {
            "task_id": tasks[rung.task],
            "unit_id": units[rung.unit],
            "node": rung.node,
            "date_in_force": rung.date_in_force,
            "rung": rung.rung,
            "on_day": on,
            "fired": fired,
        }
        for rung in rungs
    )
    return len(insert_new(session, ReminderRungRow, rows, ReminderRungRow.rung))
