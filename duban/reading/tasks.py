"""The tree of a plan's items → its tasks: which items are tasks, their titles, numbers, fields, dues and steps.

The tree comes from outline.py; rows of tables are tables.py's, lists of units and their duties duties.py's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duban.plan import Due, PlannedTask, Step
from duban.reading.chapters import holds_no_tasks, holds_tasks, is_report, looks_ahead
from duban.reading.clauses import clauses_of
from duban.reading.dates import find_dues, read_deadline
from duban.reading.labels import RESPONSIBILITY, TEXT_ROLES, Role, label_of
from duban.reading.marks import ARABIC, CIRCLED, POINT
from duban.reading.meta import year_of
from duban.reading.roles import Field, merged
from duban.reading.tree import Node, Piece, Run


@dataclass(frozen=True, slots=True)
class Read:
    """A task, the item it was read from, and the runs of its text."""

    task: PlannedTask
    node: Node
    runs: tuple[Run, ...]


def read_tasks(root: Node, year: int | None, title: str = "") -> list[Read]:
    """Return the tasks of one part of a plan, in document order.

    Where an item carries responsibility fields, such items are the tasks; where none does, the lowest headings of the chapters
    that hold tasks are. `year` is the plan's, for dates without one; `title` tells a report from a plan.
    """
    if any(node.carries for node in root.walk()):
        return [read for node in root.walk() for read in _carried(node, year)]
    return [
        Read(_task(node, _together(node.runs), (), year_for(node, year)), node, tuple(node.runs))
        for node in _unnamed(root, title)
    ]


def names_somebody(task: PlannedTask) -> bool:
    """Return whether a task has a leader or a unit."""
    return bool(task.leaders or task.lead_units or task.responsible_units or task.cooperating_units)


def item_tasks(node: Node, year: int | None) -> list[Read]:
    """Return the tasks an item known to be one stands for (a table's row, a unit's duty): one for each closed run."""
    return [
        Read(_task(node, run, (), year), node, origins)
        for run, origins in _closed_runs(node)
        if run.pieces or run.children
    ]


def year_for(node: Node, year: int | None) -> int | None:
    """Return the year for an item's dates: of the nearest heading above it that names one (三、2017年工作计划), else the plan's."""
    above = node.parent
    while above:
        heading = above.heading
        if (
            above.mark
            and len(heading) <= 30
            and "。" not in heading
            and (said := year_of(heading))
            and (year is None or said >= year)
        ):
            return said
        above = above.parent
    return year


def _carried(node: Node, year: int | None) -> Iterator[Read]:
    """The tasks an item is: one for each run of text its fields close."""
    if any(below.carries for child in node.children for below in child.walk()):
        return
    for run, origins in _closed_runs(node):
        if run.carries and (run.pieces or run.children):
            yield Read(_task(node, run, _inherited(node), year_for(node, year)), node, origins)


def _closed_runs(node: Node) -> list[tuple[Run, tuple[Run, ...]]]:
    """The runs of an item that fields close; one that none closes, or that adds to a heading's, belongs to the one before it.

    Text outside all items is no run's: only the paragraph that fields close, and a heading right above it, are.
    """
    groups: list[list[Run]] = []
    for run in node.runs:
        if node.parent is None and not run.carries:
            groups.append([run])
        elif groups and (_goes_on(groups[-1], run) or (node.parent is None and _heads(groups[-1]))):
            groups[-1].append(run)
        else:
            groups.append([run])
    return [(_together(group), tuple(group)) for group in groups]


def _goes_on(group: Sequence[Run], run: Run) -> bool:
    """Whether a run belongs to the task before it: nothing closes it, or it only adds other roles to a heading's."""
    if not run.carries:
        return True
    roles = set[Role]().union(*(item.roles for item in group))
    return not run.roles & roles and (_heads(group) or not run.pieces)


def _heads(group: Sequence[Run]) -> bool:
    """Whether a task so far is a heading alone."""
    pieces = [piece for item in group for piece in item.pieces]
    if len(pieces) != 1 or any(item.children for item in group):
        return False
    return len(pieces[0].text) <= 40 and not _SENTENCE_END.search(pieces[0].text)


def _together(runs: Sequence[Run]) -> Run:
    content = [item for run in runs for item in run.content]
    first = min((run.lines[0] for run in runs if run.lines[0]), default=0)
    return Run(content, runs[0].bracket, (first, max(run.lines[1] for run in runs)), runs[0].given)


def _inherited(node: Node) -> tuple[Field, ...]:
    """What the headings above an item say once for all items under them."""
    fields: list[Field] = []
    above = node.parent
    while above and above.parent:
        said = {item.role for item in fields}
        fields += [item for item in above.run.fields if item.role in RESPONSIBILITY and item.role not in said]
        above = above.parent
    return tuple(fields)


def _task(node: Node, run: Run, above: tuple[Field, ...], year: int | None) -> PlannedTask:
    own = {item.role for item in run.fields if item.names}
    fields = [*run.fields, *(item for item in above if item.role not in own), *run.given]
    due, steps = _dues_and_steps(run, year)
    return PlannedTask(
        number="/".join(node.chain()),
        title=_title(run),
        leaders=merged(fields, Role.LEADER),
        lead_units=merged(fields, Role.LEAD),
        responsible_units=merged(fields, Role.RESPONSIBLE),
        cooperating_units=merged(fields, Role.COOPERATING),
        due=due,
        steps=steps,
        lines=run.lines,
    )


