"""What happened, obligation by obligation, as lists of days: the state that accepted facts leave behind (台账).

Every question is asked for the end of a day, so one ledger answers for every past day too. Which facts are accepted is
decided in duban.rules.facts; days are ordinals.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from duban.rules.calendar import WorkingDays
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.obligations import Node, Outline, outline
from duban.rules.parameters import Parameters
from duban.units import ROLES, Unit, strongest_roles

COOPERATING = ROLES[2]


class Claim:
    """A claim (申请办结) with the day it was returned, if it was; `sequence` orders claims of one day, `order` is its fact's."""

    __slots__ = ("approved", "day", "order", "returned", "sequence")

    def __init__(self, day: int, sequence: int, order: int) -> None:
        self.day, self.sequence, self.order = day, sequence, order
        self.returned: int | None = None
        self.approved = False


class Mark(NamedTuple):
    """A fact that marks an obligation or a unit (a return, card, false report, veto, bonus) with its day."""

    day: int
    fact: Fact


class Pause:
    """A span a task was suspended (暂缓): at the end of the days from `since` to the day before `until`."""

    __slots__ = ("since", "until")

    def __init__(self, since: int) -> None:
        self.since = since
        self.until: int | None = None


class Request(NamedTuple):
    """An undecided request for an extension (延期申请)."""

    sequence: int
    to: int


class Decided(NamedTuple):
    """An accepted decision of the office (退回、准延、不准延) on one obligation; `to` is the day an extension asked for."""

    fact: Fact
    obligation: "Obligation"
    to: int | None = None


class Obligation:
    """One node owed by one unit, with what happened to it in order of time."""

    __slots__ = ("assignment", "cards", "claims", "false_reports", "grants", "index", "node", "occurrences", "reports",
                 "request", "returns")  # fmt: skip

    def __init__(self, assignment: "Assignment", index: int, node: Node) -> None:
        self.assignment, self.index, self.node = assignment, index, node
        self.claims: tuple[Claim, ...] = ()
        self.reports: list[tuple[int, int | Decimal]] = []
        self.occurrences: list[int] = []
        self.grants: tuple[tuple[int, int], ...] = ()
        self.request: Request | None = None
        self.returns: tuple[Mark, ...] = ()
        self.cards: tuple[Mark, ...] = ()
        self.false_reports: tuple[Mark, ...] = ()

    @property
    def claim(self) -> Claim | None:
        """The claim that stands now, after everything entered so far."""
        last = self.claims[-1] if self.claims else None
        return last if last is not None and last.returned is None else None

    def claim_at(self, day: int) -> Claim | None:
        """Return the claim that stands at the end of a day."""
        for claim in reversed(self.claims):
            if claim.day <= day:
                return claim if claim.returned is None or claim.returned > day else None
        return None

    def progress_at(self, day: int) -> int | Decimal | None:
        """Return the last progress reported by a day, None without a report."""
        for reported, progress in reversed(self.reports):
            if reported <= day:
                return progress
        return None

    def date_at(self, day: int) -> int:
        """Return the date in force (时限) of a dated node as known at the end of a day."""
        for granted, to in reversed(self.grants):
            if granted <= day:
                return to
        first, assigned = self.node.first, self.assignment.day
        assert first is not None  # noqa: S101 - asked of dated nodes only
        return self.assignment.late_date if assigned is not None and first < assigned <= day else first

    @property
    def start(self) -> int | None:
        """The day work begins, None for a unit not yet assigned where the assignment decides."""
        return self.assignment.day if self.node.start is None else self.node.start

    def is_open_at(self, day: int) -> bool:
        """Return whether a dated obligation is assigned, begun and unclaimed at the end of a day; suspension is not asked."""
        assigned, start = self.assignment.day, self.start
        if self.node.first is None or assigned is None or start is None or max(assigned, start) > day:
            return False
        return self.claim_at(day) is None

    def is_out_at(self, day: int) -> bool:
        """Return whether a dated obligation is out of the judgement at the end of a day."""
        assigned = self.assignment.day
        if assigned is None or assigned > day:
            return True
        start = assigned if self.node.start is None else self.node.start
        if start <= day and self.assignment.waived is None and not self.assignment.task.pauses:
            return False
        out = start > day or self.assignment.is_waived_at(day) or self.assignment.task.paused_at(day)
        return out and self.claim_at(day) is None


