"""The month run three ways gives the same: a single command, under a Prefect server of our own, as a deployment on a work pool.

One real Prefect server serves the whole module: it deploys prefect.yaml, schedules its crons, and two workers draw from its pool.
"""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from offices import EXAMPLE, ROOT, duban, environment

from app import tick
from app.prefect_server import client_environment, prefect_server

AT = "2026-04-01T08:30"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A running Prefect server; the variables a child needs to use it."""
    home = tmp_path_factory.mktemp("prefect")
    with prefect_server(home) as api:
        yield client_environment(api, home)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which the example county's tasks are handed out, to be copied for each way."""
    folder = tmp_path_factory.mktemp("office")
    variables = environment(f"sqlite:///{folder / 'ledger.sqlite3'}", folder / "out")
    for arguments in (
        ["adopt", str(EXAMPLE / "方案.txt"), "--units", str(EXAMPLE / "名录.csv"), "--on", "2026-03-02"],
        ["assign", "1", "--on", "2026-03-02"],
        ["record", "1", str(EXAMPLE / "审核决定.yaml"), "--on", "2026-03-18"],
    ):
        done = duban(variables, *arguments)
        assert done.returncode in (0, 1), done.stderr
    return folder / "ledger.sqlite3"


def office(ledger: Path, folder: Path) -> dict[str, str]:
    """The variables of an office with its own copy of the ledger and its key."""
    for name in ("ledger.sqlite3", "审计密钥"):
        shutil.copyfile(ledger.with_name(name), folder / name)
    return environment(f"sqlite:///{folder / 'ledger.sqlite3'}", folder / "out")


def what_came_out(folder: Path) -> dict[str, str]:
    """The month's papers by name with the hash of their bytes, and the ledger's own digest of the month."""
    papers = {
        str(path.relative_to(folder / "out")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "out").rglob("*"))
        if path.suffix in (".docx", ".xlsx", ".html")
    }
    with sqlite3.connect(folder / "ledger.sqlite3") as connection:
        (digest,) = connection.execute("SELECT digest FROM month").fetchone()
        (letters,) = connection.execute(
            "SELECT group_concat(occurrence) FROM (SELECT occurrence FROM letter ORDER BY 1)"
        ).fetchone()
    return papers | {"digest": digest, "letters": letters}


@pytest.fixture(scope="module")
def direct(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a single command with no Prefect anywhere leaves."""
    folder = tmp_path_factory.mktemp("direct")
    done = duban(office(ledger, folder), "month", "1", "2026-03", "--on", AT)
    assert done.returncode == 0, done.stderr
    return what_came_out(folder)


def prefect(variables: dict[str, str], *arguments: str) -> str:
    """The output of a prefect command that must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
        env={**variables, "COLUMNS": "240"}, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def workers(variables: dict[str, str], number: int) -> Iterator[None]:
    """Some workers on the pool while the block lasts, each stopped by its own pid."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "prefect", "worker", "start", "--pool", "duban", "--type", "process"],
            env=variables, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        for _ in range(number)
    ]  # fmt: skip
    try:
        yield
    finally:
        for worker in started:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def test_the_command_needs_no_prefect(direct: dict[str, str]) -> None:
    # Three papers of the month, three forms of the next month's and this month's checklists, the digest and the letters.
    assert len([name for name in direct if name.startswith("云岭县")]) >= 3 + 24 * 3
    assert direct["letters"].count("result/") == 24
    code = "import sys; from flows.monthly_cycle import monthly_cycle; print('prefect' in sys.modules)"
    variables = environment("sqlite:///unused", Path("unused"))
    done = subprocess.run(
        [sys.executable, "-c", code], env=variables, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_under_a_server_of_our_own(
    ledger: Path, direct: dict[str, str], server: dict[str, str], tmp_path: Path
) -> None:
    arguments = {"campaign": "1", "month": "2026-03", "at": AT}
    done = tick.run("flows.monthly_cycle:monthly_cycle", arguments, office(ledger, tmp_path) | server)
    assert done.returncode == 0, done.stderr
    assert what_came_out(tmp_path) == direct
    artifacts = prefect(os.environ | server, "artifact", "ls", "--limit", "200")
    for key in ("month-scores", "month-circular", "campaign-task"):
        assert key in artifacts


def test_as_a_deployment_with_two_workers(
    ledger: Path, direct: dict[str, str], server: dict[str, str], tmp_path: Path
) -> None:
    variables = office(ledger, tmp_path) | server
    assert "已建立" in duban(variables, "pool").stdout
    prefect(variables, "deploy", "--all")
    with workers(variables, 2):
        prefect(
            variables, "deployment", "run", "monthly-cycle/monthly-cycle", "--watch",
            "--params", json.dumps({"campaign": "1", "month": "2026-03", "at": AT}),
        )  # fmt: skip
    assert what_came_out(tmp_path) == direct


def test_the_crons_of_prefect_yaml_become_scheduled_runs(server: dict[str, str], tmp_path: Path) -> None:
    # The pair of versions that breaks this breaks it silently: everything deploys, nothing is ever scheduled.
    variables = environment(f"sqlite:///{tmp_path / 'l.sqlite3'}", tmp_path) | server
    duban(variables, "pool")
    prefect(variables, "deploy", "--all")
    deadline = time.monotonic() + 100
    while time.monotonic() < deadline:
        scheduled = prefect(variables, "flow-run", "ls", "--limit", "200", "--state", "SCHEDULED")
        if scheduled.upper().count("SCHEDULED") >= 3:
            return
        time.sleep(3)
    pytest.fail(f"no run was scheduled: {scheduled}")
