"""The outbox: letters owed, the digest they leave in, and every attempt to send it."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from duban.letters import Policy
from models.rows.base import Base, one_of

STATES = ("pending", "sending", "accepted", "retry", "bounced", "uncertain", "held", "expired", "cancelled")


class MailRow(Base):
    """One message to one address on one day (邮件): its bytes are frozen, only its state moves.

    `fence` grows with every claim: a sender whose lease ended cannot write over the one that came after it.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("address", "day"),
        Index("ix_mail_state_due_at", "state", "due_at"),
        one_of("state", STATES),
        one_of("policy", get_args(Policy)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    day: Mapped[date]
    message_id: Mapped[str] = mapped_column(unique=True)
    message: Mapped[bytes]
    policy: Mapped[str]
    state: Mapped[str]
    fence: Mapped[int]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    give_up_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]


class LetterRow(Base):
    """One matter owed to one address (函件), written with its cause. `mail_id` is empty until it is bundled."""

    __tablename__ = "letter"
    __table_args__ = (one_of("policy", get_args(Policy)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    address: Mapped[str]
    kind: Mapped[str]
    occurrence: Mapped[str] = mapped_column(unique=True)
    not_before: Mapped[date]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    policy: Mapped[str]
    cancelled: Mapped[str | None]


class AttachmentRow(Base):
    """A file that goes with a letter."""

    __tablename__ = "attachment"

    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    content: Mapped[bytes]


class AttemptRow(Base):
    """One attempt to send a mail and how it ended."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), index=True)
    fence: Mapped[int]
    ended_at: Mapped[datetime]
    outcome: Mapped[str]
    code: Mapped[int | None]
    reply: Mapped[str]
