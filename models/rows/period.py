"""What must happen once whoever asks: a rung of a reminder."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


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
