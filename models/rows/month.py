"""The judgement of a month as it was stored: its lines, scores, deductions and bonuses."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base, Percent, one_of

STATES = ("draft", "published")


class MonthRow(Base):
    """One version of a campaign's month (期次). A published one never changes; a correction is the next version."""

    __tablename__ = "month"
    __table_args__ = (UniqueConstraint("campaign_id", "month", "version"), one_of("state", STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    month: Mapped[str] = mapped_column(String(7))
    version: Mapped[int]
    state: Mapped[str]
    cutoff: Mapped[date]
    parameters: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    reminders: Mapped[dict[str, Any]]
    judged_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
    number: Mapped[str | None]
    audit_length: Mapped[int | None]
    audit_head: Mapped[str | None] = mapped_column(String(64))


class ObligationLineRow(Base):
    """One obligation at the month's cut-off, in the result's order."""

    __tablename__ = "obligation_line"

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    node: Mapped[str | None]
    date_in_force: Mapped[date | None]
    due: Mapped[date | None]
    standing: Mapped[str]
    n: Mapped[int | None]
    gap: Mapped[Fraction | None]
    progress: Mapped[int | Decimal | None] = mapped_column(Percent)
    claimed: Mapped[date | None]
    s: Mapped[Fraction | None]
    weight: Mapped[Fraction]
    c: Mapped[Fraction]


class ScoreRow(Base):
    """A unit's score of the month (得分)."""

    __tablename__ = "score"

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str]
    base: Mapped[Fraction | None]
    score: Mapped[Fraction | None]
    grade: Mapped[str | None]
    rank: Mapped[int | None]
    red_cards: Mapped[int]


class DeductionRow(Base):
    """One line taken off a score (扣分)."""

    __tablename__ = "deduction"

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    node: Mapped[str | None]
    rule: Mapped[str]
    points: Mapped[Fraction]
    on_day: Mapped[date]


class BonusRow(Base):
    """One line added to a score (加分)."""

    __tablename__ = "bonus"

    month_id: Mapped[int] = mapped_column(ForeignKey("month.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    rule: Mapped[str]
    points: Mapped[Fraction]
    basis: Mapped[str]
    on_day: Mapped[date]
