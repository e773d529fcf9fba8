"""The chain's beginning: its first entry answers for everything it finds, so that a ledger from before the log is covered too."""

from typing import Any

from sqlalchemy import Connection, select

from models.audit import Book, begin_chain, held_head
from models.covered import in_order, listed, listed_rows, rows_in_order, span_of


def begin(connection: Connection, book: Book) -> bool:
    """Begin the chain in a transaction of its own and return whether that was done: it was not begun, and nothing says it was emptied.

    A ledger with facts, a key and no chain had one: then the first write is refused until a person has looked.
    """
    if held_head(connection).length:
        return False
    found = {name: held for name, held in (("order", _in_order(connection)), ("listed", _listed(connection))) if held}
    if found and book.keeper.read() is not None:
        return False
    begin_chain(connection, book, found)
    return True


def _in_order(connection: Connection) -> dict[str, Any]:
    found = {}
    for name, table in in_order().items():
        campaigns = connection.scalars(select(table.c.campaign_id).distinct().order_by(table.c.campaign_id)).all()
        held = {str(one): list(span_of(rows_in_order(connection, table, one, None, None))) for one in campaigns}
        if held:
            found[name] = held
    return found


def _listed(connection: Connection) -> dict[str, Any]:
    rows = {name: [list(row) for row in listed_rows(connection, table)] for name, table in listed().items()}
    return {name: held for name, held in rows.items() if held}
