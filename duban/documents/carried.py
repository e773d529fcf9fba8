"""What a form carries unseen (随表数据): any JSON value as one text of plain letters, and that text in a Word file's own properties.

A workbook keeps its text in a hidden sheet (review_xlsx, checklist_xlsx).
"""

import base64
import json
import zlib
from typing import Any

from lxml import etree

# Desktop Word keeps 255 UTF-16 units of a custom property and drops the rest in silence.
_PIECE = 250
_MOST_BYTES = 20_000_000


def as_text(value: Any) -> str:
    """Return a JSON value as ASCII text without white space; same value, same text.

    >>> from_text(as_text([["甲", 1], None]))
    [['甲', 1], None]
    """
    whole = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(whole.encode("utf-8", "replace"), 9)).decode()


def from_text(text: str) -> Any:
    """Return the value as_text wrote, None where the text is not as written or holds more than 20 MB.

    >>> from_text("甲"), from_text("AAAA")
    (None, None)
    """
    opened = zlib.decompressobj()
    try:
        whole = opened.decompress(base64.b64decode(text, validate=True), _MOST_BYTES)
        return json.loads(whole) if opened.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None


def as_properties(name: str, value: Any) -> list[tuple[str, str]]:
    """Return a JSON value as the (name, text) properties of a Word file, as many as it takes.

    >>> [name for name, _ in as_properties("duban", "".join(map(chr, range(20_000, 20_200))))]
    ['duban-1', 'duban-2']
    """
    text = as_text(value)
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    return [(f"{name}-{at}", piece) for at, piece in enumerate(pieces, 1)]


def from_properties(custom: bytes, name: str) -> Any:
    """Return the value of that name a Word file's custom.xml carries, None where it carries none as it was written."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(custom, parser)
    except etree.XMLSyntaxError:
        return None
    texts = {str(item.get("name")): str(item[0].text or "") for item in root if len(item)}
    pieces: list[str] = []
    while (piece := texts.get(f"{name}-{len(pieces) + 1}")) is not None:
        pieces.append(piece)
    return from_text("".join(pieces))
