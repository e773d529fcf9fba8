"""A finished mail: what it is, how its bytes are put together, and the proof that they say only what was meant.

Which letters make a mail is decided in digest.py; how it travels, by the senders.
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import format_datetime, getaddresses
from urllib.parse import quote

from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.letters import Attachment

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type")
PART_HEADERS = {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}
_WORD_BYTES = 39
_NAME_PIECE = 54
_MEDIA_TYPE = re.compile(r"([a-z0-9]+)/([a-z0-9.+-]+)")
_TRAVELS_UNCHANGED = re.compile(rb"(?:[\t\x20-\x7e]{0,998}\r\n)*")
# Headers as they stand: the newer parser takes ten times as long and puts a blank between two words of a name (Python 3.11).
_PARSER = BytesParser()
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


def _body(content: Content, seed: str) -> bytes:
    """Return the MIME headers and parts; boundaries follow from the message, so that its bytes do not depend on chance.

    Put together here because the library takes several times as long for the same bytes.
    """
    boundaries = f"=_0_{seed}".encode(), f"=_1_{seed}".encode()
    said = [
        _part(b"text/plain; charset=utf-8", _text(content.text)),
        _part(b"text/html; charset=utf-8", _text(content.html)),
    ]
    if not content.attachments:
        return b"MIME-Version: 1.0\r\n" + _multipart(b"alternative", boundaries[0], said)
    files = [_file(attachment) for attachment in content.attachments]
    parts = [_multipart(b"alternative", boundaries[1], said), *files]
    return b"MIME-Version: 1.0\r\n" + _multipart(b"mixed", boundaries[0], parts)


def _multipart(kind: bytes, boundary: bytes, parts: list[bytes]) -> bytes:
    head = b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n\r\n' % (kind, boundary)
    return head + b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts) + b"--%b--\r\n" % boundary


def _part(media_type: bytes, content: bytes, disposition: bytes = b"") -> bytes:
    whole = b64encode(content)
    lines = b"".join(whole[start : start + 76] + b"\r\n" for start in range(0, len(whole), 76))
    return b"Content-Type: %b\r\nContent-Transfer-Encoding: base64\r\n%b\r\n%b" % (media_type, disposition, lines)


def _text(text: str) -> bytes:
    return re.sub("(?<!\r)\n", "\r\n", text).encode(errors="replace")


def _file(attachment: Attachment) -> bytes:
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise _refused(f"附件类型“{ascii(attachment.media_type)[1:-1]}”", "应写作 application/pdf 之类")
    name = _named(attachment.name).encode("ascii")
    disposition = b"Content-Disposition: attachment;\r\n %b\r\n" % name
    return _part(attachment.media_type.encode("ascii"), attachment.content, disposition)


def _named(name: str) -> str:
    """Return a file name as RFC 2231 writes it: quoted where it is ASCII, else percent-encoded, in pieces that keep lines short."""
    if name.isascii():
        return f'filename="{name}"'
    signs = [quote(sign, safe="") for sign in name]
    pieces = [""]
    for sign in signs:
        if len(pieces[-1]) + len(sign) > _NAME_PIECE:
            pieces.append("")
        pieces[-1] += sign
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    return ";\r\n ".join(
        f"filename*{number}*={piece if number else f'utf-8{chr(39) * 2}{piece}'}" for number, piece in enumerate(pieces)
    )


def _check_header_text(text: str) -> None:
    if not text or text != text.strip() or "\n" in text or plain(text) != text or "=?" in text:
        raise _refused(f"标题或名称“{ascii(text)[1:-1][:80]}”", "不得为空，不得含换行、控制符和“=?”")


def _check_file_name(name: str) -> None:
    if _NOT_IN_NAMES.search(name) or name.startswith(".") or len(name) > 200:
        raise _refused(f"附件名“{ascii(name)[1:-1][:80]}”", '不得以点开头，不得含 / \\ : * ? " < > |，不超过200字')


def _read_back(raw: bytes, envelope: Envelope, names: list[str]) -> None:
    """Refuse bytes that another program could understand otherwise than meant; the last guard, whatever slipped past the others."""
    parsed = _PARSER.parsebytes(raw)
    parts = [part for part in parsed.walk() if part is not parsed]
    said = (
        tuple(parsed.keys()),
        _as_read(parsed["Subject"]),
        [(_as_read(name), address) for name, address in getaddresses([parsed["From"]])],
        getaddresses([parsed["To"]]),
        parsed["Message-ID"],
        [part.get_filename() for part in parts if part.get_content_disposition() == "attachment"],
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


def _as_read(text: str) -> str:
    return str(make_header(decode_header(text)))


def _refused(what: str, remedy: str) -> InputRefused:
    return InputRefused(f"{what}含非法字符", remedy=remedy, code="E117")
