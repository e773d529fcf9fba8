"""A document as read → the plan it holds: the one way in for every form of plan.

Bytes become a Source in sources.py; here the Source becomes a Plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from duban.plan import Doubt, Plan, PlannedTask, Target
from duban.reading.chapters import is_report, looks_ahead
from duban.reading.columns import Head, head_of
from duban.reading.dates import find_dues
from duban.reading.duties import duty_items
from duban.reading.flat_tables import with_tables
from duban.reading.labels import Role
from duban.reading.lexer import Token, ends_in_units, lex
from duban.reading.marks import Mark, mark_at
from duban.reading.meta import document_number, issued_on, issuer, signature_places, year_of
from duban.reading.outline import Node, Run, outline
from duban.reading.paragraphs import Paragraph, paragraphs
from duban.reading.parts import Part, bare_title, parts_of
from duban.reading.roles import Field, first_leads
from duban.reading.source import Source, Table
from duban.reading.tables import table_items
from duban.reading.targets import find_targets
from duban.reading.tasks import Read, heading_of, item_tasks, read_tasks, year_for


@dataclass(slots=True)
class _PartRead:
    """What a part gave: its tasks with their places, its tree and its rows, for the targets."""

    part: Part
    year: int | None
    root: Node
    rows: list[tuple[float, Node]] = field(default_factory=list)
    tasks: list[tuple[float, Read]] = field(default_factory=list)
    listed: bool = False
    plans: bool = True


def read_plan(source: Source) -> Plan:
    """Return the plan a document holds (方案): its tasks, targets and what a person must look at.

    >>> from duban.reading.source import Line
    >>> text = ["某县方案", "一、主要任务", "1.修路。2019年底前完成。", "责任单位：县交通局"]
    >>> plan = read_plan(Source(tuple(Line(n, t) for n, t in enumerate(text, 1))))
    >>> [(task.number, task.title, task.responsible_units, str(task.due[0].end)) for task in plan.tasks]
    [('一/1', '修路', ('县交通局',), '2019-12-31')]
    """
    items = with_tables(paragraphs(source.blocks))
    parts = parts_of(items)
    number, signed = document_number(items), issued_on(items)
    year = _plan_year(parts, signed, number)
    read = [_read_part(part, year_of(part.title) or year) for part in parts]
    _drop_repeated(read)
    for part in read:
        part.plans = any(other.tasks for other in read)
    tasks = [item.task for part in read for _, item in sorted(part.tasks, key=lambda pair: pair[0])]
    others = next((role for item in items if isinstance(item, Paragraph) and (role := first_leads(item.text))), None)
    if others:
        tasks = [_first_leading(task, others) for task in tasks]
    return Plan(
        title=_title(read),
        document_number=number,
        issuer=issuer(items),
        issued_on=signed,
        tasks=tuple(tasks),
        targets=tuple(target for part in read if not (part.part.notice and not part.tasks) for target in _targets(part)),
        doubts=source.doubts,
    )


def _plan_year(parts: Sequence[Part], signed: date | None, number: str | None) -> int | None:
    """The year dates without one are read in: of a title, else of the document's date or number, else of the chapter that plans."""
    said = next((year for part in parts if (year := year_of(part.title))), None)
    if said or signed or number:
        return said or (signed.year if signed else int(str(number).partition("〔")[2][:4]))
    headings = (item.text for part in parts for item in part.items if isinstance(item, Paragraph) and len(item.text) <= 30)
    return next((year for text in headings if mark_at(text, 0) and looks_ahead(text) and (year := year_of(text))), None)


def _read_part(part: Part, year: int | None) -> _PartRead:
    texts = [item for item in part.items if isinstance(item, Paragraph)]
    signed = signature_places([item.text for item in texts])
    texts = [item for at, item in enumerate(texts) if at not in signed]
    read = _PartRead(part, year, outline(_tokens(texts)))
    place, head = 0.0, None
    for item in part.items:
        if isinstance(item, Paragraph):
            place = item.last + 0.5
        else:
            rows, head = table_items(item, head)
            read.rows += [(place + (at + 1) / 100_000, row) for at, row in enumerate(rows)]
    duties = duty_items(read.root)
    read.listed = bool(duties)
    covered = {id(node.parent) for node in duties}
    reads = [item for node in duties for item in item_tasks(node, year_for(node, year))]
    reads += [item for item in read_tasks(read.root, year, part.title) if not any(id(node) in covered for node in item.node.upward())]
    read.tasks = [(float(item.task.lines[0]), item) for item in reads]
    read.tasks += [(at, item) for at, row in read.rows for item in item_tasks(row, year)]
    return read


