"""The review as a workbook a person corrects: coloured cells are open, all others show the paper. Reading it back: returned_review."""

from collections.abc import Sequence
from typing import Any

from duban.documents.carried import as_text
from duban.documents.review import Review
from duban.documents.review_parts import CHOICES, DOUBTS, FORM, PARTS, TASKS, Part, guide, record_value, rows_of
from duban.documents.workbook import CELL, CENTRED, NOTE, row_height, table_head, workbook_bytes

RECORD = "原读"
GUIDE = guide("底色")
ADDED_ROWS = 10

_OPEN = CELL | {"bg_color": "#FFF9E5", "locked": False, "num_format": "@"}
_DOUBTFUL = CELL | {"bg_color": "#FCE4E4"}
_PIECE = 20_000


def review_xlsx(review: Review) -> bytes:
    """Return the review as .xlsx bytes: same values, same bytes; what was read stands in a hidden sheet."""
    return workbook_bytes(f"{review.plan.title}核对表", lambda book: _Book(book).fill(review))


class _Book:
    """The workbook being written and its formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cell, self._centred, self._note = (book.add_format(style) for style in (CELL, CENTRED, NOTE))
        self._open, self._doubtful = book.add_format(_OPEN), book.add_format(_DOUBTFUL)

    def fill(self, review: Review) -> None:
        """Write all sheets."""
        for part in PARTS:
            self._part(part, review)
        self._record(review)

    def _part(self, part: Part, review: Review) -> None:
        sheet = self._sheet(part)
        rows = rows_of(part, review)
        for at, row in enumerate(rows, 1):
            self._row(sheet, at, part, row.cells, self._doubtful if row.doubtful else None)
        last = len(rows)
        if part == DOUBTS:
            sheet.write_string(last + 2, 1, GUIDE, self._note)
        if part == TASKS:
            for at in range(last + 1, last + ADDED_ROWS + 1):
                self._row(sheet, at, part, [""] * len(part.columns))
            last += ADDED_ROWS
        for place, heading in enumerate(part.headings):
            if last and heading in CHOICES:
                choice = {"validate": "list", "source": list(CHOICES[heading])}
                sheet.data_validation(1, place, last, place, choice)

    def _record(self, review: Review) -> None:
        text = as_text(record_value(review))
        sheet = self._book.add_worksheet(RECORD)
        for at, start in enumerate(range(0, len(text), _PIECE)):
            sheet.write_string(at, 0, f"{FORM}:{at}:{text[start : start + _PIECE]}")
        sheet.hide()

    def _sheet(self, part: Part) -> Any:
        sheet = self._book.add_worksheet(part.name)
        table_head(self._book, sheet, 0, [(column.heading, column.width) for column in part.columns])
        sheet.protect("", {"format_rows": True, "format_columns": True, "sort": True, "autofilter": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _row(self, sheet: Any, at: int, part: Part, cells: Sequence[str], style: Any = None) -> None:
        for place, text in enumerate(cells):
            locked = self._centred if place == 0 and style is None else style or self._cell
            sheet.write_string(at, place, text, self._open if place >= part.closed else locked)
        widths = [float(column.width) for column in part.columns]
        sheet.set_row(at, row_height(list(zip(cells, widths, strict=True))))
