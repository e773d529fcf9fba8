"""A document between its bytes and its meaning: lines and tables in reading order, each with its place in the source.

sources.py makes these from bytes (txt, html, docx, xlsx, pdf); the rest of duban.reading only sees these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

    @property
    def text(self) -> str:
        """The document as plain text: a line each, table cells apart by tabs."""
        return "\n".join(
            block.text
            if isinstance(block, Line)
            else "\n".join("\t".join(c.text for c in row.cells) for row in block.rows)
            for block in self.blocks
        )


def source_as_json(source: Source) -> dict[str, Any]:
    """Return a source as plain JSON values, to cross from the process that read it."""
    return {
        "blocks": [_block_as_json(block) for block in source.blocks],
        "doubts": [[doubt.code, doubt.text, doubt.place] for doubt in source.doubts],
    }


def source_from_json(data: Mapping[str, Any]) -> Source:
    """Return the source that source_as_json wrote.

    >>> source = Source((Line(1, "甲"), Table((Row(2, (Cell("乙", row_span=True),)),), "表")), (Doubt("D1", "丙", "第1行"),))
    >>> source_from_json(source_as_json(source)) == source
    True
    """
    return Source(
        tuple(_block_from_json(block) for block in data["blocks"]), tuple(Doubt(*doubt) for doubt in data["doubts"])
    )


def _block_as_json(block: Line | Table) -> list[Any]:
    if isinstance(block, Line):
        return [block.number, block.text]
    rows = [[row.number, [[cell.text, cell.row_span, cell.column_span] for cell in row.cells]] for row in block.rows]
    return [block.name, rows]


def _block_from_json(data: Sequence[Any]) -> Line | Table:
    first, second = data
    if isinstance(first, int):
        return Line(first, second)
    return Table(tuple(Row(number, tuple(Cell(*cell) for cell in cells)) for number, cells in second), first)
