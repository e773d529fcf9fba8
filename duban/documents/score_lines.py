"""The score sheet's second sheet: every obligation with s, w and c, and under each unit the sums that make its base.

Formulas carry their values, for viewers that do not compute.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from duban.documents.figures import by_unit, lamp, near_day
from duban.documents.wording import LAMP_NAMES, STANDING_NAMES, day_text, node_text, plain
from duban.documents.workbook import CELL, CENTRED, finish_table, light_lamps, table_head, write_figure
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import MonthResult, ObligationLine, UnitScore
from duban.units import ROLE_NAMES

_COLUMNS = (
    ("单位", 18),
    ("任务编号", 10),
    ("任务", 34),
    ("角色", 7),
    ("节点", 36),
    ("生效时限", 15),
    ("现状", 12),
    ("亮灯", 8),
    ("逾期工作日", 11),
    ("进度", 7),
    ("落后序时", 10),
    ("得分 s", 8),
    ("权重 w", 10),
    ("系数 c", 8),
    ("w×c", 10),
    ("w×c×s", 11),
)
_TASK, _LAMP, _FIRST_FIGURE = 2, 7, 8


class _Styles(NamedTuple):
    text: Any
    centred: Any
    figure: Any
    total: Any


class _Sums(NamedTuple):
    """Σ w·c and Σ w·c·s of some lines."""

    weights: Fraction
    earned: Fraction


def write_lines(book: Any, sheet: Any, campaign: Campaign, result: MonthResult) -> None:
    """Write every unit's obligations and sums, units in register order."""
    table_head(book, sheet, 0, _COLUMNS)
    figure = CENTRED | {"num_format": "0.######"}
    total = CENTRED | {"bold": True, "num_format": "0.00####", "bg_color": "#EEF3F8"}
    style = _Styles(*(book.add_format(form) for form in (CELL, CENTRED, figure, total)))
    tasks = {task.number: task for task in campaign.tasks}
    own, near = by_unit(result.obligations), near_day(campaign, result.cutoff)
    row = 1
    for score in result.units:
        lines = own.get(score.unit, [])
        for at, line in enumerate(lines, row):
            _write_line(sheet, at, (line, tasks[line.task], LAMP_NAMES[lamp(line, near)]), style)
        if lines:
            _write_sums(sheet, (row, row + len(lines)), score, _sums(lines), style.total)
            row += len(lines) + 1
    light_lamps(book, sheet, _LAMP, (1, max(1, row - 1)))
    finish_table(sheet, 0, row - 1, len(_COLUMNS))


def _write_line(sheet: Any, row: int, item: tuple[ObligationLine, CampaignTask, str], style: _Styles) -> None:
    line, task, lamp_name = item
    words = (
        line.unit,
        line.task,
        task.title,
        ROLE_NAMES[line.role],
        node_text(task, line.node, line.date),
        day_text(line.due) if line.due else "—",
        STANDING_NAMES[line.standing],
        lamp_name,
    )
    for place, word in enumerate(words):
        sheet.write_string(row, place, plain(word), style.text if place == _TASK else style.centred)
    for place, value in enumerate((line.n, line.progress, line.gap, line.s, line.weight, line.c), _FIRST_FIGURE):
        write_figure(sheet, (row, place), value, style.figure)
    sums, at = _sums([line]), row + 1
    sheet.write_formula(row, 14, f"=IF(ISNUMBER(L{at}),M{at}*N{at},0)", style.figure, float(sums.weights))
    sheet.write_formula(row, 15, f"=IF(ISNUMBER(L{at}),O{at}*L{at},0)", style.figure, float(sums.earned))


def _sums(lines: Iterable[ObligationLine]) -> _Sums:
    scored = [(line.weight * line.c, line.s) for line in lines if line.s is not None]
    weights = sum((weight for weight, _ in scored), Fraction())
    return _Sums(weights, sum((weight * s for weight, s in scored), Fraction()))


def _write_sums(sheet: Any, rows: tuple[int, int], score: UnitScore, sums: _Sums, style: Any) -> None:
    """Write a unit's sums and its base under its lines, which stand from the first row up to the last (exclusive)."""
    first, row = rows
    at = row + 1
    sheet.merge_range(row, 0, row, 12, plain(f"{score.unit}　基础分 = Σ(w×c×s) ÷ Σ(w×c)"), style)
    base = "—" if score.base is None else float(score.base)
    sheet.write_formula(row, 13, f'=IF(O{at}>0,P{at}/O{at},"—")', style, base)
    sheet.write_formula(row, 14, f"=SUM(O{first + 1}:O{row})", style, float(sums.weights))
    sheet.write_formula(row, 15, f"=SUM(P{first + 1}:P{row})", style, float(sums.earned))
