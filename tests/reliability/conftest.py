"""An outbox with a mail server that does what a test tells it, delivered by the real step at moments a test names; on both databases."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from offices import ZONE, environment, in_process

from duban.letters import Letter
from models.outbox import MailInRecord, mails, owe
from tasks import ledger, settings
from tasks.delivering import deliver
from tests.notifications.smtp_server import Server, Sink, started

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)
STATES = ("pending", "sending", "accepted", "retry", "bounced", "uncertain", "held", "expired", "cancelled")


class Outbox:
    """The outbox of an office whose mail goes to a sink."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def owe(self, *names: str, policy: str = "resend", **more: Any) -> None:
        """Owe one letter to each name."""
        with ledger.sessions("测试", "测试").begin() as session:
            number = len(self.mails()) + 1
            letters = [
                Letter(
                    f"{name}@example.test",
                    "reminder",
                    f"{name}/{number}",
                    "催办",
                    "正文",
                    "<p>正文</p>",
                    policy,
                    **more,
                )  # type: ignore[arg-type]
                for name in names
            ]
            owe(session, letters, MONDAY.date())

    def deliver(self, minutes: float = 0) -> dict[str, int]:
        """Deliver so many minutes after nine."""
        return deliver((MONDAY + timedelta(minutes=minutes)).isoformat())

    def mails(self) -> list[MailInRecord]:
        """All mails, oldest first."""
        with ledger.reading_sessions().begin() as session:
            return list(mails(session, STATES))

    def states(self) -> dict[str, str]:
        """The state of each mail by the name it goes to."""
        return {mail.to.partition("@")[0]: mail.state for mail in self.mails()}

    def taken(self) -> list[str]:
        """The names the sink took mail for, in order."""
        return [taken.recipient.partition("@")[0] for taken in self.sink.taken]


@pytest.fixture
def outbox(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Outbox]]:
    """Open the outbox of an office whose mail server follows a script; further settings by name."""
    servers: list[Server] = []
    with in_process(monkeypatch, environment(database_url, tmp_path / "out")):

        def open_one(
            extensions: tuple[str, ...] = ("SIZE 10000000",), chosen: dict[str, str] | None = None, **script: Any
        ) -> Outbox:
            sink = Sink(tmp_path / "witness", script=script, extensions=extensions)
            servers.append(started(sink))
            mail = {"MAIL": "smtp", "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
            for name, value in (mail | (chosen or {})).items():
                monkeypatch.setenv(f"DUBAN_{name}", value)
            settings.settings.cache_clear()
            return Outbox(sink)

        yield open_one
        for server in servers:
            server.sink.stopped.set()
            server.shutdown()
            server.server_close()
