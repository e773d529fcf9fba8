"""The rows of a table → tasks: each row is one, and a merged cell's value belongs to every row it spans.

Which column holds what is columns.py's; tables that lost their lines are mended in flat_tables.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from duban.reading.columns import Column, Head, head_of, is_same_head
from duban.reading.labels import UNIT_ROLES, Label, Role
from duban.reading.lexer import Token, lex
from duban.reading.marks import mark_at
from duban.reading.names import split_names
from duban.reading.outline import outline
from duban.reading.paragraphs import Paragraph, clean
from duban.reading.roles import Field, labelled_fields, value_fields
from duban.reading.source import Cell, Row, Table
from duban.reading.tree import Node, Piece, Run


def table_items(table: Table, head: Head | None = None) -> tuple[list[Node], Head | None]:
    """Return the items a table's rows are, and its head; `head` is that of the table before, which a page break may have parted."""
    found = head_of(table.rows)
    if found:
        at, head = found
        rows = table.rows[at + head.rows :]
    elif head and table.rows and len(table.rows[0].cells) == len(head.columns):
        rows = table.rows
    else:
        return [], None
    below = [*rows[1:], None]
    listed = [
        (row, _run_of(row, head, after)) for row, after in zip(rows, below, strict=True) if _is_task_row(row, head)
    ]
    duties = _lists_duties(head, [run for _, run in listed])
    return [
        item for row, run in listed for item in (_duties(row, run, head) if duties else [_row_item(row, run, head)])
    ], head


def _is_task_row(row: Row, head: Head) -> bool:
    texts = [cell.text.strip() for cell in row.cells]
    filled = [text for text in texts if text]
    if not filled or is_same_head(row, head) or _ASIDE.match(filled[0]):
        return False
    spanned = sum(cell.column_span for cell in row.cells) * 2 >= len(row.cells)
    return len(set(filled)) > (2 if spanned else 1) and not _is_group(row, head)


_ASIDE = re.compile(
    r"(?:注|备注|说明|附注)[:：]|备注$|[合总小]\s*计|(?:填报|填表|制表|审核|报送|统计)(?:单位|人|时间|日期)?\s*[:：]"
)


def _is_group(row: Row, head: Head) -> bool:
    """A row that only heads the rows below it: one heading over several columns, or a heading and nothing else."""
    numbers = head.places(Column.NUMBER)
    cells = [cell for at, cell in enumerate(row.cells) if at not in numbers and not cell.row_span]
    said = {cell.text.strip() for cell in cells if cell.text.strip()}
    if len(said) != 1 or (len(said) == 1 and any(cell.text.strip() and cell.row_span for cell in row.cells)):
        return False
    counted = any(re.match(r"[（(]?[一二三四五六七八九十]", row.cells[at].text.strip()) for at in numbers)
    return any(cell.column_span for cell in cells) or counted or not any(row.cells[at].text.strip() for at in numbers)


def _row_item(row: Row, run: Run, head: Head) -> Node:
    fields = [field for at, column in enumerate(head.columns) for field in _cell_fields(row.cells[at], column)]
    node = Node(None, 0, label=_number(row, head))
    node.runs = [replace(run, content=[*run.content, *fields])]
    return node


def _number(row: Row, head: Head) -> str:
    places = head.places(Column.NUMBER)
    return "".join(row.cells[places[0]].text.split()).strip("、.．") if places else ""


def _lists_duties(head: Head, runs: Sequence[Run]) -> bool:
    """Whether a table lists units and, right of each, its duties: numbered ones, or without numbers for the rows."""
    units, tasks = head.places(Column.UNIT, *UNIT_ROLES), head.places(Column.TASK)
    if len(units) != 1 or not tasks or units[0] > tasks[0]:
        return False
    plain = head.columns[units[0]] is Column.UNIT and not head.places(Column.NUMBER)
    return plain or any(len(run.children) >= 2 for run in runs)


def _duties(row: Row, run: Run, head: Head) -> Iterator[Node]:
    """The duties of a member unit, each an item of its own."""
    said = clean(row.cells[head.places(Column.UNIT, *UNIT_ROLES)[0]].text)
    names, heading = split_names(said), "".join(said.split())
    others = [
        field
        for at, column in enumerate(head.columns)
        if column is not Column.UNIT
        for field in _cell_fields(row.cells[at], column)
    ]
    children: list[Node | None] = [*run.children]
    for child in children or [None]:
        node = Node(None, 0, label=f"{heading}/{child.mark.number}" if child and child.mark else heading)
        content = child.runs[0].content if child else run.content
        own = [] if any(field.role in UNIT_ROLES for field in others) else [Field(Role.RESPONSIBLE, names)]
        node.runs = [Run([*content, *own, *others], lines=(row.number, row.number))]
        yield node


def _run_of(row: Row, head: Head, below: Row | None) -> Run:
    """The text of a row: its own task cells first, a merged one only where there is no other."""
    places = head.places(Column.TASK) or head.places(Column.GROUP) or head.places(Column.UNKNOWN)
    if Column.TASK in head.columns and not any(row.cells[at].text.strip() for at in places):
        places = head.places(Column.GROUP, Column.UNKNOWN)
    filled = [at for at in places if not row.cells[at].row_span and row.cells[at].text.strip()]
    own = [at for at in filled if not (below and below.cells[at].row_span)] or filled
    cells = [row.cells[at] for at in own or places[-1:]]
    run = Run(lines=(row.number, row.number))
    for cell in dict.fromkeys(cell.text for cell in cells if not cell.column_span):
        run.content += _content(cell, row.number)
    return run


def _content(text: str, number: int) -> list[Piece | Field | Node]:
    lines = [clean(part).strip() for part in text.split("\n")]
    tokens: list[Token] = []
    paragraphs = _joined([Paragraph(line, number, number) for line in lines if line])
    for at, paragraph in enumerate(paragraphs):
        follows = mark_at(paragraphs[at + 1].text, 0) if at + 1 < len(paragraphs) else None
        tokens += lex(paragraph, follows)
    root = outline(tokens)
    content: list[Piece | Field | Node] = [item for run in root.runs for item in run.content]
    for piece in root.run.pieces:
        piece.heading = False
    if len(content) == 1 and isinstance(content[0], Node):
        # A cell with one numbered sentence is that sentence.
        return [item for run in content[0].runs for item in run.content]
    return content


def _joined(lines: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines of a cell; a line break inside a sentence is the column's width."""
    joined: list[Paragraph] = []
    for line in lines:
        if joined and joined[-1].text[-1] not in "。；;：:" and not mark_at(line.text, 0):
            joined[-1] = replace(joined[-1], text=joined[-1].text + line.text)
        else:
            joined.append(line)
    return joined


def _cell_fields(cell: Cell, column: Column | Label) -> tuple[Field, ...]:
    text = "\n".join(clean(part) for part in cell.text.split("\n")).strip()
    if not text or text in "—-/无":
        return ()
    if isinstance(column, Label):
        return labelled_fields(text) or value_fields(column, text)
    if column is Column.UNIT:
        return labelled_fields(text) or value_fields(Label(Role.RESPONSIBLE), text)
    return ()
