"""A corrected review workbook back to a plan: what the person set, beside what the paper said. Writing it lives in review_xlsx."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from duban.documents import review_xlsx as form
from duban.documents.review import Review, TaskRow
from duban.documents.review_cells import Deadlines, Unclear, dues_text, same_words, target_texts, value_of
from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.plan import Doubt, Due, Plan, PlannedTask, Step, Target, plan_from_json
from duban.reading.source import Line, Row, Source, Table

Value = TypeVar("Value", PlannedTask, Step, Target)

_REMEDY = "请在原核对表上改正后重新提交"


@dataclass(frozen=True, slots=True)
class Correction:
    """One thing a person set otherwise than it was read (更正): where, which field, the paper's words and the person's."""

    place: str
    field: str
    paper: str
    person: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan after its review: `paper` as read from the file `name`, `plan` as the person left it."""

    name: str
    sha256: str
    paper: Plan
    plan: Plan
    corrections: tuple[Correction, ...]


def read_review(source: Source) -> Reviewed:
    """Return the plan a corrected review workbook stands for (核对表); `source` is the workbook as duban.reading read it.

    InputRefused E130 where it is no review sheet, E131 with all cells that cannot be understood.
    """
    record = _record(source)
    paper = replace(plan_from_json(record["plan"]), doubts=tuple(Doubt(*doubt) for doubt in record["doubts"]))
    sheets = {block.name: block for block in source.blocks if isinstance(block, Table)}
    reading = _Reading(paper, sheets)
    plan = replace(
        reading.document(),
        tasks=tuple(reading.tasks()),
        targets=tuple(reading.targets()),
        doubts=tuple(reading.doubts()),
    )
    if reading.faults:
        text = "；".join(reading.faults)
        raise InputRefused(f"核对表有 {len(reading.faults)} 处无法采用：{text}", code="E131", remedy=_REMEDY)
    return Reviewed(record["name"], record["sha256"], paper, plan, tuple(reading.corrections))


def _record(source: Source) -> dict[str, Any]:
    pieces = dict(
        line.text.removeprefix(form.FORM).split(":", 1)
        for line in source.blocks
        if isinstance(line, Line) and line.text.startswith(form.FORM) and line.text.count(":") > 1
    )
    try:
        text = "".join(pieces[str(at)] for at in range(len(pieces)))
        record: dict[str, Any] = json.loads(base64.b64decode(text, validate=True))
    except (KeyError, ValueError, binascii.Error) as error:
        raise InputRefused(
            "不是核对表，或其中的原读记录已被改动", code="E130", remedy="请使用 duban read --review 生成的核对表"
        ) from error
    return record


