"""What a review sheet (核对表) says, before it is a workbook, a Word form or a page: each passage of the paper beside what was read.

Its parts as tables: review_parts. Page: review_html. A corrected sheet back to a plan: reviewed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from duban.documents.wording import day_text
from duban.plan import Doubt, Plan, PlannedTask, Step
from duban.reading.source import Line, Row, Source

_LONGEST_PASSAGE = 2_000
_NUMBERED_LINE = re.compile(r"第(\d+)行")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task beside its passage; `at` is its place in the plan, from 1."""

    at: int
    task: PlannedTask
    place: str
    passage: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A plan to be checked against its paper. `name` and `sha256` say which file was read."""

    plan: Plan
    name: str
    sha256: str
    rows: tuple[TaskRow, ...]

    def steps(self) -> Iterator[tuple[str, PlannedTask, Step]]:
        """Yield (key, task, step) of every step; the key is the task's place and the step's, as 3.2."""
        for at, task in enumerate(self.plan.tasks, 1):
            for number, step in enumerate(task.steps, 1):
                yield f"{at}.{number}", task, step

    @property
    def document(self) -> tuple[tuple[str, str, str], ...]:
        """(field, heading, what was read) of the document itself."""
        plan = self.plan
        return (
            ("title", "标题", plan.title),
            ("document_number", "发文字号", plan.document_number or ""),
            ("issuer", "发文机关", plan.issuer or ""),
            ("issued_on", "成文日期", day_text(plan.issued_on) if plan.issued_on else ""),
        )


def review_of(plan: Plan, source: Source, name: str = "", sha256: str = "") -> Review:
    """Return a plan's review, tasks with doubts first."""
    rows = []
    for at, task in enumerate(plan.tasks, 1):
        place, text = _passage(task, source)
        doubts = tuple(doubt for doubt in plan.doubts if _concerns(doubt, task, place))
        rows.append(TaskRow(at, task, place, text, doubts))
    return Review(plan, name, sha256, tuple(sorted(rows, key=lambda row: not row.doubts)))


def _concerns(doubt: Doubt, task: PlannedTask, place: str) -> bool:
    """Return whether a doubt's place is the task's: one of its lines, in the same table or sheet or in running text."""
    within, found = doubt.place.partition("第")[0], _NUMBERED_LINE.search(doubt.place)
    named = bool(task.number) and doubt.place == f"任务{task.number}"
    return named or bool(
        found and within == place.partition("第")[0] and task.lines[0] <= int(found[1]) <= task.lines[1]
    )


def _passage(task: PlannedTask, source: Source) -> tuple[str, str]:
    """Return (place, text) a task was read from: of the blocks that have its lines, the one that holds its title."""
    passages = list(_passages(task.lines, source))
    title = _bare(task.title)
    place, text = next((item for item in passages if title in _bare(item[1])), passages[0] if passages else ("", ""))
    return place, f"{text[:_LONGEST_PASSAGE]}……（后略，见原件）" if len(text) > _LONGEST_PASSAGE else text


def _passages(lines: tuple[int, int], source: Source) -> Iterator[tuple[str, str]]:
    first, last = lines
    wording = f"第{first}行" if first == last else f"第{first}—{last}行"
    text = [block.text for block in source.blocks if isinstance(block, Line) and first <= block.number <= last]
    if text:
        yield wording, "\n".join(text)
    unnamed = count(1)
    for block in source.blocks:
        if isinstance(block, Line):
            continue
        name = f"工作表“{block.name}”" if block.name else f"表格{next(unnamed)}"
        rows = [row for row in block.rows if first <= row.number <= last]
        if rows:
            yield f"{name}{wording}", "\n".join(map(_row_text, rows))


def _row_text(row: Row) -> str:
    return " │ ".join(" ".join(cell.text.split("\n")) for cell in row.cells if not cell.column_span)


def _bare(text: str) -> str:
    return re.sub(r"\s+|│", "", text)
