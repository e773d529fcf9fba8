"""The score sheet's last sheet: every unit's month told line by line (逐条说明), ending in sums a person can check by hand.

The words and figures are duban.rules.explanation's.
"""

from collections.abc import Iterable
from typing import Any

from duban.documents.wording import day_text, plain
from duban.documents.workbook import CELL, CENTRED, finish_table, row_height, table_head
from duban.rules.explanation import Explanation, Row

_COLUMNS = (("单位", 18), ("事项", 36), ("规则与算法", 64), ("事实", 48), ("日期", 12), ("分值", 9))
_SUMS = "计算"


def write_grounds(book: Any, sheet: Any, explanations: Iterable[Explanation]) -> None:
    """Write the explanations one under another, the sums of each unit in bold under its lines."""
    table_head(book, sheet, 0, _COLUMNS)
    text, centred = book.add_format(CELL), book.add_format(CENTRED)
    total = book.add_format(CELL | {"bold": True, "bg_color": "#EEF3F8"})
    at = 1
    for told in explanations:
        for line in (*told.obligations, *told.adjustments):
            _write_line(sheet, at, (told.unit, line), (text, centred))
            at += 1
        for step in told.sums:
            sheet.write_string(at, 0, plain(told.unit), total)
            sheet.write_string(at, 1, _SUMS, total)
            sheet.merge_range(at, 2, at, len(_COLUMNS) - 1, plain(step), total)
            sheet.set_row(at, row_height([(step, 130)]))
            at += 1
    finish_table(sheet, 0, at - 1, len(_COLUMNS))


def _write_line(sheet: Any, row: int, item: tuple[str, Row], styles: tuple[Any, Any]) -> None:
    unit, line = item
    text, centred = styles
    words = (unit, line.subject, line.rule, line.facts)
    for column, word in enumerate(words):
        sheet.write_string(row, column, plain(word), text)
    sheet.write_string(row, 4, day_text(line.on) if line.on else "—", centred)
    sheet.write_string(row, 5, line.points or "—", centred)
    sheet.set_row(row, row_height([(word, width) for word, (_, width) in zip(words, _COLUMNS, strict=False)]))
