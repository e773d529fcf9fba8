"""kill -9 at every boundary of a three-unit cycle, twice and two at once, on both databases; and proof that the checker bites."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from models import dispatch
from models.dispatch import Attempted, Claim, record_all
from notifications.journal import Journal
from notifications.smtp import Smtp
from tasks import delivering
from tests.reliability.checker import Tally
from tests.reliability.kills import opened
from tests.reliability.sink import ROOT
from tests.reliability.workshop import Workshop

LAST_LINE = re.compile(
    r"(\d+) boundaries, (\d+) kills: 0 lost, 0 doubled effects, 0 wire copies outside the window, "
    r"(\d+) inside \(same bytes\), (\d+) held, 0 manual repairs"
)


def last_lines(*arguments: str) -> list[re.Match[str]]:
    """Run the killing on both databases side by side and return their last lines, which must keep every promise."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.kills", "--database", database, *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for database in ("sqlite", "postgresql")
    ]  # fmt: skip
    found = []
    for run in runs:
        said, trouble = run.communicate()
        print(said)
        line = LAST_LINE.fullmatch(said.strip().splitlines()[-1] if said.strip() else "")
        assert line, said + trouble
        assert run.returncode == 0
        found.append(line)
    return found


def test_killed_at_every_boundary_nothing_is_lost_and_nothing_leaves_twice_outside_the_window() -> None:
    for line in last_lines():
        boundaries, kills, inside, held = map(int, line.groups())
        assert boundaries == kills > 200
        # One second copy at most for each mail whose reply nobody heard; what must not come twice is held instead.
        assert 0 < inside < 30
        assert 0 < held < kills / 2


def test_killed_again_in_the_recovery_or_beside_another_sender_it_ends_as_well() -> None:
    for line in last_lines("--random", "24", "--seed", "7"):
        assert int(line[2]) >= 24


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    with opened("sqlite") as one:
        yield one


def marks_before_sending() -> None:
    """A sender that writes `accepted` with the claim."""
    honest = delivering.claim

    def claim(session: object, *arguments: object) -> tuple[Claim, ...]:
        claims = honest(session, *arguments)  # type: ignore[arg-type]
        record_all(session, [(one, Attempted("accepted", "dot", 250, "")) for one in claims], arguments[0])  # type: ignore[arg-type]
        return claims

    delivering.claim = claim  # type: ignore[assignment]


def renders_anew() -> None:
    """A sender whose every attempt has bytes of its own."""
    honest, number = Smtp.send, count(1)

    def send(self: Smtp, message: bytes, *addresses: str) -> object:
        other = message.replace(
            b"\r\nMIME-Version", f"\r\nX-Attempt: {next(number)} {id(message)}\r\nMIME-Version".encode(), 1
        )
        return honest(self, other, *addresses)

    Smtp.send = send  # type: ignore[assignment,method-assign]


def drops_the_journal() -> None:
    """A sender that forgets what was accepted until the ledger knows."""
    Journal.record = lambda *_, **__: None  # type: ignore[method-assign]


def holds_nothing() -> None:
    """A sender that sends again whatever its kind, where nobody knows."""
    honest = dispatch._after
    dispatch._after = lambda attempted, _policy, *rest: honest(attempted, "resend", *rest)


@pytest.mark.parametrize(
    ("seed", "day", "counter"),
    [
        (marks_before_sending, 0, "lost"),
        (renders_anew, 0, "outside"),
        (drops_the_journal, 0, "outside"),
        (holds_nothing, 2, "outside"),
    ],
)
def test_the_checker_finds_a_sender_that_breaks_a_promise(
    shop: Workshop, seed: Callable[[], None], day: int, counter: str
) -> None:
    tally = Tally()
    sound = Tally()
    last = shop.days[day].boundaries
    for boundary in range(last - 34, last + 1):
        shop.kill(tally, day, [boundary], seed)
        if getattr(tally, counter):
            break
    assert getattr(tally, counter), f"{seed.__name__} was not found: {tally}"
    shop.kill(sound, day, [boundary])
    assert sound.sound, "the same kill does no harm to the real sender"
