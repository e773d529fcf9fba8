"""A workbook (.xlsx, .xls) to tables: every sheet, merged ranges filled, values as shown, what is hidden or uncomputed said."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from duban.errors import InputRefused
from duban.reading.formats.blocks import Blocks
from duban.reading.formats.cell_formats import shown, shown_parts
from duban.reading.formats.container import Container
from duban.reading.formats.grid import check_size, holds_data
from duban.reading.source import Cell, Row, Source, Table

MOST_SHEETS = 50
MOST_MERGES = 100_000

_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# Over the raw XML, for what the library does not tell; a tag never reaches past the next "<".
_REFERENCE = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
# Far from A1: five digits or three letters. The library lays out everything between, so this is asked first.
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Z]{3}|[A-Z]{1,2}[0-9]{5})""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*\br="([0-9]+)")[^<>]*\bhidden="(?:1|true)\"""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\b[^<>]*\bhidden="(?:1|true)\"""")
_UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c\b[^<>]*\br="([A-Z]+[0-9]+)"[^<>]*>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v></)"""
)
_ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^<>]*\bt="e")[^<>]*\br="([A-Z]+[0-9]+)\"""")
_STYLED = re.compile(rb"""<(?:\w+:)?c\b(?=[^<>]*\br="([A-Z]+)([0-9]+)")[^<>]*\bs="([0-9]+)\"""")


@dataclass(frozen=True)
class _Sheet:
    """What the library does not tell of one sheet; `formats` is {(row, column): parts shown}, both from 0."""

    formats: Mapping[tuple[int, int], str] = field(default_factory=dict)
    since_1904: bool = False


def read_excel(content: bytes) -> Source:
    """Return every sheet of a workbook as a table of its used rows, numbered as in the sheet; a sheet of text alone as lines.

    Merged cells are filled, dates and percentages read as shown, hidden rows and sheets read and said, formulas without a value
    and error values said. InputRefused E101, E103, E105–E108, E116.
    """
    blocks = Blocks()
    container = Container(content) if content.startswith(b"PK") else None
    parts = _parts(container, blocks) if container else {}
    if not container and "_VBA_PROJECT".encode("utf-16-le") in content:
        raise InputRefused("文件含宏，已拒收", code="E105", remedy="请去除宏后重新提交")
    for name, sheet, hidden in _sheets(content):
        if hidden:
            blocks.note("D202", "有隐藏的工作表，已一并读入，请核对", f"工作表“{name}”")
        _add(blocks, name, sheet, parts.get(name, _Sheet()))
    return blocks.source()


def _sheets(content: bytes) -> Iterator[tuple[str, CalamineSheet, bool]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MOST_SHEETS:
            raise InputRefused(
                f"工作表过多：{len(sheets)} 个", code="E108", remedy=f"请删去无关的工作表（不超过 {MOST_SHEETS} 个）"
            )
        for item in sheets:
            yield item.name, book.get_sheet_by_name(item.name), item.visible != SheetVisibleEnum.Visible
    except PasswordError as error:
        raise InputRefused("文件已加密", code="E103", remedy="请取消密码后重新提交") from error
    except CalamineError as error:
        raise _damaged() from error
    except BaseException as error:
        # A panic inside the library, met on damaged .xls files, is no Exception and has no importable name.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged() from error


def _damaged() -> InputRefused:
    return InputRefused("文件不完整或不是 Excel 工作簿", code="E101", remedy="请重新导出后提交")


def _add(blocks: Blocks, name: str, sheet: CalamineSheet, known: _Sheet) -> None:
    values = sheet.to_python(skip_empty_area=False)
    merges = sheet.merged_cell_ranges or []
    if len(merges) > MOST_MERGES:
        raise InputRefused(
            f"合并区域过多：{len(merges)} 个", code="E108", where=f"工作表“{name}”", remedy="请只保留任务所在的区域"
        )
    # Most cells are plain texts: they are not asked for their number format.
    texts = [
        [
            value.strip()
            if isinstance(value, str) and "\r" not in value
            else shown(value, known.formats.get((row, column), ""), known.since_1904)
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(values)
    ]
    # Formatted but empty columns to the right of the last text are no part of the table.
    width = len(texts[0]) if texts else 0
    while width and not any(line[width - 1] for line in texts):
        width -= 1
    check_size(len(texts), width, len(texts) * width, f"工作表“{name}”")
    # A list repeats its units and dates: one cell for each text.
    made = {text: Cell(text) for text in set(chain.from_iterable(texts))}
    cells = [[made[text] for text in line[:width]] for line in texts]
    _fill(cells, merges, width)
    # A row that only continues merged cells, or holds nothing, is no row of the paper.
    rows = (
        Row(number, tuple(row)) for number, row in enumerate(cells, 1) if any(c.text and not c.row_span for c in row)
    )
    table = blocks.cleaned(Table(tuple(rows), name))
    if holds_data(table):
        blocks.blocks.append(table)
        return
    for row in table.rows:
        blocks.number = row.number - 1
        blocks.line(" ".join(cell.text for cell in row.cells if cell.text and not cell.column_span))


def _fill(cells: list[list[Cell]], merges: list[tuple[tuple[int, int], tuple[int, int]]], width: int) -> None:
    for (top, left), (bottom, right) in merges:
        if top >= len(cells) or left >= width:
            continue
        text = cells[top][left].text
        for row in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, width)):
                cells[row][column] = Cell(text, row_span=row > top, column_span=column > left)


