"""A finished mail: what it is, how its bytes are put together, and the proof that they say only what was meant.

Which letters make a mail is decided in digest.py; how it travels, by the senders.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses

from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.letters import Attachment

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
PART_HEADERS = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}
_WORD_BYTES = 39
_MEDIA_TYPE = re.compile(r"([a-z0-9]+)/([a-z0-9.+-]+)")
_TRAVELS_UNCHANGED = re.compile(rb"(?:[\t\x20-\x7e]{0,998}\r\n)*")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail ready to go: the same bytes every time it is tried. `message_id` stands in angle brackets."""

    message_id: str
    sender: str
    recipient: str
    message: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the head of a mail says, every text as a reader sees it."""

    sender_name: str
    sender: str
    recipient: str
    subject: str
    date: datetime
    message_id: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail holds: the text, the same as HTML, and files."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


def mail_bytes(envelope: Envelope, content: Content) -> bytes:
    """Return the mail as it goes over the wire: 7-bit, CRLF, the same bytes for the same values.

    InputRefused E117 where a header or file name holds what a mail program could read as something else, or where the finished
    bytes, read back, do not say exactly what was put in.
    """
    names = [attachment.name for attachment in content.attachments]
    for text in (envelope.sender_name, envelope.subject, *names):
        _check_header_text(text)
    for name in names:
        _check_file_name(name)
    raw = _head(envelope) + _body(content, re.sub(r"\W", "", envelope.message_id)[:40])
    _read_back(raw, envelope, names)
    return raw


def _head(envelope: Envelope) -> bytes:
    fields = {
        "From": f"{_encoded(envelope.sender_name)}\r\n <{envelope.sender}>",
        "To": envelope.recipient,
        "Subject": _encoded(envelope.subject),
        "Date": format_datetime(envelope.date),
        "Message-ID": envelope.message_id,
        "Auto-Submitted": "auto-generated",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode("ascii")


def _encoded(text: str) -> str:
    """Return a header text as RFC 2047 words of whole characters, one a line, each line below 76 characters.

    Done here because the library's own folding loses or doubles blanks between Chinese and digits (Python 3.11).
    """
    chunks = [b""]
    for sign in text:
        raw = sign.encode()
        if len(chunks[-1]) + len(raw) > _WORD_BYTES:
            chunks.append(b"")
        chunks[-1] += raw
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in chunks)


def _body(content: Content, boundary_seed: str) -> bytes:
    message = EmailMessage(policy.SMTP)
    message.set_content(content.text, cte="base64")
    message.add_alternative(content.html, subtype="html", cte="base64")
    for attachment in content.attachments:
        kind = _MEDIA_TYPE.fullmatch(attachment.media_type)
        if not kind:
            raise _refused(f"附件类型“{ascii(attachment.media_type)[1:-1]}”", "应写作 application/pdf 之类")
        message.add_attachment(
            attachment.content, maintype=kind[1], subtype=kind[2], filename=attachment.name, cte="base64"
        )
    _settle_parts(message, boundary_seed)
    return message.as_bytes()


def _settle_parts(message: EmailMessage, seed: str) -> None:
    """Give every multipart a boundary that follows from the message, so that the bytes do not depend on chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{number}_{seed}")
        if part is not message:
            del part["MIME-Version"]


def _check_header_text(text: str) -> None:
    if not text or text != text.strip() or "\n" in text or plain(text) != text or "=?" in text:
        raise _refused(f"标题或名称“{ascii(text)[1:-1][:80]}”", "不得为空，不得含换行、控制符和“=?”")


def _check_file_name(name: str) -> None:
    if _NOT_IN_NAMES.search(name) or name.startswith(".") or len(name) > 200:
        raise _refused(f"附件名“{ascii(name)[1:-1][:80]}”", '不得以点开头，不得含 / \\ : * ? " < > |，不超过200字')


def _read_back(raw: bytes, envelope: Envelope, names: list[str]) -> None:
    """Refuse bytes that another program could understand otherwise than meant; the last guard, whatever slipped past the others."""
    parsed = BytesParser(policy=policy.default).parsebytes(raw)
    parts = [part for part in parsed.walk() if part is not parsed]
    said = (
        tuple(parsed.keys()),
        str(parsed["Subject"]),
        _sender_as_read(str(dict(parsed.raw_items())["From"])),
        [(each.display_name, each.addr_spec) for each in parsed["To"].addresses],
        str(parsed["Message-ID"]),
        [part.get_filename() for part in parts if part.is_attachment()],
        len([part for part in parts if not part.is_multipart()]),
    )
    meant = (
        HEADERS,
        envelope.subject,
        [(envelope.sender_name, envelope.sender)],
        [("", envelope.recipient)],
        envelope.message_id,
        names,
        2 + len(names),
    )
    strange = [name for part in parts for name in part if name not in PART_HEADERS]
    flawed = any(part.defects for part in parsed.walk())
    if said != meant or strange or flawed or not _TRAVELS_UNCHANGED.fullmatch(raw):
        raise _refused(f"邮件“{ascii(envelope.subject)[1:-1][:80]}”", "组成后与原意不符，请检查标题、单位名称和附件名")


def _sender_as_read(value: str) -> list[tuple[str, str]]:
    # The newer parser puts a blank between two words of a name; this one reads them as RFC 2047 says.
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([value])]


def _refused(what: str, remedy: str) -> InputRefused:
    return InputRefused(f"{what}含非法字符", remedy=remedy, code="E117")
