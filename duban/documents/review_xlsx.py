"""The review as a workbook a person corrects: coloured cells are open, all others show the paper. Reading it back: reviewed."""

import base64
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from duban.documents.review import Review, TaskRow
from duban.documents.review_cells import OPERATORS, dues_text, names_text, target_texts
from duban.documents.wording import plain
from duban.documents.workbook import CELL, CENTRED, NOTE, row_height, table_head, workbook_bytes

DOUBTS, DOCUMENT, TASKS, STEPS, TARGETS, RECORD = "存疑", "方案", "任务", "分项", "目标", "原读"
FORM = "duban-review/1:"
YES, NO = "是", "否"
KEY, TAKEN, OPINION, READ, SET = "序", "采用", "核对意见", "纸面", "核定"
ADDED_ROWS = 10

_OPEN = CELL | {"bg_color": "#FFF9E5", "locked": False, "num_format": "@"}
_DOUBTFUL = CELL | {"bg_color": "#FCE4E4"}
_CHUNK = 20_000
_LONGEST_CELL = 29_000
_GUIDE = (
    "有底色的单元格可以改；不采用的行在“采用”栏选“否”，勿删行；漏读的任务填在表末空行。存疑处写明核对意见即视为已核。"
    "改后存盘，用 duban adopt --reviewed 采用。"
)


class Column(NamedTuple):
    """One column: its heading, its width, and the task's field a person may set in it ("" where none)."""

    heading: str
    width: float
    field: str = ""


TASK_COLUMNS = (
    Column(KEY, 5),
    Column("存疑", 22),
    Column("位置", 12),
    Column("原文", 60),
    Column(TAKEN, 6),
    Column("编号", 10, "number"),
    Column("任务", 28, "title"),
    Column("责任领导", 12, "leaders"),
    Column("牵头单位", 18, "lead_units"),
    Column("责任单位", 22, "responsible_units"),
    Column("配合单位", 22, "cooperating_units"),
    Column("时限", 18, "due"),
)
STEP_COLUMNS = (
    Column(KEY, 6),
    Column("任务编号", 10),
    Column(TAKEN, 6),
    Column("分项", 80, "text"),
    Column("时限", 22, "due"),
)
TARGET_COLUMNS = (
    Column(KEY, 5),
    Column("原文", 60),
    Column(TAKEN, 6),
    Column("指标", 26, "metric"),
    Column("关系", 7, "op"),
    Column("数值", 12, "value"),
    Column("单位", 8, "unit"),
    Column("时限", 16, "by"),
)


def review_xlsx(review: Review) -> bytes:
    """Return the review as .xlsx bytes: same values, same bytes; what was read stands in a hidden sheet."""
    return workbook_bytes(f"{review.plan.title}核对表", lambda book: _Book(book).fill(review))


def task_cells(row: TaskRow) -> dict[str, str]:
    """Return the open cells of a task by field, as they are issued."""
    task = row.task
    names = ("leaders", "lead_units", "responsible_units", "cooperating_units")
    shown = {field: names_text(getattr(task, field)) for field in names}
    return {"number": task.number, "title": task.title, **shown, "due": dues_text(task.due)}


