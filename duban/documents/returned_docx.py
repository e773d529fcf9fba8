"""A returned Word form of ours: its bytes → its hidden words and the rows of its table, before anything in them is believed.

Which columns a form has lives with it (returned_checklist, returned_ledger), what the cells mean in answers and rectification_answers.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, TypeVar

from lxml import etree

from duban.documents.carried import from_properties
from duban.documents.returned_file import Fault, Grid, unpacked

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_ROWS = 2_000
_REISSUE = "请使用本期下发的原表填报"
# What may stand between a row and its cell, or a table and its row, and is not seen.
_WRAPPERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}
_DOCUMENT, _CUSTOM = "word/document.xml", "docProps/custom.xml"
Key = TypeVar("Key")


class WordForm(NamedTuple):
    """A form as we issue it: what it is called, the properties its hidden words are kept in, the headings of its table."""

    name: str
    kept_in: str
    headings: tuple[str, ...]

    @property
    def altered(self) -> Fault:
        """The fault of a file that is not this form, or bears its hidden words no more."""
        remedy = "请使用本期下发的原件填报，或改用电子表格"
        return Fault("E120", f"不是下发的{self.name}，或其核对信息已丢失", "", remedy)


class WordRead(NamedTuple):
    """The hidden lines of a form, the head first, and the rows under its table's headings."""

    head: list[str]
    hidden: list[list[str]]
    rows: list[list[str]]


class WordGrid(Grid):
    """The cells of a Word table in a workbook's columns, so that one reader judges both; a place is named by table row and heading.

    `headings` are those of the Word table by the workbook's columns, `above` the workbook's heading row.
    """

    __slots__ = ()
    headings: ClassVar[tuple[str, ...]]
    above: ClassVar[int]

    def line(self, row: int) -> str:
        """Return a row as a reader of the Word form counts it, the first under the headings being 1."""
        return f"第{row - self.above}行"

    def place(self, row: int, column: int) -> str:
        """Return the place as a reader of the Word form finds it."""
        return f"表格{self.line(row)}“{self.headings[min(column, len(self.headings) - 1)]}”"


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


def is_form(content: bytes, form: WordForm) -> bool:
    """Return whether a Word file is such a form: it bears the form's hidden words or its headings, whatever became of the other."""
    parts = _parts(content)
    if not isinstance(parts, _Parts):
        return False
    table = _table(parts.document, form.headings)
    known = table is not None and not altered_headings(table[0], form.headings)
    return known or from_properties(parts.custom, form.kept_in) is not None


def hidden_words(content: bytes, kept_in: str) -> Any:
    """Return the value a Word file bears in the properties of that name, None where it bears none as it was written."""
    parts = _parts(content)
    return from_properties(parts.custom, kept_in) if isinstance(parts, _Parts) else None


def read_form(content: bytes, form: WordForm) -> WordRead | Fault:
    """Return what a returned form holds, or why it is none of ours: E101–E107 the file, E120 not the form, E122 its headings altered."""
    parts = _parts(content)
    if isinstance(parts, Fault):
        return parts
    hidden, table = _lines(from_properties(parts.custom, form.kept_in)), _table(parts.document, form.headings)
    if not hidden or table is None:
        return form.altered
    changed = altered_headings(table[0], form.headings) or ("各栏次序变了" if table[0] != list(form.headings) else "")
    if changed:
        return Fault("E122", f"{form.name}的表头已被改动：{changed}", "", "请恢复原表的栏目")
    return WordRead(hidden[0], hidden[1:], table[1:])


def altered_headings(found: Sequence[str], wanted: Sequence[str]) -> str:
    """Return how headings differ from those issued, "" where they are the same in whatever order.

    >>> altered_headings(["序号", "期限", ""], ["序号", "时限"])
    '缺少“时限”；多出“期限”、无名栏'
    """
    lacking, added = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    words = (
        f"{said}{'、'.join(f'“{heading}”' if heading else '无名栏' for heading in headings)}"
        for said, headings in (("缺少", lacking), ("多出", added))
        if headings
    )
    return "；".join(words)


