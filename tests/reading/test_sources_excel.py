"""Workbooks: values as shown, merged ranges, several sheets, what is hidden or uncomputed, and what is refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from duban.errors import InputRefused
from duban.reading.source import Cell, Line, Source, Table
from duban.reading.sources import read_source
from tests.reading.xls_files import xls_file


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    """A workbook whose first sheet, 任务表, is filled by a function."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "任务表"
    fill(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(fill: Callable[[Worksheet], object]) -> Source:
    return read_source("a.xlsx", workbook(fill))


def texts(source: Source) -> list[list[str]]:
    (table,) = source.blocks
    assert isinstance(table, Table)
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (12, "General", "12"), (12.5, "0.00", "12.5"), (0.1 + 0.2, "General", "0.3"), (-3.0, "General", "-3"), (0, "0", "0"),
        (0.95, "0%", "95%"), (0.885, "0.0%", "88.5%"), (True, "General", "是"), (123456789012345, "0", "123456789012345"),
        (date(2018, 12, 31), "yyyy-mm-dd", "2018年12月31日"), (date(2018, 12, 1), 'yyyy"年"m"月"', "2018年12月"),
        (date(2018, 12, 1), "mmm-yy", "2018年12月"), (date(2018, 5, 4), 'm"月"d"日"', "5月4日"), (43465, "[$-804]yyyy年m月d日;@", "2018年12月31日"),
        (datetime.combine(date(2018, 6, 30), time(8, 30)), "yyyy/m/d h:mm", "2018年6月30日"), (time(8, 30), "h:mm", "08:30"),
        ("　5月底前\r\n完成 ", "@", "5月底前\n完成"),
    ],
)  # fmt: skip
def test_values_as_shown(value: object, number_format: str, expected: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["任务", "值"])
        sheet.append(["修路", value])
        sheet.cell(2, 2).number_format = number_format

    assert texts(read(fill)) == [["任务", "值"], ["修路", expected]]


@pytest.mark.parametrize(
    ("style", "expected"), [(31, "2018年12月31日"), (57, "2018年12月"), (58, "12月31日"), (14, "2018年12月31日")]
)
def test_built_in_chinese_date_formats(style: int, expected: str) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["任务", "时限"])
    sheet.write(1, 0, "修路")
    sheet.write_number(1, 1, 43465, book.add_format({"num_format": style}))
    book.close()
    assert texts(read_source("a.xlsx", out.getvalue()))[1] == ["修路", expected]


def test_dates_counted_from_1904() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["任务", "时限"])
    sheet.write(1, 0, "修路")
    sheet.write_datetime(1, 1, date(2018, 12, 31), book.add_format({"num_format": 58}))
    book.close()
    assert texts(read_source("a.xlsx", out.getvalue()))[1] == ["修路", "12月31日"]


def test_merged_ranges_are_filled_and_rows_keep_their_numbers() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (
            ["清单", None, None],
            [None] * 3,
            ["任务", "单位", "备注"],
            ["修路", "甲局", "一"],
            [None, "乙局", "二"],
            [None] * 3,
            ["尾", "丙局", None],
        ):
            sheet.append(row)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A4:A6")

    (table,) = read(fill).blocks
    assert isinstance(table, Table)
    assert table.name == "任务表"
    assert [(row.number, row.cells) for row in table.rows] == [
        (1, (Cell("清单"), Cell("清单", column_span=True), Cell("清单", column_span=True))),
        (3, (Cell("任务"), Cell("单位"), Cell("备注"))),
        (4, (Cell("修路"), Cell("甲局"), Cell("一"))),
        (5, (Cell("修路", row_span=True), Cell("乙局"), Cell("二"))),
        (7, (Cell("尾"), Cell("丙局"), Cell(""))),
    ]


def test_several_sheets_in_order_and_a_sheet_of_text_as_lines() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["任务", "单位"])
        sheet.append(["修路", "甲局"])
        assert sheet.parent is not None
        note = sheet.parent.create_sheet("说明")
        note["B2"] = "各单位每月报送。"
        sheet.parent.create_sheet("空")
        more = sheet.parent.create_sheet("续表")
        more.append(["架桥", "乙局"])
        more.append(["植树", "丙局"])
        more.sheet_state = "hidden"

    source = read(fill)
    assert [block if isinstance(block, Line) else block.name for block in source.blocks] == [
        "任务表",
        Line(2, "各单位每月报送。"),
        "续表",
    ]
    assert [(doubt.code, doubt.place) for doubt in source.doubts] == [("D202", "工作表“续表”")]


def test_what_cannot_be_seen_or_trusted_is_said() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["任务", "单位", "值"], ["修路", "甲局", "=1+1"], ["架桥", "乙局", "#REF!"]):
            sheet.append(row)
        sheet["C3"].data_type = "e"
        sheet.row_dimensions[2].hidden = True

    source = read(fill)
    assert texts(source) == [["任务", "单位", "值"], ["修路", "甲局", ""], ["架桥", "乙局", ""]]
    assert sorted((doubt.code, doubt.place) for doubt in source.doubts) == [
        ("D202", "工作表“任务表”第2行"),
        ("D210", "工作表“任务表”C2"),
        ("D210", "工作表“任务表”C3"),
    ]


def test_filtered_rows_are_said() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["任务", "单位"], ["修路", "甲局"], ["架桥", "乙局"]):
            sheet.append(row)
        sheet.auto_filter.ref = "A1:B3"
        sheet.row_dimensions[3].hidden = True

    assert [(doubt.code, doubt.place) for doubt in read(fill).doubts] == [("D203", "工作表“任务表”第3行")]


def changed(content: bytes, replace: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A workbook with some parts changed and some added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replace(name, source.read(name)))
        for name, part in more.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return out.getvalue()


def two_rows(sheet: Worksheet) -> None:
    sheet.append(["任务", "单位"])
    sheet.append(["修路", "甲局"])


PLAIN = workbook(two_rows)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PLAIN[:300], "E101"),
        (changed(PLAIN, lambda name, part: part[: len(part) // 2] if "sheet1" in name else part), "E101"),
        (workbook(str), "E101"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "E103"),
        (changed(PLAIN, lambda _, part: part.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")), "E104"),
        (changed(PLAIN, lambda _, part: part, xl__vbaProject_dot_bin=b"x"), "E105"),
        (changed(PLAIN, lambda _, part: part, xl__externalLinks__1_dot_xml=b"<externalLink><ddeLink/></externalLink>"), "E105"),
        (changed(PLAIN, lambda name, part: b'<!DOCTYPE x [<!ENTITY y "z">]>' + part if "sheet1" in name else part), "E106"),
        (workbook(lambda sheet: sheet.cell(1048576, 1, "远")), "E108"),
        (workbook(lambda sheet: sheet.cell(1, 16384, "远")), "E108"),
        (workbook(lambda sheet: [sheet.parent.create_sheet() for _ in range(50)]), "E108"),  # type: ignore[union-attr]
    ],
)  # fmt: skip
def test_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_source("a.xlsx", content)
    assert refused.value.code == code


def test_old_workbooks() -> None:
    (table,) = read_source("a.xls", xls_file([["任务", "单位"], ["修路", "甲局"], ["", 2.0]], [(1, 2, 0, 0)])).blocks
    assert isinstance(table, Table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["任务", "单位"],
        ["修路", "甲局"],
        ["修路", "2"],
    ]
    assert table.rows[2].cells[0].row_span


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), PLAIN])
def test_what_is_no_old_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(InputRefused):
        read_source("a.xls", content)
