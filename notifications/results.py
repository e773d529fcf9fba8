"""A unit's month (月度督查考核情况告知): its own standings, its score with every line, and how to object; nothing of another unit."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from duban.documents.wording import RULE_NAMES, STANDING_NAMES, day_text, decimals, node_text, points
from duban.letters import Letter
from duban.months import Month
from duban.rules.result import Bonus, Deduction, MonthResult, ObligationLine, UnitScore
from duban.units import ROLE_NAMES, Unit
from notifications.desk import Desk
from notifications.writing import write

OBJECTION_DAYS = 30
"""Days to object to a conclusion, and days to answer: 政府督查工作条例 (国务院令第733号) art. 17."""


class DutyRow(NamedTuple):
    """One obligation of the unit in words, in the order of the table's columns."""

    number: str
    title: str
    role: str
    node: str
    standing: str
    progress: str
    s: str


class DeductionRow(NamedTuple):
    """One deduction in words, in the order of the table's columns."""

    number: str
    title: str
    node: str
    rule: str
    on: str
    points: str


class BonusRow(NamedTuple):
    """One bonus in words, in the order of the table's columns."""

    basis: str
    on: str
    points: str


def result(desk: Desk, unit: Unit, month: Month, judged: MonthResult, on: date) -> Letter | None:
    """Return the letter that tells a unit its month, None where it has no contact or was not judged.

    It is held where nobody knows whether it arrived: a published score is not told twice by accident. The same month is one
    event on whatever day it is told; a correction that changes anything for this unit is another.
    """
    score = next((score for score in judged.units if score.unit == unit.name), None)
    if unit.contact is None or score is None:
        return None
    lines = [line for line in judged.obligations if line.unit == unit.name]
    letter = write(
        desk,
        "result",
        unit.contact,
        (str(month), unit.name, unit.contact, _mark(score, lines)),
        unit=unit.name,
        month=month,
        cutoff=judged.cutoff,
        rows=[_duty(desk, line) for line in lines],
        objection_days=OBJECTION_DAYS,
        on=on,
        **_figures(desk, score),
    )
    return replace(letter, policy="hold")


def _mark(score: UnitScore, lines: list[ObligationLine]) -> str:
    return sha256(repr((tuple(score), [tuple(line) for line in lines])).encode()).hexdigest()[:16]


def _figures(desk: Desk, score: UnitScore) -> dict[str, object]:
    return {
        "score": None if score.score is None else decimals(score.score),
        "base": decimals(score.base),
        "grade": score.grade,
        "rank": score.rank,
        "deductions": [_deduction(desk, line) for line in score.deductions],
        "bonus": [_bonus(line) for line in score.bonus],
    }


def _duty(desk: Desk, line: ObligationLine) -> DutyRow:
    task = desk.tasks[line.task]
    days = f"（{line.n}个工作日）" if line.n else ""
    return DutyRow(
        number=line.task,
        title=task.title,
        role=ROLE_NAMES[line.role],
        node=node_text(task, line.node, line.date),
        standing=STANDING_NAMES[line.standing] + days,
        progress="—" if line.progress is None else f"{line.progress}%",
        s=points(line.s),
    )


def _deduction(desk: Desk, line: Deduction) -> DeductionRow:
    task = desk.tasks[line.task]
    return DeductionRow(
        number=line.task,
        title=task.title,
        node=node_text(task, line.node, None),
        rule=RULE_NAMES[line.rule],
        on=day_text(line.on),
        points=points(line.points),
    )


def _bonus(line: Bonus) -> BonusRow:
    return BonusRow(line.basis, day_text(line.on), points(line.points))
