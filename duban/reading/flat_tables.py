"""Tables that came as lines: cells parted by tabs or bars, and cells copied one to a line below their headings.

Both become a Table again; what its rows mean is tables.py's matter.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from duban.reading.columns import Column, column_of
from duban.reading.dates import read_deadline
from duban.reading.labels import RESPONSIBILITY, UNIT_ROLES, Label, Role
from duban.reading.names import is_person, is_unit, split_names
from duban.reading.paragraphs import Paragraph
from duban.reading.parts import SIGNED_DAY
from duban.reading.source import Cell, Row, Table

MOST_COLUMNS = 16

_BAR = re.compile(r"\s*[|｜│┃]\s*")
_RULE = re.compile(r"^[\s|｜│┃:+=\-—─━┼├┤┌┐└┘┬┴]+$")


def with_tables(items: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """Return the items with every table that came as lines made a Table."""
    found: list[Paragraph | Table] = []
    at = 0
    while at < len(items):
        table, stop = _parted(items, at)
        if table is None:
            table, stop = _stacked(items, at)
        found.append(table or items[at])
        at = stop if table else at + 1
    return found


def _parted(items: Sequence[Paragraph | Table], at: int) -> tuple[Table | None, int]:
    """Lines whose cells are parted by tabs, bars or white space, from a head on."""
    first = _line(items, at)
    if first is None or not (cut := _cutter(first.text)):
        return None, at
    width = len(cut(first.text))
    rows: list[Row] = []
    stop = at
    while line := _line(items, stop):
        cells = cut(line.text)
        if not _RULE.match(line.text):
            if len(cells) < 2 or (cut is _by_space and len(cells) != width):
                break
            rows.append(Row(line.first, tuple(Cell(text) for text in [*cells, *[""] * width][:width])))
        stop += 1
    return (Table(tuple(rows)), stop) if len(rows) > 1 else (None, at)


def _cutter(text: str) -> Callable[[str], list[str]] | None:
    """How a line that may be a head parts its cells, None where it is no head."""
    ways = (_by_tab, 2) if "\t" in text else (_by_bar, 2) if len(_BAR.findall(text)) >= 2 else (_by_space, 3)
    cut, least = ways
    cells = cut(text)
    known = sum(1 for cell in cells if column_of(cell))
    return cut if known >= least and (cut is not _by_space or known == len(cells)) else None


def _by_tab(text: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\s*\t\s*", text.strip("\n"))]


def _by_bar(text: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(text.strip().strip("|｜│┃"))]


def _by_space(text: str) -> list[str]:
    return text.split()


@dataclass(slots=True)
class _Open:
    """The row being filled: the text of each column, and the column the last line went to."""

    number: str
    line: int
    cells: dict[int, list[str]] = field(default_factory=dict)
    at: int = -1


def _stacked(items: Sequence[Paragraph | Table], at: int) -> tuple[Table | None, int]:
    """Headings one to a line, then cells one to a line."""
    heads: list[Column | Label] = []
    texts: list[str] = []
    while (line := _line(items, at + len(heads))) and len(line.text) <= 14 and (column := column_of(line.text)):
        if len(heads) >= MOST_COLUMNS:
            return None, at
        heads.append(column)
        texts.append(line.text)
    first, start = _line(items, at), at + len(heads)
    roles = {column.role for column in heads if isinstance(column, Label)}
    if len(heads) < 3 or not roles & {*RESPONSIBILITY, Role.DUE} or not {Column.TASK, Column.GROUP} & set(heads):
        return None, at
    filler = _Filler(heads)
    stop = start
    while (line := _line(items, stop)) and not _ends(line.text) and not _signs_below(items, stop):
        filler.take(line)
        stop += 1
    head = Row(first.first if first else 0, tuple(Cell(text) for text in texts))
    return (Table((head, *filler.done())), stop) if filler.rows else (None, at)


def _line(items: Sequence[Paragraph | Table], at: int) -> Paragraph | None:
    item = items[at] if at < len(items) else None
    return item if isinstance(item, Paragraph) else None


_BELOW = re.compile(r"附\s*[件表]?\s*\d?\s*(?:[:：]|$)|注[:：]|备注[:：]|抄送|说明[:：]")


def _ends(text: str) -> bool:
    """Whether a line stands below the table: a signature, a note, an annex."""
    signed = SIGNED_DAY.match(text)
    return bool(_BELOW.match(text) or (signed and signed["before"].strip()))


def _signs_below(items: Sequence[Paragraph | Table], at: int) -> bool:
    """Whether a unit's line and the day below it sign the paper: nothing of a table follows."""
    unit, day, after = _line(items, at), _line(items, at + 1), _line(items, at + 2)
    signed = SIGNED_DAY.match(day.text) if day else None
    more = after and re.match(r"\d{1,3}[.、]?$", after.text.strip())
    return bool(unit and signed and not signed["before"].strip() and is_unit(unit.text) and not more)


