"""The database as it is opened: who may write when, what a fault is called, and that the tables are those of the rows."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from duban.errors import ConfigurationError, TryLater
from models.database import open_database, reading, sqlite_modes
from models.rows import Base
from models.schema import newest, stored, upgrade

Open = Callable[..., Engine]


def test_the_migrations_make_the_tables_the_rows_describe(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
        assert compare_metadata(context, Base.metadata) == []
    assert stored(database) == newest()
