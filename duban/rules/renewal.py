"""Reminders that have not left yet, brought up to date (催办函更新): what was claimed meanwhile drops out, older days join the current one.

Which rungs fire at all is duban.rules.reminders'; which letters have not left, the outbox's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from duban.rules.ledger import Ledger, Obligation
from duban.rules.reminders import RUNGS, Rung
from duban.rules.result import ReminderItem, ReminderLetter


class Unsent(NamedTuple):
    """A reminder that has not left: the day it was written for, its address, and the rungs it tells of."""

    day: date
    to: str
    rungs: tuple[Rung, ...]


class Renewal(NamedTuple):
    """The letters to write now, and the addresses whose unsent letters they take the place of."""

    letters: tuple[ReminderLetter, ...]
    replaced: frozenset[str]


def renewal(ledger: Ledger, day: date, fresh: Sequence[ReminderLetter], unsent: Iterable[Unsent]) -> Renewal:
    """Return the current letters of a day: `fresh` ones, joined by what unsent ones of earlier days still have to say.

    An unsent letter of the same day is replaced only where an item of it no longer stands: claimed, suspended, its date moved.
    """
    levels: dict[str, dict[Obligation, int]] = defaultdict(dict)
    replaced = set()
    for one in unsent:
        standing = [rung for rung in one.rungs if stands(ledger, day, rung)]
        if one.day < day or len(standing) < len(one.rungs):
            replaced.add(one.to)
        for rung in standing:
            _raise(levels[one.to], _obligation(ledger, rung.task, rung.unit, rung.node), rung.rung)
    kept = [letter for letter in fresh if letter.to not in replaced]
    for letter in fresh:
        for item in letter.items:
            _raise(levels[letter.to], _obligation(ledger, item.task, item.unit, item.node), item.rung)
    renewed = [ReminderLetter(day, to, _items(levels[to])) for to in sorted(replaced) if levels.get(to)]
    return Renewal((*kept, *renewed), frozenset(replaced))


def stands(ledger: Ledger, day: date, rung: Rung) -> bool:
    """Return whether what a rung tells is still so at the end of a day: open, not suspended, the same date in force."""
    obligation, now = _obligation(ledger, rung.task, rung.unit, rung.node), day.toordinal()
    return (
        obligation is not None
        and obligation.is_open_at(now)
        and not obligation.assignment.task.paused_at(now)
        and obligation.date_at(now) == rung.date.toordinal()
    )


def rungs_of(ledger: Ledger, letter: ReminderLetter) -> tuple[Rung, ...]:
    """Return the rungs a letter tells of, with the dates in force on its day."""
    found = []
    for item in letter.items:
        obligation = _obligation(ledger, item.task, item.unit, item.node)
        if obligation is not None:
            in_force = date.fromordinal(obligation.date_at(letter.on.toordinal()))
            found.append(Rung(item.task, item.unit, item.node, in_force, item.rung))
    return tuple(found)


def _raise(levels: dict[Obligation, int], obligation: Obligation | None, rung: str) -> None:
    """Keep the highest rung of each obligation."""
    if obligation is not None:
        levels[obligation] = max(RUNGS.index(rung), levels.get(obligation, -1))


def _obligation(ledger: Ledger, task: str, unit: str, node: str) -> Obligation | None:
    state = ledger.tasks.get(task)
    assignment = state.assignments.get(unit) if state else None
    place = state.places.get(node) if state else None
    return assignment.obligations[place] if assignment is not None and place is not None else None


def _items(levels: dict[Obligation, int]) -> tuple[ReminderItem, ...]:
    """Return the items in the order of a letter: by rung, then register, task and node."""

    def order(pair: tuple[Obligation, int]) -> tuple[int, int, int, int]:
        obligation, level = pair
        return -level, obligation.assignment.unit.index, obligation.assignment.task.index, obligation.index

    return tuple(
        ReminderItem(
            obligation.assignment.task.task.number,
            obligation.assignment.unit.unit.name,
            obligation.node.name,
            RUNGS[level],
        )
        for obligation, level in sorted(levels.items(), key=order)
    )
