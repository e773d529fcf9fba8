"""The alternative score of a month in blocks (分块计分): each block earns its points by the share of what was due.

The blocks of a scheme are read in duban.rules.schemes. Problems due and materials due are counted by the caller: no fact of the
cycle contract tells them.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from duban.months import Month
from duban.rules.judgement import Case
from duban.rules.schemes import Item
from duban.rules.scoring import REPORTING_RULES, round_half_up

LATE_REPORT = Fraction(1, 2)


class Due(NamedTuple):
    """What a block counts in a month: how much of what was due was earned."""

    earned: Fraction
    due: Fraction


class BlockScore(NamedTuple):
    """One block's points after those of empty blocks were handed over, and what it earned of them, exact."""

    name: str
    points: Fraction
    earned: Fraction


def dues_of(case: Case, month: Month, unit: str) -> dict[str, Due]:
    """Return what the month's judgement itself can count for a unit: `tasks` (base of 100) and `reports`."""
    window = case.windows.of(month)
    score = next(one for one in case.month(month).units if one.unit == unit)
    asked = sum(
        case.standings.asked(obligation, window)
        for assignment in case.ledger.units[unit].assignments
        for obligation in assignment.obligations
        if obligation.node.first is not None
    )
    rules = [line.rule for line in score.deductions if line.rule in REPORTING_RULES]
    in_time = asked - len(rules) + LATE_REPORT * rules.count("report_late")
    tasks = Due(Fraction(0), Fraction(0)) if score.base is None else Due(score.base, Fraction(100))
    return {"tasks": tasks, "reports": Due(Fraction(in_time), Fraction(asked))}


def block_scores(blocks: Sequence[Item], dues: Mapping[str, Due]) -> tuple[tuple[BlockScore, ...], Fraction | None]:
    """Return each block's points and the month's score, rounded half up to two decimals.

    A block with nothing due gives its points to the block that counts tasks; None, and no blocks, where that one is empty too.

    >>> dues = {"tasks": Due(Fraction(90), Fraction(100)), "reports": Due(Fraction(1), Fraction(2))}
    >>> blocks = (Item("任务", Fraction(70), "", 1, "tasks"), Item("整改", Fraction(20), "", 2, "rectification"))
    >>> block_scores((*blocks, Item("报送", Fraction(10), "", 3, "reports")), dues)[1]
    Fraction(86, 1)
    """
    nothing = Due(Fraction(0), Fraction(0))
    counted = [(block, dues.get(block.counts, nothing)) for block in blocks]
    if not any(block.counts == "tasks" and due.due for block, due in counted):
        return (), None
    idle = sum((block.points for block, due in counted if not due.due), Fraction(0))
    scores = []
    for block, due in counted:
        if due.due:
            points = block.points + (idle if block.counts == "tasks" else 0)
            scores.append(BlockScore(block.name, points, points * due.earned / due.due))
    return tuple(scores), round_half_up(sum((score.earned for score in scores), Fraction(0)), 2)
