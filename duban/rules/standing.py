"""The standing of an obligation at a cut-off (现状) and the score it earns (cycle contract §4, §5)."""

from bisect import bisect_left, bisect_right
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from duban.rules.ledger import Ledger, Obligation
from duban.rules.windows import Window, Windows, periods_ending

FULL, NOTHING = Fraction(100), Fraction(0)


class Standing(NamedTuple):
    """Where an obligation stands at the end of a day; None where a thing does not apply. Days are ordinals."""

    name: str
    n: int | None = None
    gap: Fraction | None = None
    progress: int | Decimal | None = None
    claimed: int | None = None
    date: int | None = None
    due: int | None = None


OUT = Standing("out")


class Standings:
    """Judges the obligations of one ledger; it remembers nothing but the scores of lateness it has met."""

    def __init__(self, ledger: Ledger, windows: Windows) -> None:
        self._ledger, self._windows = ledger, windows
        self._parameters = ledger.parameters
        self._late: dict[int, Fraction] = {}
        self._fixed = {
            "done": FULL,
            "on_pace": FULL,
            "behind": self._parameters.behind_score,
            "far_behind": self._parameters.far_behind_score,
            "kept": FULL,
            "partly_kept": self._parameters.partly_kept_score,
            "not_kept": NOTHING,
        }

    def at(self, obligation: Obligation, window: Window) -> Standing:
        """Return the standing at the window's cut-off."""
        if obligation.node.first is not None:
            return self._dated(obligation, window)
        assignment = obligation.assignment
        if assignment.day is None or assignment.day > window.cutoff:
            return OUT
        if assignment.task.paused_at(window.cutoff) or assignment.is_waived_at(window.cutoff):
            return OUT
        return _recurring(obligation, window)

    def score(self, obligation: Obligation, standing: Standing, cutoff: int) -> Fraction | None:
        """Return the score s of an obligation in its standing, None when it is out."""
        name = standing.name
        if name == "out":
            return None
        if obligation.false_reports and obligation.false_reports[0].day <= cutoff:
            return NOTHING
        if name == "overdue":
            return min(self._parameters.overdue_cap, Fraction(standing.progress or 0))
        if name == "done_late":
            return self._late_score(standing.n or 0)
        return self._fixed[name]

    def asked(self, obligation: Obligation, window: Window) -> bool:
        """Return whether a report was asked for a dated obligation in a month (报送)."""
        assignment = obligation.assignment
        return (
            assignment.is_pressed
            and assignment.day is not None
            and assignment.day < window.first
            and obligation.date_at(window.cutoff) <= window.next_end
            and obligation.claim_at(window.first - 1) is None
            and not obligation.is_out_at(window.cutoff)
        )

    def _late_score(self, n: int) -> Fraction:
        if n not in self._late:
            self._late[n] = max(self._parameters.late_floor, 100 - self._parameters.late_per_day * n)
        return self._late[n]

    def _dated(self, obligation: Obligation, window: Window) -> Standing:
        cutoff, ledger = window.cutoff, self._ledger
        date = obligation.date_at(cutoff)
        due = ledger.effective_due(date)
        reported = obligation.progress_at(cutoff)
        progress = reported or 0
        assigned = obligation.assignment.day
        if assigned is None or assigned > cutoff:
            return Standing("out", progress=progress, date=date, due=due)
        claim = obligation.claim_at(cutoff)
        if claim is not None:
            n = ledger.counted(obligation, due, claim.day)
            return Standing("done_late" if n else "done", n or None, None, progress, claim.day, date, due)
        if obligation.is_out_at(cutoff):
            return Standing("out", progress=progress, date=date, due=due)
        n = ledger.counted(obligation, due, cutoff)
        if n:
            return Standing("overdue", n, None, progress, None, date, due)
        if reported is None and not self._ever_asked(obligation, window):
            return Standing("on_pace", None, None, progress, None, date, due)
        gap = _gap(obligation, cutoff, date, progress)
        return Standing(self._pace(gap), None, gap, progress, None, date, due)

    def _pace(self, gap: Fraction) -> str:
        if gap < self._parameters.pace_behind:
            return "on_pace"
        return "behind" if gap <= self._parameters.pace_far else "far_behind"

    def _ever_asked(self, obligation: Obligation, window: Window) -> bool:
        """Return whether a report was asked in this month or any before it, the latest month looked at first."""
        assigned = obligation.assignment.day
        if assigned is None or not obligation.assignment.is_pressed:
            return False
        earliest = obligation.date_at(assigned)
        while assigned < window.first and earliest <= window.next_end:
            if self.asked(obligation, window):
                return True
            window = self._windows.of(window.month.plus(-1))
        return False


def _gap(obligation: Obligation, day: int, date: int, progress: int | Decimal) -> Fraction:
    """Return planned − progress in percentage points, planned being the share of natural days gone."""
    start = obligation.start
    if start is None or date <= start or day >= date:
        return 100 - Fraction(progress)
    return Fraction(100 * (day - start), date - start) - Fraction(progress)


def _recurring(obligation: Obligation, window: Window) -> Standing:
    node, assigned = obligation.node, obligation.assignment.day or 0
    days = obligation.occurrences
    wanted = done = 0
    for first, last in periods_ending(node.every or "", window.first, window.cutoff):
        occurred = bisect_right(days, last) - bisect_left(days, first)
        if first >= assigned or occurred >= node.times:
            wanted += node.times
            done += occurred
    if not wanted:
        return OUT
    return Standing("kept" if done >= wanted else "partly_kept" if done else "not_kept")