class Assignment:
    """A task given to a unit in a role (交办). `day` is None until assigned; `words` are the days of reports and claims.

    `scaled_weight` is w·c of each node as a whole number, on the scale all tasks of the campaign share.
    """

    __slots__ = ("coefficient", "day", "late_date", "obligations", "role", "scaled_weight", "task", "unit", "waived", "words")  # fmt: skip

    def __init__(self, task: "TaskState", unit: "UnitState", role: str, coefficient: Fraction) -> None:
        self.task, self.unit, self.role, self.coefficient = task, unit, role, coefficient
        self.day: int | None = None
        waived = task.task.waived.get(unit.unit.name)
        self.waived = None if waived is None else waived.toordinal()
        self.late_date = 0
        self.words: list[int] = []
        self.scaled_weight = task.scaled_weights[role]
        self.obligations = tuple(Obligation(self, index, node) for index, node in enumerate(task.outline.nodes))

    def is_waived_at(self, day: int) -> bool:
        """Return whether the unit is let off (免予配合) at the end of a day."""
        return self.waived is not None and self.waived <= day

    @property
    def is_pressed(self) -> bool:
        """Whether reports are asked and reminders sent: a lead or responsible unit of a task that weighs."""
        return self.role != COOPERATING and self.task.weighs


class TaskState:
    """A task with its assignments by unit name and the spans it was suspended."""

    __slots__ = ("assignments", "index", "outline", "pauses", "places", "scaled_weights", "task", "weighs")

    def __init__(self, index: int, task: CampaignTask, parts: Outline) -> None:
        self.index, self.task, self.outline = index, task, parts
        self.scaled_weights: dict[str, int] = {}
        self.weighs = parts.weight > 0
        self.places = {node.name: place for place, node in enumerate(parts.nodes)}
        self.assignments: dict[str, Assignment] = {}
        self.pauses: list[Pause] = []

    def paused_at(self, day: int) -> bool:
        """Return whether the task is suspended (暂缓) at the end of a day."""
        return any(pause.since <= day and (pause.until is None or pause.until > day) for pause in self.pauses)


class UnitState:
    """A unit with its assignments in task order and the facts that touch it as a whole."""

    __slots__ = ("assignments", "bonuses", "capped", "index", "unit")

    def __init__(self, index: int, unit: Unit) -> None:
        self.index, self.unit = index, unit
        self.assignments: list[Assignment] = []
        self.bonuses: list[Mark] = []
        self.capped: list[Mark] = []


class Ledger:
    """The state of one campaign: its units and tasks in their order, and the figures they are judged by.

    `dates` holds every date that was ever in force, `decided` the office's answers to claims and requests in order of time.
    """

    def __init__(self, campaign: Campaign, calendar: WorkingDays) -> None:
        self.campaign, self.calendar = campaign, calendar
        self.parameters: Parameters = campaign.parameters
        self.units = {unit.name: UnitState(index, unit) for index, unit in enumerate(campaign.register.units)}
        self.tasks: dict[str, TaskState] = {}
        self.dates: set[int] = set()
        self.decided: list[Decided] = []
        coefficients = dict.fromkeys(ROLES, Fraction(1)) | {COOPERATING: self.parameters.cooperating_coefficient}
        outlines = [outline(task) for task in campaign.tasks]
        scale = lcm(*(parts.weight.denominator for parts in outlines), coefficients[COOPERATING].denominator)
        for index, (task, parts) in enumerate(zip(campaign.tasks, outlines, strict=True)):
            state = self.tasks[task.number] = TaskState(index, task, parts)
            state.scaled_weights = {role: int(parts.weight * c * scale * scale) for role, c in coefficients.items()}
            self._name_units(state, coefficients)

    def _name_units(self, state: TaskState, coefficients: dict[str, Fraction]) -> None:
        task = state.task
        named = ((ROLES[0], task.lead), (ROLES[1], task.responsible), (ROLES[2], task.cooperating))
        for name, role in strongest_roles(self.campaign.register, named).items():
            assignment = Assignment(state, self.units[name], role, coefficients[role])
            state.assignments[name] = assignment
            self.units[name].assignments.append(assignment)
        if state.assignments:
            self.dates |= {node.first for node in state.outline.nodes if node.first is not None}

    def effective_due(self, date: int) -> int:
        """Return the effective due (时限顺延后的到期日) of a date in force."""
        return self.calendar.on_or_after(date) if self.parameters.roll == "forward" else date

    def counted(self, obligation: Obligation, after: int, upto: int) -> int:
        """Return how many counted days lie after one day up to another: working days begun with neither claim nor suspension."""
        total = self.calendar.count(after, upto)
        if total and (obligation.claims or obligation.assignment.task.pauses):
            reached = after
            for begin, end in sorted(self._blocked(obligation, upto)):
                total -= self.calendar.count(max(begin, reached), min(end, upto))
                reached = max(reached, end)
        return total

    def _blocked(self, obligation: Obligation, upto: int) -> Iterator[tuple[int, int]]:
        """Yield (begin, end]: the days before which a claim stood or the task was suspended."""
        for claim in obligation.claims:
            yield claim.day, upto if claim.returned is None else claim.returned
        for pause in obligation.assignment.task.pauses:
            yield pause.since, upto if pause.until is None else pause.until
