"""The small month of issue-size: 100 tasks × 20 units, as one command with no Prefect anywhere, against a floor.

The floor is the same interpreter importing the libraries the command needs and doing nothing. Prints seconds and ratios to it.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNITS, TASKS = 20, 100


def plan() -> str:
    """A plan of 100 tasks, each with a lead, two responsible and two cooperating units and a date of 2026."""
    lines = ["云岭县专项行动实施方案", "", "云岭县专项行动领导小组办公室", "2026年2月24日", "", "一、重点任务", ""]
    for number in range(1, TASKS + 1):
        names = [f"县第{(number + step) % UNITS + 1}局" for step in range(5)]
        lines += [
            f"{number}.完成第{number}项整治任务",
            f"完成时限：2026年{3 + number % 9}月{1 + number % 27}日前",
            "责任领导：分管副县长",
            f"牵头单位：{names[0]}",
            f"责任单位：{names[1]}、{names[2]}",
            f"配合单位：{names[3]}、{names[4]}",
            "",
        ]
    return "\n".join(lines)


def seconds(command: list[str], variables: dict[str, str]) -> float:
    """The wall seconds of one command that must succeed."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - started
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return taken


def main() -> None:
    """Make the office, run its month three times on fresh copies, print the table."""
    duban = [sys.executable, "-m", "app.cli"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("DUBAN_", "PREFECT_"))}
        variables = kept | {"DUBAN_DATABASE_URL": f"sqlite:///{folder / 'l.sqlite3'}", "DUBAN_OUT": str(folder / "out")}
        (folder / "plan.txt").write_text(plan(), encoding="utf-8")
        seconds([*duban, "adopt", str(folder / "plan.txt"), "--on", "2026-03-02"], variables)
        seconds([*duban, "assign", "1", "--on", "2026-03-02"], variables)
        imports = "import sqlalchemy.orm, pydantic_settings, typer, xlsxwriter, jinja2, lxml.etree, chinese_calendar"
        floor = min(seconds([sys.executable, "-c", imports], variables) for _ in range(3))
        months = [
            seconds([*duban, "month", "1", f"2026-0{month}", "--on", f"2026-0{month + 1}-01"], variables)
            for month in (3, 4, 5)
        ]
    best = min(months)
    print(f"{'':24}{'seconds':>10}{'× floor':>10}")
    print(f"{'imports (floor)':24}{floor:>10.2f}{1:>10.2f}")
    for month, taken in zip((3, 4, 5), months, strict=True):
        print(f"{f'month 2026-0{month}':24}{taken:>10.2f}{taken / floor:>10.2f}")
    print(f"{'own work (best)':24}{best - floor:>10.2f}{(best - floor) / floor:>10.2f}")


if __name__ == "__main__":
    main()
