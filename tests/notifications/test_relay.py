"""Sending through a mail server we did not write (aiosmtpd): what a relay sees is what was composed."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink as Handler

from duban.letters import Attachment, Letter
from notifications.desk import Office
from notifications.digest import compose
from notifications.smtp import Smtp, SmtpServer

AT = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
OFFICE = Office("某县教育攻坚领导小组办公室", "duban@example.test")


class Inbox(Handler):
    """Keeps what was delivered; refuses one mailbox as a full one."""

    def __init__(self) -> None:
        self.delivered: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, *said: Any) -> str:  # noqa: N802
        _, _, envelope, address, _ = said
        if address.startswith("full"):
            return "552 5.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *said: Any) -> str:  # noqa: N802
        _, _, envelope = said
        self.delivered.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def letter(to: str) -> Letter:
    files = (Attachment("任务清单.xlsx", "application/vnd.ms-excel", b"\x00\r\n.\r\n" * 500),)
    return Letter(
        to, "checklist", f"checklist/{to}", "〔任务清单〕2026年3月", "正文\n.\n", "<p>正文</p>\n", attachments=files
    )


def test_mails_arrive_byte_for_byte_over_one_connection(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    mails = [compose([letter(f"unit{n}@example.test")], OFFICE, AT, "duban.example.test") for n in range(5)]
    smtp = Smtp(SmtpServer("127.0.0.1", port, "duban.example.test", "none"))
    outcomes = [smtp.send(mail.message, mail.sender, mail.recipient) for mail in mails]
    smtp.close()
    assert [(outcome.state, outcome.code) for outcome in outcomes] == [("accepted", 250)] * 5
    assert handler.delivered == [(mail.sender, [mail.recipient], mail.message) for mail in mails]


def test_a_full_mailbox_bounces_and_the_rest_go_on(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    smtp = Smtp(SmtpServer("127.0.0.1", port, "duban.example.test", "none"))
    outcomes = []
    for to in ("a@example.test", "full@example.test", "b@example.test"):
        mail = compose([letter(to)], OFFICE, AT, "duban.example.test")
        outcomes.append(smtp.send(mail.message, mail.sender, mail.recipient))
    smtp.close()
    assert [outcome.state for outcome in outcomes] == ["accepted", "bounced", "accepted"]
    assert outcomes[1].sentence == "E504 邮件过大或对方邮箱已满（552 5.2.2 mailbox full）"
    assert [recipients for _, recipients, _ in handler.delivered] == [["a@example.test"], ["b@example.test"]]


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_sent(inbox: tuple[Inbox, int]) -> None:
    handler, port = inbox
    smtp = Smtp(SmtpServer("127.0.0.1", port, "duban.example.test", "none"))
    outcome = smtp.send(
        b"Message-ID: <1@example.test>\r\n\r\n" + b"x\r\n" * 12_000_000, "a@example.test", "b@example.test"
    )
    smtp.close()
    assert (outcome.state, outcome.phase, outcome.code) == ("bounced", "mail", 552)
    assert handler.delivered == []
