"""The rectification notice (整改通知): the problems an inspection found at a unit, numbered, with limits and the right to object.

Where the findings come from and what becomes of them is not known here: a notice is a plain value.
"""

from dataclasses import dataclass
from datetime import date

from duban.letters import Letter
from duban.units import Unit
from notifications.desk import Desk, occurrence
from notifications.results import OBJECTION_DAYS
from notifications.templating import render


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

    `number` is the notice's own; one notice goes to a unit once. `key` tells notices of one number apart (a problem handed over again).
    """

    number: str
    inspection: str
    first: date
    last: date
    problems: tuple[Problem, ...]
    key: str = ""


def rectification(desk: Desk, unit: Unit, notice: Notice, on: date) -> Letter | None:
    """Return the notice to the unit's contact, None where there is none; held where nobody knows whether it arrived."""
    if unit.contact is None:
        return None
    wording = render(
        "rectification",
        office=desk.office,
        campaign=desk.campaign.title,
        unit=unit.name,
        notice=notice,
        last_limit=max(problem.by for problem in notice.problems),
        objection_days=OBJECTION_DAYS,
        on=on,
    )
    return Letter(
        to=unit.contact,
        kind="rectification",
        occurrence=occurrence(
            "rectification", desk.campaign.title, notice.key or notice.number, unit.name, unit.contact
        ),
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        policy="hold",
    )
