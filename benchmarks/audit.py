"""What the audit log costs: a mail's way through the outbox with and without it, and the check of a long log.

With and without take turns in the same run, so that both see the same machine; the floor of the check is hashing the same bytes once.
Run: python benchmarks/audit.py [--database postgresql] [--mails N] [--entries N]; exit 1 where a bar is broken.
"""

import argparse
import hmac
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

# The root before the tests, whose folders bear the names of the packages they test.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1]))

from judgement import alone
from logged import KEY, KeyInMemory
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session, sessionmaker

from duban.chain import Content, canonical, fingerprint, sealed
from duban.letters import Letter
from models.audit import Book, Deed, acting, audited, head_of
from models.beginning import begin
from models.database import open_database, reading
from models.dispatch import Attempted, claim, record
from models.outbox import Digest, bundle, owe
from models.rows import AuditEntryRow
from models.schema import upgrade
from models.verifying import entries, verify
from notifications.folder import Folder
from notifications.journal import Journal

NOW = datetime(2026, 6, 29, 1, tzinfo=UTC)
SLOWER, MEGABYTES = 1.03, 40.0


def render(digest: Digest) -> bytes:
    """A digest's bytes."""
    message = EmailMessage()
    message["Message-ID"] = f"<{digest.to.replace('@', '.')}>"
    message["Subject"] = "督办"
    message.set_content("正文" * 200)
    return message.as_bytes()


def deliver(engine: Engine, folder: Path, mails: int, turn: int) -> float:
    """Seconds to claim, send into a folder, journal and record some mails, as tasks.delivering does."""
    sessions = sessionmaker(acting(engine, Deed("投递流程", "登记发送结果")), expire_on_commit=False)
    letters = [Letter(f"u{turn}-{n}@example.test", "k", f"{turn}/{n}", "题", "文", "<p>") for n in range(mails)]
    with sessions.begin() as session:
        owe(session, letters, NOW.date())
    with sessions.begin() as session:
        bundle(session, NOW.date(), NOW, render)
    sender, journal = Folder(folder / "邮件"), Journal(folder / "发送日志.jsonl")
    began = time.perf_counter()
    while True:
        with sessions.begin() as session:
            claims = claim(session, NOW, 50)
        if not claims:
            return time.perf_counter() - began
        for claimed in claims:
            outcome = sender.send(claimed.message, "a@example.test", claimed.to)
            journal.record(claimed.message_id, NOW, 250)
            with sessions.begin() as session:
                record(session, claimed, Attempted(outcome.state, outcome.phase, outcome.code, outcome.text), NOW)


@contextmanager
def ledgers(database: str) -> Iterator[Callable[[str], Engine]]:
    """A way to get new ledgers by name, all gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-", ignore_cleanup_errors=True) as home, ExitStack() as stack:
        if database == "postgresql":
            from postgres import PostgresServer

            (Path(home) / "pg").mkdir()
            Path(home).chmod(0o755)
            server = PostgresServer(Path(home) / "pg")
            stack.callback(server.stop)
            server.start(durable=True)

        def new(name: str) -> Engine:
            if database == "postgresql":
                server.command(f"CREATE DATABASE {name}")
                engine = open_database(server.url(name))
            else:
                engine = open_database(f"sqlite:///{home}/{name}.sqlite3")
            upgrade(engine)
            stack.callback(engine.dispose)
            return engine

        yield new


def outbox(new: Callable[[str], Engine], mails: int, turns: int) -> float:
    """Print a mail's milliseconds with and without the log; return the middle one of the turns' ratios."""
    plain, logging = new("plain"), new("logging")
    book = Book(KeyInMemory(), lambda: NOW)
    with logging.begin() as connection:
        begin(connection, Book(KeyInMemory(None), lambda: NOW))
    engines = {"without": plain, "with": audited(logging, book)}
    spent: dict[str, list[float]] = {name: [] for name in engines}
    with tempfile.TemporaryDirectory() as home:
        for turn in range(turns):
            for name in (list(engines), list(engines)[::-1])[turn % 2]:
                folder = Path(home) / name / str(turn)
                folder.mkdir(parents=True)
                spent[name].append(deliver(engines[name], folder, mails, turn) / mails * 1000)
                shutil.rmtree(folder)
    middle = {name: statistics.median(times[1:]) for name, times in spent.items()}
    ratio = statistics.median(w / wo for w, wo in zip(spent["with"][1:], spent["without"][1:], strict=True))
    print(
        f"a mail's way: {middle['without']:.2f} ms without the log, {middle['with']:.2f} ms with it: × {ratio:.3f} (bar {SLOWER})"
    )
    return ratio


def fill(url: str, count: int) -> None:
    """Write a long log straight into a ledger."""
    engine = open_database(url)
    previous, summary = "0" * 64, canonical({"rows": {"attempt": [1, 0, 0], "mail": [0, 1, 0]}})
    with engine.begin() as connection:
        for first in range(1, count + 1, 5000):
            rows = []
            for number in range(first, min(first + 5000, count + 1)):
                words = canonical({"key": fingerprint(KEY)}) if number == 1 else summary
                entry = sealed(KEY, previous, Content(number, NOW.isoformat(), "投递流程", "登记发送结果", None, words))
                previous = entry.hash
                content = entry.content._asdict()
                rows.append(
                    {**content, "campaign_id": content.pop("campaign"), "previous": entry.previous, "hash": entry.hash}
                )
            connection.execute(insert(AuditEntryRow), rows)
    engine.dispose()


def check(url: str) -> tuple[int, float, float, float]:
    """Return entries, seconds of the check, seconds of hashing the same bytes once, megabytes it added to the process."""
    engine = open_database(url)
    with Session(reading(engine)) as session:
        head_of(session)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        found = verify(session, KEY)
        seconds = time.perf_counter() - began
        megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert found.faults == (), found.faults
        words = [repr(entry).encode() for entry, _ in zip(entries(session), range(1000), strict=False)]
    began = time.perf_counter()
    for line in words:
        hmac.new(KEY, line, "sha256").hexdigest()
    return found.head.length, seconds, (time.perf_counter() - began) * found.head.length / len(words), megabytes


def main() -> None:
    """Measure both, print the lines, leave with 1 where a bar is broken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--mails", type=int, default=40)
    options.add_argument("--turns", type=int, default=25)
    options.add_argument("--entries", type=int, default=1_000_000)
    chosen = options.parse_args()
    peaks = []
    with ledgers(chosen.database) as new:
        ratio = outbox(new, chosen.mails, chosen.turns)
        for size in (chosen.entries // 10, chosen.entries):
            url = new(f"log_{size}").url.render_as_string(hide_password=False)
            alone(fill, url, size)
            length, seconds, floor, megabytes = alone(check, url)
            peaks.append(megabytes)
            each = seconds / length * 1e6
            print(
                f"check: {length:,} entries, {seconds:.1f} s, {each:.1f} µs an entry, × {seconds / floor:.1f} floor, +{megabytes:.0f} MB"
            )
    faults = [f"the log costs × {ratio:.3f} > {SLOWER}"] if ratio > SLOWER else []
    faults += [f"the check took {peak:.0f} MB > {MEGABYTES}" for peak in peaks if peak > MEGABYTES]
    print("\n".join(faults) or "all bars hold")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
