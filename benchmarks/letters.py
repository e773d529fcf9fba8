"""What sending letters costs: digests (HTML, text, a 20 KB attachment) from the outbox to a mail server on loopback, beside a bare loop.

The floor is smtplib sending the same ready bytes over one connection in the same run. Everything runs in a process of its own: the
server, the floor, the office. Run: python benchmarks/letters.py [--mails 10000] [--database postgresql]; exit 1 where a bar is broken.
"""

import argparse
import multiprocessing
import os
import resource
import smtplib
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

AT = "2026-03-02T09:00:00+08:00"
RATE, RENDER_MS, GROWTH_MB = 0.60, 3.0, 24.0
OFFICE = {
    "OFFICE": "云岭县教育工作领导小组办公室",
    "MAIL": "smtp",
    "MAIL_FROM": "bangongshi@yunling.example",
    "MAIL_DOMAIN": "yunling.example",
    "SMTP_HOST": "127.0.0.1",
    "SMTP_SECURITY": "none",
}


class Run(NamedTuple):
    """One size: mails, bytes of one, seconds of floor and delivery, milliseconds to render one, megabytes at the peak of each step."""

    mails: int
    size: int
    floor: float
    delivery: float
    render_ms: float
    peak_mb: float

    @property
    def ratio(self) -> float:
        """The delivery's rate against the floor's."""
        return self.floor / self.delivery


def serve(pipe: Any) -> None:
    """Take mail as fast as may be: every command is answered at once, a body is read to its dot and forgotten."""
    listening = socket.create_server(("127.0.0.1", 0))
    pipe.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(b"220 sink\r\n")
        heard, taken = b"", 0
        while True:
            while b"\r\n" not in heard:
                heard += (more := connection.recv(65536))
                if not more:
                    break
            line, _, heard = heard.partition(b"\r\n")
            verb = line[:4].upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                body = [heard]
                while not (body[-1].endswith(b"\r\n.\r\n") or b"".join(body[-2:]).endswith(b"\r\n.\r\n")):
                    body.append(connection.recv(1 << 20))
                heard, taken = b"", taken + 1
                connection.sendall(b"250 taken\r\n")
            elif verb == b"EHLO":
                connection.sendall(b"250-sink\r\n250 SIZE 20000000\r\n")
            elif verb == b"QUIT" or not line:
                break
            else:
                connection.sendall(b"250 ok\r\n")
        connection.close()
        pipe.send(taken)


def fill(mails: int) -> float:
    """Owe so many letters and freeze their digests; return milliseconds of the processor's time to render one."""
    from duban.letters import Attachment, Letter
    from models.outbox import owe
    from tasks import delivering
    from tasks.ledger import moment, sessions

    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    text = "请于2026年3月25日前将填好的任务清单发回本办公室，逾期将予通报。\n" * 30
    for first in range(0, mails, 200):
        letters = [
            Letter(
                to=f"unit{number}@yunling.example",
                kind="checklist",
                occurrence=f"checklist/{number}",
                subject=f"〔任务清单〕第{number}单位2026年3月任务清单",
                text=text,
                html=f"<table>{'<tr><td>' + text[:30] + '</td></tr>'}</table>" * 30,
                attachments=(Attachment(f"任务清单_2026-03_第{number}单位.xlsx", sheet, os.urandom(20 * 1024)),),
            )
            for number in range(first, min(first + 200, mails))
        ]
        with sessions("测试", "测量").begin() as session:
            owe(session, letters, moment(AT).date())
    spent, render = 0.0, delivering._render

    def timed(*arguments: Any) -> bytes:
        nonlocal spent
        began = time.thread_time()
        message = render(*arguments)
        spent += time.thread_time() - began
        return message

    delivering._render = timed
    while delivering._bundle(moment(AT)):
        pass
    return 1000 * spent / mails


def store(path: Path) -> int:
    """Write the frozen messages into one file, each behind its length, and return the size of one."""
    from sqlalchemy import select

    from models.rows import MailRow, MessageRow
    from tasks.ledger import reading_sessions

    size = 0
    with path.open("wb") as file, reading_sessions().begin() as session:
        for address, message in session.execute(
            select(MailRow.address, MessageRow.content).join(MessageRow).execution_options(yield_per=100)
        ):
            size = len(message)
            file.write(f"{size} {address}\n".encode() + message)
    return size


