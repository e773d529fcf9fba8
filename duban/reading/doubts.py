"""What a person must look at in a plan that was read (存疑): each with its place and what was done about it.

Dates that do not exist are found in dates.py; units that a register does not hold, where the register is known.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from duban.plan import Doubt, Due, PlannedTask
from duban.reading.columns import Column, Head
from duban.reading.dates import find_dues, read_deadline
from duban.reading.labels import Role
from duban.reading.tasks import Read, text_of, title_of
from duban.reading.tree import Node

_LOOKS_ASSIGNED = re.compile(
    r"(?:责任|牵头|配合|主办|协办|承办)(?:单位|部门|领导|科室)\s*[:：]"
    r"|[（(〔][^（()）〕]{2,60}(?:牵头|负责|配合)[^（()）〕]{0,12}[）)〕]\s*[。；]?$"
)
_DATED = re.compile(r"(?:19|20)\d{2}|十[二三四五]五")


def task_doubts(reads: Sequence[tuple[str, Read]]) -> Iterator[Doubt]:
    """Yield what is missing in the tasks, each with the place of its task: units, leaders, deadlines, numbers."""
    tasks = [read.task for _, read in reads]
    led, dated = any(task.leaders for task in tasks), any(map(_is_dated, tasks))
    if tasks and not led:
        yield Doubt("leaders-none", "全文没有写明责任领导")
    if tasks and not dated:
        yield Doubt("deadlines-none", "全文没有写明完成时限")
    for place, read in reads:
        task = read.task
        name = f"“{task.number} {task.title}”" if task.number else f"“{task.title}”"
        if not (task.lead_units or task.responsible_units or task.cooperating_units):
            yield Doubt("unit-missing", f"任务{name}没有写明责任单位", place)
        if led and not task.leaders:
            yield Doubt("leader-missing", f"任务{name}没有写明责任领导", place)
        if dated and not _is_dated(task):
            yield Doubt("deadline-missing", f"任务{name}没有写明完成时限", place)
        if read.node.mark is None and read.node.label is None:
            yield Doubt("heading-lost", f"任务“{task.title}”前的标题或编号似已遗失，编号只写到“{task.number}”", place)
    yield from _numbers(reads)
    yield from _groups(tasks)


def _is_dated(task: PlannedTask) -> bool:
    return bool(task.due or any(step.due for step in task.steps))


def _numbers(reads: Sequence[tuple[str, Read]]) -> Iterator[Doubt]:
    """Numbers that stand twice, and numbers left out between two neighbours under one heading."""
    seen = Counter((id(read.node.parent), read.task.number) for _, read in reads if read.node.mark)
    for (_, number), count in seen.items():
        if count > 1:
            yield Doubt("number-twice", f"编号“{number}”出现{count}次")
    for (_, before), (place, read) in pairwise(reads):
        here, there = before.node.mark, read.node.mark
        beside = before.node.parent is read.node.parent and here and there and here.kind == there.kind
        if beside and here and there and there.ordinal > here.ordinal + 1:
            yield Doubt(
                "number-missing", f"“{before.task.number}”之后直接是“{read.task.number}”，中间的编号缺失", place
            )


def _groups(tasks: Sequence[PlannedTask]) -> Iterator[Doubt]:
    units = [name for task in tasks for name in (*task.lead_units, *task.responsible_units, *task.cooperating_units)]
    groups = list(dict.fromkeys(name for name in units if name.startswith(("各", "有关", "相关", "其他"))))
    if groups:
        yield Doubt("group-open", f"集体名称{'、'.join(f'“{name}”' for name in groups)}须按单位名录展开")


def date_doubts(reads: Sequence[tuple[str, Read]], year: int | None) -> Iterator[Doubt]:
    """Yield the dates that do not exist, deadlines that give no date, and the year that was carried to dates without one."""
    carried: list[str] = []
    for place, read in reads:
        task = read.task
        for run in read.runs:
            for field in run.fields:
                if field.role is Role.DUE:
                    yield from (
                        Doubt(doubt.code, doubt.text, place) for doubt in read_deadline(field.text, year).doubts
                    )
            text = "".join(piece.text for piece in run.pieces) + "".join(map(text_of, run.children))
            yield from (Doubt(doubt.code, doubt.text, place) for doubt in find_dues(text, year).doubts)
        dues = [*task.due, *(due for step in task.steps for due in step.due)]
        unknown = (due for due in dues if due.kind == "by" and due.end is None)
        yield from (Doubt("year-unknown", f"时限“{due.text}”没有年份，无从推定", place) for due in unknown)
        carried += [due.text for due in dues if _carries_year(due)]
    if carried and year:
        yield Doubt("year-carried", f"{len(carried)}处时限没有写年份，按上文所写年份或{year}年计，如“{carried[0]}”")


def _carries_year(due: Due) -> bool:
    return due.kind in ("by", "window") and due.end is not None and not _DATED.search(due.text)


def text_doubts(root: Node) -> Iterator[Doubt]:
    """Yield the texts that look as if they said who does what, but were not read so."""
    for node in root.walk():
        for run in node.runs:
            for piece in run.pieces:
                if found := _LOOKS_ASSIGNED.search(piece.text):
                    said = piece.text[max(0, found.start() - 12) : found.end() + 12]
                    yield Doubt(
                        "field-unused", f"“{title_of(said)}”像是责任分工，未作为责任字段读取", f"第{piece.line[0]}行"
                    )
        yield from _unassigned(node)


def _unassigned(node: Node) -> Iterator[Doubt]:
    """The items without responsibility fields whose neighbours have them."""
    without = [child for child in node.children if not any(below.carries for below in child.walk())]
    if len(without) * 2 >= len(node.children):
        return
    for child in without:
        text = f"“{'/'.join(child.chain())}”没有责任字段，同级各项多有，未列为任务"
        yield Doubt("item-unassigned", text, f"第{child.runs[0].lines[0]}行")


def head_doubts(head: Head, place: str) -> Iterator[Doubt]:
    """Yield the columns of a table that were not understood."""
    for column, text in zip(head.columns, head.texts, strict=True):
        if column is Column.UNKNOWN and text.strip():
            yield Doubt("column-unknown", f"表头“{''.join(text.split())}”含义不明，该列未读取", place)
