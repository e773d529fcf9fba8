"""Which cards and further steps a campaign's standings propose (亮牌、升级建议): proposals only, for a named person to confirm or dismiss.

Source: domain notes on 亮灯、红黄牌: two tests, time left and pace; only without good reason; escalation by repetition, per item and
per unit; colours are labels of levels. The figures of POLICY are ours. Confirming is proposals.py's; 条例 art. 21: nothing is issued here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from duban.life.history import History
from duban.life.supervising import supervised
from duban.months import Month
from duban.rules.ledger import Obligation, UnitState
from duban.rules.scoring import round_half_up
from duban.rules.standing import Standing, Standings
from duban.rules.windows import Window

YELLOW, RED, ORDER, TALK = LEVELS = ("黄牌", "红牌", "督办单", "约谈")
"""The levels in rising order. A card becomes a fact of the judgement, an order may begin a supervision; talks are held outside."""
COLOURS = {YELLOW: "yellow", RED: "red"}


@dataclass(frozen=True, slots=True)
class Policy:
    """When to propose what: an unreported node so many working days before its due; repetition per item and per unit."""

    unreported_days: int = 3
    yellows_of_item: int = 2
    reds_of_item: int = 2
    months_of_unit: int = 3


POLICY = Policy()


class Proposal(NamedTuple):
    """One proposal: what, for whom, on which ground (stable, so that it is proposed once), the facts, what the unit said itself."""

    level: str
    unit: str
    task: str
    node: str
    ground: str
    facts: str
    told: str = ""

    @property
    def code(self) -> str:
        """The short name it is confirmed or dismissed by."""
        text = "/".join((self.level, self.unit, self.task, self.node, self.ground))
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @property
    def right(self) -> str:
        """The right (of rights.RIGHTS) that confirming or dismissing it asks for."""
        return "director" if self.level == YELLOW else "leader"


def proposed(history: History, policy: Policy = POLICY) -> tuple[Proposal, ...]:
    """Return what the standings and cards known today propose, answered ones included, in register and task order."""
    case = history.case
    window = case.windows.holding(history.today.toordinal())
    found: list[Proposal] = []
    for unit in case.ledger.units.values():
        for assignment in unit.assignments:
            if assignment.is_pressed:
                for one in assignment.obligations:
                    if one.node.first is not None:
                        found += _of_item(history, one, window, policy)
        found += _of_unit(history, unit, window, policy)
    return tuple(found)


def _of_item(history: History, one: Obligation, window: Window, policy: Policy) -> Iterator[Proposal]:
    unit, task, node = one.assignment.unit.unit.name, one.assignment.task.task.number, one.node.name
    standing = Standings(history.case.ledger, history.case.windows).at(one, window)
    if standing.name in ("out", "done", "done_late"):
        return
    told = _told(history, task, unit)
    test = _test(history, one, (standing, window.month), policy)
    if test is not None and not _carded(one, test[0], window):
        level, ground, facts = test
        yield Proposal(level, unit, task, node, ground, facts, told)
    yellows, reds = (sum(mark.fact.colour == colour for mark in one.cards) for colour in ("yellow", "red"))
    if reds >= policy.reds_of_item:
        yield Proposal(TALK, unit, task, node, f"红牌{reds}次", f"同一事项已亮红牌{reds}次，仍未办结", told)
    elif (reds or yellows >= policy.yellows_of_item) and not _is_supervised(history, task, unit):
        ground = f"红牌{reds}次" if reds else f"黄牌{yellows}次"
        yield Proposal(ORDER, unit, task, node, ground, f"同一事项已亮{ground}，仍未办结", told)


def _test(history: History, one: Obligation, at: tuple[Standing, Month], policy: Policy) -> tuple[str, str, str] | None:
    """Return (level, ground, facts) of the heaviest card the pace or the time left calls for, None where neither does.

    A date missed is one ground however long it is missed; being behind is one of each month anew.
    """
    (standing, month), today, calendar = at, history.today.toordinal(), history.calendar
    due = date.fromordinal(standing.date or today)
    pace = f"进度{standing.progress}%，落后序时{round_half_up(standing.gap or Fraction(), 0)}个百分点"
    if standing.name == "overdue":
        return RED, f"逾期未结/{due}", f"逾期{standing.n}个工作日，进度{standing.progress}%"
    if standing.name == "far_behind":
        return RED, f"严重滞后/{month}", pace
    if one.request is not None:
        return None  # an extension asked for in time is answered first
    if standing.name == "behind":
        return YELLOW, f"慢于序时/{month}", pace
    left = calendar.count(today, standing.due or today)
    if left <= policy.unreported_days and one.progress_at(today) is None:
        return YELLOW, f"临期未报/{due}", f"距时限{left}个工作日，未报送过进展"
    if one.returns:
        return YELLOW, f"申请办结被退回/{len(one.returns)}", f"申请办结被退回{len(one.returns)}次，尚未重新申请"
    return None


def _carded(one: Obligation, level: str, window: Window) -> bool:
    """Return whether the item has a card of that weight or a heavier one in the month: once per item and month."""
    heavy = ("red",) if level == RED else ("yellow", "red")
    return any(window.first <= mark.day <= window.cutoff and mark.fact.colour in heavy for mark in one.cards)


def _is_supervised(history: History, task: str, unit: str) -> bool:
    found = supervised(history, task, unit)
    return found is not None and found.is_standing


def _told(history: History, task: str, unit: str) -> str:
    """Return the last reason a unit gave itself, for whoever judges whether it is a good one (正当理由)."""
    words = (
        f"{entry.fact.on} {entry.fact.reason}"
        for entry in reversed(history.facts(task, unit))
        if entry.fact.unit == unit and entry.fact.do in ("report", "extend_request") and entry.fact.reason
    )
    return next(words, "")


def _of_unit(history: History, unit: UnitState, window: Window, policy: Policy) -> Iterator[Proposal]:
    days = {mark.day for own in unit.assignments for one in own.obligations for mark in one.cards}
    months = {history.case.windows.holding(day).month for day in days}
    last = window.month if window.month in months else window.month.plus(-1)
    row = _row_ending(months, last)
    if row >= policy.months_of_unit:
        yield Proposal(TALK, unit.unit.name, "", "", f"至{last}连续{row}个月", f"至{last}连续{row}个月有事项被亮牌")


def _row_ending(months: set[Month], last: Month) -> int:
    """Return how many months in a row, up to one, are among some months."""
    row = 0
    while last.plus(-row) in months:
        row += 1
    return row
