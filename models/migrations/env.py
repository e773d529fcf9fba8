"""How Alembic reaches the tables: on the connection it is handed, else on DUBAN_DATABASE_URL (for developers)."""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from models.database import open_database
from models.rows import Base
from models.schema import migrating


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Return how a column type is written in a migration: a type of ours as the plain one below it, which stays when ours moves."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run(connection: Connection) -> None:
    """Run the migrations on a connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        # SQLite rolls back DDL as well, once the transaction is really begun (models.database does).
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrating(open_database(os.environ.get("DUBAN_DATABASE_URL", "sqlite:///duban.sqlite3"))) as opened:
        run(opened)
