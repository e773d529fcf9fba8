"""A corrected review sheet back to a plan: what the person set, beside what the paper said. The file itself: returned_review."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from duban.documents import review_parts as form
from duban.documents.returned_review import Entry, Returned, returned_review
from duban.documents.review import Review, TaskRow
from duban.documents.review_cells import Deadlines, Unclear, dues_text, same_words, target_texts, value_of
from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.plan import Doubt, Due, Plan, PlannedTask, Step, Target
from duban.reading.source import Source

Value = TypeVar("Value", PlannedTask, Step, Target)

_REMEDY = "请在原核对表上改正后重新提交"
_FIELDS = {
    kind: tuple((column.heading, column.field) for column in part.columns if column.field)
    for kind, part in ((PlannedTask, form.TASKS), (Step, form.STEPS), (Target, form.TARGETS))
}


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


def read_review(source: Source, content: bytes) -> Reviewed:
    """Return the plan a corrected review sheet stands for (核对表), workbook or Word form.

    `source` is the file as duban.reading read it, `content` its bytes. InputRefused E130 where it is no review sheet, E131 with
    all headings, rows and cells that cannot be understood.
    """
    returned = returned_review(source, content)
    _refuse(returned.faults)
    reading = _Reading(returned)
    plan = replace(
        reading.document(),
        tasks=tuple(reading.tasks()),
        targets=tuple(reading.targets()),
        doubts=(*reading.doubts(), *returned.doubts),
    )
    _refuse(reading.faults)
    record = returned.record
    return Reviewed(record.name, record.sha256, record.paper, plan, tuple(reading.corrections))


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise InputRefused(f"核对表有 {len(faults)} 处无法采用：{'；'.join(faults)}", code="E131", remedy=_REMEDY)


@dataclass
class _Reading:
    """The rows beside what was read; faults and corrections gather on the way."""

    returned: Returned
    faults: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)

    @property
    def paper(self) -> Plan:
        """The plan as it was read."""
        return self.returned.record.paper

    def document(self) -> Plan:
        """Return the paper's plan with the document's own fields as set."""
        plan = self.paper
        rows = self._keyed(form.DOCUMENT)
        for name, heading, read in Review(plan, "", "", ()).document:
            entry = rows.get(heading)
            if entry and self._changed(entry, heading, read, entry.cells[form.SET]):
                plan = replace(plan, **{name: self._value(entry, form.SET, name)})
        return plan

    def tasks(self) -> Iterator[PlannedTask]:
        """Yield the tasks that are kept, in the plan's order, then those the person added."""
        rows = self._keyed(form.TASKS)
        steps = self._kept_steps()
        for at, task in enumerate(self.paper.tasks, 1):
            entry = rows.get(str(at))
            if entry and self._taken(entry, task.title):
                issued = form.task_cells(TaskRow(at, task, "", "", ()))
                yield replace(self._fields(entry, task, issued), steps=tuple(steps.get(at, ())))
        yield from self._added_tasks()

    def targets(self) -> Iterator[Target]:
        """Yield the targets that are kept."""
        rows = self._keyed(form.TARGETS)
        for at, target in enumerate(self.paper.targets, 1):
            entry = rows.get(str(at))
            if entry and self._taken(entry, target.text):
                names = [name for _, name in _FIELDS[Target]]
                yield self._fields(entry, target, dict(zip(names, target_texts(target), strict=True)))

    def doubts(self) -> Iterator[Doubt]:
        """Yield the doubts nobody has given an opinion on."""
        rows = self._keyed(form.DOUBTS)
        for at, doubt in enumerate(self.paper.doubts, 1):
            entry = rows.get(str(at))
            opinion = entry.cells[form.OPINION] if entry else ""
            if entry and opinion:
                self.corrections.append(Correction(entry.place, form.OPINION, str(doubt), opinion))
            else:
                yield doubt

    def _kept_steps(self) -> dict[int, list[Step]]:
        rows = self._keyed(form.STEPS)
        kept: dict[int, list[Step]] = {}
        for key, _, step in Review(self.paper, "", "", ()).steps():
            entry = rows.get(key)
            if entry and self._taken(entry, step.text):
                issued = {"text": step.text, "due": dues_text(step.due)}
                kept.setdefault(int(key.partition(".")[0]), []).append(self._fields(entry, step, issued))
        return kept

    def _fields(self, entry: Entry, value: Value, issued: Mapping[str, str]) -> Value:
        """Return a task, step or target with the fields set that were changed."""
        changes = {}
        for heading, name in _FIELDS[type(value)]:
            if self._changed(entry, heading, issued[name], entry.cells[heading]):
                known = () if isinstance(value, Target) else value.due
                changes[name] = self._value(entry, heading, name, known)
        return replace(value, **changes)

    def _value(self, entry: Entry, heading: str, name: str, known: Sequence[Due] = ()) -> Any:
        year = self.paper.issued_on.year if self.paper.issued_on else None
        value = value_of(name, entry.cells[heading], Deadlines(known, year))
        if isinstance(value, Unclear):
            self.faults.append(f"{entry.at(heading)}：{value.text}")
        return value

    def _taken(self, entry: Entry, title: str) -> bool:
        said = entry.cells[form.TAKEN]
        if said not in (form.YES, form.NO):
            self.faults.append(f"{entry.at(form.TAKEN)}：“采用”栏应填{form.YES}或{form.NO}，现为“{said[:20]}”")
        if said == form.NO:
            self.corrections.append(Correction(entry.place, form.TAKEN, title, "不采用"))
        return said != form.NO

    def _changed(self, entry: Entry, heading: str, read: str, text: str) -> bool:
        if same_words(plain(read), text):
            return False
        self.corrections.append(Correction(entry.place, heading, read, text))
        return True

    def _keyed(self, part: form.Part) -> dict[str, Entry]:
        """Return the rows of a part by key; a row taken out, doubled, unknown or altered where it shows the paper is a fault."""
        heading, marks = part.headings[0], self.returned.record.marks[part.name]
        called = "序号" if heading == form.KEY else heading
        found: dict[str, Entry] = {}
        for entry in self.returned.rows[part.name]:
            key = entry.cells[heading]
            if key in found:
                self.faults.append(f"{entry.at(heading)}：{called}“{key}”与{found[key].place}重复，请只留一行")
            elif key in marks:
                found[key] = entry
                if form.closed_mark(part, entry.cells) != marks[key]:
                    closed = "、".join(f"“{name}”" for name in part.headings[: part.closed])
                    self.faults.append(f"{entry.place}{closed}与下发的不符，请恢复，意见写在可改的栏内")
            elif key or part != form.TASKS:
                self.faults.append(f"{entry.at(heading)}：{called}“{key}”不是原有的")
        missing = [key for key in marks if key not in found]
        if missing:
            remedy = "，不采用的行应在“采用”栏填否" if form.TAKEN in part.headings else ""
            self.faults.append(f"“{part.name}”缺少{called}为 {'、'.join(missing[:5])} 的行{remedy}")
        return found

    def _added_tasks(self) -> Iterator[PlannedTask]:
        """Yield the tasks of the rows a person added: those without a key."""
        blank = dict.fromkeys((name for _, name in _FIELDS[PlannedTask]), "")
        for entry in self.returned.rows[form.TASKS.name]:
            if entry.cells[form.KEY] or entry.cells[form.TAKEN] == form.NO:
                continue
            if entry.cells["任务"]:
                yield self._fields(entry, PlannedTask("", ""), blank)
            elif any(entry.cells[heading] for heading, _ in _FIELDS[PlannedTask]):
                self.faults.append(f"{entry.at('任务')}：增加的行应写明任务")
