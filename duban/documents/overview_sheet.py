"""The month at a glance in the workbook (概览): how the obligations stand, how the months went, each with a native chart."""

from collections.abc import Sequence
from typing import Any

from duban.documents.figures import STANDING_LAMPS, MonthFigures, counted, shares
from duban.documents.wording import STANDING_NAMES, month_text, plain
from duban.documents.workbook import CENTRED, HEAD, TITLE, print_wide, table_head, write_figure
from duban.rules.result import MonthResult

SHEET = "概览"
_CLASSES = (("现状", 16), ("项数", 10), ("占比（%）", 12))
_TREND = (("月份", 14), ("责任事项", 11), ("逾期未结", 11), ("慢于序时", 11), ("按时办结率（%）", 16), ("平均得分", 11))
_HEAD, _TREND_COLUMN = 2, 4
_COLOURS = {"green": "#4C9A5B", "yellow": "#E0A526", "red": "#C0392B", "none": "#999999", "blue": "#3B6EA5"}


def write_overview(book: Any, sheet: Any, title: str, result: MonthResult, trend: Sequence[MonthFigures]) -> None:
    """Write the month's classes and the months up to it, oldest first, with a bar chart and a line chart under them."""
    last = _TREND_COLUMN + len(_TREND) - 1
    sheet.merge_range(0, 0, 0, last, plain(title), book.add_format(TITLE))
    sheet.set_row(0, 34)
    classes = _write_classes(book, sheet, result)
    _write_trend(book, sheet, trend)
    at = _HEAD + 3 + max(classes, len(trend))
    if classes:
        _class_chart(book, sheet, result, at)
    if trend:
        _trend_chart(book, sheet, len(trend), at)
    print_wide(sheet, (at + 17, last))


def _write_classes(book: Any, sheet: Any, result: MonthResult) -> int:
    table_head(book, sheet, _HEAD, _CLASSES)
    text, figure = book.add_format(CENTRED), book.add_format(CENTRED | {"num_format": "0.0"})
    found = shares(counted(result))
    for row, share in enumerate(found, _HEAD + 1):
        sheet.write_string(row, 0, STANDING_NAMES[share.standing], text)
        write_figure(sheet, (row, 1), share.number, text)
        write_figure(sheet, (row, 2), share.percent, figure)
    return len(found)


def _write_trend(book: Any, sheet: Any, trend: Sequence[MonthFigures]) -> None:
    heading, text = book.add_format(HEAD), book.add_format(CENTRED)
    figure = book.add_format(CENTRED | {"num_format": "0.00"})
    for place, (name, width) in enumerate(_TREND, _TREND_COLUMN):
        sheet.write_string(_HEAD, place, name, heading)
        sheet.set_column(place, place, width)
    for row, month in enumerate(trend, _HEAD + 1):
        sheet.write_string(row, _TREND_COLUMN, month_text(month.month), text)
        for place, count in enumerate((month.total, month.overdue, month.slow), _TREND_COLUMN + 1):
            write_figure(sheet, (row, place), count, text)
        for place, value in enumerate((month.rate, month.mean), _TREND_COLUMN + 4):
            write_figure(sheet, (row, place), value, figure)


def _class_chart(book: Any, sheet: Any, result: MonthResult, at: int) -> None:
    found = shares(counted(result))
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "项数",
            "categories": [SHEET, _HEAD + 1, 0, _HEAD + len(found), 0],
            "values": [SHEET, _HEAD + 1, 1, _HEAD + len(found), 1],
            "points": [{"fill": {"color": _COLOURS[STANDING_LAMPS[share.standing]]}} for share in found],
            "data_labels": {"value": True},
            "gap": 40,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": "本月完成情况", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size({"width": 325, "height": 320})
    sheet.insert_chart(at, 0, chart)


def _trend_chart(book: Any, sheet: Any, months: int, at: int) -> None:
    first, last = _HEAD + 1, _HEAD + months
    chart = book.add_chart({"type": "line"})
    for place, name, colour in ((4, "按时办结率（%）", "#3B6EA5"), (5, "平均得分", "#C0392B")):
        chart.add_series(
            {
                "name": name,
                "categories": [SHEET, first, _TREND_COLUMN, last, _TREND_COLUMN],
                "values": [SHEET, first, _TREND_COLUMN + place, last, _TREND_COLUMN + place],
                "line": {"color": colour, "width": 2},
                "marker": {"type": "circle", "size": 6, "fill": {"color": colour}},
                "data_labels": {"value": True, "num_format": "0.0"},
            }
        )
    chart.set_title({"name": "各月走势", "name_font": {"size": 12}})
    chart.set_y_axis({"min": 0, "max": 100, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 540, "height": 320})
    sheet.insert_chart(at, _TREND_COLUMN, chart)
