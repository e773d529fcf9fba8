"""An office for the tests: a ledger, an out folder and the example county's papers, in this process or as commands."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Barrier
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from duban.errors import DubanError
from models.adoption import Adoption

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "yunling"
ZONE = ZoneInfo("Asia/Shanghai")


class Office(NamedTuple):
    """An office at work: its folder, its campaign, and the variables its commands run with."""

    out: Path
    adoption: Adoption
    variables: dict[str, str]

    @property
    def id(self) -> int:
        """The campaign's number."""
        return self.adoption.campaign_id

    def paper(self, month: str, name: str) -> Path:
        """A paper of a month."""
        return self.out / self.adoption.title / month / name


def environment(database_url: str, out: Path) -> dict[str, str]:
    """The variables of an office of its own, everything else of ours left out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "PREFECT_"))}
    return kept | {
        "DUBAN_DATABASE_URL": database_url,
        "DUBAN_OUT": str(out),
        "DUBAN_AUDIT_KEY_FILE": str(out.with_name("审计密钥")),
        "DUBAN_OFFICE": "云岭县教育工作领导小组办公室",
        "DUBAN_MAIL_FROM": "bangongshi@yunling.example",
        "DUBAN_MAIL_DOMAIN": "yunling.example",
    }


@contextmanager
def in_process(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Iterator[None]:
    """Let the steps of this process work for that office while the block lasts."""
    from tasks import ledger, settings

    caches = (settings.settings, ledger._engine, ledger.sessions, ledger.reading_sessions)
    for name, value in variables.items():
        if name.startswith("DUBAN_"):
            monkeypatch.setenv(name, value)
    for cache in caches:
        cache.cache_clear()
    try:
        yield
    finally:
        ledger._engine().dispose()
        for cache in caches:
            cache.cache_clear()


def at(text: str) -> datetime:
    """A moment in the office's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What several calls that begin together give, an error of ours as itself."""
    barrier = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except DubanError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def duban(variables: Mapping[str, str], *arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The finished command `duban …`."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments)],
        env=dict(variables),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        stdin=subprocess.DEVNULL,
    )
