"""The checklist's workbook, opened with another library."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from duban.documents.checklist import Checklist
from duban.documents.checklist_xlsx import COLUMNS, HEAD_ROW, PROGRESS, PROOF_SHEET, SHEET, STATUS, checklist_xlsx


@pytest.fixture
def book(checklist: Checklist) -> Workbook:
    return load_workbook(io.BytesIO(checklist_xlsx(checklist)))


def test_head_rows_rule_and_foot(book: Workbook) -> None:
    rows = [[cell or "" for cell in row] for row in book[SHEET].iter_rows(values_only=True)]
    assert rows[0][0] == "某县教育攻坚任务清单"
    assert rows[1][0] == "单位：县教育局　　　期次：2025年3月　　　版次：第2版　　　请于2025年3月25日前报回"
    assert rows[HEAD_ROW] == [column.heading for column in COLUMNS]
    assert [row[0] for row in rows[HEAD_ROW + 1 :]] == [1, 2, 3, "以下事项不计分", 4, "", "填报单位（盖章）："]


def test_seventeen_columns_are_printed_on_a3_one_page_wide_with_the_signing_under_them(book: Workbook) -> None:
    sheet = book[SHEET]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    foot = next(cell.row for (cell,) in sheet.iter_rows(max_col=1) if str(cell.value).startswith("填报单位"))
    assert sheet.print_area.endswith(f"$Q${foot}")


def test_only_answer_cells_of_open_rows_are_unlocked(book: Workbook) -> None:
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_rows = {cell.row for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    open_columns = {cell.column - 1 for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_rows == {6, 7}
    assert open_columns == {place for place, column in enumerate(COLUMNS) if column.field is None}
    assert sheet.cell(7, PROGRESS + 1).protection.locked, "a recurring duty has no percentage"


def test_lists_and_ranges_are_offered_by_the_sheet(book: Workbook) -> None:
    rules = {(rule.type, str(rule.sqref)): rule for rule in book[SHEET].data_validations.dataValidation}
    assert rules["list", "L6"].formula1 == '"有进展,无变化,申请办结,申请延期"'
    assert rules["list", "L7"].formula1 == '"已开展"'
    percent = rules["whole", "M6"]
    assert (percent.formula1, percent.formula2) == ("0", "100")


def test_the_hidden_sheet_carries_what_the_return_is_checked_by(book: Workbook) -> None:
    proof = book[PROOF_SHEET]
    assert proof.sheet_state == "hidden"
    assert [proof.cell(row, 2).value for row in range(1, 6)] == ["duban-checklist/1", "c1", "县教育局", "2025-03", "2"]
    assert [[proof.cell(row, column).value for column in range(1, 6)] for row in (6, 8, 9)] == [
        ["5", "1", "1", "2025-02-28", "none"],
        ["7", "3", "1", "every:P1M", "recurring"],
        ["9", "4", "3", "", "none"],
    ]


@pytest.mark.parametrize(
    "hostile", ['=HYPERLINK("http://x","y")', "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", "{{7*7}}"]
)
def test_hostile_text_stays_text(checklist: Checklist, hostile: str) -> None:
    row = replace(checklist.scored[0], content=hostile)
    book = load_workbook(io.BytesIO(checklist_xlsx(replace(checklist, scored=(row,)))))
    cell = book[SHEET].cell(HEAD_ROW + 2, 4)
    assert (cell.value, cell.data_type) == (hostile, "s")


def test_control_and_direction_characters_are_left_out(checklist: Checklist) -> None:
    row = replace(checklist.scored[0], content="控辍\x00\x1b\u202e保学\ud800")
    book = load_workbook(io.BytesIO(checklist_xlsx(replace(checklist, scored=(row,)))))
    assert book[SHEET].cell(HEAD_ROW + 2, 4).value == "控辍保学"


def test_same_values_same_bytes(checklist: Checklist) -> None:
    assert checklist_xlsx(checklist) == checklist_xlsx(checklist)


def test_the_status_column_is_where_the_reader_looks(book: Workbook) -> None:
    assert book[SHEET].cell(HEAD_ROW + 1, STATUS + 1).value == "办理情况"
