"""The bytes of a returned workbook before anything in it is believed: what kind of file it is, how large, which sheets.

What the sheets mean lives in answers.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

_MAX_FILE, _MAX_UNPACKED = 5_000_000, 50_000_000
_MAX_PARTS, _MAX_ROWS, _MAX_COLUMNS = 2_000, 20_000, 200
_REISSUE = "请使用本期下发的原表填报"
_OLD_OFFICE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_CELL = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')
_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f[\s>/]')
_MACROS = re.compile(r"vbaProject\.bin$|/(activeX|embeddings|externalLinks|macrosheets)/", re.IGNORECASE)

CellValue = Any


class Fault(NamedTuple):
    """One thing that keeps a file from being taken: what, where (sheet!cell), and what would be right."""

    code: str
    what: str
    place: str
    remedy: str

    def __str__(self) -> str:
        return " · ".join(part for part in (f"{self.code} {self.what}", self.place, self.remedy) if part)


class Grid(NamedTuple):
    """A sheet's values from A1 on."""

    name: str
    cells: list[list[CellValue]]

    def value(self, row: int, column: int) -> CellValue:
        """Return the value at a place counted from 0, "" beyond the sheet's end."""
        if row >= len(self.cells) or column >= len(self.cells[row]):
            return ""
        return self.cells[row][column]

    def text(self, row: int, column: int) -> str:
        """Return the value as trimmed text: a whole number without its point, a day as YYYY-MM-DD."""
        value = self.value(row, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return (value.strftime("%Y-%m-%d") if isinstance(value, date) else str(value)).strip()

    def line(self, row: int) -> str:
        """Return the words a reader calls a row by."""
        return f"第{row + 1}行"

    def place(self, row: int, column: int) -> str:
        """Return the place as sheet!cell."""
        return f"{self.name}!{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Return a column's letters, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    high, low = divmod(column, 26)
    return (column_letters(high - 1) if high else "") + chr(ord("A") + low)


def sheets_of(content: bytes, wanted: tuple[str, ...]) -> dict[str, Grid] | Fault:
    """Return the wanted sheets of an .xlsx, or why the file cannot be read (codes E101–E108) or is no list of ours (E120)."""
    trouble = _kind_trouble(content) or _package_trouble(content)
    if trouble:
        return trouble
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            missing = [name for name in wanted if name not in book.sheet_names]
            if missing:
                return Fault("E120", f"不是下发的任务清单，缺少工作表“{missing[0]}”", "", _REISSUE)
            return {name: Grid(name, _cells(book, name)) for name in wanted}
    except PasswordError:
        return _ENCRYPTED
    except (CalamineError, ValueError):
        return _BROKEN


def heading_faults(sheet: Grid, row: int, headings: Sequence[str]) -> tuple[Fault, ...]:
    """Return what is not as issued in a sheet's headings: changed ones, and columns beyond them that hold anything (E122)."""
    wrong = [place for place, heading in enumerate(headings) if sheet.text(row, place) != heading]
    beyond = range(len(headings), max((len(cells) for cells in sheet.cells), default=0))
    added = [place for place in beyond if any(sheet.text(at, place) for at in range(len(sheet.cells)))]
    words = [(place, f"应为“{headings[place]}”，现为“{sheet.text(row, place)}”") for place in wrong]
    return tuple(
        Fault("E122", f"表头已被改动：{what}", sheet.place(row, place), "请恢复原表的列")
        for place, what in (*words, *((place, "不是原表的列") for place in added))
    )


_BROKEN = Fault("E101", "文件不完整或不是 xlsx", "", "请重新保存为 .xlsx 后发回")
_ENCRYPTED = Fault("E103", "文件已加密", "", "请取消密码后发回")


def _cells(book: CalamineWorkbook, name: str) -> list[list[CellValue]]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _kind_trouble(content: bytes) -> Fault | None:
    if len(content) > _MAX_FILE:
        return Fault("E107", f"文件超过 {_MAX_FILE // 1_000_000} MB", "", _REISSUE)
    if content.startswith(_OLD_OFFICE):
        # The stream name stands in UTF-16 in the directory of an encrypted package.
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _ENCRYPTED
        return Fault("E102", "暂不支持 .xls 或 .et", "", "请在 Excel 或 WPS 中另存为 .xlsx 后发回")
    return None if content.startswith(_ZIP) else _BROKEN


def _package_trouble(content: bytes) -> Fault | None:
    """Return what is wrong with the zip package: its size, macros, or cells far outside any list."""
    sheets = unpacked(content, lambda name: bool(re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)))
    if isinstance(sheets, Fault):
        return sheets
    return _BROKEN if sheets is None else _sheet_trouble(list(sheets.values()))


def unpacked(content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes] | Fault | None:
    """Return the wanted parts of a returned package by name; the fault of one too large or with active parts, None where it is broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
                return Fault("E107", "压缩结构异常：解开后过大", "", _REISSUE)
            active = [part.filename for part in parts if _MACROS.search(part.filename)]
            if active:
                return Fault("E105", f"含宏、嵌入对象或外部链接，已拒收：{'、'.join(active[:3])}", "", _REISSUE)
            return {part.filename: package.read(part) for part in parts if wanted(part.filename)}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        # zipfile says RuntimeError for an encrypted part and NotImplementedError for a compression it does not know.
        return None


def _sheet_trouble(sheets: list[bytes]) -> Fault | None:
    if any(map(_beyond, sheets)):
        return Fault("E108", f"表格过大：超过 {_MAX_ROWS} 行或 {_MAX_COLUMNS} 列", "", _REISSUE)
    # What we issue holds no formula, and one that was never computed would read as an empty cell.
    formulas = [cell.decode() for sheet in sheets for cell in _FORMULA.findall(sheet)]
    if formulas:
        return Fault("E123", "单元格为公式", "、".join(formulas[:10]), "请填写结果，不用公式")
    return None


def _beyond(sheet: bytes) -> bool:
    """Say whether a sheet names a cell outside the limits; the reader allots memory up to the farthest cell."""
    return any(int(row) > _MAX_ROWS or _number(letters) > _MAX_COLUMNS for letters, row in set(_CELL.findall(sheet)))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
