"""Writing many rows at once, and rows that count only the first time. Which rows, their subjects' modules say."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.rows import Base

Values = Mapping[str, Any]
_BATCH = 5000


def insert_all(session: Session, kind: type[Base], rows: Iterable[Values]) -> int:
    """Insert rows of one shape in batches, taken from the iterable as they are needed, and return how many."""
    table = insert(kind)
    count = 0
    for batch in _batches(rows):
        session.connection().execute(table, batch)
        count += len(batch)
    return count


def insert_new(
    session: Session, kind: type[Base], rows: Iterable[Values], *keys: InstrumentedAttribute[Any]
) -> list[tuple[Any, ...]]:
    """Insert the rows no unique constraint already knows and return the keys of each; the known ones stay as they are."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(kind).on_conflict_do_nothing().returning(*keys)
    return [tuple(found) for batch in _batches(rows) for found in session.execute(statement, batch)]


def _batches(rows: Iterable[Values]) -> Iterator[list[Values]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch
