"""The dated facts and the returned files they came from. Append-only: a correction is a later fact."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base, Percent


class ReturnedFileRow(Base):
    """A file a unit sent back (回执). Its bytes count once in a campaign."""

    __tablename__ = "returned_file"
    __table_args__ = (UniqueConstraint("campaign_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    taken_by: Mapped[str]
    taken_at: Mapped[datetime]


class FactRow(Base):
    """One fact of the cycle contract §3 (事实): what, on which day, and who wrote it down when, for whom, from which file."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("campaign_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    sequence: Mapped[int]
    on_day: Mapped[date]
    do: Mapped[str]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    node: Mapped[str | None]
    progress: Mapped[int | Decimal | None] = mapped_column(Percent)
    nochange: Mapped[bool]
    to_day: Mapped[date | None]
    reason: Mapped[str | None]
    colour: Mapped[str | None]
    by_whom: Mapped[str | None]
    points: Mapped[Fraction | None]
    basis: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    on_behalf_of: Mapped[str | None]
    returned_file_id: Mapped[int | None] = mapped_column(ForeignKey("returned_file.id"))
