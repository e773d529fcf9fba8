"""The audit chain (审计链) as values: entries, the seal that ties each to the one before, what is wrong with one. Storing lives in models.

Every hash is an HMAC under a key that is kept outside the ledger, over the hash before it and the whole entry with its number: a head
{length, hash} is therefore the signed sum of all that came before.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from duban.errors import InputRefused

START = "0" * 64
# Made once: json.dumps makes one a call, which is most of its time for short values.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)
SHORT = 16
_HEAD = re.compile(r"\s*(\d{1,18})\s*[:：]\s*([0-9a-fA-F]{16,64})\s*")


class Head(NamedTuple):
    """How long the chain was and what its last hash was; a printed one has the hash's first 16 characters at least."""

    length: int
    hash: str

    def __str__(self) -> str:
        return f"{self.length}:{self.hash}"

    @property
    def line(self) -> str:
        """The line that papers print.

        >>> Head(7, "ab" * 32).line
        '台账审计链：第7条，校验码 abababababababab'
        """
        return f"台账审计链：第{self.length}条，校验码 {self.hash[:SHORT]}"


class Content(NamedTuple):
    """What one entry says: when (UTC, as text), who did what, in which campaign where it was one, and what changed (canonical JSON)."""

    number: int
    at: str
    actor: str
    action: str
    campaign: int | None
    summary: str


class Entry(NamedTuple):
    """One entry of the chain: its content, the hash of the entry before it and its own."""

    content: Content
    previous: str
    hash: str


def canonical(value: Any) -> str:
    """Return a value as JSON in the one form that is hashed; what JSON has no form for, as it is printed.

    >>> canonical({"乙": 1, "甲": [None, "x"]})
    '{"乙":1,"甲":[null,"x"]}'
    """
    return _ENCODER.encode(value)


def seal(key: bytes, previous: str, content: Content) -> str:
    """Return the hash that ties an entry to the one before it."""
    # The text comes from a database somebody may have written into: it need not be valid Unicode.
    words = f"{previous}\n{canonical(list(content))}".encode(errors="surrogatepass")
    return hmac.new(key, words, hashlib.sha256).hexdigest()


def sealed(key: bytes, previous: str, content: Content) -> Entry:
    """Return the next entry of a chain."""
    return Entry(content, previous, seal(key, previous, content))


def fingerprint(key: bytes) -> str:
    """Return what a chain's first entry says of its key: enough to know it again, nothing to sign with."""
    return hashlib.sha256(b"duban audit key\n" + key).hexdigest()


def fault_of(entry: Entry, expected: Head, key: bytes | None) -> str | None:
    """Return what is wrong with an entry that should follow a head (Chinese), None where nothing is.

    Without the key only the order and the links are looked at.
    """
    number = entry.content.number
    if number != expected.length + 1:
        return f"第{expected.length + 1}条缺失，其后直接是第{number}条" if number else "编号有误"
    if entry.previous != expected.hash:
        return "与上一条不衔接（前条校验码不符），有条目被改动、调换或插入"
    if key is not None and seal(key, entry.previous, entry.content) != entry.hash:
        return "校验码不符，内容被改动，或不是用本单位密钥写成"
    return None


def read_head(text: str) -> Head:
    """Return the head somebody copied from a paper, written N:HEX; InputRefused for anything else.

    >>> read_head("12:ABCDEF0123456789")
    Head(length=12, hash='abcdef0123456789')
    """
    found = _HEAD.fullmatch(text)
    if found is None:
        raise InputRefused(
            f"审计链头“{text}”无法识别", remedy="应写作 条数:校验码，例如 128:3f9a0c1d2e4b5a67（校验码至少 16 位）"
        )
    return Head(int(found[1]), found[2].lower())


def agrees(printed: Head, found: Mapping[int, str]) -> bool:
    """Return whether a chain's hashes by number hold a printed head."""
    return found.get(printed.length, "").startswith(printed.hash)
