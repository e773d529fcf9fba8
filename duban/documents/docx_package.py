"""The parts every .docx of ours shares: styles by GB/T 9704, settings, fonts, odd and even page numbers. What stands in a document
lives with each paper."""

from collections.abc import Sequence
from functools import cache

from duban.documents.layout import render
from duban.documents.zipped import zipped

_SHARED = (
    ("[Content_Types].xml", "official/content_types.xml.j2"),
    ("_rels/.rels", "official/package_rels.xml.j2"),
    ("word/_rels/document.xml.rels", "official/document_rels.xml.j2"),
    ("word/styles.xml", "official/styles.xml.j2"),
    ("word/settings.xml", "official/settings.xml.j2"),
    ("word/fontTable.xml", "official/fonts.xml.j2"),
)
_FOOTERS = (("word/footer1.xml", "PageOdd"), ("word/footer2.xml", "PageEven"))

# The type area across, in twips: 156 mm upright, 225 mm on its side.
UPRIGHT, SIDEWAYS = 8844, 12756


def shared_out(across: int, shares: Sequence[int]) -> list[int]:
    """Return column widths in twips that fill the type area exactly.

    >>> shared_out(100, [1, 1, 1])
    [34, 33, 33]
    """
    widths = [across * share // sum(shares) for share in shares]
    return [widths[0] + across - sum(widths), *widths[1:]]


def docx_bytes(title: str, document: str, properties: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return the .docx around a document.xml; same text, same bytes. `properties` travel unseen with the file (自定义属性)."""
    own = [("docProps/core.xml", render("official/core.xml.j2", title=title))]
    if properties:
        own.append(("docProps/custom.xml", render("official/custom.xml.j2", properties=properties)))
    return zipped([*_shared(bool(properties)), *own, ("word/document.xml", document)])


@cache
def _shared(custom: bool) -> tuple[tuple[str, str], ...]:
    parts = [(part, render(layout, custom=custom)) for part, layout in _SHARED]
    footers = [(part, render("official/footer.xml.j2", style=style)) for part, style in _FOOTERS]
    return (*parts, *footers)
