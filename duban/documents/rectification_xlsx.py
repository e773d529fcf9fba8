"""The rectification ledger (整改台账) as a workbook: the office's whole one to look at, a unit's own one to fill in.

Rows are duban.life.rectification's; a filled ledger is read back in rectification_answers.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from duban.documents.checklist_xlsx import row_proof
from duban.documents.wording import Lamp, day_text, plain
from duban.documents.workbook import (
    CELL,
    CENTRED,
    HEAD,
    NOTE,
    TITLE,
    finish_table,
    fitted,
    light_words,
    row_height,
    table_head,
    workbook_bytes,
)
from duban.life.rectification import HEADINGS, LedgerRow

SHEET, PROOF_SHEET = "整改台账", "核对"
FORM = "duban-rectification/1"
HEAD_FIELDS = ("表式", "行动", "单位", "日期")
HEAD_ROW = 3
ASKED = ("本次办理", "本次措施", "责任人", "本次进展或结果", "佐证")
CHOICES = ("报整改措施", "报整改进展", "申请销号")
# A unit is shown what it must know to answer; who checks and when is the office's.
SHOWN = tuple(
    HEADINGS.index(name)
    for name in ("序号", "问题编号", "来源", "问题", "类别", "整改目标", "措施", "责任单位", "类型", "时限", "进展")
)
_WIDTHS = dict(zip(HEADINGS, (6, 12, 18, 40, 12, 24, 28, 12, 18, 12, 10, 12, 24, 12, 20, 14, 12, 16), strict=True))
_GUIDE = (
    "填写说明：只填右侧有底色的单元格。{choose}：报整改措施的填措施和责任人；报整改进展的填进展；申请销号的填整改结果和佐证。"
    "对问题事实有异议的，请在收到整改通知之日起30日内书面申请复核。请勿改动其他单元格，填好后原表发回。"
)


class Ledger(NamedTuple):
    """A ledger as it is issued: the campaign's key and title, the unit it is for (empty: the whole), the day, the rows."""

    campaign: str
    unit: str
    on: date
    rows: Sequence[LedgerRow]

    @property
    def title(self) -> str:
        """The ledger's title."""
        return f"{self.campaign}整改台账"


def ledger_xlsx(ledger: Ledger) -> bytes:
    """Return a ledger as .xlsx bytes, same values, same bytes: all columns of the whole one, a unit's with places to answer."""
    return workbook_bytes(ledger.title, lambda book: _fill(book, ledger))


def issued_cells(row: LedgerRow) -> list[str]:
    """Return the texts of a row as a unit's ledger shows them."""
    cells = row.cells()
    return [plain(cells[place]) for place in SHOWN]


def guide(choose: str) -> str:
    """Return how a unit's ledger is filled in; `choose` says how the first answer cell is."""
    return _GUIDE.format(choose=choose)


def _fill(book: Any, ledger: Ledger) -> None:
    sheet = book.add_worksheet(SHEET)
    shown = list(range(len(HEADINGS))) if not ledger.unit else list(SHOWN)
    rows = [[plain(row.cells()[place]) for place in shown] for row in ledger.rows]
    columns = fitted([(HEADINGS[place], _WIDTHS[HEADINGS[place]]) for place in shown], rows)
    asked = [(name, 14.0 if place in (0, 2) else 24.0) for place, name in enumerate(ASKED)] if ledger.unit else []
    table_head(book, sheet, HEAD_ROW, [*columns, *asked])
    _write_head(book, sheet, ledger, len(columns) + len(asked) - 1)
    text = book.add_format(CELL)
    for at, row in enumerate(rows, HEAD_ROW + 1):
        for place, word in enumerate(row):
            sheet.write_string(at, place, word, text)
        sheet.set_row(at, row_height([(word, width) for word, (_, width) in zip(row, columns, strict=True)], 30))
    last = HEAD_ROW + len(rows)
    light_words(book, sheet, columns.index(next(c for c in columns if c[0] == "进展")), (HEAD_ROW + 1, last), _LAMPS)
    finish_table(sheet, HEAD_ROW, last, len(columns) + len(asked))
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    if ledger.unit:
        _open_answers(book, sheet, len(columns), (HEAD_ROW + 1, last))
        _write_proof(book.add_worksheet(PROOF_SHEET), ledger)


_LAMPS: dict[str, Lamp] = {"超期": "red", "已销号": "green", "复发": "red", "整改中": "yellow"}


def _write_head(book: Any, sheet: Any, ledger: Ledger, last: int) -> None:
    sheet.merge_range(0, 0, 0, last, plain(ledger.title), book.add_format(TITLE))
    unit = f"单位：{ledger.unit}　　　" if ledger.unit else ""
    about = f"{unit}截至{day_text(ledger.on)}　　　共{len(ledger.rows)}项"
    sheet.merge_range(1, 0, 1, last, plain(about), book.add_format(NOTE | {"bold": True}))
    about_filling = guide("“本次办理”从下拉列表选择") if ledger.unit else "涉嫌违纪违法的线索另行移送，不列入本台账。"
    sheet.merge_range(2, 0, 2, last, about_filling, book.add_format(NOTE | {"font_color": "#555555"}))
    for row, height in ((0, 34), (1, 22), (2, 34)):
        sheet.set_row(row, height)


def _open_answers(book: Any, sheet: Any, first: int, rows: tuple[int, int]) -> None:
    """Open the answer cells of a unit's ledger, close all others."""
    answer, heading = (
        book.add_format(CENTRED | {"bg_color": "#FFF9E5", "locked": False}),
        book.add_format(HEAD | {"bg_color": "#F7E3B5"}),
    )
    for place, name in enumerate(ASKED, first):
        sheet.write_string(HEAD_ROW, place, name, heading)
        for row in range(rows[0], rows[1] + 1):
            sheet.write_blank(row, place, None, answer)
    if rows[1] >= rows[0]:
        sheet.data_validation(
            rows[0],
            first,
            rows[1],
            first,
            {
                "validate": "list",
                "source": list(CHOICES),
                "error_title": ASKED[0],
                "error_message": f"只能填：{'、'.join(CHOICES)}",
            },
        )
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def proof_rows(ledger: Ledger) -> Iterable[tuple[str, ...]]:
    """Return what a reader checks: the head (form, campaign, unit, day), then key and mark of each row."""
    yield FORM, plain(ledger.campaign), plain(ledger.unit), ledger.on.isoformat()
    for row in ledger.rows:
        yield row.key, row_proof(issued_cells(row))


def _write_proof(proof: Any, ledger: Ledger) -> None:
    head, *rows = proof_rows(ledger)
    for at, (name, value) in enumerate(zip(HEAD_FIELDS, head, strict=True)):
        proof.write_string(at, 0, name)
        proof.write_string(at, 1, value)
    for at, values in enumerate(rows, len(HEAD_FIELDS)):
        for column, value in enumerate(values):
            proof.write_string(at, column, value)
    proof.hide()
    proof.protect()
