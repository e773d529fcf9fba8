"""What judging a month costs: a made-up nation in SQLite or PostgreSQL, judged county by county through the steps of the live cycle.

The floor is the bare driver reading and writing the same rows in the same run. Wording the units' letters is counted apart: it is
a matter of templates, not of judgement. Run: python benchmarks/judgement.py [--database postgresql] [--obligations N | --nation];
exit 1 where a bar is broken.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from judging.floor import floor
from judging.nation import MONTH, PER_COUNTY, UNITS, county_numbers, make_counties

# The root before the tests, whose folders bear the names of the packages they test.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

NATION = 2843 * PER_COUNTY
AT = "2026-04-01T09:00"
MEGABYTES, TIMES_FLOOR, GROWTH, COUNTY_MS = 400, 8.0, 1.1, 100.0
PHASES = ("read", "judge", "write", "word letters")


class Run(NamedTuple):
    """One size measured: obligations, rows read and written, seconds, floor seconds, seconds by phase, megabytes at the peak."""

    obligations: int
    read: int
    written: int
    seconds: float
    floor: tuple[float, float]
    phases: dict[str, float]
    megabytes: float

    @property
    def own(self) -> float:
        """Seconds of the judgement: all but the wording of letters."""
        return self.seconds - self.phases["word letters"]

    @property
    def ratio(self) -> float:
        """How many times the floor that is."""
        return self.own / sum(self.floor)


def fill(url: str, counties: range) -> None:
    """Make the nation in a ledger."""
    from sqlalchemy import text
    from sqlalchemy.orm import Session

    from models.database import open_database
    from models.schema import upgrade

    engine = open_database(url)
    upgrade(engine)
    for first in range(counties.start, counties.stop, 50):
        with Session(engine) as session, session.begin():
            make_counties(session, range(first, min(first + 50, counties.stop)))
    # What a ledger that grew day by day has long had from autovacuum: the planner knows its tables.
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def run_month(url: str, counties: range) -> tuple[float, dict[str, float], float]:
    """Return seconds, seconds by phase and peak megabytes of the live cycle's steps for all counties."""
    os.environ["DUBAN_DATABASE_URL"] = url
    # A ledger that is taken up by the log has a key of its own.
    home = tempfile.mkdtemp(prefix="duban-bench-key-")
    os.environ["DUBAN_AUDIT_KEY_FILE"] = str(Path(home) / "key")
    from tasks import inspecting, ledger, notifying

    spent = dict.fromkeys(PHASES, 0.0)
    for module, names, phase in (
        (inspecting, ("values_for",), "read"),
        (inspecting, ("judge",), "judge"),
        (inspecting, ("store_month",), "write"),
        (notifying, ("campaign_values", "month_in_record", "read_month"), "read"),
        (notifying, ("result",), "word letters"),
        (notifying, ("owe",), "write"),
    ):
        for name in names:
            setattr(module, name, timed(getattr(module, name), spent, phase))
    ledger._engine()
    began = time.perf_counter()
    refused = sum(int(found["refused"]) for found in inspecting.record_months(counties, MONTH, AT))
    letters = sum(notifying.notify_months(counties, MONTH, AT))
    seconds = time.perf_counter() - began
    shutil.rmtree(home)
    assert refused == 0, refused
    assert letters == UNITS * len(counties), letters
    return seconds, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(call: Callable[..., Any], spent: dict[str, float], phase: str) -> Callable[..., Any]:
    """The same function, its time added to a phase."""

    def measured(*arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return call(*arguments)
        finally:
            spent[phase] += time.perf_counter() - began

    return measured


@contextmanager
def ledgers(database: str) -> Iterator[Callable[[int], tuple[str, Callable[[], str]]]]:
    """A way to get (the address of a new ledger, a call that makes its twin), all gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-", ignore_cleanup_errors=True) as home:
        if database == "sqlite":

            def file(number: int) -> tuple[str, Callable[[], str]]:
                path = Path(home) / f"{number}.sqlite3"
                twin = path.with_suffix(".twin")
                return f"sqlite:///{path}", lambda: f"sqlite:///{shutil.copyfile(path, twin)}"

            yield file
            return
        from postgres import PostgresServer

        server = PostgresServer(Path(home))
        try:
            server.start()

            def base(number: int) -> tuple[str, Callable[[], str]]:
                server.command(f"CREATE DATABASE nation_{number}")
                return server.url(f"nation_{number}"), lambda: server.url(server.new(f"nation_{number}"))

            yield base
        finally:
            server.stop()


def measure(url: str, twin: Callable[[], str], obligations: int) -> Run:
    """Make, judge and measure one size, each step in a process of its own so that memory and caches are its own."""
    counties = county_numbers(obligations)
    alone(fill, url, counties)
    fresh = twin()
    seconds, phases, megabytes = alone(run_month, url, counties)
    read, written, reading, writing = alone(floor, url, fresh, counties)
    return Run(len(counties) * PER_COUNTY, read, written, seconds, (reading, writing), phases, megabytes)


def alone(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(call, arguments)


def county() -> float:
    """Best of five milliseconds of judging a county of 100 tasks × 20 units in memory, three months of facts."""
    from datetime import date

    from duban.months import Month
    from duban.plan import Due
    from duban.rules.campaign import Campaign, CampaignTask, Fact
    from duban.rules.judgement import judge
    from duban.units import Register, Unit

    names = tuple(f"第{number}局" for number in range(20))
    tasks = tuple(
        CampaignTask(str(n), "任务", lead=names[:1], responsible=names[1:], due=(Due("", "by", None, date(2026, 2 + n % 11, 20)),))
        for n in range(100)
    )  # fmt: skip
    told = [("assign", date(2026, 1, 5), None)] + [("report", date(2026, m, 20), 20 * m) for m in (1, 2, 3)]
    facts = [
        Fact(0, on, do, task.number, None if do == "assign" else name, progress=progress)
        for do, on, progress in told
        for task in tasks
        for name in (names if do == "report" else names[:1])
    ]
    facts = [fact._replace(order=order) for order, fact in enumerate(facts, 1)]
    case = Campaign(
        "专项行动", date(2026, 1, 5), None, Register(tuple(Unit(name, "department") for name in names)), tasks
    )
    best = 1e9
    for _ in range(5):
        began = time.process_time()
        found = judge(case, facts, [Month.parse(MONTH)])
        best = min(best, 1000 * (time.process_time() - began))
    assert not found.refused
    assert {line.standing for line in found.months[Month.parse(MONTH)].obligations} != {"out"}
    return best


def show(run: Run) -> None:
    """Print the lines of one size."""
    per = 1e6 / run.obligations
    print(
        f"\n{run.obligations:,} obligations; {run.read:,} rows read, {run.written:,} written; peak {run.megabytes:.0f} MB"
    )
    lines = {**run.phases, "judgement": run.own, "floor reading": run.floor[0], "floor writing": run.floor[1]}
    for name, seconds in lines.items():
        ratio = seconds / sum(run.floor)
        print(f"  {name:16}{seconds:>9.2f} s{seconds * per:>9.1f} µs/obligation{ratio:>8.2f} × floor", flush=True)


def broken(runs: list[Run], county_ms: float) -> Iterator[str]:
    """The bars that do not hold."""
    for run in runs:
        if run.megabytes > MEGABYTES:
            yield f"{run.obligations:,}: {run.megabytes:.0f} MB > {MEGABYTES}"
        if run.ratio > TIMES_FLOOR:
            yield f"{run.obligations:,}: {run.ratio:.2f} × floor > {TIMES_FLOOR}"
    if runs[-1].own / runs[0].own > GROWTH * runs[-1].obligations / runs[0].obligations:
        yield f"time grows faster than {GROWTH} × the obligations"
    if county_ms > COUNTY_MS:
        yield f"county month {county_ms:.0f} ms > {COUNTY_MS:.0f}"


def main() -> None:
    """Measure a size and a tenth of it, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--obligations", type=int, default=100_000)
    options.add_argument("--nation", action="store_true", help=f"2,843 counties, {NATION:,} obligations")
    chosen = options.parse_args()
    size = NATION if chosen.nation else chosen.obligations
    county_ms = county()
    print(f"{chosen.database}: a county's month judged alone (100 tasks × 20 units): {county_ms:.0f} ms")
    runs = []
    with ledgers(chosen.database) as new:
        for number, obligations in enumerate((size // 10, size)):
            runs.append(measure(*new(number), obligations))
            show(runs[-1])
    growth = runs[-1].own / runs[0].own / (runs[-1].obligations / runs[0].obligations)
    print(f"\ntime per obligation, large to small: {growth:.2f} (bar {GROWTH})")
    faults = list(broken(runs, county_ms))
    print("\n".join(faults) or "all bars hold")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
