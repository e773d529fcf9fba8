"""`duban run`: ticks from prefect.yaml, catches up at the start, ends cleanly when told to."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from offices import EXAMPLE, ROOT, duban, environment

from app.scheduler import scheduled_jobs
from duban.errors import ConfigurationError


def test_the_jobs_are_those_of_prefect_yaml() -> None:
    jobs = {job.name: job for job in scheduled_jobs()}
    assert set(jobs) == {"send-reminders", "deliver-mail", "fetch-answers", "monthly-cycle", "weekly-stocktake"}
    assert jobs["monthly-cycle"].entrypoint == "flows.monthly_cycle:monthly_cycle"
    assert {job.zone for job in jobs.values()} == {"Asia/Shanghai"}


def test_a_broken_prefect_yaml_is_said(tmp_path: Path) -> None:
    (tmp_path / "prefect.yaml").write_text("deployments: 3")
    with pytest.raises(ConfigurationError, match="定时设置"):
        scheduled_jobs(tmp_path / "prefect.yaml")


def test_it_catches_up_and_sigterm_ends_it(sqlite_url: str, tmp_path: Path) -> None:
    variables = environment(sqlite_url, tmp_path / "out")
    duban(variables, "adopt", EXAMPLE / "方案.txt", "--units", EXAMPLE / "名录.csv", "--on", "2026-03-02")
    duban(variables, "assign", "1", "--on", "2026-03-02")
    running = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "run", "--no-server"],
        env=variables, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert running.stdout
        lines = [running.stdout.readline() for _ in scheduled_jobs()]
        running.send_signal(signal.SIGTERM)
        told = time.monotonic()
        assert running.wait(15) == 0
        assert time.monotonic() - told < 10
    finally:
        running.kill()
        running.wait()
    assert {line.split("：")[0] for line in lines} == {
        "send-reminders",
        "deliver-mail",
        "fetch-answers",
        "monthly-cycle",
        "weekly-stocktake",
    }
    assert all("完成" in line and "未完成" not in line for line in lines), lines
    assert list((tmp_path / "out").rglob("月度督查通报.docx")), "last month's cycle was made up for"
