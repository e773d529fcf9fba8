"""The parts of a review sheet (核对表) as values: headings, which cells are open, the rows as issued, the record of what was read.

As sheets of a workbook: review_xlsx. As tables of a Word form: review_docx. Back to a plan: returned_review, reviewed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from duban.documents.checklist_xlsx import row_proof
from duban.documents.review import Review, TaskRow
from duban.documents.review_cells import OPERATORS, dues_text, names_text, target_texts
from duban.documents.wording import plain
from duban.plan import Doubt, Plan, plan_from_json

YES, NO = "是", "否"
KEY, TAKEN, OPINION, READ, SET = "序", "采用", "核对意见", "纸面", "核定"
# The columns whose cells hold one of a few words.
CHOICES: Mapping[str, Sequence[str]] = {TAKEN: (YES, NO), "关系": OPERATORS}
FORM = "duban-review/2"
# Short of what a cell may hold that duban.reading takes.
_LONGEST_CELL = 29_000
_GUIDE = (
    "有{mark}的单元格可以改，其余请勿改动；不采用的行在“采用”栏填“否”，勿删行；漏读的任务填在“任务”末的空行，序号留空。"
    "存疑处写明核对意见即视为已核。改后存盘，用 duban adopt --reviewed 采用。"
)


class Column(NamedTuple):
    """One column: its heading, its width in characters, and the field a person may set in it ("" where none)."""

    heading: str
    width: int
    field: str = ""


class Part(NamedTuple):
    """One part of the sheet; the first column is the row's key, the first `closed` columns show the paper."""

    name: str
    closed: int
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in the order issued."""
        return tuple(column.heading for column in self.columns)


class PartRow(NamedTuple):
    """One row as it is issued; a doubtful one is shown as such."""

    cells: tuple[str, ...]
    doubtful: bool = False


DOUBTS = Part("存疑", 3, (Column(KEY, 5), Column("位置", 22), Column("存疑", 70), Column(OPINION, 40)))
DOCUMENT = Part("方案", 2, (Column("项目", 12), Column(READ, 60), Column(SET, 60)))
TASKS = Part(
    "任务",
    4,
    (
        Column(KEY, 5),
        Column("存疑", 22),
        Column("位置", 14),
        Column("原文", 60),
        Column(TAKEN, 6),
        Column("编号", 18, "number"),
        Column("任务", 28, "title"),
        Column("责任领导", 12, "leaders"),
        Column("牵头单位", 18, "lead_units"),
        Column("责任单位", 22, "responsible_units"),
        Column("配合单位", 22, "cooperating_units"),
        Column("时限", 18, "due"),
    ),
)
STEPS = Part(
    "分项",
    2,
    (
        Column(KEY, 6),
        Column("任务编号", 14),
        Column(TAKEN, 6),
        Column("分项", 80, "text"),
        Column("时限", 22, "due"),
    ),
)
TARGETS = Part(
    "目标",
    2,
    (
        Column(KEY, 5),
        Column("原文", 60),
        Column(TAKEN, 6),
        Column("指标", 26, "metric"),
        Column("关系", 7, "op"),
        Column("数值", 12, "value"),
        Column("单位", 8, "unit"),
        Column("时限", 20, "by"),
    ),
)
PARTS = (DOUBTS, DOCUMENT, TASKS, STEPS, TARGETS)


def guide(mark: str) -> str:
    """Return how a review sheet is filled in; `mark` says what open cells bear (底色、底纹)."""
    return _GUIDE.format(mark=mark)


def rows_of(part: Part, review: Review) -> list[PartRow]:
    """Return the rows of one part as they are issued, in words a paper can show."""
    rows = _ROWS[part.name](review)
    return [row._replace(cells=tuple(plain(text)[:_LONGEST_CELL] for text in row.cells)) for row in rows]


def task_cells(row: TaskRow) -> dict[str, str]:
    """Return the open cells of a task by field, as they are issued."""
    task = row.task
    names = ("leaders", "lead_units", "responsible_units", "cooperating_units")
    shown = {field: names_text(getattr(task, field)) for field in names}
    return {"number": task.number, "title": task.title, **shown, "due": dues_text(task.due)}


def _doubts(review: Review) -> Iterator[PartRow]:
    for at, doubt in enumerate(review.plan.doubts, 1):
        yield PartRow((str(at), doubt.place, doubt.text, ""), doubtful=True)


def _document(review: Review) -> Iterator[PartRow]:
    for _, heading, text in review.document:
        yield PartRow((heading, text or "—", text))


def _tasks(review: Review) -> Iterator[PartRow]:
    for row in review.rows:
        doubts = "\n".join(doubt.text for doubt in row.doubts)
        cells = (str(row.at), doubts, row.place, row.passage, YES, *task_cells(row).values())
        yield PartRow(cells, bool(row.doubts))


def _steps(review: Review) -> Iterator[PartRow]:
    for key, task, step in review.steps():
        yield PartRow((key, task.number, YES, step.text, dues_text(step.due)))


def _targets(review: Review) -> Iterator[PartRow]:
    for at, target in enumerate(review.plan.targets, 1):
        yield PartRow((str(at), target.text, YES, *target_texts(target)))


_ROWS = {
    DOUBTS.name: _doubts,
    DOCUMENT.name: _document,
    TASKS.name: _tasks,
    STEPS.name: _steps,
    TARGETS.name: _targets,
}


class Record(NamedTuple):
    """What a sheet carries unseen: the file that was read, the plan read from it, and by part the mark of every row by its key."""

    name: str
    sha256: str
    paper: Plan
    marks: Mapping[str, Mapping[str, str]]


def closed_mark(part: Part, cells: Mapping[str, str]) -> str:
    """Return the mark of a row's closed cells, given by heading; white space does not count."""
    return row_proof(plain(cells[heading]) for heading in part.headings[: part.closed])


def record_value(review: Review) -> dict[str, Any]:
    """Return a review's record as a JSON value: what the paper said, whatever becomes of the open cells."""
    marks = {
        part.name: {
            row.cells[0]: closed_mark(part, dict(zip(part.headings, row.cells, strict=True)))
            for row in rows_of(part, review)
        }
        for part in PARTS
    }
    doubts = [[doubt.code, doubt.text, doubt.place] for doubt in review.plan.doubts]
    return {
        "form": FORM,
        "name": review.name,
        "sha256": review.sha256,
        "plan": review.plan.as_json(),
        "doubts": doubts,
        "marks": marks,
    }


def record_from(value: Any) -> Record | None:
    """Return the record a JSON value stands for, None where it is none of ours."""
    try:
        if value["form"] != FORM:
            return None
        paper = plan_from_json(value["plan"])
        doubts = tuple(Doubt(*doubt) for doubt in value["doubts"])
        marks = {part.name: dict(value["marks"][part.name]) for part in PARTS}
        return Record(value["name"], value["sha256"], replace(paper, doubts=doubts), marks)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
