"""What the plan wrote: tasks, steps, dues, targets and the unit names of each task, with their history."""

from datetime import date
from fractions import Fraction
from typing import get_args

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from duban.plan import DueKind
from duban.units import ROLES
from models.rows.base import Base, Dated, one_of


class TaskRow(Dated, Base):
    """A task (任务). `number` is its lasting name in the ledger; `written_number` follows the paper now in force.

    `source` is where a matter entered during the year came from (立项来源), None for a task of the plan.
    """

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    ordinal: Mapped[int]
    number: Mapped[str]
    written_number: Mapped[str]
    title: Mapped[str]
    leaders: Mapped[tuple[str, ...]]
    weight: Mapped[Fraction]
    first_line: Mapped[int]
    last_line: Mapped[int]
    source: Mapped[str | None]


class StepRow(Dated, Base):
    """An item under a task (分项)."""

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    ordinal: Mapped[int]
    text: Mapped[str]


class DueRow(Dated, Base):
    """A due of a task, or of its step (时限), with the paper that set it (none for a matter entered during the year).

    A moved date closes this row and adds another.
    """

    __tablename__ = "due"
    __table_args__ = (one_of("kind", get_args(DueKind)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    step_id: Mapped[int | None] = mapped_column(ForeignKey("step.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("source_document.id"))
    ordinal: Mapped[int]
    text: Mapped[str]
    kind: Mapped[str]
    start: Mapped[date | None]
    end: Mapped[date | None]
    every: Mapped[str | None]
    times: Mapped[int | None]
    within: Mapped[str | None]


class NamedUnitRow(Dated, Base):
    """A name the plan wrote for a task in a role: a unit, a group, or something the register does not know."""

    __tablename__ = "named_unit"
    __table_args__ = (one_of("role", ROLES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    role: Mapped[str]
    ordinal: Mapped[int]
    name: Mapped[str]


class TargetRow(Base):
    """A number a paper binds the campaign to (目标)."""

    __tablename__ = "target"

    document_id: Mapped[int] = mapped_column(ForeignKey("source_document.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    metric: Mapped[str]
    op: Mapped[str]
    value: Mapped[Fraction]
    unit: Mapped[str]
    by: Mapped[date | None]
