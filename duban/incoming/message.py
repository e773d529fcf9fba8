"""The bytes of a received message (来信) → who wrote what, with which files, and whether a machine wrote it. Nothing is believed yet.

Delivery reports live in bounces, the reasons for which a message counts as a machine's in automatic.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from hashlib import sha256
from typing import Any

from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.incoming.automatic import why_automatic
from duban.incoming.bounces import Failure, Report, report_of
from duban.incoming.headers import (
    LONGEST,
    LONGEST_RAW,
    header_text,
    ids,
    one_line,
    parameter,
    raw_header,
    readable,
    text_in,
)
from duban.incoming.parts import parts_of
from duban.incoming.words import own_words, text_of_html

MAX_PARTS, MAX_DEPTH, MAX_FILES = 200, 20, 20
_LONGEST_TEXT, _LONGEST_HEAD = 20_000, 100_000


_PLAIN = ("message_id", "sender", "subject", "text", "words", "automatic", "fingerprint")


@dataclass(frozen=True, slots=True)
class File:
    """A file in a message; `name` is one harmless line, never a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """A received message as it can be shown and judged.

    `sender` is its one address in lower case (None where it names none or several); `answers` are the Message-IDs it refers to, nearest
    first; `words` is what its writer wrote, quotations left out; `automatic` says in Chinese why a machine must have written it ("" where a
    person did); `report` is what a delivery report tells. Two copies of one message have one `fingerprint`, whatever their route.
    """

    message_id: str
    answers: tuple[str, ...]
    sender: str | None
    subject: str
    text: str
    words: str
    files: tuple[File, ...]
    automatic: str
    report: Report | None
    fingerprint: str


def read_message(raw: bytes) -> Incoming:
    """Return what a message says; InputRefused E130 where it has more parts or levels than any letter has."""
    try:
        message = message_from_bytes(raw)
    except RecursionError as error:
        raise _too_deep() from error
    report = report_of(message)
    leaves = list(_leaves(message))
    text = _text(leaves)
    sender, subject = _sender(message), header_text(message, "Subject")
    return Incoming(
        message_id=next(iter(ids(message, "Message-ID")), ""),
        answers=tuple(dict.fromkeys((*ids(message, "In-Reply-To"), *reversed(ids(message, "References"))))),
        sender=sender,
        subject=subject,
        text=text,
        words=own_words(text),
        # A report brings our own letter back: its files are no answer.
        files=() if report else tuple(_files(leaves)),
        automatic=why_automatic(message, sender, subject),
        report=report,
        fingerprint=_fingerprint(message, leaves),
    )


def incoming_as_json(incoming: Incoming) -> dict[str, Any]:
    """Return a message as plain values, for the way out of the cage it was read in."""
    plain_values = {name: getattr(incoming, name) for name in _PLAIN}
    files = [[file.name, b64encode(file.content).decode()] for file in incoming.files]
    return plain_values | {"answers": list(incoming.answers), "files": files, "report": incoming.report}


def incoming_from_json(values: dict[str, Any]) -> Incoming:
    """Return the message again."""
    report = None
    if values["report"] is not None:
        message_id, recipients = values["report"]
        report = Report(message_id, tuple(Failure(tuple(addresses), *rest) for addresses, *rest in recipients))
    return Incoming(
        **{name: values[name] for name in _PLAIN},
        answers=tuple(values["answers"]),
        files=tuple(File(name, b64decode(content)) for name, content in values["files"]),
        report=report,
    )


def head_of_message(raw: bytes) -> tuple[str, str]:
    """Return (sender, subject) of a message of any size and shape, "" where it has none, without reading further than its head."""
    head = BytesHeaderParser().parsebytes(raw[:_LONGEST_HEAD])
    return _sender(head) or "", header_text(head, "Subject")


def _sender(message: Message) -> str | None:
    """Return the one address of From; None where it names none, several, or something that is no address."""
    values = [str(value)[:LONGEST_RAW] for key, value in message.raw_items() if key.lower() == "from"][:2]
    addresses = [address for _, address in getaddresses([readable(value) for value in values]) if address]
    if len(addresses) != 1 or not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,253}", addresses[0]):
        return None
    return plain(addresses[0]).lower()


def _leaves(part: Message, depth: int = 0, counted: list[int] | None = None) -> Iterator[Message]:
    """Yield the parts that hold something, an attached message as one of them."""
    counted = counted if counted is not None else [0]
    counted[0] += 1
    if depth > MAX_DEPTH or counted[0] > MAX_PARTS:
        raise _too_deep()
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in parts_of(part):
            yield from _leaves(inner, depth + 1, counted)
    else:
        yield part


def _too_deep() -> InputRefused:
    return InputRefused(
        "邮件结构异常", remedy=f"层次不超过{MAX_DEPTH}层、部分不超过{MAX_PARTS}个；请对方重新发送", code="E130"
    )


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b"".join(map(_written_out, parts_of(part)))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _written_out(message: Message) -> bytes:
    """Return an attached message as bytes, its fields one by one where the library cannot put it together again."""
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError):
        fields = [f"{name}: {value}" for name, value in message.raw_items()]
        return "\n".join([*fields, "", str(message.get_payload())]).encode("utf-8", "backslashreplace")


def _file_name(part: Message) -> str:
    name = parameter(part, "Content-Disposition", "filename") or parameter(part, "Content-Type", "name")
    return one_line(re.split(r"[/\\]", name)[-1])[:LONGEST] or "附件" if name else ""


def _is_text(part: Message) -> bool:
    return (
        part.get_content_maintype() == "text"
        and part.get_content_disposition() != "attachment"
        and not _file_name(part)
    )


def _text(leaves: list[Message]) -> str:
    """Return the message's plain text, that of its HTML where it has no other."""
    for subtype, read in (("plain", str), ("html", text_of_html)):
        found = [
            read(text_in(_content(part), part.get_content_charset()))
            for part in leaves
            if _is_text(part) and part.get_content_subtype() == subtype
        ]
        if any(text.strip() for text in found):
            return plain("\n".join(found).replace("\r\n", "\n"))[:_LONGEST_TEXT].strip()
    return ""


def _files(leaves: list[Message]) -> Iterator[File]:
    """Yield the files of a message, the pictures of a signature left out; InputRefused where there are too many."""
    found = [
        part for part in leaves
        if not _is_text(part) and not (part["Content-ID"] and part.get_content_maintype() == "image")
    ]  # fmt: skip
    if len(found) > MAX_FILES:
        raise InputRefused(f"附件有 {len(found)} 个", remedy=f"一封邮件不超过 {MAX_FILES} 个附件", code="E131")
    for part in found:
        if part.get_content_maintype() != "text" or _content(part).strip():
            yield File(_file_name(part) or f"附件.{part.get_content_subtype()}", _content(part))


def _fingerprint(message: Message, leaves: list[Message]) -> str:
    """Return what two copies of one message share: what its writer set, not what its way added."""
    found = sha256()
    for name in ("Message-ID", "Date", "From", "Subject"):
        found.update(raw_header(message, name).encode("utf-8", "surrogateescape") + b"\x00")
    for part in leaves:
        found.update(sha256(_content(part)).digest())
    return found.hexdigest()
