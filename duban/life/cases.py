"""Standing service levels as a log of cases (办件: 1个月内办结): each with its own clock, and the share kept in time.

The duty itself is a task with a relative due; how a clock runs stands in clocks.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.clocks import Limit, Reading, Stop, limit_of, read
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.plan import Due
from duban.rules.campaign import CampaignTask
from duban.rules.ledger import Ledger

PROCEDURES = ("听证", "招标", "检测", "专家评审", "公示", "补正材料", "其他法定程序")
"""Outside procedures whose time is not counted (county supervision rules: 听证、招标、检测、评审)."""

_AT = Field("at", "时刻", "time", required=False)
CASE_KINDS = kinds(
    Kind(
        "open",
        "受理",
        "unit",
        (Field("task", "任务编号"), Field("matter", "事项"), Field("limit", "时限", required=False), _AT),
        of_unit=True,
        opens=True,
    ),
    Kind("stop", "停止计时", "unit", (Field("procedure", "程序", PROCEDURES), Field("reason", "说明"), _AT), of_unit=True),
    Kind("resume", "恢复计时", "unit", (_AT,), of_unit=True),
    Kind("close", "办结", "unit", (Field("result", "结果", required=False), _AT), of_unit=True),
    Kind("void", "撤件", "unit", (Field("reason", "理由"),), of_unit=True),
)


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
                limit = _limit(task, act) if task else None
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
    return datetime.combine(act.on, time.fromisoformat(told) if told else time())


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


def _limit(task: CampaignTask, act: Act) -> Limit | Refusal:
    dues = relative_dues(task)
    wanted = act.told("limit")
    found = [due for due in dues if wanted in ("", due.text, due.within)]
    if not dues:
        return Refusal(f"任务{task.number}没有“多长时间内办结”这类时限", "只有这类任务登记办件")
    if len({due.within for due in found}) != 1:
        return Refusal(f"任务{task.number}的时限不止一个，未写明适用哪一个", f"limit= 写 {'、'.join(due.text for due in dues)} 之一")
    limit = limit_of(found[0].within or "", found[0].text)
    assert limit is not None  # noqa: S101 - relative_dues has left out what cannot be counted
    return limit


def _refusal(history: History, act: Act) -> Refusal | None:
    cases = cases_of(history.campaign.tasks, history.acts)
    if act.do == "open":
        return _opening(history, cases, act)
    case = cases.get(act.key)
    if case is None:
        return Refusal(f"没有“{act.key}”这一办件", "编号见 duban cases")
    if act.unit != case.unit:
        return Refusal(f"“{act.key}”由{case.unit}办理", f"用 --unit {case.unit}")
    if case.void or case.closed:
        return Refusal(f"“{act.key}”已{'撤件' if case.void else '办结'}")
    if case.limit.hours and not act.told("at") and act.do != "void":
        return Refusal(f"“{act.key}”按小时计时，须写明时刻", "at=时:分，例如 at=09:30")
    last = max([case.opened, *(at for stop in case.stops for at in (stop.since, stop.until) if at)])
    if moment(act) < last and not (act.on == last.date() and not act.told("at")):
        return Refusal(f"时间早于上一环节（{last:%Y-%m-%d %H:%M}）", "写实际发生的日期和时刻")
    stopped = bool(case.stops) and case.stops[-1].until is None
    if act.do == "stop" and stopped:
        return Refusal(f"“{act.key}”已经停止计时")
    return Refusal(f"“{act.key}”没有停止计时") if act.do == "resume" and not stopped else None


def _opening(history: History, cases: dict[str, ServiceCase], act: Act) -> Refusal | None:
    if act.key in cases:
        return Refusal(f"办件编号“{act.key}”已经使用")
    state = history.case.ledger.tasks.get(act.told("task"))
    if state is None:
        return Refusal(f"没有编号为“{act.told('task')}”的任务")
    own = state.assignments.get(act.unit or "")
    if own is None or own.day is None or own.day > act.on.toordinal():
        return Refusal(f"任务{act.told('task')}当日没有交办给{act.unit}", f"所列单位：{'、'.join(state.assignments)}")
    limit = _limit(state.task, act)
    if isinstance(limit, Refusal):
        return limit
    if limit.hours and not act.told("at"):
        return Refusal(f"“{limit.text}”按小时计时，须写明受理时刻", "at=时:分，例如 at=09:30")
    return None


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"件{len({one.key for one in history.of('case')}) + 1}"


CASE = Subject("办件", CASE_KINDS, _refusal, next_key=_next_key)
