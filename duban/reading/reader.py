"""A document as read → the plan it holds: the one way in for every form of plan.

Bytes become a Source in sources.py; here the Source becomes a Plan.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duban.plan import Doubt, Plan, PlannedTask
from duban.reading.chapters import looks_ahead
from duban.reading.columns import head_of
from duban.reading.flat_tables import with_tables
from duban.reading.labels import Role
from duban.reading.marks import mark_at
from duban.reading.meta import document_number, issued_on, issuer, year_of
from duban.reading.paragraphs import Paragraph, paragraphs
from duban.reading.part_reading import PartRead, part_doubts, part_targets, read_part
from duban.reading.parts import Part, bare_title, parts_of
from duban.reading.roles import first_leads
from duban.reading.source import Source, Table


def read_plan(source: Source) -> Plan:
    """Return the plan a document holds (方案): its tasks, targets and what a person must look at.

    >>> from duban.reading.source import Line
    >>> text = ["某县方案", "一、主要任务", "1.修路。2019年底前完成。", "责任单位：县交通局"]
    >>> plan = read_plan(Source(tuple(Line(n, t) for n, t in enumerate(text, 1))))
    >>> [(task.number, task.title, task.responsible_units, str(task.due[0].end)) for task in plan.tasks]
    [('一/1', '修路', ('县交通局',), '2019-12-31')]
    >>> [str(doubt) for doubt in plan.doubts]
    ['全文没有写明责任领导']
    """
    items = with_tables(paragraphs(source.blocks))
    parts = parts_of(items)
    number, signed = document_number(items), issued_on(items)
    year = _plan_year(parts, signed, number)
    read = [read_part(part, year_of(part.title) or year) for part in parts]
    _drop_repeated(read)
    plans = any(part.tasks for part in read)
    tasks = _led([item.task for part in read for item in part.tasks], items)
    return Plan(
        title=_title(read),
        document_number=number,
        issuer=issuer(items),
        issued_on=signed,
        tasks=tuple(tasks),
        targets=tuple(
            target for part in read if part.tasks or not part.part.notice for target in part_targets(part, plans)
        ),
        doubts=(*source.doubts, *_doubts(read)),
    )


def _plan_year(parts: Sequence[Part], signed: date | None, number: str | None) -> int | None:
    """The year dates without one are read in: of a title, else of the document's date or number, else of the chapter that plans."""
    titles = (*(part.title for part in parts), _table_title(parts))
    said = next((year for title in titles if (year := year_of(title))), None)
    if said or signed or number:
        return said or (signed.year if signed else int(str(number).partition("〔")[2][:4]))
    headings = (
        item.text for part in parts for item in part.items if isinstance(item, Paragraph) and len(item.text) <= 30
    )
    return next((year for text in headings if mark_at(text, 0) and looks_ahead(text) and (year := year_of(text))), None)


def _drop_repeated(parts: Sequence[PartRead]) -> None:
    """Measures that name nobody are no tasks in a notice, nor where another part of the document assigns them."""
    titles = {item.task.title for part in parts if part.assigns and not part.part.notice for item in part.tasks}
    for part in parts:
        if not titles or (part.assigns and not (part.part.notice and part.listed)):
            continue
        repeated = sum(item.task.title in titles for item in part.tasks)
        if part.part.notice or repeated * 3 >= max(1, len(part.tasks)):
            part.tasks = []


def _led(tasks: list[PlannedTask], items: Sequence[Paragraph | Table]) -> list[PlannedTask]:
    """The tasks, the first of each list leading where the plan says so (列第一位者为牵头单位)."""
    others = next((role for item in items if isinstance(item, Paragraph) and (role := first_leads(item.text))), None)
    return [_first_leading(task, others) for task in tasks] if others else tasks


def _first_leading(task: PlannedTask, others: Role) -> PlannedTask:
    if task.lead_units or not task.responsible_units:
        return task
    first, rest = task.responsible_units[:1], task.responsible_units[1:]
    if others is Role.COOPERATING:
        return replace(task, lead_units=first, responsible_units=(), cooperating_units=(*rest, *task.cooperating_units))
    return replace(task, lead_units=first, responsible_units=rest)


def _title(parts: Sequence[PartRead]) -> str:
    """The title of the thing issued, or of the annex that alone holds the tasks."""
    titled = [part for part in parts if part.part.title]
    if not titled:
        return _table_title([part.part for part in parts])
    holding = next((part for part in titled if part.tasks), None)
    first = titled[0]
    if first.part.notice and first.part.sends_out and (holding is None or holding.part.title != first.part.title):
        things = [part for part in titled[1:] if part.part.title == first.part.title]
        return first.part.title if not holding or not things or things[0].tasks else holding.part.title
    return (holding or first).part.title


def _table_title(parts: Sequence[Part]) -> str:
    """The title a table holds above its head: the first row that says one thing only."""
    for item in (item for part in parts for item in part.items):
        if isinstance(item, Table) and (head := head_of(item.rows)):
            for row in item.rows[: head[0]]:
                said = {cell.text.strip() for cell in row.cells if cell.text.strip()}
                if len(said) == 1 and not (text := "".join(said.pop().split())).startswith("附"):
                    return bare_title(text)
    return ""


def _doubts(parts: Sequence[PartRead]) -> list[Doubt]:
    if not any(part.tasks for part in parts):
        return [Doubt("tasks-none", "没有读到任务：正文和表格中均未见责任字段，也未见主要任务、措施一类的章节")]
    return list(dict.fromkeys(doubt for part in parts for doubt in part_doubts(part)))
