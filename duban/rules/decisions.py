"""What the office's answers (退回、准延、不准延) mean for the unit: which node they concern, which date counts from now on, redo by when.

Whether a decision is accepted at all is duban.rules.facts'; how it is told, notifications'.
"""

from datetime import date
from typing import NamedTuple

from duban.rules.campaign import Fact
from duban.rules.ledger import Decided, Ledger

REDO_DAYS = 5
"""Working days a unit gets to redo what was sent back (补办期限): ours, practice names none. It never moves the date in force."""


class Decision(NamedTuple):
    """One decision as the unit must know it.

    `in_force` is the date in force at the end of the day of the decision and `passed` whether its effective due lies before that
    day; `asked` is the day an extension asked for (None for a return), `claimed` the day of the claim sent back, `times` how often this
    obligation was sent back by then, `redo_by` the later of the effective due and the fifth working day after a return.
    """

    fact: Fact
    task: str
    unit: str
    node: str
    in_force: date
    passed: bool
    asked: date | None
    claimed: date | None
    times: int
    redo_by: date


def decisions(ledger: Ledger, since: int = 0) -> tuple[Decision, ...]:
    """Return the accepted decisions among the facts numbered from `since` on, in order of time."""
    return tuple(_decision(ledger, decided) for decided in ledger.decided if decided.fact.order >= since)


def _decision(ledger: Ledger, decided: Decided) -> Decision:
    fact, obligation, asked = decided
    day = fact.on.toordinal()
    in_force = obligation.date_at(day)
    due = ledger.effective_due(in_force)
    returns = [mark.fact.order for mark in obligation.returns]
    times = returns.index(fact.order) + 1 if fact.order in returns else 0
    returned = [claim.day for claim in obligation.claims if claim.returned is not None]
    return Decision(
        fact=fact,
        task=obligation.assignment.task.task.number,
        unit=obligation.assignment.unit.unit.name,
        node=obligation.node.name,
        in_force=date.fromordinal(in_force),
        passed=due < day,
        asked=date.fromordinal(asked) if asked else None,
        claimed=date.fromordinal(returned[times - 1]) if times else None,
        times=times,
        redo_by=date.fromordinal(max(due, ledger.calendar.after(day, REDO_DAYS))),
    )
