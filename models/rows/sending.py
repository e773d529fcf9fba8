"""What the ledger knows about sending as a whole: how far it has come, and what left before it was restored."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class SendingRow(Base):
    """The one row about sending: `serial` counts the claims, `ticked_at` is the last reading of the clock that was believed."""

    __tablename__ = "sending"

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[int]
    ticked_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]


class JournalRow(Base):
    """A send journal this ledger has read, and up to which byte."""

    __tablename__ = "journal"

    name: Mapped[str] = mapped_column(primary_key=True)
    read_to: Mapped[int] = mapped_column(BigInteger)


class DepartedRow(Base):
    """A letter that a send journal says left (`sure`) or may have left before this ledger was restored.

    `about` holds the items a reminder pressed for: nobody is pressed for them at that rung again.
    """

    __tablename__ = "departed"

    occurrence: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str]
    address: Mapped[str]
    left_at: Mapped[datetime]
    sure: Mapped[bool]
    about: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
