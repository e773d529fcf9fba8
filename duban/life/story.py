"""One task's whole story (办理纪实): everything that happened to it, in order of time, as lines a person can read."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from duban.life.act import Act, Proof
from duban.life.catalogue import SUBJECTS, kind_of
from duban.life.entering import number_of
from duban.life.findings import locked
from duban.life.history import Entry, History
from duban.life.rights import RIGHTS
from duban.life.state import state_of
from duban.life.task_kinds import as_act


class Line(NamedTuple):
    """One line of a story: the day, who did it (and for which unit the office wrote it down), what, on what basis, with which files.

    `order` is the place among the campaign's facts and acts, 0 for what the system itself did that day.
    """

    on: date
    order: int
    who: str
    what: str
    basis: str = ""
    files: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the line as JSON would hold it."""
        return self._asdict() | {"on": self.on.isoformat(), "files": list(self.files)}


class Story(NamedTuple):
    """A task's story: its number and title, each unit with its role and state on the last day, and the lines."""

    number: str
    title: str
    units: tuple[tuple[str, str, str], ...]
    lines: tuple[Line, ...]


def story(history: History, number: str, besides: Iterable[Line] = ()) -> Story:
    """Return the story of a task up to the history's last day; `besides` are lines from elsewhere: reminders, months, the plan."""
    state = history.case.ledger.tasks[number]
    lines = [*besides, *_from_entries(history, number), *_from_acts(history, number)]
    units = tuple((unit, own.role, state_of(history, number, unit)) for unit, own in state.assignments.items())
    return Story(number, state.task.title, units, tuple(sorted(lines, key=lambda line: (line.on, line.order))))


def _from_entries(history: History, number: str) -> Iterator[Line]:
    for entry in history.facts(number):
        act = as_act(entry.fact, entry.by, entry.on_behalf_of)
        yield Line(act.on, act.order, _who(entry), sentence(act), act.basis or "", _names(entry.proofs))


def _who(entry: Entry) -> str:
    if entry.on_behalf_of and entry.on_behalf_of != entry.by:
        how = "收件" if entry.from_paper else "代录"
        return f"{entry.on_behalf_of}（{entry.by}{how}）"
    return entry.fact.by or entry.by


def _from_acts(history: History, number: str) -> Iterator[Line]:
    entries, hidden = _entered_as(history, number), locked(history)
    matters = _opened_on(history, number)
    for act in history.acts:
        if act.subject == "finding" and act.key in hidden:
            continue
        own = act.key == number if act.subject == "task" else act.subject == "entry" and act.key in entries
        own = own or (act.subject, act.key) in matters
        if own or _mentions(act, number):
            who = f"{act.on_behalf_of}（{act.by}代录）" if act.on_behalf_of else act.by
            yield Line(act.on, act.order, who, sentence(act), act.basis or "", _names(act.proofs))


def _opened_on(history: History, number: str) -> frozenset[tuple[str, str]]:
    """Return the matters opened on a task: its parts, cases, findings, signed papers, what a stock-take decided about it."""
    return frozenset(
        (act.subject, act.key)
        for act in history.acts
        if act.told("task") == number and (kind := kind_of(act)) is not None and (kind.opens or act.subject == "paper")
    )


def _mentions(act: Act, number: str) -> bool:
    return number in {*(act.told(name) for name in ("task", "from", "follows")), *act.names("into")}


def _entered_as(history: History, number: str) -> frozenset[str]:
    """Return the proposals a task was entered from (立项)."""
    return frozenset(act.key for act in history.of("entry") if act.do == "enter" and number_of(act) == number)


def _names(proofs: Iterable[Proof]) -> tuple[str, ...]:
    return tuple(f"{proof.name}〔{proof.sha256[:12]}〕" for proof in proofs)


def _told(title: str, value: str) -> str:
    # 拟延至、准延至: a title that leads over to its value needs no colon.
    return title + ("" if title.endswith("至") else "：") + value


def sentence(act: Act) -> str:
    """Return what an act did as one clause: the unit, the act, its details by their titles.

    >>> from datetime import date
    >>> sentence(Act(1, date(2026, 3, 9), "task", "1", "report", "甲乡", unit="甲乡", detail={"progress": "40"}))
    '甲乡反馈进展（进度：40）'
    """
    kind = kind_of(act)
    title = kind.title if kind else act.do
    told = [_told(field.title, act.told(field.name)) for field in (kind.fields if kind else ()) if act.told(field.name)]
    matter = _matter(act)
    unit = act.unit or ""
    own = kind is None or bool(RIGHTS[kind.right].unit)
    towards = unit if own or not unit else f"对{unit}"
    details = f"（{'，'.join(told)}）" if told else ""
    return f"{matter}{towards}{title}{details}"


def _matter(act: Act) -> str:
    """Return the name of the matter an act is about, nothing for the task whose story is told."""
    title = SUBJECTS[act.subject].title
    if act.subject == "task":
        return ""
    return f"{act.key}：" if act.key.startswith(title) else f"{title}{act.key}："
