"""Which rows the audit chain answers for besides itself, and their digests: of rows in order (facts, acts), of rows listed one by one
(campaigns, papers, months), of kept files. The same functions digest what is written and what is found later.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, RowMapping, Table, select

from duban.chain import canonical
from models.rows import Base, CampaignRow, MonthRow, PaperRow, ReturnedFileRow, SourceDocumentRow

# Facts, acts and their proofs: appended in one order a campaign, whose place is in these columns.
_ORDER = ("campaign_id", "sequence")
# Left out of a digest: the surrogate key of a row in order, which nothing refers to, and bytes whose SHA-256 stands beside them
# (`wrong_bytes` compares those). A month's own digest covers its figures and letters, which are too long to be hashed twice.
_LISTED: dict[type[Base], frozenset[str]] = {
    CampaignRow: frozenset(),
    MonthRow: frozenset({"parameters", "reminders"}),
    PaperRow: frozenset({"content"}),
    ReturnedFileRow: frozenset({"content"}),
    SourceDocumentRow: frozenset({"content"}),
}
LISTED = tuple(_LISTED)
_LEFT_OUT = {str(kind.__tablename__): columns for kind, columns in _LISTED.items()}


Values = Mapping[str, Any] | RowMapping


class Key(NamedTuple):
    """Where a row in order stands: its sequence, then the rest of its table's key."""

    sequence: int
    rest: tuple[Any, ...]


class Placed(NamedTuple):
    """The digest of a row in order, under its place."""

    key: Key
    digest: bytes


class Span(NamedTuple):
    """Some rows of a campaign in order: the last place, how many they are, one digest over them."""

    last: int
    rows: int
    digest: str


@cache
def in_order() -> dict[str, Table]:
    """Return the tables whose rows stand in one order a campaign, by name."""
    return {name: table for name, table in Base.metadata.tables.items() if all(key in table.c for key in _ORDER)}


@cache
def listed() -> dict[str, Table]:
    """Return the tables whose rows are listed one by one, by name."""
    return {name: Base.metadata.tables[name] for name in _LEFT_OUT}


def placed(table: Table, values: Values) -> Placed:
    """Return the digest of a row in order, from its values by column."""
    rest = tuple(values[column.name] for column in _rest(table))
    return Placed(Key(values["sequence"], rest), row_digest(values.get(column.name) for column in _columns(table)))


def listed_digest(table: Table, values: Values) -> str:
    """Return the digest of a row that is listed by its id, from its values by column."""
    return row_digest(values[column.name] for column in _columns(table)).hex()


def label_of(values: Values) -> str:
    """Return how the log names a listed row: months and signed papers with their version, files by fingerprint, campaigns by title."""
    if "month" in values:
        return f"{values['month']}/{values['version']}/{values['state']}"
    if "series" in values:
        return f"{values['kind']}/{values['about']}/{values['version']}"
    return str(values["sha256"] if "sha256" in values else values["title"])


def row_digest(values: Iterable[Any]) -> bytes:
    """Return the SHA-256 of a row's values in the form both databases give back alike."""
    words = canonical([None if value is None else _plain(value) for value in values])
    return hashlib.sha256(words.encode(errors="surrogatepass")).digest()


def span_of(rows: Iterable[Placed]) -> Span:
    """Return the digest over rows in order, one in memory at a time; last is 0 where there are none."""
    whole, last, count = hashlib.sha256(), 0, 0
    for row in rows:
        whole.update(row.digest)
        last, count = row.key.sequence, count + 1
    return Span(last, count, whole.hexdigest())


def rows_in_order(
    connection: Connection, table: Table, campaign_id: int, after: int | None, last: int | None
) -> Iterator[Placed]:
    """Yield a campaign's rows behind one place up to another (None: from the first, to the last), read as they are needed."""
    query = select(table).where(table.c.campaign_id == campaign_id)
    if after is not None:
        query = query.where(table.c.sequence > after)
    if last is not None:
        query = query.where(table.c.sequence <= last)
    query = query.order_by(table.c.sequence, *_rest(table))
    # A whole campaign streams; what one entry wrote is fetched at once, which asks PostgreSQL once instead of three times.
    for row in connection.execute(query, execution_options={"yield_per": 1000} if after is None else {}):
        yield placed(table, row._mapping)


def listed_rows(connection: Connection, table: Table) -> Iterator[tuple[int, str, str]]:
    """Yield (id, digest, label) of every listed row of a table, by id."""
    query = select(*_columns(table)).order_by(table.c.id).execution_options(yield_per=1000)
    for row in connection.execute(query):
        yield row.id, listed_digest(table, row._mapping), label_of(row._mapping)


def wrong_bytes(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield (table, fingerprint) of every kept file whose bytes are no longer those of its SHA-256; one is in memory at a time."""
    for name, table in Base.metadata.tables.items():
        if "sha256" in table.c and "content" in table.c:
            query = select(table.c.sha256, table.c.content).execution_options(yield_per=1)
            for sha256, content in connection.execute(query):
                # What somebody wrote there need not be bytes.
                if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != sha256:
                    yield name, str(sha256)


@cache
def _columns(table: Table) -> list[Column[Any]]:
    if table.name in _LEFT_OUT:
        return [column for column in table.c if column.name not in _LEFT_OUT[table.name]]
    return [column for column in table.c if not (column.primary_key and column.name == "id")]


@cache
def _rest(table: Table) -> list[Column[Any]]:
    return [column for column in table.primary_key if column.name not in (*_ORDER, "id")]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    # Numbers as their text: 70 and Decimal("70") are one figure, and no float is bent.
    return canonical(value) if isinstance(value, dict | list | tuple) else str(value)
