"""Table cells, as a format gives them, laid on a full grid: merged cells filled, layout tables told from tables that hold data."""

from collections.abc import Iterator
from itertools import islice

from duban.errors import InputRefused
from duban.reading.source import Cell, Row, Table

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000


class Grid:
    """A table being read row by row, each cell put at the next free place of its row."""

    def __init__(self) -> None:
        self._rows: list[dict[int, Cell]] = []
        self._falling: dict[int, tuple[int, Cell]] = {}
        self._column = 0
        self._size = 0

    def start_row(self) -> None:
        """Begin the next row; cells that span downwards into it are laid first."""
        row: dict[int, Cell] = {}
        falling: dict[int, tuple[int, Cell]] = {}
        for column, (left, cell) in self._falling.items():
            row[column] = cell
            if left > 1:
                falling[column] = (left - 1, cell)
        self._rows.append(row)
        self._falling, self._column, self._size = falling, 0, self._size + len(row)
        self._check()

    def put(self, text: str, columns: int = 1, rows: int = 1) -> None:
        """Lay a cell of that many columns and rows at the next free place."""
        row = self._rows[-1]
        while self._column in row:
            self._column += 1
        for offset in range(min(columns, MOST_COLUMNS + 1)):
            cell = Cell(text, column_span=offset > 0)
            row[self._column] = cell
            if rows > 1:
                self._falling[self._column] = (rows - 1, Cell(text, row_span=True, column_span=offset > 0))
            self._column += 1
        self._size += columns
        self._check()

    def extend(self, columns: int = 1) -> None:
        """Carry the cells above down into the next places: the continuation of a merged cell (vMerge)."""
        above = self._rows[-2] if len(self._rows) > 1 else {}
        for _ in range(min(columns, MOST_COLUMNS + 1)):
            cell = above.get(self._column, Cell(""))
            self._rows[-1][self._column] = Cell(cell.text, row_span=bool(above), column_span=cell.column_span)
            self._column += 1
        self._check()

    def widen(self, columns: int = 1) -> None:
        """Carry the cell to the left on into the next places: the other form of a merged cell (hMerge)."""
        left = self._rows[-1].get(self._column - 1, Cell(""))
        for _ in range(min(columns, MOST_COLUMNS + 1)):
            self._rows[-1][self._column] = Cell(left.text, left.row_span, column_span=True)
            self._column += 1
        self._check()

    def table(self, name: str = "") -> Table:
        """Return the table laid so far, every row padded to the same number of cells."""
        width = max((column + 1 for row in self._rows for column in row), default=0)
        self._check(width)
        blank = Cell("")
        return Table(
            tuple(
                Row(number, tuple(row.get(column, blank) for column in range(width)))
                for number, row in enumerate(self._rows, 1)
            ),
            name,
        )

    def _check(self, width: int = 0) -> None:
        check_size(len(self._rows), max(self._column, width), max(self._size, len(self._rows) * width))


def check_size(rows: int, columns: int, cells: int, where: str = "") -> None:
    """Refuse a table beyond what a plan can hold: InputRefused E108."""
    if rows > MOST_ROWS or columns > MOST_COLUMNS or cells > MOST_CELLS:
        raise InputRefused(
            f"表格过大：{rows} 行 × {columns} 列",
            code="E108",
            where=where,
            remedy=f"请只保留任务所在的区域（不超过 {MOST_ROWS} 行、{MOST_COLUMNS} 列）后重新提交",
        )


def holds_data(table: Table) -> bool:
    """Return whether a table is one: two rows with two filled cells each. Else it only lays out text (head, imprint, page frame).

    >>> grid = Grid(); grid.start_row(); grid.put("抄送：县委办公室", columns=2)
    >>> grid.start_row(); grid.put("县政府办公室"); grid.put("2021年3月24日印发")
    >>> holds_data(grid.table())
    False
    """
    filled = (row for row in table.rows if sum(1 for cell in row.cells if cell.text and not cell.column_span) > 1)
    return len(list(islice(filled, 2))) == 2


def texts_of(table: Table) -> Iterator[str]:
    """Yield the texts of a table that only lays out, each merged cell once, in reading order."""
    for row in table.rows:
        for cell in row.cells:
            if cell.text and not cell.row_span and not cell.column_span:
                yield cell.text
