"""The rectification notice (整改通知): the problems an inspection found at a unit, numbered, with limits and the right to object.

Where the findings come from and what becomes of them is not known here: a notice is a plain value.
"""

from dataclasses import dataclass, replace
from datetime import date

from duban.letters import Letter
from duban.units import Unit
from notifications.desk import Desk
from notifications.results import OBJECTION_DAYS
from notifications.writing import write


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem (问题): the fact found, its basis (may be empty), what is asked, and by when."""

    fact: str
    basis: str
    demand: str
    by: date


@dataclass(frozen=True, slots=True)
class Notice:
    """What a unit is told after an inspection (督查): the inspection's name and days, and the problems in the notice's order.

    `number` is the notice's own; one notice goes to a unit once.
    """

    number: str
    inspection: str
    first: date
    last: date
    problems: tuple[Problem, ...]


def rectification(desk: Desk, unit: Unit, notice: Notice, on: date) -> Letter | None:
    """Return the notice to the unit's contact, None where there is none; held where nobody knows whether it arrived."""
    if unit.contact is None:
        return None
    letter = write(
        desk,
        "rectification",
        unit.contact,
        (notice.number, unit.name, unit.contact),
        unit=unit.name,
        notice=notice,
        last_limit=max(problem.by for problem in notice.problems),
        objection_days=OBJECTION_DAYS,
        on=on,
    )
    return replace(letter, policy="hold")
