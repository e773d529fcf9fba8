"""Ticks for an office without Prefect workers: APScheduler starts the flows of prefect.yaml at their cron times (`duban run`).

It only ticks. What is due is decided by rows with unique keys, so a tick that comes twice or late does no harm; a tick missed while the
machine was off is made up for once at the start.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import yaml
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from app.tick import command
from duban.errors import ConfigurationError

SCHEDULES = Path(__file__).parent.parent / "prefect.yaml"
STOP_SECONDS = 8


class Job(NamedTuple):
    """One scheduled flow: its name, `module:flow`, cron line and time zone."""

    name: str
    entrypoint: str
    cron: str
    zone: str


def scheduled_jobs(path: Path = SCHEDULES) -> list[Job]:
    """Return the flows that prefect.yaml gives a cron line, in its order; ConfigurationError where it cannot be read."""
    try:
        deployments = yaml.safe_load(path.read_text(encoding="utf-8"))["deployments"]
        return [
            Job(deployment["name"], deployment["entrypoint"], schedule["cron"], schedule["timezone"])
            for deployment in deployments
            for schedule in deployment.get("schedules", ())
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ConfigurationError("无法读取定时设置", where=str(path), remedy="恢复项目自带的 prefect.yaml") from error


class Ticker:
    """Runs the jobs' flows in child processes until it is told to stop."""

    def __init__(self, environment: Mapping[str, str], report: Callable[[str], None]) -> None:
        self._environment = {**os.environ, **environment}
        self._report = report
        self._children: set[subprocess.Popen[str]] = set()
        self._stopping = threading.Event()

    def run_until_stopped(self, jobs: list[Job]) -> None:
        """Tick until SIGTERM or SIGINT arrives; a flow under way gets STOP_SECONDS to finish its step."""
        # Every process counts its own misfires; None means a late tick still runs, coalesced into one.
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self._stopping.set())
        scheduler = BackgroundScheduler(job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1})
        for job in jobs:
            scheduler.add_job(
                self._tick, CronTrigger.from_crontab(job.cron, job.zone), [job], id=job.name, name=job.name
            )
            # Once at the start, for what fell due while nothing ran.
            scheduler.add_job(self._tick, args=[job], name=job.name)
        scheduler.start()
        self._stopping.wait()
        scheduler.shutdown(wait=False)
        self._end_children()

    def _tick(self, job: Job) -> None:
        if self._stopping.is_set():
            return
        child = subprocess.Popen(
            command(job.entrypoint, {}),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._children.add(child)
        _, errors = child.communicate()
        self._children.discard(child)
        last = next(_lines_from_the_end(errors), "")
        self._report(f"{job.name}：" + ("完成" if child.returncode == 0 else f"未完成（{child.returncode}）{last}"))

    def _end_children(self) -> None:
        for child in list(self._children):
            child.terminate()
        for child in list(self._children):
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


def _lines_from_the_end(text: str) -> Iterator[str]:
    return (line for line in reversed(text.splitlines()) if line.strip())


def print_with_time(message: str) -> None:
    """Print one line of the running log."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()
