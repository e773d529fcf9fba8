"""Where the killing is done: one office over a real file database and a witness, put back to the morning of any day before each kill."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from offices import environment
from postgres import PostgresServer

from models.database import open_database
from models.schema import upgrade
from tasks import ledger
from tests.reliability import cycle, driver
from tests.reliability.checker import Tally
from tests.reliability.driver import Killed, Seed
from tests.reliability.sink import RunningSink, witness

Snapshots = Callable[[str, str], None]


class Morning(NamedTuple):
    """What a day that nobody disturbs comes to: its boundaries and the ledger at its end."""

    boundaries: int
    ledger: dict[str, Any]


class Workshop:
    """An office whose days can be begun again as often as wanted; `copy` makes one database like another."""

    def __init__(self, folder: Path, sink: RunningSink, copy: Snapshots) -> None:
        self._folder, self.sink, self._copy = folder, sink, copy
        self.days = [self._live_through(day) for day in range(len(cycle.DAYS))]
        # A fork copies no page that the collector leaves alone.
        gc.collect()
        gc.freeze()

    def put_back(self, day: int) -> None:
        """Put ledger, papers and journal back to the morning of a day."""
        self._copy(f"morning_{day}", "live")
        shutil.rmtree(self._folder / "out", ignore_errors=True)
        shutil.copytree(self._folder / f"out-{day}", self._folder / "out")

    def kill(self, tally: Tally, day: int, boundaries: list[int], seed: Seed | None = None) -> list[Killed]:
        """Kill a day at a boundary, its first recovery at the next one, and so on; recover, judge, return how far each came."""
        self.put_back(day)
        place = self.sink.place()
        killed = [driver.kill_at(seed, day, boundary, 25 * number) for number, boundary in enumerate(boundaries)]
        self._judge(tally, day, place, killed, seed)
        return killed

    def kill_together(self, tally: Tally, day: int, boundaries: list[int]) -> list[Killed]:
        """Run a day in several processes at once, each killed at its own boundary; recover, judge, return how far each came."""
        self.put_back(day)
        place = self.sink.place()
        started = [driver.start(None, day, boundary) for boundary in boundaries]
        killed = [driver.ended(*one) for one in started]
        self._judge(tally, day, place, killed, None)
        return killed

    def _judge(self, tally: Tally, day: int, place: int, killed: list[Killed], seed: Seed | None) -> None:
        found = driver.recover(seed, day)
        before = {row[0] for row in self.days[day - 1].ledger["letters"]} if day else set()
        for one in (found, clean := dict(self.days[day].ledger)):
            one["letters"] = [row for row in one["letters"] if row[0] not in before]
        tally.judge(clean, found, self.sink.since(place), killed)

    def _live_through(self, day: int) -> Morning:
        """Keep the morning, do the day here (all modules and statements are warm after that), and count its boundaries in a fork."""
        self._copy("live", f"morning_{day}")
        (self._folder / "out").mkdir(exist_ok=True)
        shutil.copytree(self._folder / "out", self._folder / f"out-{day}")
        cycle.run_day(day)
        cycle.run_day(day, 40)
        clean = driver.ledger_now()
        ledger._engine().dispose()
        self._copy("live", "evening")
        shutil.copytree(self._folder / "out", self._folder / f"evening-{day}")
        self.put_back(day)
        boundaries = driver.kill_at(None, day, 0).passed
        self._copy("evening", "live")
        shutil.rmtree(self._folder / "out")
        shutil.copytree(self._folder / f"evening-{day}", self._folder / "out")
        return Morning(boundaries, clean)


@contextmanager
def workshop(folder: Path, postgres: PostgresServer | None) -> Iterator[Workshop]:
    """A workshop over SQLite, or over a PostgreSQL server where one is given."""
    copy, url = _in_postgres(postgres) if postgres else _in_files(folder)
    engine = open_database(url)
    upgrade(engine)
    engine.dispose()
    before = dict(os.environ)
    with witness(folder / "witness.jsonl") as sink:
        mail = {"MAIL": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
        variables = environment(url, folder / "out") | {f"DUBAN_{name}": value for name, value in mail.items()}
        try:
            with cycle.prepared(variables):
                # The audit log begins when an office first opens its ledger; no morning is from before that.
                ledger._engine().dispose()
                yield Workshop(folder, sink, copy)
        finally:
            os.environ.clear()
            os.environ.update(before)


def _in_files(folder: Path) -> tuple[Snapshots, str]:
    def copy(source: str, target: str) -> None:
        for ending in ("-journal", "-wal", "-shm"):
            (folder / f"{target}.sqlite3{ending}").unlink(missing_ok=True)
        shutil.copyfile(folder / f"{source}.sqlite3", folder / f"{target}.sqlite3")

    return copy, f"sqlite:///{folder / 'live.sqlite3'}"


def _in_postgres(server: PostgresServer) -> tuple[Snapshots, str]:
    """Copies are schemas beside the live one: making databases from each other would take most of the time."""
    server.command("CREATE DATABASE live")
    url = server.url("live")

    def copy(source: str, target: str) -> None:
        here, there = ("public" if name == "live" else name for name in (source, target))
        with psycopg.connect(url, autocommit=False) as connection:
            connection.execute("SET session_replication_role = replica")
            if there != "public":
                connection.execute(f"DROP SCHEMA IF EXISTS {there} CASCADE")
                connection.execute(f"CREATE SCHEMA {there}")
            for (table,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall():
                if there == "public":
                    connection.execute(f"DELETE FROM public.{table}")
                    connection.execute(f"INSERT INTO public.{table} SELECT * FROM {here}.{table}")
                else:
                    connection.execute(f"CREATE TABLE {there}.{table} AS SELECT * FROM {here}.{table}")

    return copy, url
