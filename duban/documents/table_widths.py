"""How wide the columns of a paper's table are: those of short words as wide as these, those of sentences share what is left."""

from itertools import pairwise

from duban.documents.docx_package import shared_out
from duban.documents.paper import Column, Table

# 5号 (10.5 pt) in twips a character, and what a cell's edges take.
_CHARACTER, _EDGES = 210, 180
# No column of short words is wider than this many characters; longer ones break.
_WIDEST = 12
# Word processors set a quarter of a character between Chinese and figures, and a substitute's figures are wider than the
# official font's.
_GAP, _WIDER = 25, 12


def ems(text: str) -> int:
    """Return a text's width in hundredths of a Chinese character; figures and Latin letters are half as wide.

    >>> ems("2025年3月")
    450
    """
    return sum(50 if c.isascii() else 100 for c in text)


def lines_used(text: str, inside: int, character: int) -> int:
    """Return how many lines a text takes in a cell `inside` twips wide between its edges, a Chinese character taking `character`.

    >>> lines_used("完成时限\\n2025年3月", 630, 210)
    4
    """
    room = max(1, inside * 100 // character)
    return sum(max(1, -(-ems(line) // room)) for line in text.split("\n"))


def column_widths(table: Table, across: int) -> list[int]:
    """Return the widths of a table's columns in twips, which fill the width across exactly."""
    fitted = [0 if column.share else _fitted(column, cells) for column, cells in _columns(table)]
    rest = across - sum(fitted)
    shares = [column.share for column in table.columns]
    if any(shares) and rest > 0:
        widths = iter(shared_out(rest, [share for share in shares if share]))
        return [width or next(widths) for width in fitted]
    return shared_out(across, [width or _WIDEST * _CHARACTER for width in fitted])


def _columns(table: Table) -> list[tuple[Column, set[str]]]:
    return [(column, {row[place] for row in table.rows}) for place, column in enumerate(table.columns)]


def _fitted(column: Column, cells: set[str]) -> int:
    longest = max(_natural(line) for text in (column.heading, *cells) for line in text.split("\n"))
    return _EDGES + min(longest, _WIDEST * 100) * _CHARACTER // 100


def _natural(text: str) -> int:
    turns = sum(left.isascii() != right.isascii() for left, right in pairwise(text))
    return ems(text) + _GAP * turns + _WIDER * sum(map(str.isascii, text))
