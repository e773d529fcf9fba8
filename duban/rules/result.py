"""What a judgement says: lines per obligation, scores per unit, letters owed. Values and their JSON form (cycle contract §8)."""

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class ObligationLine(NamedTuple):
    """One obligation at the cut-off: (task, unit, role, node) and its standing. None where a thing does not apply."""

    task: str
    unit: str
    role: str
    node: str | None
    date: datetime.date | None
    due: datetime.date | None
    standing: str
    n: int | None
    gap: Fraction | None
    progress: int | Decimal | None
    claimed: datetime.date | None
    s: Fraction | None
    weight: Fraction
    c: Fraction


class Deduction(NamedTuple):
    """One line taken off a unit's score: rule, points (positive), and the fact or day it rests on."""

    rule: str
    points: Fraction
    task: str
    node: str | None
    on: datetime.date


class Bonus(NamedTuple):
    """One line added to a unit's score, uncapped, with its basis."""

    rule: str
    points: Fraction
    basis: str
    on: datetime.date


class UnitScore(NamedTuple):
    """A unit's month: base, score, grade and rank are None where nothing of it is scored.

    `score` is rounded to two decimals, `base` is exact; `red_cards` counts the month's red cards for the order of papers.
    """

    unit: str
    kind: str
    base: Fraction | None
    score: Fraction | None
    grade: str | None
    rank: int | None
    deductions: tuple[Deduction, ...]
    bonus: tuple[Bonus, ...]
    red_cards: int = 0


class ReminderItem(NamedTuple):
    """One obligation in a reminder; `rung` is lead5, lead1, late1, late5 or late10."""

    task: str
    unit: str
    node: str
    rung: str


class ReminderLetter(NamedTuple):
    """All that one address is reminded of on one day."""

    on: datetime.date
    to: str
    items: tuple[ReminderItem, ...]


class Skipped(NamedTuple):
    """A reminder nobody could be sent: `recipient` is contact, head, leader or campaign_head."""

    on: datetime.date
    unit: str
    recipient: str
    items: tuple[ReminderItem, ...]
    reason: str


class MonthResult(NamedTuple):
    """The judgement of one month."""

    cutoff: datetime.date
    obligations: tuple[ObligationLine, ...]
    units: tuple[UnitScore, ...]
    letters: tuple[ReminderLetter, ...]
    skipped: tuple[Skipped, ...]


class UnderReview(NamedTuple):
    """What of a month is shown as 复核中: units by name, and (unit, task number) of single items."""

    units: frozenset[str] = frozenset()
    items: frozenset[tuple[str, str]] = frozenset()

    def of_unit(self, unit: str) -> str:
        """Return the mark a unit's result bears in a paper, empty where nothing of it is under review."""
        return _REVIEWED if unit in self.units else ""

    def of_item(self, unit: str, task: str) -> str:
        """Return the mark one item of a unit bears in a paper, empty where it is not under review."""
        return _REVIEWED if (unit, task) in self.items else ""


NOTHING_UNDER_REVIEW = UnderReview()
_REVIEWED = "（复核中）"
