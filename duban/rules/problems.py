"""Which lines of a judged month are problems (问题), and of which class: the one rule behind the circular's list and the findings.

How a problem is worded lives in duban.documents.problems, what becomes of a finding in duban.life.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from duban.rules.result import Deduction, MonthResult, ObligationLine

OVERDUE, FAR_BEHIND, BEHIND, NOT_HELD, FALSE, UNREPORTED, RETURNED, CARDED = SORTS = (
    "逾期未结",
    "严重滞后",
    "慢于序时",
    "定期事项未按次数开展",
    "报告与核实情况不符",
    "进展报送不及时",
    "申请办结被退回",
    "亮牌",
)
STANDING_SORTS = {
    "overdue": OVERDUE,
    "far_behind": FAR_BEHIND,
    "behind": BEHIND,
    "not_kept": NOT_HELD,
    "partly_kept": NOT_HELD,
}
_DEDUCTION_SORTS = {
    "report_missing": UNREPORTED,
    "report_late": UNREPORTED,
    "returned": RETURNED,
    "card_red": CARDED,
    "card_yellow": CARDED,
}
# What the office follows up as a finding of its own: the rest is told in the circular only.
_FOLLOWED = frozenset({"overdue", "far_behind", "report_missing", "returned"})


class Shortfall(NamedTuple):
    """One problem of a month: its class (of SORTS), the unit, and the line or deduction it is read off.

    `measure` says how far it goes inside its class: days late, points behind, points taken off.
    """

    sort: str
    unit: str
    ground: ObligationLine | Deduction
    measure: Fraction

    @property
    def is_followed(self) -> bool:
        """Whether the month's inspection makes a finding of it: overdue, far behind, no report, returned from the second time on."""
        if isinstance(self.ground, Deduction):
            return self.ground.rule in _FOLLOWED
        return self.ground.standing in _FOLLOWED


def shortfalls(result: MonthResult) -> list[Shortfall]:
    """Return a month's problems by class, then in register and task order."""
    return sorted((*_of_lines(result), *_of_deductions(result)), key=lambda found: SORTS.index(found.sort))


def _of_lines(result: MonthResult) -> Iterator[Shortfall]:
    for line in result.obligations:
        if line.s is None or not line.weight:
            continue
        if line.standing in STANDING_SORTS:
            yield Shortfall(STANDING_SORTS[line.standing], line.unit, line, Fraction(line.n or line.gap or 0))
        elif not line.s:
            # A standing that earns points and has none was reported falsely (cycle contract §5).
            yield Shortfall(FALSE, line.unit, line, Fraction())


def _of_deductions(result: MonthResult) -> Iterator[Shortfall]:
    for score in result.units:
        for line in score.deductions:
            yield Shortfall(_DEDUCTION_SORTS[line.rule], score.unit, line, line.points)
