"""The ruled tables of a PDF page, from the lines drawn around their cells. Only pages with drawings come here: the library is heavy."""

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from duban.reading.formats.grid import check_size
from duban.reading.formats.pdf_layout import Glyph, Printed, cell_text, printed_lines, wrapped
from duban.reading.source import Cell

_PADDING = 5.4
_SAME = 3.0


# The library looks at objects before it checks them: a damaged one surfaces as whatever its first use raises.
_DAMAGED = (
    *(PdfminerException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError),
    *(AssertionError, RecursionError, struct.error),
)


class Unruled(Exception):
    """The drawings of a page could not be followed; its text still can be read."""


@dataclass(frozen=True)
class Ruled:
    """A table on a page: where it stands, the edges of its columns, its rows of filled cells, and as it meets the pages before and
    after, the first printed lines of its first row and the last ones of its last row by column."""

    top: float
    edges: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: dict[int, Printed]
    tails: dict[int, Printed]

    def continues(self, other: "Ruled") -> bool:
        """Return whether this table goes on with the columns of the one on the page before."""
        return len(self.edges) == len(other.edges) and all(
            abs(own - theirs) <= _SAME for own, theirs in zip(self.edges, other.edges, strict=True)
        )

    def goes_on_from(self, other: "Ruled") -> bool:
        """Return whether the first row is the rest of the last one on the page before: something is blank here that was filled
        there, and a line there was broken for want of room."""
        above, below = other.rows[-1], self.rows[0]
        finished = any(cell.text and not rest.text for cell, rest in zip(above, below, strict=True))
        return finished and any(
            not other.tails[column].text.endswith(("。", "；", "！"))
            and wrapped(other.tails[column], head, self.room(column))
            for column, head in self.heads.items()
            if column in other.tails
        )

    def room(self, column: int) -> float:
        """Return how wide a line of a column can be."""
        return self.edges[column + 1] - self.edges[column] - 2 * _PADDING


def ruled_tables(content: bytes, glyphs: Sequence[Glyph]) -> tuple[list[Ruled], list[Glyph]]:
    """Return the tables of a file of one page, and the glyphs that stand in none of them; Unruled where its drawings are damaged."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            found = [table.cells for table in document.pages[0].find_tables() if len(table.cells) > 1]
    except _DAMAGED as error:
        raise Unruled from error
    tables, free = [], list(glyphs)
    for boxes in found:
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
        inside = [glyph for glyph in free if left <= _middle(glyph) <= right and top <= glyph.base <= bottom]
        if inside:
            free = [glyph for glyph in free if not (left <= _middle(glyph) <= right and top <= glyph.base <= bottom)]
            tables.append(_ruled(boxes, inside))
    return tables, free


def _ruled(boxes: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph]) -> Ruled:
    columns = _edges(edge for box in boxes for edge in (box[0], box[2]))
    lines = _edges(edge for box in boxes for edge in (box[1], box[3]))
    check_size(len(lines), len(columns), len(lines) * len(columns))
    heads: dict[int, Printed] = {}
    tails: dict[int, Printed] = {}
    grid = [[Cell("") for _ in columns[1:]] for _ in lines[1:]]
    for left, top, right, bottom in boxes:
        inside = [glyph for glyph in glyphs if left <= _middle(glyph) < right and top <= glyph.base < bottom]
        printed = printed_lines(inside)
        room = max([right - left - 2 * _PADDING, *(line.width for line in printed)])
        text = cell_text(printed, room)
        first_row, first_column, after = _nearest(lines, top), _nearest(columns, left), _nearest(lines, bottom)
        if printed and first_row == 0:
            heads[first_column] = printed[0]
        if printed and after == len(lines) - 1:
            tails[first_column] = printed[-1]
        for row in range(first_row, after):
            for column in range(first_column, _nearest(columns, right)):
                grid[row][column] = Cell(text, row_span=row > first_row, column_span=column > first_column)
    return Ruled(lines[0], tuple(columns), tuple(tuple(row) for row in grid), heads, tails)


def _middle(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _edges(values: Iterator[float]) -> list[float]:
    """Return edges in order, those closer than a ruled line is wide taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SAME:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))
