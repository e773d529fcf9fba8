"""A Prefect server of our own on loopback, started and stopped with us, so that runs can be seen in Prefect's page.

The server is an engine room, never the record: losing its folder loses no fact.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duban.errors import TryLater

START_SECONDS = 90

# Batched recording, or the server falls behind and answers 503 after a few hundred task runs; no word leaves the machine.
SERVER_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


@contextmanager
def prefect_server(home: Path) -> Iterator[str]:
    """Run a Prefect server on a free loopback port while the block lasts; give its API address.

    `home` keeps the server's database and log. TryLater when it does not answer within START_SECONDS.
    """
    home.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    api = f"http://127.0.0.1:{port}/api"
    environment = os.environ | SERVER_SETTINGS | {"PREFECT_HOME": str(home.resolve()), "PREFECT_API_URL": api}
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(api, process, home)
        yield api
    finally:
        _stop(process)


def client_environment(api: str, home: Path) -> dict[str, str]:
    """Return the variables that make a child process run its flows against that server."""
    return SERVER_SETTINGS | {"PREFECT_API_URL": api, "PREFECT_HOME": str(home.resolve()), "DUBAN_ENGINE": "prefect"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(api: str, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TryLater(
        "Prefect 服务未能启动",
        where=str(home / "server.log"),
        remedy="查看该日志；或加 --no-server 不经 Prefect 直接运行",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server's whole process group: politely first, then for good."""
    for sign, seconds in ((signal.SIGINT, 8), (signal.SIGKILL, 5)):
        if process.poll() is not None:
            return
        os.killpg(process.pid, sign)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
