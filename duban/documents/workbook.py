"""What all our workbooks share: the house formats, text that stays text, row heights, and the same bytes for the same values."""

import io
from collections.abc import Callable
from datetime import datetime
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
_LINE_HEIGHT = 14.5


def workbook_bytes(title: str, fill: Callable[[Any], None]) -> bytes:
    """Return the .xlsx that `fill` writes into an empty XlsxWriter workbook."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": plain(title), "created": _CREATED})
        fill(book)
    return buffer.getvalue()


def row_height(cells: list[tuple[str, float]], least: float = 20) -> float:
    """Return the height in points that shows every (text, column width) of a row in full, 409 at most (Excel's limit).

    Excel does not fit rows with merged cells by itself.
    """
    return min(409.0, max([least, *(_lines(text, width) * _LINE_HEIGHT + 4 for text, width in cells)]))


def _lines(text: str, width: float) -> int:
    return sum(
        max(1, ceil(sum(1 if c.isascii() else 2 for c in line) / max(1.0, width - 1.5))) for line in text.split("\n")
    )
