"""Append-only by the database's own word: triggers that refuse to change or delete the rows of a table.

They guard against mistakes and clumsy hands; who owns the database can drop them, and then the audit chain tells.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

_SQLITE = (
    'CREATE TRIGGER "{table}_keeps_{verb}" BEFORE {verb} ON "{table}" '
    "BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
)
_POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION duban_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
)
_POSTGRES = (
    'CREATE TRIGGER "{table}_keeps_rows" BEFORE UPDATE OR DELETE ON "{table}" '
    "FOR EACH ROW EXECUTE FUNCTION duban_append_only()",
    'CREATE TRIGGER "{table}_keeps_all" BEFORE TRUNCATE ON "{table}" '
    "FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only()",
)
_GUARDED = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_keeps\\_%' ESCAPE '\\' "
    "GROUP BY tbl_name HAVING count(*) = 2",
    "postgresql": "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgname LIKE '%\\_keeps\\_%' AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace "
    "GROUP BY c.relname HAVING count(*) = 2",
}


def forbid_changes(connection: Connection, *tables: str) -> None:
    """Let rows of these tables be added only: changing, deleting and emptying are refused from now on. For migrations.

    A migration that rebuilds such a table in SQLite (batch mode) loses its triggers and calls this again.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(_POSTGRES_FUNCTION))
        statements: tuple[str, ...] = _POSTGRES
    else:
        statements = tuple(_SQLITE.replace("{verb}", verb) for verb in ("UPDATE", "DELETE"))
    for table in tables:
        for statement in statements:
            connection.execute(text(statement.replace("{table}", table)))


def unguarded(connection: Connection, tables: Iterable[str]) -> tuple[str, ...]:
    """Return those of the tables whose triggers are missing or switched off."""
    guarded = set(connection.scalars(text(_GUARDED[connection.dialect.name])))
    return tuple(table for table in tables if table not in guarded)
