"""A returned Word checklist: its bytes → the same two grids a returned workbook gives, so that one reader judges both.

What the cells mean lives in answers and answer_rows.
"""

import io
import json
import re
import zipfile
from typing import NamedTuple

from lxml import etree

from duban.documents.checklist_docx import COLUMNS as WORD_COLUMNS
from duban.documents.checklist_docx import PROPERTY
from duban.documents.checklist_xlsx import COLUMNS, DAY, HEAD_FIELDS, HEAD_ROW, PROGRESS, PROOF_SHEET, SHEET, STATUS
from duban.documents.returned_file import Fault, Grid

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_UNPACKED, _MAX_PARTS, _MAX_ROWS = 50_000_000, 2_000, 2_000
_MACROS = re.compile(r"vbaProject\.bin$|/(activeX|embeddings)/", re.IGNORECASE)
_REISSUE = "请使用本期下发的原表填报"
_STATUS = WORD_COLUMNS.index(("办理情况", 13))
_FIGURE = re.compile(r"[\d０-９]{1,3}(?:[.．]0+)?\s*[%％]?")
_ALTERED = Fault("E120", "不是下发的任务清单，或其核对信息已丢失", "", "请使用本期下发的原件填报，或改用电子表格")


class WordGrid(Grid):
    """The cells of a Word table in the workbook's columns; a place is named by table row and heading."""

    __slots__ = ()

    def place(self, row: int, column: int) -> str:
        """Return the place as a reader of the Word form finds it."""
        heading = "办理情况" if column in (STATUS, PROGRESS, DAY) else COLUMNS[min(column, len(COLUMNS) - 1)].heading
        return f"表格第{row - HEAD_ROW}行“{heading}”"


class _Parts(NamedTuple):
    document: bytes
    custom: bytes


def is_word(content: bytes) -> bool:
    """Return whether the bytes are a Word package."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError):
        return False


def word_grids(content: bytes) -> dict[str, Grid] | Fault:
    """Return the grids of a Word checklist under the workbook's sheet names, or why it is none of ours (E101–E107, E120)."""
    parts = _parts(content)
    if isinstance(parts, Fault):
        return parts
    proof = _proof(parts.custom)
    rows = _table(parts.document)
    if proof is None or rows is None:
        return _ALTERED
    return {SHEET: WordGrid(SHEET, _as_sheet(rows)), PROOF_SHEET: Grid(PROOF_SHEET, proof)}


def _parts(content: bytes) -> _Parts | Fault:
    broken = Fault("E101", "文件不完整或不是 docx", "", "请重新保存为 .docx 后发回")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            listed = package.infolist()
            if len(listed) > _MAX_PARTS or sum(part.file_size for part in listed) > _MAX_UNPACKED:
                return Fault("E107", "压缩结构异常：解开后过大", "", _REISSUE)
            active = [part.filename for part in listed if _MACROS.search(part.filename)]
            if active:
                return Fault("E105", f"含宏或嵌入对象，已拒收：{'、'.join(active[:3])}", "", _REISSUE)
            if "docProps/custom.xml" not in package.namelist():
                return _ALTERED
            parts = _Parts(package.read("word/document.xml"), package.read("docProps/custom.xml"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError):
        return broken
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts):
        return Fault("E106", "含实体声明，已拒收", "", _REISSUE)
    return parts


def _xml(part: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return None


def _proof(custom: bytes) -> list[list[str]] | None:
    """Return the hidden sheet as the workbook has it, its rows numbered as issued."""
    root = _xml(custom)
    texts = [] if root is None else [str(p[0].text or "") for p in root if p.get("name") == PROPERTY and len(p)]
    try:
        whole = json.loads(texts[0]) if texts else [()]
    except ValueError:
        return None
    head, *rows = whole
    if len(head) != len(HEAD_FIELDS) or not all(isinstance(field, str) for line in whole for field in line):
        return None
    numbered = [[str(HEAD_ROW + 1 + place), *fields] for place, fields in enumerate(rows, 1)]
    return [*([name, value] for name, value in zip(HEAD_FIELDS, head, strict=True)), *numbered]


def _table(document: bytes) -> list[list[str]] | None:
    """Return the rows of the checklist's table, cells merged downwards filled; None where there is no such table."""
    root = _xml(document)
    if root is None:
        return None
    wanted = ["".join(heading.split()) for heading, _ in WORD_COLUMNS]
    for table in root.iter(f"{_W}tbl"):
        rows = [_cells(row) for row in table.iterchildren(f"{_W}tr")]
        if rows and ["".join(text.split()) for text, _ in rows[0]] == wanted and len(rows) <= _MAX_ROWS:
            return _filled(rows[1:])
    return None


def _cells(row: etree._Element) -> list[tuple[str, bool]]:
    """Return (text, continues the cell above) of each cell of a row."""
    found = []
    for cell in row.iter(f"{_W}tc"):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        found.append((_text(cell), merge is not None and merge.get(f"{_W}val", "continue") == "continue"))
    return found


def _text(cell: etree._Element) -> str:
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell.iter(f"{_W}p")).strip()


def _pieces(paragraph: etree._Element) -> list[str]:
    """Return the words of a paragraph; what a tracked change deleted (w:delText) is not among them."""
    spaces = {f"{_W}tab": " ", f"{_W}br": "\n"}
    return [spaces.get(str(piece.tag), piece.text or "") for piece in paragraph.iter(f"{_W}t", *spaces)]


def _filled(rows: list[list[tuple[str, bool]]]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in rows:
        above = found[-1] if found else []
        found.append(
            [above[place] if continues and place < len(above) else text for place, (text, continues) in enumerate(row)]
        )
    return found


def _as_sheet(rows: list[list[str]]) -> list[list[str]]:
    """Return the rows in the workbook's columns under its heading row; what is written beside the word of an answer goes where
    a workbook has it: a figure under 进度, anything else under 日期."""
    head = [column.heading for column in COLUMNS]
    return [*([""] for _ in range(HEAD_ROW)), head, *map(_as_row, rows)]


def _as_row(row: list[str]) -> list[str]:
    if len(row) < len(WORD_COLUMNS):
        return row
    issued, status, (text, evidence, remark) = row[:_STATUS], row[_STATUS], row[_STATUS + 1 : _STATUS + 4]
    word, _, rest = status.replace("　", " ").replace("\n", " ").strip().partition(" ")
    if not rest and (split := re.fullmatch(r"([一-龥]+)[：:，,]?(.+)", word)):
        word, rest = split[1], split[2]
    rest = rest.strip(" ：:，,至")
    figure = rest if _FIGURE.fullmatch(rest) else ""
    return [*issued, word, figure, "" if figure else rest, text, evidence, remark, *row[_STATUS + 4 :]]
