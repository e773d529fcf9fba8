"""The campaign, the papers it rests on, the addresses of its posts and the office's own calendar days."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class CampaignRow(Base):
    """A campaign (专项行动). `parameters` is its own whole copy of the figures, made when it was adopted."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)
    start: Mapped[date]
    head: Mapped[str | None]
    parameters: Mapped[dict[str, Any]]


class SourceDocumentRow(Base):
    """A paper the campaign was adopted from (方案). An amended one supersedes it; the bytes stay."""

    __tablename__ = "source_document"
    __table_args__ = (UniqueConstraint("campaign_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    text: Mapped[str]
    document_number: Mapped[str | None]
    issuer: Mapped[str | None]
    issued_on: Mapped[date | None]
    plan: Mapped[dict[str, Any]]
    adopted_by: Mapped[str]
    adopted_at: Mapped[datetime]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("source_document.id"))


class PostRow(Base):
    """The mail address of a post: a task's leader or the campaign's head."""

    __tablename__ = "post"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    post: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]


class CalendarDayRow(Base):
    """One day the office itself declares a working day or a rest day; the key keeps it from being both."""

    __tablename__ = "calendar_day"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