class _Book:
    """The workbook being written: its formats, and one method a sheet."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cell, self._centred, self._note = (book.add_format(style) for style in (CELL, CENTRED, NOTE))
        self._open, self._doubtful = book.add_format(_OPEN), book.add_format(_DOUBTFUL)

    def fill(self, review: Review) -> None:
        """Write all sheets."""
        self._doubts(review)
        self._document(review)
        self._tasks(review)
        self._steps(review)
        self._targets(review)
        self._record(review)

    def _doubts(self, review: Review) -> None:
        sheet = self._sheet(DOUBTS, (Column(KEY, 5), Column("位置", 22), Column("存疑", 70), Column(OPINION, 40)))
        for at, doubt in enumerate(review.plan.doubts, 1):
            self._row(sheet, at, [str(at), doubt.place, doubt.text, ""], open_from=3, style=self._doubtful)
        sheet.write_string(len(review.plan.doubts) + 2, 1, _GUIDE, self._note)

    def _document(self, review: Review) -> None:
        sheet = self._sheet(DOCUMENT, (Column("项目", 12), Column(READ, 60), Column(SET, 60)))
        for at, (_, heading, text) in enumerate(review.document, 1):
            self._row(sheet, at, [heading, text or "—", text], open_from=2)

    def _tasks(self, review: Review) -> None:
        sheet = self._sheet(TASKS, TASK_COLUMNS)
        for at, row in enumerate(review.rows, 1):
            doubts = "\n".join(doubt.text for doubt in row.doubts)
            cells = [str(row.at), doubts, row.place, row.passage, YES, *task_cells(row).values()]
            self._row(sheet, at, cells, open_from=4, style=self._doubtful if row.doubts else None)
        for at in range(len(review.rows) + 1, len(review.rows) + ADDED_ROWS + 1):
            self._row(sheet, at, [""] * len(TASK_COLUMNS), open_from=4)
        self._choice(sheet, TASK_COLUMNS, TAKEN, (YES, NO), len(review.rows) + ADDED_ROWS)

    def _steps(self, review: Review) -> None:
        sheet = self._sheet(STEPS, STEP_COLUMNS)
        rows = [[key, task.number, YES, step.text, dues_text(step.due)] for key, task, step in review.steps()]
        for at, cells in enumerate(rows, 1):
            self._row(sheet, at, cells, open_from=2)
        self._choice(sheet, STEP_COLUMNS, TAKEN, (YES, NO), len(rows))

    def _targets(self, review: Review) -> None:
        sheet = self._sheet(TARGETS, TARGET_COLUMNS)
        for at, target in enumerate(review.plan.targets, 1):
            self._row(sheet, at, [str(at), target.text, YES, *target_texts(target)], open_from=2)
        self._choice(sheet, TARGET_COLUMNS, TAKEN, (YES, NO), len(review.plan.targets))
        self._choice(sheet, TARGET_COLUMNS, "关系", OPERATORS, len(review.plan.targets))

    def _record(self, review: Review) -> None:
        """Keep what the paper said, whatever becomes of the open cells."""
        doubts = [[doubt.code, doubt.text, doubt.place] for doubt in review.plan.doubts]
        record = {"name": review.name, "sha256": review.sha256, "plan": review.plan.as_json(), "doubts": doubts}
        text = base64.b64encode(json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")).decode()
        sheet = self._book.add_worksheet(RECORD)
        for at, start in enumerate(range(0, len(text), _CHUNK)):
            sheet.write_string(at, 0, f"{FORM}{at}:{text[start : start + _CHUNK]}")
        sheet.hide()

    def _sheet(self, name: str, columns: Sequence[Column]) -> Any:
        sheet = self._book.add_worksheet(name)
        table_head(self._book, sheet, 0, [(column.heading, column.width) for column in columns])
        sheet.protect("", {"format_rows": True, "format_columns": True, "sort": True, "autofilter": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _row(self, sheet: Any, at: int, cells: Sequence[str], open_from: int, style: Any = None) -> None:
        for place, text in enumerate(cells):
            locked = self._centred if place == 0 and style is None else style or self._cell
            sheet.write_string(at, place, plain(text)[:_LONGEST_CELL], self._open if place >= open_from else locked)
        widths = _WIDTHS.get(sheet.get_name(), ())
        sheet.set_row(at, row_height(list(zip(cells, widths, strict=False))))

    @staticmethod
    def _choice(sheet: Any, columns: Sequence[Column], heading: str, choices: Sequence[str], rows: int) -> None:
        place = [column.heading for column in columns].index(heading)
        if rows:
            sheet.data_validation(1, place, rows, place, {"validate": "list", "source": list(choices)})


_WIDTHS = {
    DOUBTS: (5, 22, 70, 40),
    DOCUMENT: (12, 60, 60),
    TASKS: tuple(column.width for column in TASK_COLUMNS),
    STEPS: tuple(column.width for column in STEP_COLUMNS),
    TARGETS: tuple(column.width for column in TARGET_COLUMNS),
}
