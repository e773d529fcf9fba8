"""One part of a document → its tasks, targets and doubts, from its text and its tables together.

Which parts a document has is parts.py's matter; what the parts make together, reader.py's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from duban.plan import Doubt, PlannedTask, Target
from duban.reading.chapters import is_report, looks_ahead
from duban.reading.columns import Head
from duban.reading.dates import find_dues
from duban.reading.doubts import date_doubts, head_doubts, task_doubts, text_doubts
from duban.reading.duties import duty_items
from duban.reading.lexer import Token, ends_in_units, lex
from duban.reading.marks import Mark, mark_at
from duban.reading.meta import is_number, signature_places
from duban.reading.outline import outline
from duban.reading.paragraphs import Paragraph, is_web
from duban.reading.parts import Part, is_title
from duban.reading.source import Table
from duban.reading.tables import table_items
from duban.reading.targets import find_targets
from duban.reading.tasks import Read, item_tasks, names_somebody, read_tasks, year_for
from duban.reading.tree import Node, Piece


@dataclass(frozen=True, slots=True)
class Placed:
    """A task that was read: `at` orders it among text and tables, `place` is what a person is told."""

    at: float
    place: str
    read: Read

    @property
    def task(self) -> PlannedTask:
        return self.read.task


@dataclass(frozen=True, slots=True)
class _Rows:
    """The items a table's rows are, behind the text line `at`; `place` names the table."""

    at: float
    place: str
    items: tuple[Node, ...]
    head: Head


@dataclass(slots=True)
class PartRead:
    """What a part gave; `listed` says that its tasks are a list of units and their duties."""

    part: Part
    year: int | None
    root: Node
    tables: list[_Rows]
    tasks: list[Placed] = field(default_factory=list)
    listed: bool = False

    @property
    def assigns(self) -> bool:
        """Whether a task of the part names somebody."""
        return any(names_somebody(item.task) for item in self.tasks)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A piece of running text with what its figures are read by."""

    at: float
    text: str
    year: int | None
    named: int | None
    deadline: date | None
    reports: bool


def read_part(part: Part, year: int | None) -> PartRead:
    """Return what a part holds; `year` is that of dates without one."""
    root = outline(_tokens(_running_text(part)))
    read = PartRead(part, year, root, list(_tables(part)))
    duties = duty_items(root)
    read.listed = bool(duties)
    covered = {id(node.parent) for node in duties}
    found = [item for node in duties for item in item_tasks(node, year_for(node, year))]
    found += [
        item
        for item in read_tasks(root, year, part.title)
        if not any(id(node) in covered for node in item.node.upward())
    ]
    if any(rows.items for rows in read.tables) and not any(node.carries for node in root.walk()):
        found = [item for item in found if _says_more(item)]
    read.tasks = [Placed(item.task.lines[0], f"第{item.task.lines[0]}行", item) for item in found]
    for rows in read.tables:
        for at, node in enumerate(rows.items, 1):
            read.tasks += [
                Placed(rows.at + at / 100_000, f"{rows.place}第{item.task.lines[0]}行", item)
                for item in item_tasks(node, year)
            ]
    read.tasks.sort(key=lambda item: item.at)
    return read


def _running_text(part: Part) -> list[Paragraph]:
    """A part's paragraphs without its head (title, number, receivers, what a page says) and its signature."""
    texts = [item for item in part.items if isinstance(item, Paragraph)]
    left_out = signature_places([item.text for item in texts]) | _annex_list(texts)
    for at, item in enumerate(texts[:20]):
        if mark_at(item.text, 0) or len(item.text) > 120:
            break
        if is_title(item.text) or is_web(item.text) or is_number(item.text) or _RECEIVERS.match(item.text):
            left_out.add(at)
    return [item for at, item in enumerate(texts) if at not in left_out]


_ANNEXES = re.compile(r"附\s*件\s*[:：]\s*(?=1\s*[.．、])")


