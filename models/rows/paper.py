"""The register of signed papers (发文登记): numbers, origin and bytes. Append-only; what happens to a paper afterwards are acts on it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Base


class PaperRow(Base):
    """One signed paper (文件). Its number is its series', year's and ordinal's for ever; all three are None where it bears none.

    `about` is what it is on (a month, a finding); `through` the last fact or act it was made from, as known at `made_at`.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("series", "year", "ordinal"),
        UniqueConstraint("campaign_id", "kind", "about", "version"),
        CheckConstraint(
            "(series IS NULL) = (year IS NULL) AND (series IS NULL) = (ordinal IS NULL)", name="number_is_whole"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    kind: Mapped[str]
    about: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    series: Mapped[str | None]
    year: Mapped[int | None]
    ordinal: Mapped[int | None]
    through: Mapped[int]
    made_at: Mapped[datetime]
    signed_by: Mapped[str]
    signed_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    media_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
