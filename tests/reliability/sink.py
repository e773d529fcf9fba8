"""The independent witness: a mail server in a process of its own that writes down what it took, flushed, before it answers.

`python -m tests.reliability.sink LOG` prints its port and runs until its standard input ends. What it writes is read by witnessed().
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import NamedTuple

from tests.notifications.smtp_server import Sink, Taken, started

ROOT = Path(__file__).parents[2]


class Copy(NamedTuple):
    """One message as it stood when its final dot came."""

    message_id: str
    to: str
    sha256: str


@dataclass
class Witness(Sink):
    """A sink that keeps one line a message instead of the message."""

    def take(self, taken: Taken) -> None:
        message_id = str(BytesHeaderParser().parsebytes(taken.message)["Message-ID"]).strip()
        line = json.dumps(Copy(message_id, taken.recipient, hashlib.sha256(taken.message).hexdigest()))
        with self.witness.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


class RunningSink(NamedTuple):
    """A witness at work: its port and its log."""

    port: int
    log: Path

    def place(self) -> int:
        """Where the log ends now."""
        return self.log.stat().st_size

    def since(self, place: int) -> list[Copy]:
        """What was taken since the log ended there."""
        with self.log.open() as lines:
            lines.seek(place)
            return [Copy(*json.loads(line)) for line in lines]


@contextmanager
def witness(log: Path) -> Iterator[RunningSink]:
    """A witness in a process of its own while the block lasts."""
    log.touch()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.sink", str(log)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        assert process.stdin
        yield RunningSink(int(process.stdout.readline()), log)
    finally:
        process.communicate(timeout=10)


def main() -> None:
    """Serve until the standard input ends."""
    server = started(Witness(Path(sys.argv[1])))
    print(server.sink.port, flush=True)
    sys.stdin.read()
    server.sink.stopped.set()
    server.shutdown()


if __name__ == "__main__":
    main()
