"""An official paper as .docx by GB/T 9704—2012: type area, 22 lines of 28 characters, official font names, page numbers, annexes.

The looks stand in layouts/official; what a paper says lives with each paper.
"""

from itertools import pairwise
from typing import NamedTuple

from duban.documents.docx_package import SIDEWAYS, UPRIGHT, docx_bytes
from duban.documents.layout import render
from duban.documents.paper import Paper
from duban.documents.table_widths import column_widths, ems
from duban.documents.wording import day_text

_LETTERHEAD_WIDTH = 860
# Characters of 2号 (22 pt) on a line, in hundredths, with room for the space set between figures and Chinese.
_TITLE_LINE = 1900


class _Signature(NamedTuple):
    """How far the issuer and the date stand from the right edge, in hundredths of a character."""

    name: int
    date: int


def official_docx(paper: Paper) -> bytes:
    """Return the paper as .docx bytes: same value, same bytes."""
    date_words = day_text(paper.day) if paper.day else "　　　　年　　月　　日"
    pages = ["sideways" if annex.landscape else "upright" for annex in paper.annexes]
    document = render(
        "official/paper.xml.j2",
        paper=paper,
        title="\n".join(_title_lines(paper.title_parts)),
        date_words=date_words,
        signature=_signature(paper.issuer, date_words),
        letterhead_size=min(96, 2 * (_LETTERHEAD_WIDTH // 2 // max(1, len(paper.issuer)))),
        widths=lambda table, landscape: column_widths(table, SIDEWAYS if landscape else UPRIGHT),
        pages=pages,
        turns=[page != following for page, following in pairwise([*pages, *pages[-1:]])],
    )
    return docx_bytes(paper.title, document)


def _title_lines(parts: tuple[str, ...]) -> list[str]:
    """Return the title's lines: as many parts on each as fit, a part too long for a line in even pieces.

    >>> _title_lines(("关于2025年3月", "某县义务教育均衡发展攻坚", "督查情况的通报"))
    ['关于2025年3月某县义务教育均衡发展攻坚', '督查情况的通报']
    """
    lines = [""]
    for part in parts:
        if lines[-1] and ems(lines[-1] + part) > _TITLE_LINE:
            lines.append("")
        lines[-1] += part
    return [piece for line in lines for piece in _even(line)]


def _even(text: str) -> list[str]:
    lines = max(1, -(-ems(text) // _TITLE_LINE))
    size = -(-len(text) // lines)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _signature(issuer: str, date_words: str) -> _Signature:
    """Place the date four characters from the right and the issuer centred over it, or the date under a longer issuer."""
    name, date = ems(issuer), ems(date_words)
    over = 400 + (date - name) // 2
    return _Signature(over, 400) if over >= 200 else _Signature(200, 200 + (name - date) // 2)
