"""The weekly stock-take to the office itself (周盘点): what moved, what falls due, what is stuck, which mails need a person.

It is made from data and asks the units nothing. How the rows are found is not known here: a week is a plain value.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from duban.letters import Letter
from notifications.desk import Desk
from notifications.writing import write


class Move(NamedTuple):
    """Something that happened in the week, in the order of the table's columns; `what` is a short phrase (申请办结、进展40%→60%)."""

    number: str
    title: str
    unit: str
    what: str
    day: str


class Coming(NamedTuple):
    """A node that falls due within ten working days, in the order of the table's columns."""

    number: str
    title: str
    unit: str
    node: str
    standing: str
    progress: str


class Stuck(NamedTuple):
    """A matter that does not move, in the order of the table's columns; `why` says since when or for what."""

    number: str
    title: str
    unit: str
    why: str
    leader: str


class Open(NamedTuple):
    """A mail that waits for a person, in the order of the table's columns: its number, who, what about, and why it waits."""

    number: str
    who: str
    subject: str
    why: str


@dataclass(frozen=True, slots=True)
class Week:
    """One campaign's week, from its first day to its last; the rows stand in the order they are to be shown."""

    first: date
    last: date
    moved: tuple[Move, ...] = ()
    coming: tuple[Coming, ...] = ()
    stuck: tuple[Stuck, ...] = ()
    mails: tuple[Open, ...] = ()


def week_letter(desk: Desk, week: Week, to: str, on: date) -> Letter:
    """Return the letter to the office's own address; one week of a campaign is one event."""
    return write(desk, "week", to, (week.first.isoformat(), to), week=week, on=on)