def _annex_list(texts: Sequence[Paragraph]) -> set[int]:
    """The places of the lines that list a paper's annexes (附件：1.… 2.…)."""
    places: set[int] = set()
    wanted = 0
    for at, item in enumerate(texts):
        opening = _ANNEXES.match(item.text)
        mark = mark_at(item.text, opening.end() if opening else 0)
        listed = mark and mark.ordinal == (1 if opening else wanted) and not item.text.endswith(("。", "；"))
        wanted = mark.ordinal + 1 if mark and listed and (opening or wanted) else 0
        places |= {at} if wanted else set()
    return places


def _says_more(read: Read) -> bool:
    """Whether a heading that names nobody says more than the title of the table below it."""
    return (
        len([piece for run in read.runs for piece in run.pieces]) > 1
        or bool(read.task.steps)
        or read.node.label is not None
    )


_RECEIVERS = re.compile(r"^[各省市县区州本]?[^。；]{3,150}[:：]$")


def _tokens(texts: Sequence[Paragraph]) -> list[Token]:
    follows: list[Mark | None] = [None] * len(texts)
    after: Mark | None = None
    for at in range(len(texts) - 1, -1, -1):
        follows[at] = after
        after = mark_at(texts[at].text, 0) or after
    bare = any(ends_in_units(item.text) for item in texts)
    return [token for paragraph, mark in zip(texts, follows, strict=True) for token in lex(paragraph, mark, bare)]


def _tables(part: Part) -> Iterator[_Rows]:
    """The tables of a part; one without a head goes on with the one before it, unless a title or another sheet parts them."""
    at, head, count, sheet = 0.0, None, 0, ""
    for item in part.items:
        if isinstance(item, Table):
            count += 1
            head, sheet = (head if item.name == sheet else None), item.name
            items, head = table_items(item, head)
            if head:
                yield _Rows(at, f"工作表“{item.name}”" if item.name else f"表格{count}", tuple(items), head)
        else:
            at = item.last + 0.5
            head = None if is_title(item.text) or mark_at(item.text, 0) else head


def part_targets(read: PartRead, plans: bool) -> Iterator[Target]:
    """Yield the targets of a part in document order; where the document plans nothing (`plans` False) its figures are history."""
    tasks = {id(run): item.task for item in read.tasks for run in item.read.runs}
    reports = is_report(read.part.title) or not plans
    passages = list(_passages(read.root, read.year, tasks, reports))
    for rows in read.tables:
        for at, node in enumerate(rows.items, 1):
            passages += [
                _Passage(rows.at + at / 100_000, *_rest(passage))
                for passage in _passages(node, read.year, tasks, reports)
            ]
    for passage in sorted(passages, key=lambda item: item.at):
        yield from find_targets(passage.text, passage.year, passage.named, passage.deadline, passage.reports)


def _rest(passage: _Passage) -> tuple[str, int | None, int | None, date | None, bool]:
    return passage.text, passage.year, passage.named, passage.deadline, passage.reports


def _passages(root: Node, plan_year: int | None, tasks: dict[int, PlannedTask], reports: bool) -> Iterator[_Passage]:
    """The pieces of running text of an item and all below it."""
    stack: list[tuple[Node, PlannedTask | None, bool]] = [(root, None, reports)]
    while stack:
        node, above, reported = stack.pop()
        reported = reported and not (node.parent is root and looks_ahead(node.heading))
        year = year_for(node, plan_year)
        for run in node.runs:
            task, named, before = tasks.get(id(run), above), None, ""
            for item in run.content:
                if isinstance(item, Node):
                    stack.append((item, task, reported))
                elif isinstance(item, Piece):
                    named = find_dues(before, year, named).named if before else None
                    before = item.text
                    yield _Passage(item.line[0], item.text, year, named, _deadline(task), reported)


def _deadline(task: PlannedTask | None) -> date | None:
    ends = [due.end for due in task.due if due.end] if task else []
    return ends[0] if len(ends) == 1 else None


def part_doubts(read: PartRead) -> Iterator[Doubt]:
    """Yield what a person must look at in a part: its tasks, its dates, texts and columns that were not understood."""
    placed = [(item.place, item.read) for item in read.tasks]
    yield from task_doubts(placed)
    yield from date_doubts(placed, read.year)
    if read.tasks:
        yield from text_doubts(read.root)
    for rows in read.tables:
        yield from head_doubts(rows.head, rows.place)
