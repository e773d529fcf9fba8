"""How a form's places fall onto one grid: labels of one width, the places of a row as wide as each other, heights in whole lines."""

from itertools import pairwise
from typing import NamedTuple

from duban.documents.paper import Field, Form
from duban.documents.table_widths import lines_used

# In twips: the label's cell, 小4 letters, and their line; what a cell's edges take.
_LABEL, _CHARACTER, _LINE, _EDGES = 1500, 240, 340, 200
# A row taller than this may break over the page's end.
_TALLEST = 6000


class Place(NamedTuple):
    """One place on the grid: its label and content, the columns and twips of both, the space above the words of signing."""

    label: str
    label_span: int
    label_width: int
    text: str
    span: int
    width: int
    foot: str
    gap: int


class FormRow(NamedTuple):
    """A row's least height in twips, its places, and whether it stays on one page."""

    height: int
    places: list[Place]
    whole: bool


class Grid(NamedTuple):
    """The grid's column widths in twips and the rows on it."""

    widths: list[int]
    rows: list[FormRow]


def form_grid(form: Form, across: int) -> Grid:
    """Return where every place of the form stands on a table as wide as `across` (twips)."""
    cuts = [_cuts(row, across) for row in form.rows]
    edges = sorted({0, *(edge for row in cuts for edge in row)})
    widths = [right - left for left, right in pairwise(edges)]
    return Grid(widths, [_row(row, own, edges) for row, own in zip(form.rows, cuts, strict=True)])


def _cuts(row: tuple[Field, ...], across: int) -> list[int]:
    """Return the edges of a row's cells, the left one of the first left out; a place without a label is one cell."""
    edges: list[int] = []
    for place, field in enumerate(row):
        start, end = across * place // len(row), across * (place + 1) // len(row)
        edges += [start + _LABEL, end] if field.label else [end]
    return edges


def _row(row: tuple[Field, ...], cuts: list[int], edges: list[int]) -> FormRow:
    places = []
    ends = iter(cuts)
    start = 0
    for field in row:
        middle = next(ends) if field.label else start
        end = next(ends)
        spans = [edges.index(right) - edges.index(left) for left, right in ((start, middle), (middle, end))]
        places.append(_place(field, (spans[0], middle - start), (spans[1], end - middle)))
        start = end
    height = max(field.lines for field in row) * _LINE + _EDGES
    longest = max(_lines_in(field.text, place.width) for field, place in zip(row, places, strict=True))
    return FormRow(height, places, longest * _LINE < _TALLEST)


def _place(field: Field, label: tuple[int, int], content: tuple[int, int]) -> Place:
    used = _lines_in(field.text, content[1]) if field.text else 0
    gap = max(60, (field.lines - used - 1) * _LINE)
    return Place(field.label, *label, field.text, *content, field.foot, gap)


def _lines_in(text: str, width: int) -> int:
    return lines_used(text, width - _EDGES, _CHARACTER)