def _parts(container: Container, blocks: Blocks) -> dict[str, _Sheet]:
    """Return what the sheets' own XML says beyond the values, checking their size before any library lays them out."""
    main = container.main_part(".xlsx")
    links = container.relationships(main)
    styles = next((link.target for link in links.values() if link.kind.endswith("/styles")), "")
    formats = shown_parts(container.xml(styles)) if styles in container.names else {}
    workbook = container.xml(main)
    since_1904 = any(item.get("date1904") in ("1", "true") for item in workbook.iter("{*}workbookPr"))
    known = {}
    for item in workbook.iter("{*}sheet"):
        name = item.get("name", "")
        link = links.get(item.get(_LINK, ""))
        if link is not None and link.kind.endswith("/worksheet") and link.target in container.names:
            content = _checked(container, link.target, name)
            _note(blocks, name, content)
            known[name] = _Sheet(_formats(content, formats), since_1904)
    for name in container.names:
        if re.search(r"xl/(?:threadedComments/|comments)", name):
            blocks.note("D206", "有批注，批注内容未读入", "工作簿")
        elif name.startswith("xl/drawings/") and name.endswith(".xml") and b"<a:t>" in container.read(name):
            blocks.note("D207", "有文本框，框内文字未读入", "工作簿")
        elif name.startswith("xl/externalLinks/") and re.search(rb"<(?:\w+:)?(?:dde|ole)Link", container.read(name)):
            raise InputRefused(
                "文件含动态数据交换（DDE）链接，已拒收", code="E105", where=name, remedy="请断开链接后重新提交"
            )
    return known


def _checked(container: Container, part: str, name: str) -> bytes:
    content = container.read(part)
    if b"\x00" in content[:1000] or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise InputRefused("文件含实体声明或异常编码，已拒收", code="E106", where=part, remedy="请重新另存后提交")
    if _FAR.search(content):
        places = set(_REFERENCE.findall(content))
        rows, columns = max(int(row) for _, row in places), max(_column(letters) for letters, _ in places)
        check_size(rows, columns, len(places), f"工作表“{name}”")
    return content


def _note(blocks: Blocks, name: str, content: bytes) -> None:
    where = f"工作表“{name}”"
    filtered = b"autoFilter" in content
    for row in _HIDDEN_ROW.finditer(content) if b'hidden="' in content else ():
        code, text = ("D203", "有被筛选隐藏的行") if filtered else ("D202", "有隐藏的行")
        blocks.note(code, f"{text}，已一并读入，请核对", f"{where}第{row[1].decode()}行")
    if b'hidden="' in content and _HIDDEN_COLUMN.search(content):
        blocks.note("D202", "有隐藏的列，已一并读入，请核对", where)
    for cell in _UNCOMPUTED.finditer(content) if b"<f" in content or b":f" in content else ():
        blocks.note("D210", "单元格为公式且无缓存值，请填写结果", f"{where}{cell[1].decode()}")
    for cell in _ERROR.finditer(content) if b't="e"' in content else ():
        blocks.note("D210", "单元格为错误值，按空白读取", f"{where}{cell[1].decode()}")


def _formats(content: bytes, formats: Mapping[int, str]) -> dict[tuple[int, int], str]:
    if not formats:
        return {}
    return {
        (int(cell[2]) - 1, _column(cell[1]) - 1): formats[int(cell[3])]
        for cell in _STYLED.finditer(content)
        if int(cell[3]) in formats
    }


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
