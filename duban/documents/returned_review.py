"""A returned review sheet (核对表), workbook or Word form: its record, and the rows of its parts with the words a reader finds them by.

What the cells mean lives in reviewed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from duban.documents.carried import from_text
from duban.documents.returned_docx import WordForm, altered_headings, hidden_words, is_form, is_word, nearest
from duban.documents.returned_file import sheets_of
from duban.documents.review_docx import PROPERTY
from duban.documents.review_parts import FORM, PARTS, TASKS, Record, record_from
from duban.documents.review_xlsx import GUIDE, RECORD
from duban.errors import InputRefused
from duban.plan import Doubt
from duban.reading.source import Line, Source, Table

_FORM = WordForm("核对表", PROPERTY, TASKS.headings)
_HEADINGS = {part.name: part.headings for part in PARTS}
_NO_VALUE = "D210"


class Entry(NamedTuple):
    """One row as it came back: where it stands, and its cells by heading."""

    place: str
    cells: Mapping[str, str]

    def at(self, heading: str) -> str:
        """Return the place of one of its cells."""
        return f"{self.place}“{heading}”"


class Returned(NamedTuple):
    """A returned sheet: what was read once, the rows of each part by its name, what is wrong with the parts themselves, and what a
    person should look at: comments that were not read, words struck through."""

    record: Record
    rows: Mapping[str, Sequence[Entry]]
    faults: tuple[str, ...]
    doubts: tuple[Doubt, ...]


class _Found(NamedTuple):
    """A part as it stands in the file: its headings, and its rows with the number a reader counts them by."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def returned_review(source: Source, content: bytes) -> Returned:
    """Return what a returned review sheet holds; `source` is the file as duban.reading read it, `content` its bytes.

    InputRefused E130 where it is no review sheet, or its record is lost.
    """
    word = is_word(content)
    record = record_from(hidden_words(content, PROPERTY) if word else from_text(_hidden_sheet(source)))
    if record is None:
        raise InputRefused(
            "不是核对表，或其中的原读记录已丢失", code="E130", remedy="请使用 duban read --review 生成的核对表"
        )
    found = _word_tables(source) if word else _sheets(source)
    called = "表格" if word else "工作表"
    rows: dict[str, list[Entry]] = {}
    faults = []
    for part in PARTS:
        name, tables = f"{called}“{part.name}”", found.get(part.name, [])
        rows[part.name] = [entry for table in tables for entry in _entries(name, table)]
        if record.marks[part.name] and not tables:
            faults.append(f"缺少{name}")
        faults += [
            f"{name}的表头已被改动：{changed}"
            for table in tables
            if (changed := altered_headings(table.headings, part.headings))
        ]
    # Our own hidden sheet is no doubt; a formula without a value would read as an empty cell.
    doubts = [doubt for doubt in source.doubts if doubt.place != f"工作表“{RECORD}”"]
    faults += [str(doubt) for doubt in doubts if doubt.code == _NO_VALUE]
    return Returned(record, rows, tuple(faults), tuple(doubts))


def is_review(content: bytes) -> bool:
    """Return whether the bytes are a review sheet of ours, whatever became of its tables."""
    return is_form(content, _FORM) if is_word(content) else isinstance(sheets_of(content, (RECORD,)), dict)


def _hidden_sheet(source: Source) -> str:
    opening = f"{FORM}:"
    lines = (block.text for block in source.blocks if isinstance(block, Line) and block.text.startswith(opening))
    pieces = dict(text.removeprefix(opening).partition(":")[::2] for text in lines)
    return "".join(pieces.get(str(at), " ") for at in range(len(pieces)))


def _sheets(source: Source) -> dict[str, list[_Found]]:
    tables = (block for block in source.blocks if isinstance(block, Table) and block.rows)
    return {table.name: [_found(table, 0)] for table in tables}


def _word_tables(source: Source) -> dict[str, list[_Found]]:
    """Return the tables of a Word form by part, told by their headings; a table cut in two under the same headings is two."""
    found: dict[str, list[_Found]] = {}
    for block in source.blocks:
        if isinstance(block, Table) and block.rows:
            # The first row under the headings is a reader's first.
            table = _found(block, 1)
            name = nearest(table.headings, _HEADINGS)
            if name is not None:
                found.setdefault(name, []).append(table)
    return found


def _found(table: Table, above: int) -> _Found:
    head, *rows = table.rows
    return _Found(
        ["".join(cell.text.split()) for cell in head.cells],
        [(row.number - above, [cell.text for cell in row.cells]) for row in rows],
    )


def _entries(name: str, table: _Found) -> Iterator[Entry]:
    for number, texts in table.rows:
        # The guide below the doubts is ours.
        if any(text and text != GUIDE for text in texts):
            yield Entry(f"{name}第{number}行", dict(zip(table.headings, texts, strict=True)))
