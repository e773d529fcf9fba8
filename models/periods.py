"""What must take effect once whoever asks and how often: scheduled periods and rungs of the reminder ladder."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.recording import task_ids
from models.register import unit_ids
from models.rows import PeriodClaimRow, ReminderRungRow, TaskRow, UnitRow
from models.writing import insert_new

# A run that neither finished nor claimed again in this time is dead: every step it does is harmless to repeat.
_LEASE = timedelta(hours=1)


class Rung(NamedTuple):
    """One rung of one obligation for one date in force (催办档): fires once, ever."""

    task: str
    unit: str
    node: str
    date_in_force: date
    rung: str


def claim_period(session: Session, job: str, period: str, now: datetime) -> bool:
    """Return whether this caller is the one to run a job for a period: the first, or the first after a run that died."""
    row = {"job": job, "period": period, "claimed_at": now, "finished_at": None}
    if insert_new(session, PeriodClaimRow, [row], PeriodClaimRow.job):
        return True
    mine = session.scalars(
        update(PeriodClaimRow)
        .where(
            PeriodClaimRow.job == job,
            PeriodClaimRow.period == period,
            PeriodClaimRow.finished_at.is_(None),
            PeriodClaimRow.claimed_at <= now - _LEASE,
        )
        .values(claimed_at=now)
        .returning(PeriodClaimRow.job)
        .execution_options(synchronize_session=False)
    )
    return mine.first() is not None


def finish_period(session: Session, job: str, period: str, now: datetime) -> None:
    """Mark a period's run as done, so that nobody claims it again."""
    session.execute(
        update(PeriodClaimRow)
        .where(PeriodClaimRow.job == job, PeriodClaimRow.period == period, PeriodClaimRow.finished_at.is_(None))
        .values(finished_at=now)
    )


def give_back_period(session: Session, job: str, period: str, now: datetime) -> None:
    """Let an unfinished period be claimed again at once, after a run that failed and said so."""
    session.execute(
        update(PeriodClaimRow)
        .where(PeriodClaimRow.job == job, PeriodClaimRow.period == period, PeriodClaimRow.finished_at.is_(None))
        .values(claimed_at=now - _LEASE)
    )


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


def rungs_fired(session: Session, campaign_id: int, task: str) -> tuple[tuple[Rung, date], ...]:
    """Return the rungs of one task that fired, each with its day, by day."""
    used = ReminderRungRow
    query = (
        select(TaskRow.number, UnitRow.name, used.node, used.date_in_force, used.rung, used.on_day)
        .join(TaskRow, used.task_id == TaskRow.id)
        .join(UnitRow, used.unit_id == UnitRow.id)
        .where(TaskRow.campaign_id == campaign_id, TaskRow.number == task, used.fired)
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
