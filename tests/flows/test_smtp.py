"""The day's mail over a real SMTP conversation on loopback: all of it once, and later where the server is away."""

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from offices import Office

from flows.deliver_mail import deliver_mail
from models.outbox import outbox_counts
from tasks import settings
from tasks.ledger import reading_sessions


class Received:
    """What the server took: (recipient, bytes), in order."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        self.mails.append((envelope.rcpt_tos[0], envelope.content))  # type: ignore[attr-defined]
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port an office's mail goes to."""
    port = free_port()
    for name, value in {
        "MAIL": "smtp",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "SMTP_SECURITY": "none",
    }.items():
        monkeypatch.setenv(f"DUBAN_{name}", value)
    settings.settings.cache_clear()
    yield port
    settings.settings.cache_clear()


def test_every_mail_arrives_once(port: int) -> None:
    received = Received()
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert deliver_mail("2026-03-02T09:00") == {"accepted": 24}
        assert deliver_mail("2026-03-02T09:10") == {}
    finally:
        server.stop()
    assert len({to for to, _ in received.mails}) == len(received.mails) == 24


def test_a_server_away_delays_and_loses_nothing(port: int) -> None:
    assert deliver_mail("2026-03-02T09:00") == {"retry": 1}
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == {"pending": 23, "retry": 1}
    received = Received()
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert deliver_mail("2026-03-02T09:20") == {"accepted": 24}
    finally:
        server.stop()
    assert len({to for to, _ in received.mails}) == 24
