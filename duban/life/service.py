"""What acts leave of a log of cases (办件): each with its clock, and how a standing duty is kept. Which may follow which: cases.py."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.clocks import Limit, Reading, Stop, limit_of, read
from duban.plan import Due
from duban.rules.campaign import CampaignTask
from duban.rules.ledger import Ledger


@dataclass(frozen=True, slots=True)
class ServiceCase:
    """One case of a standing duty (办件) as it stands; a voided one counts nowhere."""

    key: str
    task: str
    unit: str
    matter: str
    limit: Limit
    opened: datetime
    stops: tuple[Stop, ...] = ()
    closed: datetime | None = None
    void: bool = False

    def reading(self, ledger: Ledger, at: datetime) -> Reading:
        """Return what its clock says: at its closing, or at a moment while it is open."""
        return read(ledger, self.limit, self.opened, self.stops, self.closed or at)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case with what its clock says; `standing` is 按时办结, 逾期办结, 在办, 逾期未结 or 停止计时."""

    case: ServiceCase
    reading: Reading
    standing: str


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """How one unit keeps one standing duty: settled are the cases closed or already late, kept those of them in time."""

    task: str
    unit: str
    limit: str
    lines: tuple[CaseLine, ...] = field(default=())

    @property
    def settled(self) -> int:
        """How many cases are closed, or open and late."""
        return sum(line.standing in ("按时办结", "逾期办结", "逾期未结") for line in self.lines)

    @property
    def kept(self) -> int:
        """How many were closed in time."""
        return sum(line.standing == "按时办结" for line in self.lines)

    @property
    def share(self) -> Fraction | None:
        """Per cent kept in time (按时办结率), None where nothing is settled."""
        return Fraction(100 * self.kept, self.settled) if self.settled else None


def relative_dues(task: CampaignTask) -> tuple[Due, ...]:
    """Return a task's relative dues whose duration can be counted, those of its steps included."""
    dues = (*task.due, *(due for step in task.steps for due in step.due))
    return tuple(due for due in dues if due.kind == "relative" and due.within and limit_of(due.within, due.text))


def cases_of(tasks: Iterable[CampaignTask], acts: Iterable[Act], day: date | None = None) -> dict[str, ServiceCase]:
    """Return the cases that some acts leave, by key, as known at the end of a day where one is given."""
    known = {task.number: task for task in tasks}
    cases: dict[str, ServiceCase] = {}
    for act in acts:
        if act.subject == "case" and (day is None or act.on <= day):
            if act.do == "open":
                task = known.get(act.told("task"))
                limit = limit_for(task, act) if task else None
                # A task that an amended plan dropped keeps its cases in the record, but no clock.
                if isinstance(limit, Limit):
                    cases[act.key] = _opened(act, limit)
            elif act.key in cases:
                cases[act.key] = _after(cases[act.key], act)
    return cases


def _opened(act: Act, limit: Limit) -> ServiceCase:
    return ServiceCase(act.key, act.told("task"), act.unit or "", act.told("matter"), limit, moment(act))


def _after(case: ServiceCase, act: Act) -> ServiceCase:
    now = moment(act)
    if act.do == "stop":
        return replace(case, stops=(*case.stops, Stop(now)))
    if act.do == "void":
        return replace(case, void=True)
    stops = case.stops
    if stops and stops[-1].until is None:
        stops = (*stops[:-1], Stop(stops[-1].since, now))
    return replace(case, stops=stops, closed=now if act.do == "close" else None)


def moment(act: Act) -> datetime:
    """Return the moment of an act: its time where it is told, else the beginning of the day."""
    told = act.told("at")
    return datetime.combine(act.on, time.fromisoformat(told) if told else time.min)


def service_levels(ledger: Ledger, cases: Iterable[ServiceCase], at: datetime) -> tuple[ServiceLevel, ...]:
    """Return every standing duty that has cases, in task order, each unit apart, with what every clock says at a moment."""
    held: dict[tuple[str, str, str], list[CaseLine]] = {}
    for case in cases:
        if not case.void:
            reading = case.reading(ledger, at)
            line = CaseLine(case, reading, _standing(case, reading))
            held.setdefault((case.task, case.unit, case.limit.text), []).append(line)
    order = {number: place for place, number in enumerate(ledger.tasks)}
    return tuple(
        ServiceLevel(*key, tuple(lines)) for key, lines in sorted(held.items(), key=lambda one: order[one[0][0]])
    )


def _standing(case: ServiceCase, reading: Reading) -> str:
    if case.closed:
        return "逾期办结" if reading.late else "按时办结"
    if reading.late:
        return "逾期未结"
    return "停止计时" if reading.stopped else "在办"


def limit_for(task: CampaignTask, act: Act) -> Limit | Refusal:
    """Return the limit a case of a task runs by: the one its opening names, or the task's only one; why there is none otherwise."""
    dues = relative_dues(task)
    wanted = act.told("limit")
    found = [due for due in dues if wanted in ("", due.text, due.within)]
    if not dues:
        return Refusal(f"任务{task.number}没有“多长时间内办结”这类时限", "只有这类任务登记办件")
    if len({due.within for due in found}) != 1:
        return Refusal(
            f"任务{task.number}的时限不止一个，未写明适用哪一个",
            f"limit= 写 {'、'.join(due.text for due in dues)} 之一",
        )
    limit = limit_of(found[0].within or "", found[0].text)
    assert limit is not None  # noqa: S101 - relative_dues has left out what cannot be counted
    return limit
