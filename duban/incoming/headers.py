"""The headers of a received message in words, whichever way a mail program wrote them: encoded, raw in GBK, folded, broken."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from duban.documents.wording import plain

LONGEST, LONGEST_RAW = 200, 2_000
_ID = re.compile(r"<[^<>\s]{1,500}>")


def header_text(message: Message, name: str) -> str:
    """Return a header as one harmless line of at most 200 characters, "" where there is none or it cannot be read."""
    return one_line(_decoded(raw_header(message, name)))[:LONGEST]


def raw_header(message: Message, name: str) -> str:
    """Return a header as it came, at most 2,000 characters of it, "" where there is none."""
    # raw_items gives the text as it came; the usual access wraps what is not ASCII in an object that loses it.
    values = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return next(values, "")[:LONGEST_RAW]


def _decoded(value: str) -> str:
    try:
        chunks = decode_header(readable(value))
    except (HeaderParseError, ValueError):
        return readable(value)
    return "".join(
        chunk if isinstance(chunk, str) else text_in(chunk, charset if charset != "unknown-8bit" else None)
        for chunk, charset in chunks
    )


def readable(value: str) -> str:
    """Return header text whose raw 8-bit bytes, if any, are read as UTF-8 or GB 18030."""
    return value if value.isascii() else text_in(value.encode("utf-8", "surrogateescape"), None)


def text_in(raw: bytes, charset: str | None) -> str:
    """Return bytes as text: in the charset declared, else as UTF-8, else as GB 18030."""
    declared = {"gb2312": "gb18030", "gbk": "gb18030"}.get((charset or "").lower(), charset)
    for encoding in (declared, "utf-8", "gb18030"):
        try:
            if encoding:
                return raw.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def one_line(text: str) -> str:
    """Return a text as one harmless line."""
    return " ".join(plain(" ".join(text.split())).split())


def ids(message: Message, name: str) -> list[str]:
    """Return the Message-IDs in a header, in written order."""
    # Some programs fold a long identifier as encoded words.
    return _ID.findall(_decoded(raw_header(message, name)))[:50]


def parameter(part: Message, header: str, name: str) -> str:
    """Return a header's parameter in words, whichever of the three ways a program wrote it; "" where there is none."""
    holder = Message()
    holder[header] = readable(raw_header(part, header))
    value = holder.get_param(name, None, header)
    return collapse_rfc2231_value(value) if isinstance(value, tuple) else _decoded(value or "")
