"""Bringing a database to this version's tables, all or nothing. The steps themselves live in models/migrations/versions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from duban.errors import ConfigurationError
from models.database import reading

MIGRATIONS = Path(__file__).with_name("migrations")


def newest() -> str:
    """Return the number of the newest migration shipped with this version, as 0001."""
    return max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def stored(engine: Engine) -> str | None:
    """Return the number of the last migration a database has seen, None for an empty one."""
    with reading(engine).connect() as connection:
        return _stored(connection)


def upgrade(engine: Engine) -> bool:
    """Bring the database to the newest tables and return whether anything had to be done.

    It happens in one transaction: an interrupted upgrade leaves the old tables. ConfigurationError where the database was
    written by a newer version of duban.
    """
    known = newest()
    version = stored(engine)
    if version is not None and version > known:
        raise ConfigurationError(
            f"数据库的版本（{version}）比本程序（{known}）新",
            where=engine.url.render_as_string(hide_password=True),
            remedy="请升级 duban 后再用，旧程序不会改动新数据",
        )
    if version == known:
        return False
    _run(engine)
    return True


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection in the one transaction an upgrade happens in; nobody else upgrades meanwhile."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('duban upgrade', 0))"))
                yield connection
            return
        # Tables that are rebuilt are dropped for a moment; the switch only works outside a transaction.
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise ConfigurationError(
                        "升级后有数据失去了所属的记录，已全部撤回", remedy="请从备份恢复后联系维护者"
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _stored(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run(engine: Engine) -> None:
    # Alembic takes a tenth of a second to import and is needed only here.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with migrating(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