@dataclass
class _Reading:
    """The sheets against what was read; faults and corrections gather on the way."""

    paper: Plan
    sheets: Mapping[str, Table]
    faults: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    def document(self) -> Plan:
        """Return the paper's plan with the document's own fields as set."""
        plan = self.paper
        written = {row.get("项目", ""): (place, row.get(form.SET, "")) for place, row in self._rows(form.DOCUMENT)}
        for name, heading, read in Review(plan, "", "", ()).document:
            place, text = written.get(heading, ("", read))
            if self._changed(place, heading, read, text):
                plan = replace(plan, **{name: self._value(place, name, text)})
        return plan

    def tasks(self) -> Iterator[PlannedTask]:
        """Yield the tasks that are kept, in the plan's order, then those the person added."""
        rows = self._keyed(form.TASKS, [str(at) for at in range(1, len(self.paper.tasks) + 1)])
        steps = self._kept_steps()
        for at, task in enumerate(self.paper.tasks, 1):
            place, row = rows.get(str(at), ("", None))
            if row is not None and self._taken(place, row, task.title):
                issued = form.task_cells(TaskRow(at, task, "", "", ()))
                yield replace(self._fields(place, row, task, issued), steps=tuple(steps.get(at, ())))
        for place, row in self._rows(form.TASKS):
            if not row.get(form.KEY) and row.get("任务"):
                issued = dict.fromkeys((column.field for column in form.TASK_COLUMNS if column.field), "")
                yield self._fields(place, row, PlannedTask("", ""), issued)

    def targets(self) -> Iterator[Target]:
        """Yield the targets that are kept."""
        rows = self._keyed(form.TARGETS, [str(at) for at in range(1, len(self.paper.targets) + 1)])
        for at, target in enumerate(self.paper.targets, 1):
            place, row = rows.get(str(at), ("", None))
            if row is not None and self._taken(place, row, target.text):
                fields = [column.field for column in form.TARGET_COLUMNS if column.field]
                issued = dict(zip(fields, target_texts(target), strict=True))
                yield self._fields(place, row, target, issued)

    def doubts(self) -> Iterator[Doubt]:
        """Yield the doubts nobody has given an opinion on."""
        rows = {row.get(form.KEY, ""): (place, row) for place, row in self._rows(form.DOUBTS)}
        for at, doubt in enumerate(self.paper.doubts, 1):
            place, row = rows.get(str(at), ("", {}))
            opinion = row.get(form.OPINION, "")
            if opinion:
                self.corrections.append(Correction(place, form.OPINION, str(doubt), opinion))
            else:
                yield doubt

    def _kept_steps(self) -> dict[int, list[Step]]:
        known = {key: (task, step) for key, task, step in Review(self.paper, "", "", ()).steps()}
        rows = self._keyed(form.STEPS, list(known))
        kept: dict[int, list[Step]] = {}
        for key, (_, step) in known.items():
            place, row = rows.get(key, ("", None))
            if row is not None and self._taken(place, row, step.text):
                issued = {"text": step.text, "due": dues_text(step.due)}
                kept.setdefault(int(key.partition(".")[0]), []).append(self._fields(place, row, step, issued))
        return kept

    def _fields(self, place: str, row: Mapping[str, str], value: Value, issued: Mapping[str, str]) -> Value:
        """Return a task, step or target with the fields set that were changed."""
        changes = {}
        columns = {PlannedTask: form.TASK_COLUMNS, Step: form.STEP_COLUMNS, Target: form.TARGET_COLUMNS}[type(value)]
        for column in columns:
            text = row.get(column.heading, "")
            if column.field and self._changed(place, column.heading, issued[column.field], text):
                known = () if isinstance(value, Target) else value.due
                changes[column.field] = self._value(place, column.field, text, known)
        return replace(value, **changes)

    def _value(self, place: str, name: str, text: str, known: Sequence[Due] = ()) -> Any:
        year = self.paper.issued_on.year if self.paper.issued_on else None
        value = value_of(name, text, Deadlines(known, year))
        if isinstance(value, Unclear):
            self.faults.append(f"{place}{value.text}")
        return value

    def _taken(self, place: str, row: Mapping[str, str], title: str) -> bool:
        said = row.get(form.TAKEN, "")
        if said not in (form.YES, form.NO):
            self.faults.append(f"{place}“采用”栏应填{form.YES}或{form.NO}")
        if said == form.NO:
            self.corrections.append(Correction(place, form.TAKEN, title, "不采用"))
        return said != form.NO

    def _changed(self, place: str, heading: str, read: str, text: str) -> bool:
        if same_words(plain(read), text):
            return False
        self.corrections.append(Correction(place, heading, read, text))
        return True

    def _keyed(self, name: str, keys: Sequence[str]) -> dict[str, tuple[str, Mapping[str, str]]]:
        """Return the rows of a sheet by key; a row taken out, doubled or unknown is a fault."""
        found: dict[str, tuple[str, Mapping[str, str]]] = {}
        for place, row in self._rows(name):
            key = row.get(form.KEY, "")
            if key and (key in found or key not in keys):
                self.faults.append(f"{place}序号“{key}”重复或不是原有的")
            elif key:
                found[key] = place, row
        missing = [key for key in keys if key not in found]
        if missing:
            self.faults.append(f"工作表“{name}”缺少序号为 {'、'.join(missing[:5])} 的行，不采用的行应在“采用”栏填否")
        return found

    def _rows(self, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        table = self.sheets.get(name)
        if table is None:
            return
        head, *rows = table.rows
        headings = [cell.text for cell in head.cells]
        for row in rows:
            yield f"工作表“{name}”第{row.number}行", _cells(headings, row)


def _cells(headings: Sequence[str], row: Row) -> dict[str, str]:
    return {heading: cell.text for heading, cell in zip(headings, row.cells, strict=True)}