_CLAUSE_END = re.compile(r"[，,。；;：:！!？?]")
_SENTENCE_END = re.compile(r"[。；;！!]")


def title_of(text: str) -> str:
    """Return the first clause of a text, brackets and quotes kept whole, without white space.

    >>> title_of("加大简政放权力度。凡是该放的权一律放到位"), title_of("“两免一补”（含午餐，全年）全覆盖，惠及全县")
    ('加大简政放权力度', '“两免一补”（含午餐，全年）全覆盖')
    """
    plain, depth, passed = "".join(text.split()), 0, 0
    for at, char in enumerate(plain[:200]):
        if char in "（(《“〔「【":
            depth += 1
        elif char in "）)》”〕」】":
            depth = max(0, depth - 1)
        elif char in "，,。；;！!" and depth == 0 and at > 0:
            return plain[:at]
        passed = at
    return plain.rstrip("：:") if passed < 199 else _CLAUSE_END.split(plain, maxsplit=1)[0]


def _title(run: Run) -> str:
    pieces = run.pieces
    if not pieces:
        return title_of("".join(text_of(child) for child in run.children[:1]))
    first = pieces[0]
    plain = "".join(first.text.split())
    alone = not _SENTENCE_END.search(plain) and (len(pieces) > 1 or run.fields or run.children)
    return plain.rstrip("：:") if first.heading and alone and len(plain) <= 60 else title_of(plain)


def text_of(node: Node) -> str:
    """Return an item's text with everything under it, the numbers of deeper items kept, its own left out.

    Fields are no text.
    """
    parts: list[str] = []
    for run in node.runs:
        for item in run.content:
            if isinstance(item, Piece):
                parts.append(item.text)
            elif isinstance(item, Node):
                parts.append((item.mark.written if item.mark else "") + text_of(item))
    return "".join("".join(parts).split())


def _dues_and_steps(run: Run, year: int | None) -> tuple[tuple[Due, ...], tuple[Step, ...]]:
    """What dates a task and its steps: the label's date; else the only dated clause; several dated clauses are steps."""
    texts = [piece.text for piece in run.pieces if piece.label is not Role.GOAL]
    own = _flowing(texts)
    dated = find_dues(own, year)
    labelled = [
        due.due
        for item in run.fields
        if item.role is Role.DUE
        for due in read_deadline(item.text, year, dated.named).dues
    ]
    items = tuple(_steps(_listed(run.children), year, dated.named))
    clauses = clauses_of(own, dated.dues)
    if items:
        return tuple(labelled) or tuple(due for clause in clauses for due in clause.dues), items
    steps = tuple(Step(clause.text, clause.dues) for clause in clauses)
    if labelled:
        return tuple(labelled), steps
    if len(steps) == 1:
        return steps[0].due, ()
    return (), steps


def _listed(children: Sequence[Node]) -> list[Node]:
    """The items under a task; a heading that only says what follows (整改措施) gives its own items, one of a goal none."""
    listed: list[Node] = []
    for child in children:
        role = _said_role(child)
        listed += child.children if role is Role.CONTENT and child.children else [] if role is Role.GOAL else [child]
    return listed


def _said_role(node: Node) -> Role | None:
    label = label_of(node.heading.strip("：:。 "))
    return label.role if label and label.role in TEXT_ROLES else None


def _flowing(texts: list[str]) -> str:
    """Pieces as one text; a heading without a full stop ends its sentence."""
    return "".join(
        text if text[-1:] in "。；;！!？?：:，," else text + "\n" for text in ("".join(text.split()) for text in texts)
    )


def _steps(children: Sequence[Node], year: int | None, named: int | None) -> Iterator[Step]:
    for child in children:
        text = text_of(child)
        found = find_dues(text, year, named)
        named = found.named
        said = [item.text for run in child.runs for item in run.fields if item.role is Role.DUE]
        labelled = tuple(due.due for field in said for due in read_deadline(field, year, named).dues)
        yield Step(text.rstrip("；;"), labelled or tuple(due.due for due in found.dues))


def _unnamed(root: Node, title: str) -> Iterator[Node]:
    """The lowest headings of the chapters that hold tasks, in a plan whose measures name nobody."""
    chapters = [child for child in root.children if child.mark]
    if is_report(title):
        chosen = [node for node in chapters if looks_ahead(node.heading)]
    else:
        chosen = [node for node in chapters if holds_tasks(node.heading)] or [
            node
            for node in chapters
            if not holds_no_tasks(node.heading) and any(_is_heading(child) for child in node.children)
        ]
    for chapter in chosen:
        yield from _lowest(chapter)


def _lowest(node: Node) -> Iterator[Node]:
    """The lowest headings under a node; beside one heading its neighbours are headings too."""
    listed = [child for child in node.children if _may_head(child)]
    if not any(_is_heading(child) for child in listed):
        yield node
        return
    for child in listed:
        yield from _lowest(child)


def _may_head(node: Node) -> bool:
    return not (node.mark is None or node.mark.kind in (CIRCLED, POINT) or node.inline or _said_role(node))


def _is_heading(node: Node) -> bool:
    """Whether an item is a heading rather than a listed sentence: it names its matter and says more below or behind it."""
    if node.mark is None or not _may_head(node):
        return False
    text = "".join(node.heading.split())
    first = _SENTENCE_END.split(text, maxsplit=1)[0]
    more = len(node.runs[0].pieces) > 1 or bool(node.children) or len(text) > len(first) + 1
    if node.mark.kind < ARABIC:
        return bool(text)
    return len(first) <= 40 and (more or first == text)
