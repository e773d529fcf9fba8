"""What all tables share: the declarative base, constraint names, and types for exact numbers, moments, name lists."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, DateTime, LargeBinary, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_exact_value = lru_cache(maxsize=65536)(Fraction)


class Exact(TypeDecorator[Fraction]):
    """A Fraction kept as its text (3/2), the same in every database: a score is never bent by a binary float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:  # noqa: ARG002
        return None if value is None else _exact_value(value)


class Percent(TypeDecorator[int | Decimal]):
    """A progress figure as it was written: a whole number or a decimal fraction, kept as its text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | Decimal | None:  # noqa: ARG002
        if value is None:
            return None
        return int(value) if value.isdecimal() else Decimal(value)


class Moment(TypeDecorator[datetime]):
    """An instant: only aware values go in, only UTC values come out, also from SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time needs a zone: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(TypeDecorator[tuple[str, ...]]):
    """A short list of names in written order."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:  # noqa: ARG002
        return list(value or ())

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(value or ())


class Base(DeclarativeBase):
    """The base of all rows. Every constraint has a name, so that a migration can drop it in any database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy, never changed
        str: Text,
        date: Date,
        datetime: Moment,
        Fraction: Exact,
        bytes: LargeBinary,
        tuple[str, ...]: Names,
        dict[str, Any]: JSON,
    }


class Dated:
    """Rows of an amended plan are closed, never deleted: valid from `since` (None: from the beginning) to the day before `until`."""

    since: Mapped[date | None] = mapped_column(default=None)
    until: Mapped[date | None] = mapped_column(default=None)


def one_of(column: str, words: Collection[str]) -> CheckConstraint:
    """Return a check that a column holds one of a closed set of words."""
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return CheckConstraint(f"{column} IN ({listed})", name=column)