def nearest(found: Sequence[str], known: Mapping[Key, Sequence[str]]) -> Key | None:
    """Return the one whose headings these are, altered or not: more than half of either's are shared; None where there is none.

    >>> nearest(["序", "位置", "意见"], {"甲": ["序", "位置", "核对意见"], "乙": ["序", "原文", "任务"]})
    '甲'
    """
    shared = {key: sum((Counter(found) & Counter(wanted)).values()) for key, wanted in known.items()}
    close = [key for key, count in shared.items() if count * 2 > max(len(found), len(known[key]))]
    return max(close, key=shared.__getitem__, default=None)


def _parts(content: bytes) -> _Parts | Fault:
    found = unpacked(content, {_DOCUMENT, _CUSTOM}.__contains__)
    if isinstance(found, Fault):
        return found
    if found is None or _DOCUMENT not in found:
        return Fault("E101", "文件不完整或不是 docx", "", "请重新保存为 .docx 后发回")
    parts = _Parts(found[_DOCUMENT], found.get(_CUSTOM, b""))
    if any(b"<!DOCTYPE" in part or b"<!ENTITY" in part for part in parts):
        return Fault("E106", "含实体声明，已拒收", "", _REISSUE)
    return parts


def _xml(part: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        return None


def _lines(value: Any) -> list[list[str]] | None:
    """Return hidden words that are lines of texts; None where they are not."""
    if not isinstance(value, list) or not all(isinstance(line, list) for line in value):
        return None
    return value if all(isinstance(text, str) for line in value for text in line) else None


def _table(document: bytes, headings: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of the table under these headings or nearly these, its own first, cells merged downwards filled."""
    root = _xml(document)
    if root is None:
        return None
    for table in root.iter(f"{_W}tbl"):
        rows = [_cells(row) for row in _within(table, "tr")]
        head = ["".join(text.split()) for text, _ in rows[0]] if rows else []
        if len(rows) <= _MAX_ROWS and nearest(head, {"": headings}) is not None:
            return [head, *_filled(rows[1:])]
    return None


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the parts of that name right under a parent, those wrapped in a content control included."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _within(child, name)


def _cells(row: etree._Element) -> list[tuple[str, bool]]:
    """Return (text, continues the cell above) of each cell of a row."""
    found = []
    for cell in _within(row, "tc"):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        found.append((_text(cell), merge is not None and merge.get(f"{_W}val", "continue") == "continue"))
    return found


def _text(cell: etree._Element) -> str:
    return "\n".join("".join(_pieces(paragraph)) for paragraph in cell.iter(f"{_W}p")).strip()


def _pieces(paragraph: etree._Element) -> list[str]:
    """Return the words of a paragraph, without what a tracked change deleted (w:delText) and a content control's hint."""
    spaces = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
    pieces = [
        piece for piece in paragraph.iter(f"{_W}t", *spaces) if not any(map(_unfilled, piece.iterancestors(f"{_W}sdt")))
    ]
    return [spaces.get(str(piece.tag), piece.text or "") for piece in pieces]


def _unfilled(control: etree._Element) -> bool:
    """Return whether a content control shows its hint (占位文字) and no answer.

    What begins with a word of its list is an answer: not every program takes the hint's mark away when one is chosen.
    """
    mark = control.find(f"{_W}sdtPr/{_W}showingPlcHdr")
    if mark is None or mark.get(f"{_W}val") in ("0", "false", "off"):
        return False
    text = "".join(piece.text or "" for piece in control.iter(f"{_W}t")).strip()
    chosen = (item.get(f"{_W}displayText") for item in control.iterfind(f"{_W}sdtPr/*/{_W}listItem"))
    return not any(word and text.startswith(word) for word in chosen)


def _filled(rows: list[list[tuple[str, bool]]]) -> list[list[str]]:
    found: list[list[str]] = []
    for row in rows:
        above = found[-1] if found else []
        found.append(
            [above[place] if continues and place < len(above) else text for place, (text, continues) in enumerate(row)]
        )
    return found