def bare(path: Path, port: int) -> float:
    """Return seconds of a bare smtplib loop over the stored messages."""
    began = time.perf_counter()
    with path.open("rb") as file, smtplib.SMTP("127.0.0.1", port) as client:
        while line := file.readline():
            size, address = line.split()
            client.sendmail(OFFICE["MAIL_FROM"], [address.decode()], file.read(int(size)))
    return time.perf_counter() - began


def delivery(mails: int) -> tuple[float, float]:
    """Return seconds and peak megabytes of delivering what is frozen."""
    from tasks.delivering import deliver
    from tasks.ledger import sessions

    # Outside office hours nothing leaves; the ledger is open after that.
    assert deliver("2026-03-02T07:00:00+08:00") == {}
    with sessions("测试", "测量").begin():
        pass
    began = time.perf_counter()
    counts = deliver(AT)
    seconds = time.perf_counter() - began
    assert counts == {"accepted": mails}, counts
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def enter(variables: dict[str, str]) -> None:
    """Set the variables of an office."""
    os.environ.update(variables)


def office(variables: dict[str, str], call: Callable[..., Any], *arguments: Any) -> Any:
    """What a function returns in a new process that works for an office."""
    with multiprocessing.get_context("spawn").Pool(1, enter, (variables,)) as pool:
        return pool.apply(call, arguments)


def measure(url: str, folder: Path, mails: int) -> Run:
    """Fill an outbox, send its bytes bare, then deliver them."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    values = OFFICE | {"DATABASE_URL": url, "OUT": str(folder / "out"), "SMTP_PORT": str(port)}
    variables = {f"DUBAN_{name}": value for name, value in values.items()}
    try:
        render_ms = office(variables, fill, mails)
        size = office(variables, store, folder / "messages")
        floor = office({}, bare, folder / "messages", port)
        assert here.recv() == mails
        seconds, peak = office(variables, delivery, mails)
        assert here.recv() == mails
    finally:
        server.kill()
        server.join()
    return Run(mails, size, floor, seconds, render_ms, peak)


@contextmanager
def databases(name: str) -> Iterator[Callable[[Path, int], str]]:
    """A way to make empty databases of one sort."""
    if name == "sqlite":
        yield lambda folder, _: f"sqlite:///{folder / 'ledger.sqlite3'}"
        return
    from postgres import PostgresServer

    with tempfile.TemporaryDirectory(prefix="duban-pg-", ignore_cleanup_errors=True) as home:
        server = PostgresServer(Path(home))
        try:
            server.start()

            def new(_: Path, number: int) -> str:
                server.command(f"CREATE DATABASE letters_{number}")
                return server.url(f"letters_{number}")

            yield new
        finally:
            server.stop()


def main() -> None:
    """Measure a tenth of a size and the size, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = options.parse_args()
    runs = []
    with databases(chosen.database) as new:
        for number, mails in enumerate((chosen.mails // 10, chosen.mails)):
            with tempfile.TemporaryDirectory() as folder:
                runs.append(run := measure(new(Path(folder), number), Path(folder), mails))
            print(
                f"{chosen.database}: {run.mails:,} mails of {run.size:,} bytes: bare loop {run.mails / run.floor:,.0f}/s, "
                f"delivery {run.mails / run.delivery:,.0f}/s ({run.ratio:.0%} of it, bar {RATE:.0%}), "
                f"rendering {run.render_ms:.2f} ms (bar {RENDER_MS:g}), peak {run.peak_mb:.0f} MB",
                flush=True,
            )
    small, large = runs
    faults = [f"{large.ratio:.0%} of the floor's rate < {RATE:.0%}"] if large.ratio < RATE else []
    faults += [f"rendering {large.render_ms:.2f} ms > {RENDER_MS:g}"] if large.render_ms > RENDER_MS else []
    if large.peak_mb - small.peak_mb > GROWTH_MB:
        faults.append(f"memory grows by {large.peak_mb - small.peak_mb:.0f} MB > {GROWTH_MB:g}")
    print("\n".join(faults) or "all bars hold")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