_SEASON = re.compile(
    r"(?:立行|立知|即知)[^，。]{1,2}改|即时|适时|当日|当天|(?:主?汛|寒假|暑假|春节|国庆|供暖|采暖|防火|封冻|节假日)[期季]?(?:间|前|后|内)?"
)


class _Filler:
    """Puts lines into columns by what they are: a number, a text, names, a deadline."""

    def __init__(self, heads: Sequence[Column | Label]) -> None:
        self.heads = heads
        self.rows: list[_Open] = []

    def take(self, item: Paragraph) -> None:
        text = item.text.strip()
        numbers = [at for at, head in enumerate(self.heads) if head is Column.NUMBER]
        if numbers and re.fullmatch(r"\d{1,3}[.、]?", text) and int(text.strip(".、")) == self._last() + 1:
            self.rows.append(_Open(text.strip(".、"), item.first, {numbers[0]: [text.strip(".、")]}, numbers[0]))
            return
        if not self.rows:
            self.rows.append(_Open("", item.first))
        wanted = self._columns(text)
        row = self.rows[-1]
        place = next((at for at in wanted if at > row.at and at not in row.cells), None)
        if place is None and row.at in wanted and (row.at not in self._texts() or not self._after(row)):
            place = row.at
        if place is None:
            place = wanted[0]
            row = self._again(item)
        row.cells.setdefault(place, []).append(text)
        row.at = place

    def _after(self, row: _Open) -> bool:
        return any(at > row.at for at in row.cells)

    def _last(self) -> int:
        return next((int(row.number) for row in reversed(self.rows) if row.number), 0)

    def _again(self, item: Paragraph) -> _Open:
        """A second run of cells under one number: what it lacks, the merged cells above hold."""
        self.rows.append(_Open("", item.first))
        return self.rows[-1]

    def _texts(self) -> list[int]:
        return [
            at for at, head in enumerate(self.heads) if head in (Column.TASK, Column.GROUP, Column.UNKNOWN, Column.NOTE)
        ]

    def _columns(self, text: str) -> list[int]:
        names = split_names(text)
        if names and len(text) <= 60 and all(is_unit(name) and len(name) <= 20 for name in names) and "。" not in text:
            units = self._with(*UNIT_ROLES) + [at for at, head in enumerate(self.heads) if head is Column.UNIT]
            return sorted(units) or self._texts()
        timed = len(text) <= 24 and not text.endswith("。")
        timed = timed and bool(_SEASON.fullmatch(text) or read_deadline(text, 2000).dues)
        if timed and self._with(Role.DUE):
            return self._with(Role.DUE)
        if len(text) <= 12 and names and all(is_person(name) for name in names) and self._with(Role.LEADER):
            return self._with(Role.LEADER)
        return self._texts()

    def _with(self, *roles: Role) -> list[int]:
        return [at for at, head in enumerate(self.heads) if isinstance(head, Label) and head.role in roles]

    def done(self) -> list[Row]:
        """Return the rows; a cell that a row lacks under the same number continues the one above."""
        rows: list[Row] = []
        above: list[str] = []
        for row in self.rows:
            filled = ["\n".join(row.cells.get(at, ())) for at in range(len(self.heads))]
            missing = [not text and not row.number and bool(above) for text in filled]
            filled = [above[at] if missing[at] else text for at, text in enumerate(filled)]
            rows.append(
                Row(row.line, tuple(Cell(text, row_span=span) for text, span in zip(filled, missing, strict=True)))
            )
            above = filled
        return rows
