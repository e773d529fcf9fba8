"""What one transaction writes, gathered as it goes: rows by table, digests of covered rows, campaigns. What becomes of it: models.audit.

Everything that reaches the database through an audited engine passes here, whoever wrote it and how.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import Connection, Table
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from models.covered import Placed, in_order, label_of, listed, listed_digest, placed, span_of

Verb = Literal["insert", "update", "delete"]
_VERBS: tuple[Verb, ...] = ("insert", "update", "delete")
# An SQL text may ask and set; one that writes could be neither counted nor digested.
_READS = ("SELECT", "BEGIN", "PRAGMA", "SET", "SHOW", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(slots=True)
class Written:
    """The writes of one transaction so far. `pending` is a statement in SQLite whose rows can be counted only once it has ended."""

    rows: Counter[tuple[str, Verb]] = field(default_factory=Counter)
    campaigns: set[int] = field(default_factory=set)
    pending: tuple[str, Verb] | None = None
    changes: int = 0
    _context: object = None
    _placed: dict[str, list[tuple[int, Placed]]] = field(default_factory=dict)
    _listed: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)

    def settle(self, connection: Connection) -> None:
        """Count the rows of the last writing statement, now that it has ended."""
        if self.pending is not None:
            # SQLite's cursors know no count for RETURNING; its connection does.
            changes = total_changes(connection)
            self._count(self.pending, changes - self.changes)
            self.pending, self.changes = None, changes

    def take(self, connection: Connection, cursor: DBAPICursor, statement: str, context: ExecutionContext) -> bool:
        """Take note of a statement that was executed; return whether it writes. RuntimeError for one that cannot be accounted for."""
        table, verb = target(statement, context)
        if table is None or verb is None:
            return False
        if table.name == "audit_entry" or (verb != "insert" and table.name in in_order()):
            raise RuntimeError(f"{table.name} is append-only, and the audit log is written by the log alone")
        if connection.dialect.name == "sqlite":
            self.pending = (table.name, verb)
        else:
            self._count((table.name, verb), cursor.rowcount)
        # A statement that is sent in several pieces tells of itself with each.
        if verb == "insert" and context is not self._context:
            self._context = context
            self._take_rows(table, context)
        return True

    def list_row(self, table: Table, values: Mapping[str, Any]) -> None:
        """Take note of a listed row as it now stands."""
        self._listed.setdefault(table.name, {})[values["id"]] = (listed_digest(table, values), label_of(values))
        self.campaigns.add(values["campaign_id"] if "campaign_id" in values else values["id"])

    def summary(self) -> dict[str, Any]:
        """Return what changed: {rows: {table: [inserted, updated, deleted]}, order: …, listed: …}, the last two where there are any."""
        bare = [table for table, _ in self.rows if table in listed() and table not in self._listed]
        if bare:
            raise RuntimeError(f"rows of {bare[0]} are written through the ORM, so that the audit log sees them whole")
        tables = sorted({table for table, _ in self.rows})
        found: dict[str, Any] = {"rows": {table: [self.rows[table, verb] for verb in _VERBS] for table in tables}}
        if self._placed:
            found["order"] = {table: _by_campaign(rows) for table, rows in self._placed.items()}
        if self._listed:
            found["listed"] = {
                table: [[number, *rows[number]] for number in sorted(rows)] for table, rows in self._listed.items()
            }
        return found

    def _count(self, what: tuple[str, Verb], rows: int) -> None:
        if rows:
            self.rows[what] += rows

    def _take_rows(self, table: Table, context: Any) -> None:
        if "campaign_id" not in table.c:
            return
        rows = context.compiled_parameters
        self.campaigns.update(found for row in rows if (found := row.get("campaign_id")) is not None)
        if table.name not in in_order():
            return
        if getattr(context.invoked_statement, "_post_values_clause", None) is not None:
            raise RuntimeError(f"{table.name} is append-only: an insert with ON CONFLICT cannot be accounted for")
        known = self._placed.setdefault(table.name, [])
        known += [(row["campaign_id"], placed(table, row)) for row in rows]


def target(statement: str, context: Any) -> tuple[Table | None, Verb | None]:
    """Return which table a statement writes and how, (None, None) where it only reads; RuntimeError for SQL text that may write."""
    verb: Verb | None = (
        "insert" if context.isinsert else "update" if context.isupdate else "delete" if context.isdelete else None
    )
    if verb is not None:
        return context.compiled.dml_compile_state.dml_table, verb
    if (context.compiled is None or context.is_text) and not statement.lstrip().upper().startswith(_READS):
        raise RuntimeError(f"SQL text may not write in the ledger: {statement[:20]}…")
    return None, None


def total_changes(connection: Connection) -> int:
    """Return how many rows an SQLite connection has changed since it was opened."""
    return int(connection.connection.driver_connection.total_changes)  # type: ignore[union-attr]


def _by_campaign(rows: list[tuple[int, Placed]]) -> dict[str, list[Any]]:
    """Return {campaign: [last sequence, rows, digest]} of rows in order."""
    ordered = groupby(sorted(rows), itemgetter(0))
    return {str(campaign): list(span_of(row for _, row in group)) for campaign, group in ordered}