def _tokens(texts: Sequence[Paragraph]) -> list[Token]:
    tokens: list[Token] = []
    follows: list[Mark | None] = [None] * len(texts)
    after: Mark | None = None
    for at in range(len(texts) - 1, -1, -1):
        follows[at] = after
        after = mark_at(texts[at].text, 0) or after
    bare = sum(ends_in_units(item.text) for item in texts) >= 3
    for paragraph, mark in zip(texts, follows, strict=True):
        tokens += lex(paragraph, mark, bare)
    return tokens


def _drop_repeated(parts: Sequence[_PartRead]) -> None:
    """Measures that name nobody are no tasks in a notice, nor where another part of the document assigns them."""
    named = {item.task.title for part in parts if not part.part.notice for _, item in part.tasks if _names_somebody(item.task)}
    for part in parts:
        if named and part.part.notice and part.listed:
            part.tasks = []
        if not named or any(_names_somebody(item.task) for _, item in part.tasks):
            continue
        titles = [item.task.title for _, item in part.tasks]
        if part.part.notice or sum(title in named for title in titles) * 3 >= max(1, len(titles)):
            part.tasks = []


def _names_somebody(task: PlannedTask) -> bool:
    return bool(task.leaders or task.lead_units or task.responsible_units or task.cooperating_units)


def _first_leading(task: PlannedTask, others: Role) -> PlannedTask:
    """A task whose first responsible unit leads, the others in the role the plan gives them."""
    if task.lead_units or not task.responsible_units:
        return task
    first, rest = task.responsible_units[:1], task.responsible_units[1:]
    if others is Role.COOPERATING:
        return replace(task, lead_units=first, responsible_units=(), cooperating_units=(*rest, *task.cooperating_units))
    return replace(task, lead_units=first, responsible_units=rest)


def _title(parts: Sequence[_PartRead]) -> str:
    """The title of the thing issued, or of the annex that alone holds the tasks."""
    titled = [part for part in parts if part.part.title]
    if not titled:
        return _table_title(parts)
    holding = next((part for part in titled if part.tasks), None)
    first = titled[0]
    if first.part.notice and first.part.sends_out and (holding is None or holding.part.title != first.part.title):
        things = [part for part in titled[1:] if part.part.title == first.part.title]
        return first.part.title if not holding or not things or things[0].tasks else holding.part.title
    return (holding or first).part.title


def _table_title(parts: Sequence[_PartRead]) -> str:
    """The title a table holds above its head: the first row that says one thing only."""
    for item in (item for part in parts for item in part.part.items):
        if isinstance(item, Table) and (head := head_of(item.rows)):
            for row in item.rows[: head[0]]:
                said = {cell.text.strip() for cell in row.cells if cell.text.strip()}
                if len(said) == 1:
                    return bare_title("".join(said.pop().split()))
    return ""


def _targets(read: _PartRead) -> Iterator[Target]:
    deadlines = {id(run): item.task for _, item in read.tasks for run in item.runs}
    passages = [*_passages(read.root, read, deadlines)]
    for at, row in read.rows:
        passages += [(at, *rest) for _, *rest in _passages(row, read, deadlines)]
    for _, found in sorted(((at, found) for at, *found in passages), key=lambda pair: pair[0]):
        text, year, named, deadline, reported = found
        yield from find_targets(text, year, named, deadline, reported)


def _passages(root: Node, read: _PartRead, tasks: dict[int, PlannedTask]) -> Iterator[tuple[float, str, int | None, int | None, date | None, bool]]:
    """The pieces of running text below an item: where each stands, its years, the deadline of its task, whether it reports."""
    report = is_report(read.part.title) or not read.plans
    stack: list[tuple[Node, PlannedTask | None, bool]] = [(root, None, report)]
    while stack:
        node, above, reports = stack.pop()
        reports = reports and not (node.parent is root and looks_ahead(heading_of(node)))
        year = year_for(node, read.year)
        for run in node.runs:
            task, named = tasks.get(id(run), above), None
            for item in run.content:
                if isinstance(item, Node):
                    stack.append((item, task, reports))
                elif not isinstance(item, Field):
                    yield item.line[0], item.text, year, named, _deadline(task), reports
                    named = find_dues(item.text, year, named).named


def _deadline(task: PlannedTask | None) -> date | None:
    ends = [due.end for due in task.due if due.end] if task else []
    return ends[0] if len(ends) == 1 else None
