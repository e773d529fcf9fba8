"""Databases for the tests: the ledger in SQLite and in a real PostgreSQL that this run starts and stops itself.

A test that asks for `database` (an engine) or `database_url` runs on both, each time with fresh tables made by the migrations.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from postgres import PostgresServer
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from models.database import open_database
from models.schema import upgrade


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, where .ci/run installs everything, a skipped test is a missing part and fails; elsewhere the summary names it."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server for the run, with the database `ledger` that holds the newest tables."""
    with tempfile.TemporaryDirectory(prefix="duban-pg-", ignore_cleanup_errors=True) as home:
        server = PostgresServer(Path(home))
        try:
            server.start()
            server.command("CREATE DATABASE ledger")
            engine = open_database(server.url("ledger"))
            upgrade(engine)
            engine.dispose()
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium: install Debian's package `chromium`")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest tables, to be copied."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_ledger: Path, tmp_path: Path) -> str:
    """The address of a fresh ledger in SQLite."""
    path = tmp_path / "duban.sqlite3"
    shutil.copyfile(sqlite_ledger, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a fresh ledger in PostgreSQL."""
    name = postgres.new("ledger")
    yield postgres.url(name)
    postgres.command(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh ledger, once in SQLite and once in PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def open_ledger() -> Iterator[Callable[[str], Engine]]:
    """A way to open ledgers that are closed again when the test ends."""
    opened: list[Engine] = []

    def open_one(url: str, *, wait: float = 10.0) -> Engine:
        opened.append(open_database(url, wait=wait))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.dispose()


@pytest.fixture
def database(database_url: str, open_ledger: Callable[[str], Engine]) -> Engine:
    """A fresh ledger, once in SQLite and once in PostgreSQL."""
    return open_ledger(database_url)


@pytest.fixture
def sessions(database: Engine) -> sessionmaker[Session]:
    """Sessions of that ledger; `with sessions.begin() as session:` is one transaction."""
    return sessionmaker(database, expire_on_commit=False)
