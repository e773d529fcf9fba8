"""What all our workbooks share: the house formats, text that stays text, row heights, and the same bytes for the same values."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import xlsxwriter

from duban.documents.wording import plain

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


def workbook_bytes(title: str, fill: Callable[[Any], None]) -> bytes:
    """Return the .xlsx that `fill` writes into an empty XlsxWriter workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
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
    return sum(
        max(1, ceil(sum(1 if c.isascii() else 2 for c in line) / max(1.0, width - 1.5))) for line in text.split("\n")
    )
