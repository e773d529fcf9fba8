"""Bytes to characters, and characters a person can see: encodings, and what is stripped from every text whatever its format."""

import codecs
import re
from collections import Counter

from duban.errors import InputRefused
from duban.plan import Doubt

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Half of a text's characters outside the everyday ones, or one in a hundred unreadable: not a text we can take.
_LEAST_FAMILIAR = 0.5
_MOST_DAMAGED = 0.01

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
# Control characters but tab and line ends, direction marks, private use, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)


def decode(content: bytes, declared: str = "") -> tuple[str, tuple[Doubt, ...]]:
    """Return the text of some bytes and a doubt where single bytes were unreadable.

    A byte order mark decides, then strict UTF-8, then the `declared` encoding where it fits; else GB18030, Big5 and (with zero
    bytes) UTF-16, the one that gives the largest share of everyday characters, GB18030 winning ties. InputRefused E101 where none
    gives a text.

    >>> decode("督办清单".encode("gb18030"))[0], decode("責任單位".encode("big5"))[0]
    ('督办清单', '責任單位')
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(encoding, "replace"))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _checked(_likeliest(content, declared))
    if "\x00" in text:
        text = max((text, *_as_utf16(content)), key=familiar_share)
    return _checked(text)


def _likeliest(content: bytes, declared: str) -> str:
    encodings = ["gb18030", "big5hkscs", "utf-8"]
    if declared in encodings:
        encodings.sort(key=declared.__ne__)
    texts = [content.decode(encoding, "replace") for encoding in encodings]
    if b"\x00" in content:
        texts += _as_utf16(content)
    return max(texts, key=familiar_share)


def _as_utf16(content: bytes) -> list[str]:
    return [content.decode(encoding, "replace") for encoding in ("utf-16-le", "utf-16-be")]


def _checked(text: str) -> tuple[str, tuple[Doubt, ...]]:
    damaged = text.count("\ufffd")
    if "\x00" in text or damaged > max(1, len(text) * _MOST_DAMAGED) or familiar_share(text) < _LEAST_FAMILIAR:
        raise InputRefused(
            "文件不是可读的文字，或编码无法识别", code="E101", remedy="请另存为 UTF-8 编码的文本后重新提交"
        )
    if not damaged:
        return text, ()
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return text, (Doubt("D215", f"文件中有{damaged}处字节损坏，已以“\ufffd”代替，请对照原件", f"第{line}行"),)


def familiar_share(text: str) -> float:
    """Return the share of everyday characters among those that are not ASCII; printable ASCII alone counts as 1."""
    counts = Counter(text)
    foreign = {char: count for char, count in counts.items() if not ("\x20" <= char < "\x7f" or char in "\t\r\n\f")}
    total = sum(foreign.values())
    return sum(count for char, count in foreign.items() if _familiar(char)) / total if total else 1.0


def _familiar(char: str) -> bool:
    # Both national sets were laid out by use: the first level of hanzi holds the everyday ones.
    simplified = char.encode("gb18030", "replace")
    if (
        len(simplified) == 2
        and simplified[1] >= 0xA1
        and (0xA1 <= simplified[0] <= 0xA9 or 0xB0 <= simplified[0] <= 0xD7)
    ):
        return True
    traditional = char.encode("big5", "replace")
    return len(traditional) == 2 and 0xA1 <= traditional[0] <= 0xC6


def visible(text: str) -> tuple[str, int]:
    """Return a text without what cannot be seen in it, and how many of its characters could have misled a reader.

    Zero-width marks go unsaid; control and direction characters, private-use glyphs and lone surrogates are counted.

    >>> visible("责任\\u200b单位\\u202e：县水务局")
    ('责任单位：县水务局', 1)
    """
    if text.isprintable():
        return text, 0
    return _INVISIBLE.subn("", _ZERO_WIDTH.sub("", text))


def invisible_doubt(dropped: int, place: str) -> Doubt:
    """Return the doubt that says how many unseen characters were dropped, and where the first of them stood."""
    return Doubt("D215", f"已去除{dropped}个不可见或无法显示的字符，请对照原件", place)
