"""The parts every .docx of ours shares: styles by GB/T 9704, settings, fonts, odd and even page numbers. What stands in a document
lives with each paper."""

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


def docx_bytes(title: str, document: str) -> bytes:
    """Return the .docx around a document.xml; same text, same bytes."""
    core = render("official/core.xml.j2", title=title)
    return zipped([*_shared(), ("docProps/core.xml", core), ("word/document.xml", document)])


@cache
def _shared() -> tuple[tuple[str, str], ...]:
    parts = [(part, render(layout)) for part, layout in _SHARED]
    footers = [(part, render("official/footer.xml.j2", style=style)) for part, style in _FOOTERS]
    return (*parts, *footers)
