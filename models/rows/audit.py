"""The audit log's one table. Append-only; written by models.audit alone."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class AuditEntryRow(Base):
    """One entry of the audit chain (审计记录), one a transaction. Every column is kept as the text that was hashed.

    It refers to nothing: what happens to other rows must not touch the log.
    """

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    campaign_id: Mapped[int | None]
    summary: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
