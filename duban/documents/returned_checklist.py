"""A returned Word checklist: its bytes → the same two grids a returned workbook gives, so that one reader judges both.

What the cells mean lives in answers and answer_rows.
"""

import re

from duban.documents.checklist_docx import COLUMNS as WORD_COLUMNS
from duban.documents.checklist_docx import PROPERTY
from duban.documents.checklist_xlsx import (
    COLUMNS,
    DAY,
    HEAD_FIELDS,
    HEAD_ROW,
    PROGRESS,
    PROOF_SHEET,
    SHEET,
    STATUS,
    STATUSES,
)
from duban.documents.returned_docx import WordForm, WordGrid, read_form
from duban.documents.returned_file import Fault, Grid

_FORM = WordForm("任务清单", PROPERTY, tuple(heading for heading, _ in WORD_COLUMNS))
_WORDS = tuple(word for words in STATUSES.values() for word in words)
_STATUS = [heading for heading, _ in WORD_COLUMNS].index("办理情况")
_FIGURE = re.compile(r"[\d０-９]{1,3}(?:[.．]0+)?\s*[%％]?")


class ChecklistGrid(WordGrid):
    """The checklist's table; what the workbook asks in three columns stands in one."""

    __slots__ = ()
    headings = tuple(
        "办理情况" if place in (STATUS, PROGRESS, DAY) else column.heading for place, column in enumerate(COLUMNS)
    )
    above = HEAD_ROW


def word_grids(content: bytes) -> dict[str, Grid] | Fault:
    """Return the grids of a Word checklist under the workbook's sheet names, or why it is none of ours (E101–E107, E120)."""
    read = read_form(content, _FORM)
    if isinstance(read, Fault):
        return read
    if len(read.head) != len(HEAD_FIELDS):
        return _FORM.altered
    # The workbook's rows are numbered as issued.
    numbered = [[str(HEAD_ROW + 1 + place), *fields] for place, fields in enumerate(read.hidden, 1)]
    proof = [*([name, value] for name, value in zip(HEAD_FIELDS, read.head, strict=True)), *numbered]
    return {SHEET: ChecklistGrid(SHEET, _as_sheet(read.rows)), PROOF_SHEET: Grid(PROOF_SHEET, proof)}


def _as_sheet(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows in the workbook's columns under its heading row; what is written beside the word of an answer goes where
    a workbook has it: a figure under 进度, anything else under 日期."""
    head = [column.heading for column in COLUMNS]
    return [*([""] for _ in range(HEAD_ROW)), head, *map(_as_row, rows)]


def _as_row(row: list[str]) -> list[str]:
    if len(row) < len(WORD_COLUMNS):
        return row
    issued, status, (text, evidence, remark) = row[:_STATUS], row[_STATUS], row[_STATUS + 1 : _STATUS + 4]
    status = status.replace("　", " ").replace("\n", " ").strip()
    word = next((known for known in _WORDS if status.startswith(known)), status.partition(" ")[0])
    rest = status[len(word) :].strip(" ：:，,至")
    figure = rest if _FIGURE.fullmatch(rest) else ""
    return [*issued, word, figure, "" if figure else rest, text, evidence, remark, *row[_STATUS + 4 :]]
