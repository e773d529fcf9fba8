"""Recurring duties (经常性任务: 每季度1次 …) as a table: per unit and period, what was wanted and what took place, by evidence date.

Which days a period has, and how a month is judged by it, stand in duban.rules.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from duban.rules.judgement import Case
from duban.rules.ledger import Assignment, Obligation
from duban.rules.windows import periods_ending

_A_YEAR = 366
PeriodState = Literal["kept", "partly", "missed", "running"]
STATE_NAMES: dict[PeriodState, str] = {
    "kept": "按期开展",
    "partly": "部分开展",
    "missed": "未开展",
    "running": "本期进行中",
}


class Period(NamedTuple):
    """One period of a recurring duty: its days, how often the duty was wanted, and the days it took place."""

    first: date
    last: date
    wanted: int
    days: tuple[date, ...]
    state: PeriodState


class Duty(NamedTuple):
    """One recurring duty of one unit with its periods, oldest first, the running one last."""

    task: str
    title: str
    unit: str
    role: str
    every: str
    periods: tuple[Period, ...]

    @property
    def kept(self) -> int:
        """How many periods that have ended were kept."""
        return sum(one.state == "kept" for one in self.periods)

    @property
    def ended(self) -> int:
        """How many periods have ended."""
        return sum(one.state != "running" for one in self.periods)


def duties(case: Case, day: date) -> tuple[Duty, ...]:
    """Return every recurring duty assigned by a day, in register and task order, as known at the end of the day.

    As in a month's judgement, a period begun before the assignment is listed only where it was kept, and periods that end while
    the task is suspended are left out. The running period counts what took place so far.
    """
    return tuple(_duties(case, day.toordinal()))


def _duties(case: Case, day: int) -> Iterator[Duty]:
    for unit in case.ledger.units.values():
        for own in unit.assignments:
            if own.day is None or own.day > day:
                continue
            for one in own.obligations:
                if one.node.every is not None:
                    yield Duty(
                        own.task.task.number,
                        own.task.task.title,
                        unit.unit.name,
                        own.role,
                        one.node.every,
                        tuple(_periods(own, one, day)),
                    )


def _periods(own: Assignment, one: Obligation, day: int) -> Iterator[Period]:
    every, assigned = one.node.every or "", own.day or 0
    days = sorted(found for found in one.occurrences if found <= day)
    for first, last in periods_ending(every, assigned, day + _A_YEAR):
        running = last > day
        held = days[bisect_left(days, first) : bisect_right(days, last)]
        begun_before = first < assigned and len(held) < one.node.times
        if (begun_before and not running) or own.task.paused_at(min(last, day)):
            if running:
                return
            continue
        state: PeriodState = "kept" if len(held) >= one.node.times else "partly" if held else "missed"
        yield Period(
            date.fromordinal(first),
            date.fromordinal(last),
            one.node.times,
            tuple(map(date.fromordinal, held)),
            "running" if running else state,
        )
        if running:
            return
