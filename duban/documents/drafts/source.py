"""What a paper is drafted from (起草所据): the history up to a day, what the record holds beside it, and which matter is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypeVar

from duban.documents.paper import Paper
from duban.errors import UsageError
from duban.life.act import Act, Proof
from duban.life.batches import Batch, batches
from duban.life.findings import findings, told_of
from duban.life.history import History
from duban.months import Month
from duban.rules.explanation import Explanation
from duban.rules.result import MonthResult

# As many choices as a person reads.
_MOST = 20
_T = TypeVar("_T")

MARK = "送审稿"
PLANS = 2
"""The section of the compilation that holds the plans."""


class Final(NamedTuple):
    """A draft as it is to be signed: what it is on (the register's `about`), the paper under its number on the day it is signed.

    `unit` is whom it goes to, None for none or several; `task` the task it is on, where it is on one.
    """

    about: str
    make: Callable[[str, date | None], Paper]
    unit: str | None = None
    task: str = ""


class Draft(NamedTuple):
    """A drafted paper and the name it is filed under, without an ending; `final` is how it is signed, None where it is no such paper."""

    name: str
    paper: Paper
    final: Final | None = None


def unsigned(name: str, final: Final) -> Draft:
    """Return the draft of a paper to be signed, without number and day, marked as a draft."""
    return Draft(name, replace(final.make("", None), mark=MARK), final)


class Filed(NamedTuple):
    """A paper in the record: its section in the compilation (1–8), title, number, day; a plan in force is what others rest on.

    A signed paper has the `kind` and `about` of the register. `file` is the name its bytes go under, `sha256` their digest.
    """

    section: int
    title: str
    number: str = ""
    day: date | None = None
    in_force: bool = False
    kind: str = ""
    about: str = ""
    file: str = ""
    sha256: str = ""


class JudgedMonth(NamedTuple):
    """A recorded month with the explanation of every unit."""

    month: Month
    result: MonthResult
    told: tuple[Explanation, ...]


class Urged(NamedTuple):
    """A reminder that went out for something already late: the unit, the node, the date then in force."""

    unit: str
    node: str
    limit: date


@dataclass(frozen=True)
class Source:
    """A history that ends with its last day, who issues, and the `key` (编号) and unit asked for, empty and None for the whole.

    `contact` is the office's telephone; `filed`, `urged` (of the task asked for) and `judged` come from outside the history.
    """

    history: History
    issuer: str
    key: str = ""
    unit: str | None = None
    filed: tuple[Filed, ...] = ()
    urged: tuple[Urged, ...] = ()
    judged: JudgedMonth | None = None
    contact: str = ""

    @property
    def title(self) -> str:
        """The campaign's title."""
        return self.history.campaign.title

    @property
    def day(self) -> date:
        """The day the drafts stand on."""
        return self.history.today

    @property
    def basis(self) -> str:
        """The plan in force, as a paper names it."""
        return "、".join(
            f"《{one.title}》{f'（{one.number}）' if one.number else ''}" for one in self.filed if one.in_force
        )


Maker = Callable[[Source], tuple[Draft, ...]]


class Evidence(NamedTuple):
    """A file that came with a fact or act: the task it is for (empty for none), its unit and day, and the act it came with."""

    task: str
    proof: Proof
    unit: str
    on: date
    subject: str
    order: int


def evidence(source: Source) -> Iterator[Evidence]:
    """Yield the files in the record, each once a task and unit, those of the unit asked for; clues of offences have none."""
    told = {one.key: one.opening.told("task") for one in told_of(findings(source.history), source.unit)}
    hidden = {sheet.order for batch in batches(source.history) for sheet in locked_sheets(source.history, batch)}
    seen: set[tuple[str, ...]] = set()
    for one in _all(source.history, told):
        place = (one.task, one.unit, one.proof.name, one.proof.sha256)
        if source.unit in (None, one.unit) and place not in seen and one.order not in hidden:
            seen.add(place)
            yield one


def _all(history: History, told: Mapping[str, str]) -> Iterator[Evidence]:
    for entry in history.entries:
        fact = entry.fact
        for proof in entry.proofs:
            yield Evidence(fact.task or "", proof, fact.unit or "", fact.on, "task", fact.order)
    for act in history.acts:
        if act.subject == "finding" and act.key not in told:
            continue
        task = {"task": act.key, "finding": told.get(act.key, "")}.get(act.subject, act.told("task"))
        for proof in act.proofs:
            yield Evidence(task, proof, act.unit or "", act.on, act.subject, act.order)


def locked_sheets(history: History, batch: Batch) -> tuple[Act, ...]:
    """Return the worksheets of a batch that a clue of an offence rests on: all made at its unit where it names none."""
    clues = [one for one in findings(history) if one.is_locked and one.opening.told("batch") == batch.key]
    return tuple(
        sheet
        for place, sheet in enumerate(batch.sheets, 1)
        if any(one.unit == sheet.unit and one.opening.told("sheet") in ("", str(place)) for one in clues)
    )


def pick(key: str, among: Mapping[str, _T], what: str) -> _T:
    """Return what a key means; UsageError with the choices where it means nothing or is missing."""
    if key in among:
        return among[key]
    if not among:
        raise UsageError(f"台账中没有{what}")
    listed = "、".join(list(among)[:_MOST]) + (f"等{len(among)}项" if len(among) > _MOST else "")
    raise UsageError(f"没有{what}“{key}”" if key else f"未写明{what}", remedy=f"可写：{listed}")
