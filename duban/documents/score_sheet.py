"""The score sheet (得分表): ranks with a chart, every obligation's arithmetic, every deduction and bonus, to be checked by hand.

The obligations' sheet lives in score_lines; the judgement itself is duban.rules'.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from duban.documents.figures import by_kind
from duban.documents.score_grounds import write_grounds
from duban.documents.score_lines import write_lines
from duban.documents.wording import RULE_NAMES, day_text, month_text, node_text, plain
from duban.documents.workbook import CELL, CENTRED, NOTE, TITLE, table_head, workbook_bytes, write_figure
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.explanation import Explanation
from duban.rules.result import Deduction, MonthResult, UnitScore

_RANKS = (
    ("类别", 10),
    ("名次", 7),
    ("单位", 22),
    ("基础分", 10),
    ("扣分", 8),
    ("加分", 8),
    ("得分", 10),
    ("等次", 10),
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
_BAR = "#3B6EA5"


def score_sheet(
    campaign: Campaign,
    month: Month,
    result: MonthResult,
    explanations: Iterable[Explanation] = (),
    audit: str = "",
) -> bytes:
    """Return the month's score sheet (得分表) as .xlsx bytes: same values, same bytes; `explanations` make its last sheet.

    `audit` is the line on the audit chain in the foot of every page, empty until the month is signed.
    """
    title = f"{campaign.title}{month_text(month)}考核得分表"
    return workbook_bytes(title, lambda book: _fill(book, title, (campaign, result), list(explanations), audit))


def _fill(
    book: Any, title: str, judged: tuple[Campaign, MonthResult], explanations: list[Explanation], audit: str
) -> None:
    campaign, result = judged
    names = [_RANK_SHEET, "计分明细", "扣分加分", *(["逐条说明"] if explanations else [])]
    ranks, lines, changes, *grounds = (book.add_worksheet(name) for name in names)
    for sheet in grounds:
        write_grounds(book, sheet, explanations)
    _write_ranks(book, ranks, title, result)
    write_lines(book, lines, campaign, result)
    _write_changes(book, changes, campaign, result)
    for sheet in (ranks, lines, changes, *grounds):
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        # The line is of our own making and holds no &, which would begin a code.
        sheet.set_footer("&C&9第 &P 页　共 &N 页" + (f"\n{audit}" if audit else ""))


def _write_ranks(book: Any, sheet: Any, title: str, result: MonthResult) -> None:
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
        _write_rank(sheet, row, score, styles)
    if ranked:
        _chart(book, sheet, len(ranked), _RANK_HEAD + len(result.units) + 3)


def _write_rank(sheet: Any, row: int, score: UnitScore, styles: tuple[Any, Any]) -> None:
    text, figure = styles
    deducted = sum((line.points for line in score.deductions), Fraction())
    added = sum((line.points for line in score.bonus), Fraction())
    sheet.write_string(row, 0, plain(score.kind) or "—", text)
    write_figure(sheet, (row, 1), score.rank, text)
    sheet.write_string(row, 2, plain(score.unit), text)
    for place, value in enumerate((score.base, deducted, added, score.score), 3):
        write_figure(sheet, (row, place), value, figure)
    sheet.write_string(row, 7, score.grade or "不排名", text)
    sheet.set_row(row, 18)


def _chart(book: Any, sheet: Any, rows: int, at: int) -> None:
    """Set a column chart of the ranked units' scores under the table."""
    first, last = _RANK_HEAD + 1, _RANK_HEAD + rows
    chart = book.add_chart({"type": "column"})
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
    chart.set_y_axis({"min": 0, "max": 100, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_size({"width": max(620, 48 * rows), "height": 320})
    sheet.insert_chart(at, 0, chart)


def _write_changes(book: Any, sheet: Any, campaign: Campaign, result: MonthResult) -> None:
    table_head(book, sheet, 0, _CHANGES)
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
    for row, (*words, value) in enumerate(rows, 1):
        for place, word in enumerate(words):
            sheet.write_string(row, place, plain(word), text if place in (4, 7) else centred)
        write_figure(sheet, (row, 8), value, centred)
    note = "同类扣分、加分合计超过上限的，按上限计入得分。"
    sheet.merge_range(len(rows) + 2, 0, len(rows) + 2, len(_CHANGES) - 1, note, book.add_format(NOTE))


def _where(task: CampaignTask, line: Deduction) -> tuple[str, str, str]:
    return task.number, task.title, node_text(task, line.node, None)
