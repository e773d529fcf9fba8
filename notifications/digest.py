"""One mail per address and day (并件): several letters to one address become one mail. What a mail's bytes are is mail.py."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256

from duban.errors import ConfigurationError, InputRefused
from duban.letters import Letter
from notifications.addresses import checked_address, is_domain
from notifications.desk import Office
from notifications.mail import Content, Envelope, Mail, mail_bytes
from notifications.templating import render_html, render_text

_RULE = "\n" + "─" * 30 + "\n\n"


def compose(letters: Sequence[Letter], office: Office, date: datetime, installation: str) -> Mail:
    """Return the one mail that carries these letters, all to one address (at least one letter).

    `date` is aware and stands in the mail as given; `installation` is the domain of the Message-ID, which follows from the
    letters' occurrences alone, so that one event never has two. InputRefused E506 for an unusable address, E117 for a header that
    could be read as something else.
    """
    recipient = _one_address(letters)
    subject = letters[0].subject if len(letters) == 1 else _joint_subject(letters, office, date)
    envelope = Envelope(
        sender_name=office.name,
        sender=checked_address(office.address),
        recipient=recipient,
        subject=subject,
        date=_aware(date),
        message_id=message_id((letter.occurrence for letter in letters), installation),
    )
    content = Content(
        text=_text(letters, office, date),
        html=_page(letters, office, date, subject),
        attachments=tuple(attachment for letter in letters for attachment in letter.attachments),
    )
    return Mail(
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=recipient,
        message=mail_bytes(envelope, content),
    )


def message_id(occurrences: Iterable[str], installation: str) -> str:
    """Return `<SHA-256@installation>` of a set of events, the same in whatever order they are given.

    >>> message_id(["b", "a"], "duban.example.test") == message_id(["a", "b"], "duban.example.test")
    True
    """
    if not is_domain(installation):
        raise ConfigurationError(
            "Message-ID 所用域名有误", where=ascii(installation)[1:-1], remedy="应为英文域名，例如 duban.example.test"
        )
    key = json.dumps(sorted(occurrences))
    return f"<{sha256(key.encode()).hexdigest()}@{installation}>"


def _one_address(letters: Sequence[Letter]) -> str:
    addresses = sorted({letter.to for letter in letters})
    if len(addresses) != 1:
        raise InputRefused(
            f"{len(addresses)} 个收件地址不能并为一封邮件",
            where=" ".join(ascii(address)[1:-1] for address in addresses),
            remedy="每封邮件只写给一个地址",
            code="E506",
        )
    return checked_address(addresses[0])


def _aware(date: datetime) -> datetime:
    if date.utcoffset() is None:
        raise InputRefused("邮件日期没有时区", where=date.isoformat(), remedy="应带时区，例如 +08:00")
    return date


def _joint_subject(letters: Sequence[Letter], office: Office, date: datetime) -> str:
    return render_text("digest/subject.txt", office=office, on=date.date(), letters=letters)


def _text(letters: Sequence[Letter], office: Office, date: datetime) -> str:
    bodies = [letter.text for letter in letters]
    if len(letters) > 1:
        bodies.insert(0, render_text("digest/contents.txt", office=office, on=date.date(), letters=letters) + "\n")
    return _RULE.join(bodies)


def _page(letters: Sequence[Letter], office: Office, date: datetime, subject: str) -> str:
    opening = render_html("digest/opening.html", office=office, on=date.date(), subject=subject, letters=letters)
    bodies = render_html("digest/between.html").join(letter.html for letter in letters)
    return opening + bodies + render_html("digest/closing.html")
