"""The parts every .docx of ours shares: styles by GB/T 9704, settings, fonts, odd and even page numbers. What stands in a document
lives with each paper; an office's own styles come as a Template."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
_STYLE = re.compile(r'(<w:(?:pStyle|rStyle) w:val=")([^"]+)"')

# The type area across, in twips: 156 mm upright, 225 mm on its side, 257 mm of a working table (20 mm left at each edge).
UPRIGHT, SIDEWAYS, WORKING = 8844, 12756, 14570


@dataclass(frozen=True)
class Template:
    """An office's own looks (文种模板): parts that replace ours, and what it calls each of our styles."""

    parts: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LetterMark:
    """The mark above a letter's first page (函头): the organs and the size of their letters in half points."""

    organs: tuple[str, ...]
    size: int


OURS = Template()


def shared_out(across: int, shares: Sequence[int]) -> list[int]:
    """Return column widths in twips that fill the type area exactly.

    >>> shared_out(100, [1, 1, 1])
    [34, 33, 33]
    """
    widths = [across * share // sum(shares) for share in shares]
    return [widths[0] + across - sum(widths), *widths[1:]]


def docx_bytes(
    title: str,
    document: str,
    properties: Sequence[tuple[str, str]] = (),
    letter: LetterMark | None = None,
    template: Template = OURS,
) -> bytes:
    """Return the .docx around a document.xml; same text, same bytes. `properties` travel unseen with the file (自定义属性)."""
    own = [("docProps/core.xml", render("official/core.xml.j2", title=title))]
    if properties:
        own.append(("docProps/custom.xml", render("official/custom.xml.j2", properties=properties)))
    if letter:
        own.append(
            ("word/header1.xml", render("official/letter_head.xml.j2", organs=letter.organs, size=letter.size).lstrip())
        )
        own.append(("word/footer3.xml", render("official/letter_foot.xml.j2")))
    parts = [*_shared(bool(properties), letter is not None), *own, ("word/document.xml", document)]
    return zipped([_in_the_offices_looks(name, text, template) for name, text in parts])


def _in_the_offices_looks(name: str, text: str, template: Template) -> tuple[str, str]:
    if name in template.parts:
        return name, template.parts[name]
    if not template.styles or not name.startswith("word/"):
        return name, text
    return name, _STYLE.sub(lambda found: f'{found[1]}{template.styles.get(found[2], found[2])}"', text)


@cache
def own_styles() -> dict[str, str]:
    """Return the styles our papers use: id → the name a person sees in Word."""
    text = render("official/styles.xml.j2")
    return dict(
        re.findall(
            r'<w:style w:type="(?:paragraph|character)"[^>]*w:styleId="(\w+)"[^>]*><w:name w:val="([^"]+)"/>', text
        )
    )


@cache
def _shared(custom: bool, letter: bool) -> tuple[tuple[str, str], ...]:
    parts = [(part, render(layout, custom=custom, letter=letter)) for part, layout in _SHARED]
    footers = [(part, render("official/footer.xml.j2", style=style)) for part, style in _FOOTERS]
    return (*parts, *footers)
