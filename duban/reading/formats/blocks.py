"""The blocks of a Source as they are gathered in reading order, with their line numbers and what must be said about them."""

from dataclasses import dataclass, field

from duban.errors import InputRefused
from duban.plan import Doubt
from duban.reading.formats.characters import invisible_doubt, visible
from duban.reading.formats.grid import holds_data, texts_of
from duban.reading.source import Cell, Line, Row, Source, Table

LONGEST_TEXT = 30_000


@dataclass
class Blocks:
    """Lines and tables in the order they are read; a line's number counts the lines of the running text, blank ones too."""

    blocks: list[Line | Table] = field(default_factory=list)
    number: int = 0
    dropped: int = 0
    dropped_at: str = ""
    notes: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def line(self, text: str) -> None:
        """Add a paragraph; a soft break within it begins a line of its own."""
        for part in text.split("\n"):
            self.number += 1
            seen = self._seen(part, f"第{self.number}行").strip()
            if seen:
                self.blocks.append(Line(self.number, seen))

    def table(self, table: Table) -> None:
        """Add a table, or its texts as lines where it only lays them out."""
        if not holds_data(table):
            for text in texts_of(table):
                self.line(text)
            return
        self.blocks.append(self.cleaned(table))

    def cleaned(self, table: Table) -> Table:
        """Return a table without unseen characters."""
        name = f"工作表“{table.name}”" if table.name else "表格"
        rows = []
        for row in table.rows:
            joined = "".join([cell.text for cell in row.cells])
            if len(joined) > LONGEST_TEXT or visible(joined)[0] != joined:
                place = f"{name}第{row.number}行"
                cells = (Cell(self._seen(cell.text, place), cell.row_span, cell.column_span) for cell in row.cells)
                row = Row(row.number, tuple(cells))
            rows.append(row)
        return Table(tuple(rows), table.name)

    def note(self, code: str, text: str, place: str = "") -> None:
        """Remember something a person must look at; the same thing again is counted, its first place kept."""
        if not place:
            place = f"第{self.number + 1}行"
        first, count = self.notes.get((code, text), (place, 0))
        self.notes[code, text] = (first, count + 1)

    def absorb(self, inner: "Blocks") -> str:
        """Return what was gathered inside a cell as one text, a line for each of its lines and rows; its stripped characters count here."""
        if inner.dropped:
            self.dropped, self.dropped_at = self.dropped + inner.dropped, self.dropped_at or inner.dropped_at
        return "\n".join(
            line
            for block in inner.blocks
            for line in ([block.text] if isinstance(block, Line) else [_row_text(row) for row in block.rows])
        )

    def source(self, *doubts: Doubt) -> Source:
        """Return what was gathered; InputRefused E101 where there is no text at all."""
        if not self.blocks:
            raise InputRefused("文件中没有文字", code="E101", remedy="请确认不是扫描件或空白文件后重新提交")
        found = list(doubts)
        if self.dropped:
            found.append(invisible_doubt(self.dropped, self.dropped_at))
        for (code, text), (place, count) in sorted(self.notes.items()):
            found.append(Doubt(code, f"{text}（共{count}处）" if count > 1 else text, place))
        return Source(tuple(self.blocks), tuple(found))

    def _seen(self, text: str, place: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise InputRefused(
                f"一处文字过长：{len(text)} 字，上限 {LONGEST_TEXT} 字",
                code="E116",
                where=place,
                remedy="请分段后重新提交",
            )
        seen, gone = visible(text)
        if gone:
            self.dropped, self.dropped_at = self.dropped + gone, self.dropped_at or place
        return seen


def _row_text(row: Row) -> str:
    return " ".join(cell.text for cell in row.cells if cell.text and not cell.row_span and not cell.column_span)
