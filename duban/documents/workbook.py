"""What all our workbooks share: the house formats, text that stays text, lamps, filters, heights, equal bytes for equal values."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from duban.documents.figures import STANDING_LAMPS
from duban.documents.wording import LAMP_NAMES, STANDING_NAMES, Lamp, plain
from duban.errors import InputRefused

FONT = "宋体"
TITLE = {"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"}
NOTE = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
HEAD = {
    "font_name": "黑体",
    "font_size": 10,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "border": 1,
    "bg_color": "#DDE6EF",
}
CELL = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True, "border": 1}
CENTRED = CELL | {"align": "center"}
# A fixed day: the papers carry their own dates, and the time of writing must not change the bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001
_LINE_HEIGHT = 15.5
# Paper sizes by the numbers of OOXML; more columns on A4 are too small to read.
_A4, _A3, _MOST_ON_A4 = 9, 8, 14
FOOTER = "&C&9第 &P 页　共 &N 页"
LONGEST_TEXT = 32_767
"""The most characters a cell holds (Excel's limit); the library would drop a longer text without a word."""

# What a spreadsheet might take for a formula once somebody edits the cell.
_RISKY = frozenset("=+-@\t\r\n＝＋－＠")
_LAMP_COLOURS: dict[Lamp, str] = {"green": "#C6E7C8", "blue": "#CFE2F7", "yellow": "#FFE9A8", "red": "#F6C1C1"}
_NOT_COPIED = ("xf_index", "dxf_index", "xf_format_indices", "dxf_format_indices")


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet that neither drops a text that is too long nor lets one become a formula."""

    book: "_Book"

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if len(string) > LONGEST_TEXT:
            raise InputRefused(
                f"文字过长：{len(string)} 字，单元格最多 {LONGEST_TEXT} 字",
                where=f"工作表“{self.name}”第{row + 1}行：{string[:20]}…",
                remedy="请在方案或台账中精简该项文字",
                code="E116",
            )
        if string[:1] in _RISKY:
            cell_format = self.book.quoted(cell_format)
        written: int = super()._write_string(row, col, string, cell_format)
        return written


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook of such sheets."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._quoted: dict[int, Any] = {}

    def add_worksheet(self, name: str | None = None) -> Any:
        """Return a new sheet."""
        sheet = super().add_worksheet(name, _Sheet)
        sheet.book = self
        return sheet

    def quoted(self, style: Any) -> Any:
        """Return a format that keeps its text as text when the cell is edited (quotePrefix)."""
        if id(style) not in self._quoted:
            copy = self.add_format()
            if style is not None:
                vars(copy).update({name: value for name, value in vars(style).items() if name not in _NOT_COPIED})
            copy.quote_prefix = 1
            self._quoted[id(style)] = copy
        return self._quoted[id(style)]


def workbook_bytes(title: str, fill: Callable[[Any], None]) -> bytes:
    """Return the .xlsx that `fill` writes into an empty XlsxWriter workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with _Book(buffer, options) as book:
        book.set_properties({"title": plain(title), "created": _CREATED})
        fill(book)
    return buffer.getvalue()


def table_head(book: Any, sheet: Any, at: int, columns: Sequence[tuple[str, float]]) -> None:
    """Write a table's (heading, width) row, which stays in sight and stands on every printed page."""
    heading = book.add_format(HEAD)
    for place, (name, width) in enumerate(columns):
        sheet.write_string(at, place, name, heading)
        sheet.set_column(place, place, width)
    sheet.set_row(at, 24)
    sheet.freeze_panes(at + 1, 0)
    sheet.repeat_rows(at)


def finish_table(sheet: Any, head: int, last: int, columns: int) -> None:
    """Give a table from its heading row to its last row filters, and print it alone on sheets one page wide."""
    sheet.autofilter(head, 0, max(head, last), columns - 1)
    print_wide(sheet, (max(head, last), columns - 1))


def print_wide(sheet: Any, corner: tuple[int, int]) -> None:
    """Print a sheet up to its last (row, column) on landscape paper, one page wide, pages numbered; a broad table on A3."""
    sheet.print_area(0, 0, *corner)
    sheet.set_landscape()
    sheet.set_paper(_A3 if corner[1] + 1 > _MOST_ON_A4 else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)


def light_lamps(book: Any, sheet: Any, column: int, rows: tuple[int, int]) -> None:
    """Colour the cells of a column that name a lamp (亮灯), from one row to another."""
    for lamp, colour in _LAMP_COLOURS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{LAMP_NAMES[lamp]}"'}
        sheet.conditional_format(
            rows[0], column, rows[1], column, rule | {"format": book.add_format({"bg_color": colour})}
        )


def light_standings(book: Any, sheet: Any, column: int, rows: tuple[int, int]) -> None:
    """Colour the cells of a column that begin with a standing (现状) by its lamp, from one row to another."""
    named = {
        name: STANDING_LAMPS[standing]
        for standing, name in STANDING_NAMES.items()
        if STANDING_LAMPS[standing] != "none"
    }
    light_words(book, sheet, column, rows, named, "begins with")


def light_words(
    book: Any, sheet: Any, column: int, rows: tuple[int, int], lamps: Mapping[str, Lamp], where: str = "containing"
) -> None:
    """Colour the cells of a column that contain (or begin with) some words by their lamps, the first that fits winning."""
    for word, lamp in lamps.items() if rows[1] >= rows[0] else ():
        style = book.add_format({"bg_color": _LAMP_COLOURS[lamp]})
        rule = {"type": "text", "criteria": where, "value": word, "format": style, "stop_if_true": True}
        sheet.conditional_format(rows[0], column, rows[1], column, rule)


def fitted(columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> list[tuple[str, float]]:
    """Return (heading, width) as wide as the content needs, never wider than the width given.

    >>> fitted([("单位", 20), ("事由", 30)], [("县教育局", "x")])
    [('单位', 10.0), ('事由', 7.0)]
    """
    widths = []
    for place, (heading, most) in enumerate(columns):
        texts = [heading, *(line for row in rows for line in row[place].split("\n"))]
        widths.append((heading, min(most, 2.0 + max(7.0 - 2, *(float(_cells(text)) for text in texts)))))
    return widths


def write_figure(sheet: Any, place: tuple[int, int], value: Fraction | Decimal | int | None, style: Any) -> None:
    """Write an exact figure as a number, “—” where there is none."""
    if value is None:
        sheet.write_string(*place, "—", style)
    else:
        sheet.write_number(*place, float(value), style)


def row_height(cells: list[tuple[str, float]], least: float = 20) -> float:
    """Return the height in points that shows every (text, column width) of a row in full, 409 at most (Excel's limit).

    Excel does not fit rows with merged cells by itself.
    """
    return min(409.0, max([least, *(_lines(text, width) * _LINE_HEIGHT + 6 for text, width in cells)]))


def _lines(text: str, width: float) -> int:
    return sum(max(1, ceil(_cells(line) / max(1.0, width - 1.5))) for line in text.split("\n"))


def _cells(line: str) -> int:
    """Return a line's width in half characters."""
    return sum(1 if c.isascii() else 2 for c in line)
