"""5,000 hostile titles, names, addresses and file names, all the way to a mail server: it hears of the recipients meant and nobody else."""

import random
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from duban.errors import InputRefused
from duban.letters import Attachment
from notifications.desk import Office
from notifications.mail import HEADERS, Mail
from notifications.smtp import Smtp, SmtpServer
from tests.notifications.smtp_server import Sink, Taken
from tests.notifications.test_digest import FRAGMENTS, OFFICE, XLSX, letter, mail

HARMLESS = (
    "关于任务办理的通知",
    "县教育局",
    "甲乡",
    "3月",
    "—",
    "（一）",
    "A",
    "edu",
    "@example.test",
    ".",
    "x.xlsx",
    "𠮷",
    "镕",
)


def text(chance: random.Random) -> str:
    """A text of up to six pieces, most of them hostile, some any character at all."""
    pieces = [
        chance.choice(FRAGMENTS) if (drawn := chance.random()) < 0.3 else chance.choice(HARMLESS) if drawn < 0.9
        else chr(chance.choice((chance.randrange(0x20, 0x3000), chance.randrange(0x110000))))
        for _ in range(chance.randint(1, 6))
    ]  # fmt: skip
    return "".join(pieces)


def composed(chance: random.Random) -> tuple[Mail, str, list[str]] | None:
    """A mail with one or more hostile parts, with the subject and file names meant; None where it is refused."""
    subject = text(chance) if chance.random() < 0.5 else "催办通知"
    name = text(chance) if chance.random() < 0.4 else "任务清单.xlsx"
    to = text(chance) if chance.random() < 0.1 else f"unit{chance.randrange(100)}@example.test"
    office = Office(text(chance), "duban@example.test") if chance.random() < 0.3 else OFFICE
    try:
        made = mail(
            [letter(to=to, subject=subject, text=text(chance), attachments=(Attachment(name, XLSX, b"x"),))], office
        )
    except InputRefused:
        return None
    assert made.recipient == to
    return made, subject, [name]


def test_a_server_hears_of_the_recipients_meant_and_nobody_else(sink: Callable[..., Sink]) -> None:
    server, chance = sink(), random.Random(20260302)  # noqa: S311 - drawn the same each time
    smtp = Smtp(SmtpServer("127.0.0.1", server.port, "duban.example.test", "none"))
    sent = []
    for _ in range(5000):
        made = composed(chance)
        if made:
            assert smtp.send(made[0].message, made[0].sender, made[0].recipient).state == "accepted"
            sent.append(made)
    smtp.close()
    print(f"{len(sent)} of 5,000 sent, the others refused")
    assert 1000 < len(sent) < 4500
    assert len(server.taken) == len(sent)
    said = [command for command in server.commands if command.upper().startswith(("RCPT", "MAIL", "DATA"))]
    assert len(said) == 3 * len(sent)
    for taken, (made, subject, names) in zip(server.taken, sent, strict=True):
        assert taken == Taken("duban@example.test", made.recipient, made.message)
        as_meant(taken.message, made.recipient, subject, names)


def as_meant(message: bytes, to: str, subject: str, names: list[str]) -> None:
    """Read the bytes with a parser other than the composer's own, and by hand."""
    lines = message.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    assert tuple(line.split(b":")[0].decode() for line in lines if line[:1] not in b" \t") == HEADERS
    assert not re.search(rb"[^\x09\x0a\x0d\x20-\x7e]", message)
    parsed = message_from_bytes(message, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert [each.addr_spec for each in parsed["To"].addresses] == [to]
    assert parsed["Subject"] == subject
    assert [part.get_filename() for part in parsed.iter_attachments()] == names
