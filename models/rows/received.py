"""What came into the office's mailbox: every message with its bytes, where it lay, and the addresses mail came back from."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base, one_of

STATES = (
    "new", "taken", "words", "refused", "stranger", "automatic", "bounce", "repeat", "oversize", "quarantined",
)  # fmt: skip


class ReceivedRow(Base):
    """A received message (来信). Its bytes are kept once and for ever; `open` says that a person has still to look at it.

    `attempts` is written before each reading, so that a message that kills its reader is counted too.
    """

    __tablename__ = "received_message"
    __table_args__ = (one_of("state", STATES),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    fingerprint: Mapped[str | None] = mapped_column(String(64), index=True)
    message_id: Mapped[str]
    sender: Mapped[str]
    subject: Mapped[str]
    content: Mapped[bytes]
    arrived_at: Mapped[datetime]
    fetched_at: Mapped[datetime]
    attempts: Mapped[int]
    state: Mapped[str]
    open: Mapped[bool]
    note: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]


class MailboxPlaceRow(Base):
    """Where a message lay in a mailbox, so that it is fetched once: the server's own numbers (RFC 3501 §2.3.1.1)."""

    __tablename__ = "mailbox_place"

    mailbox: Mapped[str] = mapped_column(primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    received_id: Mapped[int] = mapped_column(ForeignKey("received_message.id"))


class BouncedAddressRow(Base):
    """An address that a mail of ours came back from (退信地址), by the latest report; a person takes the mark away."""

    __tablename__ = "bounced_address"

    address: Mapped[str] = mapped_column(primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"))
    received_id: Mapped[int] = mapped_column(ForeignKey("received_message.id"))
    reason: Mapped[str]
    bounced_at: Mapped[datetime]
