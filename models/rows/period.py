"""What must happen once whoever asks: a scheduled period, a rung of a reminder."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class PeriodClaimRow(Base):
    """One scheduled run (job, period), whoever started it."""

    __tablename__ = "period_claim"

    job: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    claimed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ReminderRungRow(Base):
    """A rung of the reminder ladder (催办) that fired or was passed over, once for ever."""

    __tablename__ = "reminder_rung"

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    node: Mapped[str] = mapped_column(primary_key=True)
    date_in_force: Mapped[date] = mapped_column(primary_key=True)
    rung: Mapped[str] = mapped_column(primary_key=True)
    on_day: Mapped[date]
    fired: Mapped[bool]


class ReminderItemRow(Base):
    """What a reminder tells of, item by item, so that a letter that has not left can be brought up to date."""

    __tablename__ = "reminder_item"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    node: Mapped[str]
    date_in_force: Mapped[date]
    rung: Mapped[str]
