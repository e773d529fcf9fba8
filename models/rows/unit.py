"""The register's units and what is assigned to them."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from duban.units import ROLES
from models.rows.base import Base, Dated, one_of


class UnitRow(Base):
    """A member unit of a campaign (成员单位); `ordinal` is its standing order (建制顺序)."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    ordinal: Mapped[int]
    name: Mapped[str]
    kind: Mapped[str]
    groups: Mapped[tuple[str, ...]]
    aliases: Mapped[tuple[str, ...]]
    contact: Mapped[str | None]
    head: Mapped[str | None]


class AssignmentRow(Dated, Base):
    """A task laid on a unit in a role (交办对象). Groups are expanded once: a later member is a dated addition.

    `decided`: the office laid it so, or took it away, whatever the plan says; an amended plan leaves it alone.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        one_of("role", ROLES),
        Index(
            "uq_assignment_task_id_unit_id",
            "task_id",
            "unit_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    role: Mapped[str]
    decided: Mapped[bool] = mapped_column(default=False, server_default=false())
