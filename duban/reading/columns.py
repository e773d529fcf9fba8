"""A table's head: which row it is and what each of its columns holds.

Rows become tasks in tables.py.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from duban.reading.labels import RESPONSIBILITY, TEXT_ROLES, Label, Role, label_of
from duban.reading.source import Row
from duban.reading.traditional import simplified
from duban.reading.vocabulary import words


class Column(StrEnum):
    """What a column holds beside the fields of labels.py."""

    NUMBER = "number"
    TASK = "task"
    GROUP = "group"
    UNIT = "unit"
    NOTE = "note"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Head:
    """A table's columns in order: a Column, or the Label of a field."""

    columns: tuple[Column | Label, ...]
    rows: int
    texts: tuple[str, ...]

    def places(self, *wanted: Column | Role) -> list[int]:
        """Return the places of the columns of some sorts."""
        return [
            at
            for at, column in enumerate(self.columns)
            if (column.role if isinstance(column, Label) else column) in wanted
        ]


def column_of(text: str) -> Column | Label | None:
    """Return what a column of this heading holds, or None where the words are no heading.

    >>> column_of("序 号"), column_of("牵头单位").role.value, column_of("县教育局")
    (<Column.NUMBER: 'number'>, 'lead_units', None)
    """
    plain = (
        re.sub(r"[（(](?:[^（()）]{0,8})[）)]$", "", bare)
        if (bare := "".join(simplified(text).split()).strip("：:*"))
        else ""
    )
    for word in (bare, plain):
        for column in (Column.NUMBER, Column.UNIT, Column.NOTE, Column.GROUP):
            if word in words("columns", column):
                return column
        label = label_of(word)
        if label and label.role not in TEXT_ROLES:
            return label
        if word in words("columns", "task") or label:
            return Column.TASK
    return _by_tail(plain or bare)


def _by_tail(heading: str) -> Column | None:
    """What a heading in no list means by its end; a heading is short and says nothing but names."""
    if not 3 <= len(heading) <= 12 or re.search(r"[\d，。；：,;:]", heading):
        return None
    for column in (Column.NOTE, Column.TASK, Column.GROUP):
        if heading.endswith(tuple(words("columns", f"{column}_tails"))):
            return column
    return None


def head_of(rows: Sequence[Row]) -> tuple[int, Head] | None:
    """Return where a table's head stands and what it says, or None where no row is a head."""
    for at, row in enumerate(rows[:8]):
        found = _columns(row)
        if not _is_head(found):
            continue
        height, below = 1, rows[at + 1] if at + 1 < len(rows) else None
        texts = tuple(cell.text for cell in row.cells)
        if below and _second(row, below):
            height, texts = (
                2,
                tuple(
                    low.text if low.text.strip() else high.text
                    for low, high in zip(below.cells, row.cells, strict=True)
                ),
            )
            found = [column_of(low) or column_of(high.text) for low, high in zip(texts, row.cells, strict=True)]
        return at, Head(tuple(column or Column.UNKNOWN for column in found), height, texts)
    return None


def _columns(row: Row) -> list[Column | Label | None]:
    return [column_of(cell.text) for cell in row.cells]


def _is_head(found: Sequence[Column | Label | None]) -> bool:
    known = [column for column in found if column]
    named = {column.role if isinstance(column, Label) else column for column in known}
    # A roster (姓名, 单位, 职务) says no task: one is named by its own column, or stands unnamed beside a responsibility.
    says_what = bool(named & {Column.TASK, Column.GROUP}) or (None in found and bool(named & {*RESPONSIBILITY}))
    says_who = bool(named - {Column.NUMBER, Column.NOTE, Column.GROUP})
    return len(named) >= 2 and len(known) * 2 >= len(found) and says_who and says_what


def _second(row: Row, below: Row) -> bool:
    """Whether the row below belongs to the head: it names the columns of a merged heading."""
    if not any(cell.row_span for cell in below.cells) and not any(cell.column_span for cell in row.cells):
        return False
    own = [cell.text for cell in below.cells if not cell.row_span and cell.text.strip()]
    return bool(own) and all(column_of(text) for text in own)


def is_same_head(row: Row, head: Head) -> bool:
    """Return whether a row repeats the head."""
    said = ["".join(cell.text.split()) for cell in row.cells]
    if said == ["".join(text.split()) for text in head.texts]:
        return True
    columns = _columns(row)
    return len(columns) > 2 and _is_head(columns) and all(columns)
