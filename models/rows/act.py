"""The acts on what is supervised, and the files that go with acts and facts. Append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class ActRow(Base):
    """One act (行为) on one matter. `sequence` is its place among all facts and acts of the campaign."""

    __tablename__ = "act"
    __table_args__ = (
        UniqueConstraint("campaign_id", "sequence"),
        Index("ix_act_campaign_id_subject_key", "campaign_id", "subject", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    sequence: Mapped[int]
    on_day: Mapped[date]
    subject: Mapped[str]
    key: Mapped[str]
    do: Mapped[str]
    by_whom: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    on_behalf_of: Mapped[str | None]
    basis: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class EvidenceRow(Base):
    """The bytes of a file (佐证), kept once under their SHA-256; never opened by the program, never run."""

    __tablename__ = "evidence"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes]
    kept_at: Mapped[datetime]


class ProofRow(Base):
    """A file that goes with a fact or act, under the name it came with."""

    __tablename__ = "proof"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("evidence.sha256"))
