"""An official paper as .docx by GB/T 9704—2012: type area, 22 lines of 28 characters, official font names, red head, page numbers,
annexes, imprint.

The looks stand in layouts/official; what a paper says lives with each paper.
"""

from itertools import pairwise
from typing import Any, NamedTuple

from duban.documents.docx_package import OURS, SIDEWAYS, UPRIGHT, WORKING, LetterMark, Template, docx_bytes
from duban.documents.form_layout import form_grid
from duban.documents.layout import render
from duban.documents.paper import Contents, Head, Heading, Paper, Table
from duban.documents.table_widths import MANY_COLUMNS, column_widths, ems, keeps_whole
from duban.documents.title_lines import title_lines
from duban.documents.wording import day_text

# Half points of the widest mark that fits across, and beside 文件.
_LETTERHEAD_WIDTH, _JOINT_WIDTH = 860, 640
# The mark's upper edge is 35 mm below the type area's: 1984 twips, less the lines set above it.
_DROP, _LINE, _MARK_LINE = 1984, 579, 1100
# What stands on a cover, in twips: the room under its upper space, a line of the title (36 pt, 11 characters), a line at its foot.
_COVER_LINE, _COVER_ROOM, _COVER_TITLE, _COVER_TEXT = 1150, 9900, 1000, 720
_NO_DAY = "　　　　年　　月　　日"


class _Signature(NamedTuple):
    """How far the issuer and the date stand from the right edge, in hundredths of a character."""

    name: int
    date: int


class _Attached(NamedTuple):
    """Where the names in the note on annexes begin, and how far the number hangs before them, in hundredths of a character."""

    left: int
    hanging: int


def official_docx(paper: Paper, template: Template = OURS) -> bytes:
    """Return the paper as .docx bytes: same value, same bytes. `template` is an office's own looks."""
    head = paper.letterhead
    size = _mark_size(head) if head else 0
    title = title_lines(paper.title_parts, _COVER_LINE) if paper.cover else title_lines(paper.title_parts)
    document = render(
        "official/paper.xml.j2",
        paper=paper,
        head=head,
        letter=bool(head and head.letter),
        letterhead_size=size,
        mark_drop=_mark_drop(size, _lines_above(paper, head)),
        signatory_lines=_pairs(head.signatories if head else ()),
        title="\n".join(title),
        compact=not paper.addressees and not paper.signers and not head,
        listed=_listed(paper),
        cover_drop=_COVER_ROOM - _COVER_TITLE * len(title) - _COVER_TEXT * len(paper.cover),
        **_closing(paper),
        **_pages(paper, head),
        widths=lambda table, landscape: column_widths(table, _across(landscape, paper.working)),
        grid=lambda form, landscape: form_grid(form, _across(landscape, paper.working)),
        cell_style=_cell_style,
        keeps_whole=keeps_whole,
    )
    letter = LetterMark(head.organs, size) if head and head.letter else None
    return docx_bytes(paper.title, document, letter=letter, template=template)


def _across(landscape: bool, working: bool) -> int:
    return (WORKING if working else SIDEWAYS) if landscape else UPRIGHT


def _cell_style(table: Table, place: int) -> str:
    column = table.columns[place]
    size = "TableSmall" if len(table.columns) > MANY_COLUMNS else "TableText"
    if column.share and not column.centred:
        return size
    return "TableSmallCentred" if size == "TableSmall" else "TableCentred"


def _closing(paper: Paper) -> dict[str, Any]:
    """Return what the end of the text needs: date, signature's places, the note on annexes, the imprint's date."""
    words = day_text(paper.day) if paper.day else _NO_DAY
    printed = paper.imprint.day if paper.imprint else None
    many = len(paper.annexes)
    names = paper.signers
    # The last of an odd number stands on the right, over the date.
    pairs = [
        (*names[start : start + 2],) if start + 1 < len(names) else ("", names[start])
        for start in range(0, len(names), 2)
    ]
    return {
        "signer_pairs": pairs,
        "date_words": words,
        "signature": _signature(names[0] if len(names) == 1 else "", words, paper.seal),
        "attached": _Attached(500, 0) if many < 2 else _Attached(600 if many < 10 else 650, 100 if many < 10 else 150),
        "printed_on": f"{day_text(printed) if printed else _NO_DAY}印发",
    }


def _pages(paper: Paper, head: Head | None) -> dict[str, Any]:
    """Return the page of the body and of each annex, where a page turns, and which section begins with a page of its own kind."""
    across = "form" if paper.working else "sideways"
    pages = [
        across if landscape else "upright" for landscape in (paper.landscape, *(a.landscape for a in paper.annexes))
    ]
    turns = [page != following for page, following in pairwise(pages)]
    first = "letter" if head and head.letter else "cover" if paper.cover else ""
    # The first section that ends carries the first page's kind.
    ends_early = any(turns) or (paper.imprint is not None and pages[-1] != "upright")
    return {
        "pages": pages,
        "turns": turns,
        "firsts": [first if not any(turns[:place]) else "" for place in range(len(turns) + 1)],
        "last_first": "" if ends_early else first,
    }


def _listed(paper: Paper) -> list[str]:
    """Return the headings a table of contents lists; none where the paper has no such table."""
    if not any(isinstance(block, Contents) for block in paper.blocks):
        return []
    return [block.text for block in paper.blocks if isinstance(block, Heading) and block.level == 1]


def _mark_size(head: Head) -> int:
    joint = len(head.organs) > 1 and bool(head.word)
    longest = max(len(organ) for organ in head.organs) + (0 if joint else len(head.word))
    if joint:
        return min(64, 2 * (_JOINT_WIDTH // 2 // longest))
    return min(72 if head.letter else 96, 2 * (_LETTERHEAD_WIDTH // 2 // max(1, longest)))


def _mark_drop(size: int, lines: int) -> int:
    """Return the space above the mark in twips: what the lines above and the mark's own leading leave of 35 mm.

    In a line of exact height the letters' feet stand at four fifths of it, their heads 0.88 of their size above (measured).
    """
    leading = _MARK_LINE * 4 // 5 - size * 10 * 88 // 100
    return max(0, _DROP - _LINE * lines - leading)


def _pairs(names: tuple[str, ...]) -> list[str]:
    """Return the names two to a line, the lines as long as the first: they begin one under another."""
    lines = ["　".join(names[start : start + 2]) for start in range(0, len(names), 2)]
    return [line.ljust(len(lines[0]), "　") for line in lines]


def _lines_above(paper: Paper, head: Head | None) -> int:
    notes = (paper.mark, head.copy_number, head.secrecy, head.urgency) if head else ()
    return sum(map(bool, notes))


def _signature(issuer: str, date_words: str, seal: bool) -> _Signature:
    """Place the date four characters from the right and the issuer centred over it, or the date under a longer issuer.

    Without a seal the issuer stands two characters from the right and the date begins two characters after it does.
    """
    name, date = ems(issuer), ems(date_words)
    if not seal:
        return _Signature(200, name - date) if name - date >= 200 else _Signature(400 + date - name, 200)
    over = 400 + (date - name) // 2
    return _Signature(over, 400) if over >= 200 else _Signature(200, 200 + (name - date) // 2)
