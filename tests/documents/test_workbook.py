"""What holds for every workbook of ours: text stays text whatever it says, nothing is cut in silence, the same values give the same bytes."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from duban.documents.score_sheet import score_sheet
from duban.documents.wording import plain
from duban.documents.workbook import CELL, LONGEST_TEXT, workbook_bytes
from duban.errors import InputRefused
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult

RISKY = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝HYPERLINK(1)",
    '=HYPERLINK("http://x","y")',
    "=",
    "{=1}",
    "http://a.example",
)


def written(*texts: str) -> bytes:
    """A workbook with one text a row."""

    def fill(book: object) -> None:
        sheet = book.add_worksheet("表")  # type: ignore[attr-defined]
        style = book.add_format(CELL)  # type: ignore[attr-defined]
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text, style)

    return workbook_bytes("试", fill)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(RISKY) | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
        min_size=1,
        max_size=8,
    )
)
def test_no_text_becomes_a_formula_and_each_is_read_back_equal(texts: list[str]) -> None:
    texts = [shown for text in texts if (shown := plain(text))]
    sheet = load_workbook(io.BytesIO(written(*texts)))["表"]
    for row, text in enumerate(texts, 1):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s"
        assert cell.value == text
        assert bool(cell.quotePrefix) == (text[0] in "=+-@＝＋－＠")


def test_a_formula_in_a_task_title_stays_words_in_the_score_sheet(campaign: Campaign, result: MonthResult) -> None:
    from dataclasses import replace

    hostile = replace(
        campaign, tasks=tuple(replace(task, title=f"=HYPERLINK({task.title})") for task in campaign.tasks)
    )
    content = score_sheet(hostile, Month(2025, 3), result)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = "".join(
            package.read(name).decode() for name in package.namelist() if name.startswith("xl/worksheets/sheet")
        )
    assert "HYPERLINK" not in sheets
    lines = load_workbook(io.BytesIO(content))["计分明细"]
    assert str(lines["C2"].value).startswith("=HYPERLINK(")
    assert lines["C2"].data_type == "s"


def test_a_text_no_cell_can_hold_is_refused_not_cut() -> None:
    assert load_workbook(io.BytesIO(written("长" * LONGEST_TEXT)))["表"]["A1"].value == "长" * LONGEST_TEXT
    with pytest.raises(InputRefused, match="E116 文字过长：32768 字"):
        written("长" * (LONGEST_TEXT + 1))


def test_the_months_workbook_is_good_to_use(campaign: Campaign, result: MonthResult) -> None:
    content = score_sheet(campaign, Month(2025, 3), result)
    assert content == score_sheet(campaign, Month(2025, 3), result)
    book = load_workbook(io.BytesIO(content))
    for name, head in (("名次", 3), ("计分明细", 1), ("扣分加分", 1)):
        sheet = book[name]
        assert sheet.freeze_panes == f"A{head + 1}", name
        assert sheet.auto_filter.ref.startswith(f"A{head}:"), name
        assert sheet.print_title_rows == f"${head}:${head}", name
        assert sheet.print_area, name
        assert sheet.page_setup.orientation == ("portrait" if name == "名次" else "landscape")
    lamps = book["计分明细"].conditional_formatting
    assert {rule.formula[0] for held in lamps for rule in held.rules} == {'"绿灯"', '"蓝灯"', '"黄灯"', '"红灯"'}
    assert [len(book[name]._charts) for name in ("名次", "概览")] == [1, 2]
    overview = book["概览"]
    assert [cell.value for cell in overview[3]][4:] == [
        "月份",
        "责任事项",
        "逾期未结",
        "慢于序时",
        "按时办结率（%）",
        "平均得分",
    ]
    assert overview["E4"].value == "2025年3月"
