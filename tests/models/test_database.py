"""The database as it is opened: who may write when, what a fault is called, and that the tables are those of the rows."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import ConfigurationError, DubanError, TryLater
from models.database import one_at_a_time, reading, sqlite_modes
from models.rows import Base, CampaignRow
from models.schema import migrating, newest, stored, upgrade

Open = Callable[..., Engine]
INSERT = text("INSERT INTO campaign (title, start, parameters) VALUES (:title, '2026-01-01', '{}')")


def count(engine: Engine) -> int:
    with reading(engine).connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM campaign")).scalar_one())


def test_the_migrations_make_the_tables_the_rows_describe(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Base.metadata})
        assert compare_metadata(context, Base.metadata) == []
    assert stored(database) == newest()


def test_every_constraint_has_a_name(database: Engine) -> None:
    unnamed = [
        constraint for table in Base.metadata.tables.values() for constraint in table.constraints if not constraint.name
    ]
    assert unnamed == []


def test_an_upgrade_happens_once(open_ledger: Open, tmp_path: Path) -> None:
    engine = open_ledger(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert stored(engine) is None
    assert (upgrade(engine), upgrade(engine)) == (True, False)


def test_two_upgrades_at_once_leave_one_set_of_tables(open_ledger: Open, tmp_path: Path, postgres: Any) -> None:
    postgres.command("CREATE DATABASE upgraded_twice")
    for url in (f"sqlite:///{tmp_path / 'twice.sqlite3'}", postgres.url("upgraded_twice")):
        engines = [open_ledger(url), open_ledger(url)]
        failures: list[Exception] = []

        def run(engine: Engine, failures: list[Exception] = failures) -> None:
            try:
                upgrade(engine)
            except DubanError as error:
                failures.append(error)

        threads = [threading.Thread(target=run, args=(engine,)) for engine in engines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert stored(engines[0]) == newest()


def test_a_killed_upgrade_leaves_no_table_behind(open_ledger: Open, tmp_path: Path) -> None:
    path = tmp_path / "killed.sqlite3"
    script = (
        "import os, sys\n"
        "from sqlalchemy import event\n"
        "from models.database import open_database\n"
        "from models.schema import upgrade\n"
        "engine, left = open_database(sys.argv[1]), [int(sys.argv[2])]\n"
        "@event.listens_for(engine, 'before_cursor_execute')\n"
        "def die(*_):\n"
        "    left[0] -= 1\n"
        "    if left[0] == 0: os._exit(9)\n"
        "upgrade(engine)\n"
    )
    for boundary in (5, 12, 30):
        done = subprocess.run([sys.executable, "-c", script, f"sqlite:///{path}", str(boundary)], check=False)
        assert done.returncode == 9
        with sqlite3.connect(path) as raw:
            assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
        raw.close()
    assert upgrade(open_ledger(f"sqlite:///{path}"))


def test_an_upgrade_that_would_orphan_rows_is_taken_back(sqlite_url: str, open_ledger: Open) -> None:
    engine = open_ledger(sqlite_url)

    def orphan() -> None:
        with migrating(engine) as connection:
            connection.execute(text("INSERT INTO post VALUES (99, '县委书记', 'head@example.test')"))

    with pytest.raises(ConfigurationError, match="已全部撤回"):
        orphan()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM post")).scalar() == 0
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_developers_check_the_tables_with_alembic(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "check"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DUBAN_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "No new upgrade operations detected."), done.stderr


def test_old_code_refuses_a_newer_database(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="比本程序"):
        upgrade(database)


def test_a_writer_says_so_at_its_start_and_a_second_one_waits(database: Engine) -> None:
    first = database.connect()
    begun = first.begin()
    one_at_a_time(Session(first), "test")
    first.execute(INSERT, {"title": "甲"})
    done = []

    def second() -> None:
        with Session(database) as session, session.begin():
            one_at_a_time(session, "test")
            done.append(session.execute(text("SELECT count(*) FROM campaign")).scalar_one())

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.3)
    assert done == []
    begun.commit()
    first.close()
    thread.join(10)
    assert done == [1]


def test_reading_goes_on_beside_a_writer_that_has_not_committed(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(INSERT, {"title": "甲"})
        assert count(database) == 0
    assert count(database) == 1


def test_a_locked_database_is_a_reason_to_try_later(database_url: str, open_ledger: Open) -> None:
    holder, waiter = open_ledger(database_url), open_ledger(database_url, wait=0.2)
    with holder.begin() as held:
        held.execute(text("DELETE FROM mail"))
        held.execute(INSERT, {"title": "甲"})
        with pytest.raises(TryLater, match="占用"), waiter.begin() as connection:
            connection.execute(INSERT, {"title": "甲"})
    assert count(waiter) == 1


def test_faults_of_the_program_stay_what_they_are(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(IntegrityError), sessions.begin() as session:
        session.add_all([CampaignRow(title="甲", start=None, head=None, parameters={})])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"this is a letter, not a database " * 40, "不是 duban 的数据库"), (None, "无法打开数据库文件")],
    ids=["text", "folder missing"],
)
def test_a_wrong_file_is_named(tmp_path: Path, open_ledger: Open, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "no" / "x.sqlite3" if content is None else tmp_path / "x.sqlite3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=sentence) as caught:
        upgrade(open_ledger(f"sqlite:///{path}"))
    assert "x.sqlite3" in str(caught.value)


def test_a_torn_file_is_called_damaged(sqlite_url: str, open_ledger: Open) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xa5" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(ConfigurationError, match="已损坏"):
        count(open_ledger(sqlite_url))


def test_postgres_out_of_reach_or_without_the_database_is_said(
    postgres: Any, open_ledger: Open, tmp_path: Path
) -> None:
    with pytest.raises(TryLater, match="连接不上 PostgreSQL"):
        count(open_ledger(f"postgresql://duban@/ledger?host={tmp_path}", wait=2))
    with pytest.raises(ConfigurationError, match="没有这个数据库"):
        count(open_ledger(postgres.url("nothing_here")))


def test_a_connection_cut_by_the_server_is_a_reason_to_try_later(postgres_url: str, open_ledger: Open) -> None:
    engine = open_ledger(postgres_url)
    connection = engine.connect()
    pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with open_ledger(postgres_url).begin() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    with pytest.raises(TryLater):
        connection.execute(INSERT, {"title": "甲"})
    connection.close()
    assert count(engine) == 0


def test_a_read_only_postgres_is_set_up_wrongly(postgres_url: str, open_ledger: Open) -> None:
    with open_ledger(postgres_url).connect() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(ConfigurationError, match="只读"):
            connection.execute(INSERT, {"title": "甲"})


@pytest.mark.parametrize(
    "url", ["", "foo", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "postgresql://a:b@[::1/x"]
)
def test_an_address_that_is_none_is_refused(url: str, open_ledger: Open) -> None:
    with pytest.raises(ConfigurationError) as caught:
        open_ledger(url)
    assert "DUBAN_DATABASE_URL" in str(caught.value)


def test_no_password_is_ever_shown(open_ledger: Open) -> None:
    with pytest.raises(TryLater) as caught:
        count(open_ledger("postgresql://duban:geheim@127.0.0.1:1/ledger", wait=2))
    assert "geheim" not in str(caught.value)


def test_sqlite_keeps_what_it_has_acknowledged(sqlite_url: str, open_ledger: Open) -> None:
    journal, synchronous = sqlite_modes(sqlite3.sqlite_version_info)
    with open_ledger(sqlite_url).connect() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert settings == [journal.lower(), {"FULL": 2, "EXTRA": 3}[synchronous], 1]
