"""The score sheet (得分表): ranks with a chart, every obligation's arithmetic, every deduction and bonus, to be checked by hand.

The obligations' sheet lives in score_lines; the judgement itself is duban.rules'.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from duban.documents.figures import MonthFigures, by_kind, month_figures
from duban.documents.overview_sheet import SHEET as OVERVIEW
from duban.documents.overview_sheet import write_overview
from duban.documents.score_grounds import write_grounds
from duban.documents.score_lines import write_lines
from duban.documents.wording import RULE_NAMES, day_text, month_text, node_text, plain
from duban.documents.workbook import (
    CELL,
    CENTRED,
    FOOTER,
    NOTE,
    TITLE,
    finish_table,
    fitted,
    print_wide,
    table_head,
    workbook_bytes,
    write_figure,
)
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.explanation import Explanation
from duban.rules.result import NOTHING_UNDER_REVIEW, Deduction, MonthResult, UnderReview, UnitScore

_RANKS = (
    ("类别", 10),
    ("名次", 7),
    ("单位", 22),
    ("基础分", 10),
    ("扣分", 8),
    ("加分", 8),
    ("得分", 10),
    ("等次", 16),
)
_CHANGES = (
    ("单位", 20),
    ("类别", 8),
    ("事由", 16),
    ("任务编号", 10),
    ("任务", 32),
    ("节点", 20),
    ("事实日期", 16),
    ("依据", 30),
    ("分值", 8),
)
_RANK_SHEET, _RANK_HEAD = "名次", 2
_BAR, _CHART_WIDTH = "#3B6EA5", 615


class Beside(NamedTuple):
    """What a score sheet shows beside the judgement.

    `explanations` make its last sheet; `trend` are the months up to this one, oldest first (this one alone where none is given);
    what is `reviewed` bears the mark 复核中; `audit` is the line on the audit chain in the foot of every page, empty until signed.
    """

    explanations: Sequence[Explanation] = ()
    trend: Sequence[MonthFigures] = ()
    reviewed: UnderReview = NOTHING_UNDER_REVIEW
    audit: str = ""


def score_sheet(campaign: Campaign, month: Month, result: MonthResult, beside: Beside | None = None) -> bytes:
    """Return the month's score sheet (得分表) as .xlsx bytes: same values, same bytes."""
    title = f"{campaign.title}{month_text(month)}考核得分表"
    shown = beside or Beside()
    if not shown.trend:
        shown = shown._replace(trend=(month_figures(month, result),))
    return workbook_bytes(title, lambda book: _fill(book, title, (campaign, result), shown))


def _fill(book: Any, title: str, judged: tuple[Campaign, MonthResult], beside: Beside) -> None:
    campaign, result = judged
    names = [_RANK_SHEET, OVERVIEW, "计分明细", "扣分加分", *(["逐条说明"] if beside.explanations else [])]
    ranks, overview, lines, changes, *grounds = (book.add_worksheet(name) for name in names)
    write_overview(book, overview, title, result, beside.trend)
    for sheet in grounds:
        write_grounds(book, sheet, beside.explanations)
    _write_ranks(book, ranks, title, (result, beside.reviewed))
    write_lines(book, lines, campaign, result)
    _write_changes(book, changes, campaign, result)
    if beside.audit:
        for sheet in (ranks, overview, lines, changes, *grounds):
            # The line is of our own making and holds no &, which would begin a code.
            sheet.set_footer(f"{FOOTER}\n{beside.audit}")


