"""Kill a three-unit cycle at every boundary, or at random ones: `python -m tests.reliability.kills [--database postgresql] [--random N]`.

The last line says what became of it; exit 1 where a promise was broken. `make soak` runs many random kills on both databases.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from postgres import PostgresServer
from rich.console import Console
from rich.progress import track

from tests.reliability.checker import Tally
from tests.reliability.driver import Killed, Seed
from tests.reliability.workshop import Workshop, workshop


def at_all(shop: Workshop, tally: Tally, seed: Seed | None = None, every: int = 1) -> Iterator[list[str]]:
    """Kill each day at each boundary (or every so-manyth); yield the sorts of boundary each kill met."""
    tally.boundaries += sum(morning.boundaries for morning in shop.days)
    for day, morning in enumerate(shop.days):
        for boundary in range(1, morning.boundaries + 1, every):
            yield _labels(shop.kill(tally, day, [boundary], seed))


def at_random(shop: Workshop, tally: Tally, number: int, chance: random.Random) -> Iterator[list[str]]:
    """Kill so many times: half of them alone, a quarter with another kill in the recovery, a quarter two senders at once."""
    tally.boundaries += sum(morning.boundaries for morning in shop.days)
    while tally.kills < number:
        day = chance.randrange(len(shop.days))
        first, second = (chance.randint(1, shop.days[day].boundaries) for _ in range(2))
        match chance.randrange(4):
            case 0:
                yield _labels(shop.kill(tally, day, [first, second]))
            case 1:
                yield _labels(shop.kill_together(tally, day, [first, second]))
            case _:
                yield _labels(shop.kill(tally, day, [first]))


def _labels(killed: list[Killed]) -> list[str]:
    return [one.label or "ran through" for one in killed]


@contextmanager
def opened(database: str) -> Iterator[Workshop]:
    """A workshop in memory-backed files where there are such: kill -9 loses nothing that a file holds, flushed or not."""
    room = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with (
        tempfile.TemporaryDirectory(dir=room, ignore_cleanup_errors=True) as folder,
        _server(database) as server,
        workshop(Path(folder), server) as shop,
    ):
        yield shop


@contextmanager
def _server(database: str) -> Iterator[PostgresServer | None]:
    if database == "sqlite":
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="duban-pg-", ignore_cleanup_errors=True) as home:
        server = PostgresServer(Path(home))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def main() -> int:
    """Return 0 where every promise was kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--random", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4)))
    parser.add_argument("--every", type=int, default=1, metavar="N")
    chosen = parser.parse_args()
    tally = Tally()
    with opened(chosen.database) as shop:
        if chosen.random:
            kills = at_random(shop, tally, chosen.random, random.Random(chosen.seed))  # noqa: S311 - drawn boundaries
        else:
            kills = at_all(shop, tally, every=chosen.every)
        total = chosen.random or sum(len(range(0, morning.boundaries, chosen.every)) for morning in shop.days)
        met = Counter(chain.from_iterable(track(kills, "kill -9", total, console=Console(stderr=True))))
    print(
        f"{chosen.database}, seed {chosen.seed}:", ", ".join(f"{label} {count}" for label, count in met.most_common())
    )
    for fault in tally.faults[:50]:
        print(fault)
    print(tally, flush=True)
    return 0 if tally.sound else 1


if __name__ == "__main__":
    sys.exit(main())
