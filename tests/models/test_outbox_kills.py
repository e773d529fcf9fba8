"""kill -9 before every statement, commit and word to the server of a delivery: nothing lost, and nothing held back leaves twice.

A witness file stands for the mail server: a line is on disk before the sender hears of it.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import sessionmaker

from duban.letters import Letter
from models.dispatch import LEASE, Attempted, claim, record, recover
from models.outbox import Digest, bundle, owe
from models.rows import AttemptRow, LetterRow, MailRow

DAY, NOW = date(2026, 6, 29), datetime(2026, 6, 29, 1, tzinfo=UTC)
LETTERS = [
    Letter("resend@example.test", "reminder", "1", "催办", "", ""),
    Letter("hold@example.test", "escalation", "2", "报领导", "", "", "hold"),
]
Open = Callable[..., Engine]


def render(digest: Digest) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{digest.to.replace('@', '.')}>"
    return message.as_bytes()


def deliver(engine: Engine, wire: Path, now: datetime, step: Callable[[], None]) -> None:
    """Owe, bundle, and send until nothing is due; `step` is called at every boundary that is not a statement."""
    sessions = sessionmaker(engine)
    with sessions.begin() as session:
        owe(session, LETTERS, DAY)
    with sessions.begin() as session:
        bundle(session, DAY, now, render)
    while True:
        with sessions.begin() as session:
            claims = claim(session, now, 1)
        if not claims:
            return
        step()
        with wire.open("a") as line:
            line.write(claims[0].to + "\n")
        step()
        with sessions.begin() as session:
            record(session, claims[0], Attempted("accepted", "dot", 250, "ok"), now)


def killed_at(url: str, open_one: Open, wire: Path, boundary: int) -> bool:
    """Run a delivery in a process of its own that dies at a boundary; return whether it got that far."""
    child = os.fork()
    if child == 0:
        passed = 0

        def step(*_: object) -> None:
            nonlocal passed
            passed += 1
            if passed == boundary:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            engine = open_one(url)
            for name in ("before_cursor_execute", "commit"):
                event.listen(engine, name, step)
            deliver(engine, wire, NOW, step)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize("where", ["sqlite_url", "postgres_url"])
def test_a_delivery_killed_anywhere_ends_well(
    where: str, request: pytest.FixtureRequest, open_ledger: Open, tmp_path: Path
) -> None:
    url: str = request.getfixturevalue(where)
    boundaries, held = 0, 0
    while True:
        wire = tmp_path / f"wire-{boundaries}"
        wire.touch()
        died = killed_at(url, open_ledger, wire, boundaries + 1)
        engine = open_ledger(url)
        sessions = sessionmaker(engine)
        now = NOW
        for _ in range(4):
            with sessions.begin() as session:
                recover(session, now)
            deliver(engine, wire, now, lambda: None)
            now += LEASE + timedelta(minutes=5)
        with sessions.begin() as session:
            states = dict(session.execute(select(MailRow.address, MailRow.state)).tuples().all())
            assert session.scalars(select(LetterRow.id).where(LetterRow.mail_id.is_(None))).all() == []
            for table in (AttemptRow, LetterRow, MailRow):
                session.execute(text(f"DELETE FROM {table.__tablename__}"))
        engine.dispose()
        copies = Counter(wire.read_text().split())
        assert states["resend@example.test"] == "accepted"
        assert copies["resend@example.test"] in (1, 2)
        assert states["hold@example.test"] in ("accepted", "held")
        assert copies["hold@example.test"] == 1 or states["hold@example.test"] == "held"
        assert copies["hold@example.test"] <= 1
        held += states["hold@example.test"] == "held"
        if not died:
            break
        boundaries += 1
    print(f"{boundaries} boundaries, {held} held")
    assert boundaries > 20
    assert 0 < held < boundaries / 2
    assert (states["hold@example.test"], copies.total()) == ("accepted", 2)
