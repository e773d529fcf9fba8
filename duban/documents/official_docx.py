"""An official paper as .docx by GB/T 9704—2012: type area, 22 lines of 28 characters, official font names, page numbers, annexes.

The looks stand in layouts/official; what a paper says lives with each paper.
"""

from itertools import pairwise
from typing import NamedTuple

from duban.documents.docx_package import docx_bytes
from duban.documents.layout import render
from duban.documents.paper import Paper, Table
from duban.documents.wording import day_text

# The type area across, in twips: 156 mm upright, 225 mm on its side.
_UPRIGHT, _SIDEWAYS = 8844, 12756
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
    kinds = [annex.landscape for annex in paper.annexes]
    document = render(
        "official/paper.xml.j2",
        paper=paper,
        title="\n".join(_title_lines(paper.title_parts)),
        date_words=date_words,
        signature=_signature(paper.issuer, date_words),
        letterhead_size=min(96, 2 * (_LETTERHEAD_WIDTH // 2 // max(1, len(paper.issuer)))),
        widths=_widths,
        turns=[kind != following for kind, following in pairwise([*kinds, kinds[-1]])] if kinds else [],
    )
    return docx_bytes(paper.title, document)


def _title_lines(parts: tuple[str, ...]) -> list[str]:
    """Return the title's lines: one where it fits, else cut by sense, a part too long for a line in even pieces.

    >>> _title_lines(("关于2025年3月某县义务教育均衡发展攻坚", "督查情况的通报"))
    ['关于2025年3月某县义务教育均衡发展攻坚', '督查情况的通报']
    """
    if _ems("".join(parts)) <= _TITLE_LINE:
        return ["".join(parts)]
    return [line for part in parts for line in _even(part)]


def _even(text: str) -> list[str]:
    lines = -(-_ems(text) // _TITLE_LINE)
    size = -(-len(text) // lines)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _widths(table: Table, landscape: bool) -> list[int]:
    """Return the columns' widths in twips, filling the type area exactly."""
    across = _SIDEWAYS if landscape else _UPRIGHT
    total = sum(column.width for column in table.columns)
    widths = [across * column.width // total for column in table.columns]
    return [widths[0] + across - sum(widths), *widths[1:]]


def _signature(issuer: str, date_words: str) -> _Signature:
    """Place the date four characters from the right and the issuer centred over it, or the date under a longer issuer."""
    name, date = _ems(issuer), _ems(date_words)
    over = 400 + (date - name) // 2
    return _Signature(over, 400) if over >= 200 else _Signature(200, 200 + (name - date) // 2)


def _ems(text: str) -> int:
    """Return a text's width in hundredths of a character; figures are half as wide."""
    return sum(50 if c.isascii() else 100 for c in text)
