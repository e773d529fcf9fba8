"""The outbox: letters owed, the digest they leave in, and every attempt to send it."""

from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from duban.letters import Policy
from models.rows.base import Base, one_of

STATES = ("pending", "sending", "accepted", "retry", "bounced", "uncertain", "held", "expired", "cancelled")
# A mail taken back before it left makes room for another one to the same address on the same day.
_LIVE = text("state <> 'cancelled'")


def _one_live(*columns: str) -> Index:
    return Index(f"uq_mail_{'_'.join(columns)}", *columns, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)


class MailRow(Base):
    """One message to one address on one day (邮件): its bytes (MessageRow) are frozen, only its state moves.

    `fence` grows with every claim: a sender whose lease ended cannot write over the one that came after it. `begun` is whether the
    claim under way came to a conversation with the server, None where nobody knows.
    """

    __tablename__ = "mail"
    __table_args__ = (
        _one_live("address", "day"),
        _one_live("message_id"),
        Index("ix_mail_state_due_at", "state", "due_at"),
        one_of("state", STATES),
        one_of("policy", get_args(Policy)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    day: Mapped[date]
    message_id: Mapped[str]
    policy: Mapped[str]
    state: Mapped[str]
    fence: Mapped[int]
    attempts: Mapped[int]
    begun: Mapped[bool | None]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    give_up_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]


class MessageRow(Base):
    """The bytes of a mail as they leave, apart from it: a change of state must not write them again."""

    __tablename__ = "message"

    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes]


class LetterRow(Base):
    """One matter owed to one address (函件), written with its cause. `mail_id` is empty until it is bundled.

    `about` holds the items a reminder presses for, so that it can be dropped once they are answered; `give_up_at` its own
    deadline, or five days from when it was first bundled.
    """

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
    about: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    give_up_at: Mapped[datetime | None]
    cancelled: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]


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
