"""A document between its bytes and its meaning: lines and tables in reading order, each with its place in the source.

sources.py makes these from bytes (txt, html, docx, xlsx, pdf); the rest of duban.reading only sees these.
"""

from dataclasses import dataclass

from duban.plan import Doubt


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or line of text. `number` is its 1-based line in the source."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One grid cell. A merged cell's text stands in every grid place it spans; `row_span`/`column_span` are True where this place
    only continues a merged cell that began above / to the left."""

    text: str
    row_span: bool = False
    column_span: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One table row; `number` is its 1-based row in the sheet or table. All rows of a table have the same number of cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table or sheet, merged cells filled in; `name` is the sheet's name, empty for a table in running text."""

    rows: tuple[Row, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A whole document in reading order."""

    blocks: tuple[Line | Table, ...]
    doubts: tuple[Doubt, ...] = ()
