"""The checklist as a workbook a clerk fills in with Excel, WPS or LibreOffice, and the layout its reader relies on.

Only coloured cells are open; the hidden sheet says which row is which obligation, so that a returned file can be checked.
Reading it back lives in answers.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from duban.documents.checklist import UNSCORED_RULE, Checklist, ChecklistRow, reply_of
from duban.documents.wording import bare, day_text, month_text, plain
from duban.documents.workbook import (
    CELL,
    CENTRED,
    HEAD,
    NOTE,
    TITLE,
    light_standings,
    print_wide,
    row_height,
    workbook_bytes,
)
from duban.rules.result import ObligationLine

SHEET, PROOF_SHEET = "任务清单", "核对"
FORM = "duban-checklist/1"
HEAD_ROW = 3
HEAD_FIELDS = ("表式", "行动", "单位", "期次", "版次")
FOOT = "填报单位（盖章）："


class Column(NamedTuple):
    """One column: its heading, its width in characters, the row's field it shows (None where the unit answers)."""

    heading: str
    width: float
    field: str | None = None


COLUMNS = (
    Column("序号", 5, "serial"),
    Column("任务编号", 8, "task"),
    Column("任务来源", 12, "source"),
    Column("任务内容", 30, "content"),
    Column("量化目标", 14, "target"),
    Column("责任领导", 10, "leader"),
    Column("角色", 8, "role"),
    Column("牵头/配合单位", 18, "units"),
    Column("完成时限", 11, "due"),
    Column("节点", 16, "node_text"),
    Column("现状", 13, "standing"),
    Column("办理情况", 10),
    Column("进度（%）", 8),
    Column("日期", 12),
    Column("进展", 24),
    Column("佐证", 14),
    Column("备注", 12),
)
ANSWER_COLUMNS = tuple(place for place, column in enumerate(COLUMNS) if column.field is None)
STATUS, PROGRESS, DAY, TEXT, EVIDENCE, REMARK = ANSWER_COLUMNS
_STANDING = next(place for place, column in enumerate(COLUMNS) if column.field == "standing")
STATUSES = {"dated": ("有进展", "无变化", "申请办结", "申请延期"), "recurring": ("已开展",)}
_LAST = len(COLUMNS) - 1
_GUIDE = (
    "填写说明：只填有底色的单元格，没有变化的可以不填。办理情况从下拉列表中选择；“有进展”填进度；“申请延期”在日期栏填拟延至的日期，"
    "在进展栏写明理由；定期事项选“已开展”，在日期栏填开展日期，多次的用顿号隔开。请勿增删行列、改动编号，填好后原表发回。"
)


def row_proof(texts: Iterable[str]) -> str:
    """Return the mark that shows whether the issued words of a row were altered; white space does not count.

    >>> row_proof(["控辍 保学"]) == row_proof(["控辍保学"])
    True
    """
    return hashlib.sha256("\0".join(map(bare, texts)).encode()).hexdigest()[:16]


def cells_asked(lines: Iterable[ObligationLine]) -> int:
    """Return how many cells a checklist of these obligations opens for the unit; where nothing changed, they may stay empty."""
    return sum(len(ANSWER_COLUMNS) for line in lines if reply_of(line) != "none")


def checklist_xlsx(checklist: Checklist) -> bytes:
    """Return the checklist as .xlsx bytes: same values, same bytes."""
    return workbook_bytes(checklist.title, lambda book: _fill(book, checklist))


def _fill(book: Any, checklist: Checklist) -> None:
    sheet, proof = book.add_worksheet(SHEET), book.add_worksheet(PROOF_SHEET)
    places = _write_rows(book, sheet, checklist)
    _write_head(book, sheet, checklist)
    _write_foot(book, sheet, checklist)
    last = max(places, default=HEAD_ROW)
    print_wide(sheet, (last + 2, _LAST))
    if places:
        sheet.autofilter(HEAD_ROW, 0, last, _LAST)
        light_standings(book, sheet, _STANDING, (HEAD_ROW + 1, last))
    _limit_answers(sheet, {row: item.reply for row, item in places.items()})
    _write_proof(proof, checklist, places)
    _set_up(sheet)
    proof.hide()
    proof.protect()


def _write_head(book: Any, sheet: Any, checklist: Checklist) -> None:
    edition = checklist.edition
    sheet.merge_range(0, 0, 0, _LAST, plain(checklist.title), book.add_format(TITLE))
    until = f"　　　请于{day_text(edition.reply_by)}前报回" if edition.reply_by else ""
    about = f"单位：{checklist.unit}　　　期次：{month_text(edition.month)}　　　版次：第{edition.version}版{until}"
    sheet.merge_range(1, 0, 1, _LAST, plain(about), book.add_format(NOTE | {"bold": True}))
    sheet.merge_range(2, 0, 2, _LAST, _GUIDE, book.add_format(NOTE | {"font_color": "#555555"}))
    sheet.set_row(0, 34)
    sheet.set_row(1, 22)
    sheet.set_row(2, 32)
    heading, answer = book.add_format(HEAD), book.add_format(HEAD | {"bg_color": "#F7E3B5"})
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEAD_ROW, place, column.heading, heading if column.field else answer)
        sheet.set_column(place, place, column.width)
    sheet.set_row(HEAD_ROW, 30)