def _write_ranks(book: Any, sheet: Any, title: str, judged: tuple[MonthResult, UnderReview]) -> None:
    result, reviewed = judged
    sheet.merge_range(0, 0, 0, len(_RANKS) - 1, plain(title), book.add_format(TITLE))
    about = f"截至{day_text(result.cutoff)}。同分并列，其后名次顺延；没有计分事项的单位不排名。"
    sheet.merge_range(1, 0, 1, len(_RANKS) - 1, about, book.add_format(NOTE))
    sheet.set_row(0, 34)
    sheet.set_row(1, 20)
    table_head(book, sheet, _RANK_HEAD, _RANKS)
    ranked = [score for _, scores in by_kind(result) for score in scores]
    styles = book.add_format(CENTRED), book.add_format(CENTRED | {"num_format": "0.00"})
    unranked = (score for score in result.units if score.score is None)
    for row, score in enumerate((*ranked, *unranked), _RANK_HEAD + 1):
        _write_rank(sheet, row, (score, reviewed.of_unit(score.unit)), styles)
    last = _RANK_HEAD + len(result.units)
    finish_table(sheet, _RANK_HEAD, last, len(_RANKS))
    if ranked:
        _chart(book, sheet, len(ranked), last + 3)
        print_wide(sheet, (last + 5 + _chart_height(len(ranked)) // 20, len(_RANKS) - 1))
        sheet.set_h_pagebreaks([last + 2])
    sheet.set_portrait()


def _write_rank(sheet: Any, row: int, marked: tuple[UnitScore, str], styles: tuple[Any, Any]) -> None:
    score, mark = marked
    text, figure = styles
    deducted = sum((line.points for line in score.deductions), Fraction())
    added = sum((line.points for line in score.bonus), Fraction())
    sheet.write_string(row, 0, plain(score.kind) or "—", text)
    write_figure(sheet, (row, 1), score.rank, text)
    sheet.write_string(row, 2, plain(score.unit), text)
    for place, value in enumerate((score.base, deducted, added, score.score), 3):
        write_figure(sheet, (row, place), value, figure)
    sheet.write_string(row, 7, (score.grade or "不排名") + mark, text)
    sheet.set_row(row, 18)


def _chart(book: Any, sheet: Any, rows: int, at: int) -> None:
    """Set a bar chart of the ranked units' scores under the table, as wide as it and as high as its units need."""
    first, last = _RANK_HEAD + 1, _RANK_HEAD + rows
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "得分",
            "categories": [_RANK_SHEET, first, 2, last, 2],
            "values": [_RANK_SHEET, first, 6, last, 6],
            "fill": {"color": _BAR},
            "data_labels": {"value": True, "num_format": "0.0"},
            "gap": 60,
        }
    )
    chart.set_legend({"none": True})
    chart.set_title({"name": "各单位得分", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"min": 0, "max": 100, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_size({"width": _CHART_WIDTH, "height": _chart_height(rows)})
    sheet.insert_chart(at, 0, chart)


def _chart_height(rows: int) -> int:
    """Return a chart's height in pixels, a bar a unit."""
    return 110 + 22 * rows


def _write_changes(book: Any, sheet: Any, campaign: Campaign, result: MonthResult) -> None:
    tasks = {task.number: task for task in campaign.tasks}
    text, centred = book.add_format(CELL), book.add_format(CENTRED)
    rows = [
        (
            score.unit,
            "扣分",
            RULE_NAMES[line.rule],
            *_where(tasks[line.task], line),
            day_text(line.on),
            "",
            -line.points,
        )
        for score in result.units
        for line in score.deductions
    ]
    rows += [
        (score.unit, "加分", RULE_NAMES[line.rule], "", "", "", day_text(line.on), line.basis, line.points)
        for score in result.units
        for line in score.bonus
    ]
    words_of = [[plain(str(word)) for word in row] for row in rows]
    table_head(book, sheet, 0, fitted(_CHANGES, words_of))
    for row, (*words, value) in enumerate(rows, 1):
        for place, word in enumerate(words):
            sheet.write_string(row, place, plain(word), text if place in (4, 7) else centred)
        write_figure(sheet, (row, 8), value, centred)
    finish_table(sheet, 0, len(rows), len(_CHANGES))
    note = "同类扣分、加分合计超过上限的，按上限计入得分。"
    sheet.merge_range(len(rows) + 2, 0, len(rows) + 2, len(_CHANGES) - 1, note, book.add_format(NOTE))


def _where(task: CampaignTask, line: Deduction) -> tuple[str, str, str]:
    return task.number, task.title, node_text(task, line.node, None)