def _write_rows(book: Any, sheet: Any, checklist: Checklist) -> dict[int, ChecklistRow]:
    """Write all rows and return which sheet row (from 0) bears which."""
    style = _Styles(book)
    places: dict[int, ChecklistRow] = {}
    at = HEAD_ROW + 1
    for item in checklist.scored:
        places[at] = item
        at += 1
    if checklist.unscored:
        rule = CELL | {"bold": True, "top": 2, "bg_color": "#EEEEEE"}
        sheet.merge_range(at, 0, at, _LAST, UNSCORED_RULE, book.add_format(rule))
        at += 1
    for item in checklist.unscored:
        places[at] = item
        at += 1
    for row, item in places.items():
        _write_row(sheet, row, item, style)
    return places


class _Styles:
    """The cell formats of a checklist's rows."""

    def __init__(self, book: Any) -> None:
        self.text = book.add_format(CELL)
        self.centred = book.add_format(CENTRED)
        self.closed = book.add_format(CENTRED | {"bg_color": "#F2F2F2", "font_color": "#888888"})
        open_ = CELL | {"bg_color": "#FFF9E5", "locked": False}
        self.answer = {place: book.add_format(open_) for place in (TEXT, EVIDENCE, REMARK)} | {
            STATUS: book.add_format(open_ | {"align": "center"}),
            PROGRESS: book.add_format(open_ | {"align": "center", "num_format": "0"}),
            DAY: book.add_format(open_ | {"align": "center", "num_format": "yyyy-mm-dd"}),
        }


def _write_row(sheet: Any, row: int, item: ChecklistRow, style: _Styles) -> None:
    shown = list(zip(_shown(item), (column.width for column in COLUMNS), strict=False))
    sheet.write_number(row, 0, item.serial, style.centred)
    for place, (text, width) in enumerate(shown[1:], 1):
        sheet.write_string(row, place, text, style.centred if width < 12 else style.text)
    for place in ANSWER_COLUMNS:
        if item.reply == "none" or (item.reply == "recurring" and place == PROGRESS):
            sheet.write_string(row, place, "—", style.closed)
        else:
            sheet.write_blank(row, place, None, style.answer[place])
    sheet.set_row(row, row_height(shown, 36))


def _limit_answers(sheet: Any, replies: dict[int, str]) -> None:
    """Give the open cells their lists, ranges and hints; neighbouring rows of one kind share a rule."""
    for first, last, reply in _runs(replies):
        sheet.data_validation(first, STATUS, last, STATUS, _choice(STATUSES[reply]))
        if reply == "dated":
            sheet.data_validation(first, PROGRESS, last, PROGRESS, _PERCENT)
        hint = "填拟延至的日期，如 2026-03-31" if reply == "dated" else "填开展日期，如 2026-03-11；多次的用顿号隔开"
        sheet.data_validation(first, DAY, last, DAY, {"validate": "any", "input_title": "日期", "input_message": hint})


def _runs(replies: dict[int, str]) -> list[tuple[int, int, str]]:
    runs: list[tuple[int, int, str]] = []
    for row, reply in replies.items():
        if reply == "none":
            continue
        if runs and runs[-1][1] == row - 1 and runs[-1][2] == reply:
            runs[-1] = (runs[-1][0], row, reply)
        else:
            runs.append((row, row, reply))
    return runs


def _choice(words: tuple[str, ...]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(words),
        "error_title": "办理情况",
        "error_message": f"只能填：{'、'.join(words)}",
    }


_PERCENT = {
    "validate": "integer",
    "criteria": "between",
    "minimum": 0,
    "maximum": 100,
    "input_title": "进度",
    "input_message": "填 0 至 100 的整数，不写百分号",
    "error_title": "进度",
    "error_message": "应为 0 至 100 的整数，不写百分号",
}


def _write_foot(book: Any, sheet: Any, checklist: Checklist) -> None:
    at = HEAD_ROW + 2 + len(checklist.rows) + bool(checklist.unscored)
    note = book.add_format(NOTE)
    sheet.set_row(at, 34)
    sheet.merge_range(at, 0, at, 5, FOOT, note)
    sheet.merge_range(at, 6, at, 10, "单位负责人（签字）：", note)
    sheet.merge_range(at, 11, at, _LAST, "填报日期：　　　　年　　月　　日", note)


def proof_rows(checklist: Checklist) -> list[tuple[str, ...]]:
    """Return what a reader checks: the head (form, campaign, unit, month, version), then serial, task, node, reply, mark of each row."""
    edition = checklist.edition
    head = (FORM, plain(edition.campaign), plain(checklist.unit), str(edition.month), str(edition.version))
    rows = [
        (str(item.serial), plain(item.task), item.node or "", item.reply, row_proof(_shown(item)))
        for item in checklist.rows
    ]
    return [head, *rows]


def _write_proof(proof: Any, checklist: Checklist, places: dict[int, ChecklistRow]) -> None:
    """Write what the reader checks: the head in two columns, then each row behind the sheet row (from 1) it was issued in."""
    head, *rows = proof_rows(checklist)
    for row, (name, value) in enumerate(zip(HEAD_FIELDS, head, strict=True)):
        proof.write_string(row, 0, name)
        proof.write_string(row, 1, value)
    for row, (at, values) in enumerate(zip(places, rows, strict=True), len(head)):
        for column, value in enumerate((str(at + 1), *values)):
            proof.write_string(row, column, value)


def _shown(item: ChecklistRow) -> list[str]:
    return [plain(str(getattr(item, column.field))) for column in COLUMNS if column.field]


def _set_up(sheet: Any) -> None:
    sheet.freeze_panes(HEAD_ROW + 1, 4)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.ignore_errors({"number_stored_as_text": "A1:Z2000"})
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
