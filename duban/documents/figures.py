"""The figures of a judged month that its papers share: classes and their shares, the on-time rate, lamps, order inside a rank.

Nothing is judged here; every figure is counted from the judgement's own lines.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from duban.documents.wording import STANDING_NAMES, Lamp
from duban.months import Month
from duban.rules.calendar import working_days
from duban.rules.campaign import Campaign
from duban.rules.grading import in_paper_order
from duban.rules.problems import STANDING_SORTS
from duban.rules.result import MonthResult, ObligationLine, UnitScore

CLASSES = tuple(standing for standing in STANDING_NAMES if standing != "out")
SLOW = tuple(STANDING_SORTS)
# 蓝灯 reminds within five working days of the limit (domain practice; red and yellow follow the standing).
_NEAR = 5
STANDING_LAMPS: dict[str, Lamp] = {
    "done": "green",
    "done_late": "green",
    "on_pace": "green",
    "kept": "green",
    "behind": "yellow",
    "partly_kept": "yellow",
    "far_behind": "red",
    "overdue": "red",
    "not_kept": "red",
    "out": "none",
}
_SEVERITY: tuple[Lamp, ...] = ("none", "green", "blue", "yellow", "red")


class Share(NamedTuple):
    """One class of obligations: its standing, how many, and per cent of all with one decimal."""

    standing: str
    number: int
    percent: Fraction


class OnTime(NamedTuple):
    """How many dated obligations had come due, and how many of them were done in time."""

    due: int
    done: int

    @property
    def rate(self) -> Fraction | None:
        """Per cent done in time (到期按时办结率), None where nothing had come due."""
        return Fraction(100 * self.done, self.due) if self.due else None


def counted(result: MonthResult) -> list[ObligationLine]:
    """Return the lines the month's figures speak of: those that are scored and weigh something."""
    return [line for line in result.obligations if line.s is not None and line.weight > 0]


def shares(lines: Iterable[ObligationLine]) -> list[Share]:
    """Return the classes that occur, in the papers' order, with shares that add to 100.0."""
    found = Counter(line.standing for line in lines)
    present = [standing for standing in CLASSES if found[standing]]
    parts = percents([found[standing] for standing in present])
    return [Share(standing, found[standing], part) for standing, part in zip(present, parts, strict=True)]


def percents(counts: Sequence[int]) -> list[Fraction]:
    """Return each count's per cent with one decimal, by largest remainder, so that they add to 100.0.

    >>> [float(part) for part in percents([17, 10, 24, 9, 162])]
    [7.7, 4.5, 10.8, 4.0, 73.0]
    """
    total = sum(counts)
    if not total:
        return [Fraction(0)] * len(counts)
    tenths = [divmod(1000 * count, total) for count in counts]
    left = 1000 - sum(whole for whole, _ in tenths)
    first = sorted(range(len(counts)), key=lambda place: -tenths[place][1])[:left]
    return [Fraction(whole + (place in first), 10) for place, (whole, _) in enumerate(tenths)]


def on_time(lines: Iterable[ObligationLine], cutoff: date) -> OnTime:
    """Return the on-time figures of some lines: dated, not out, effective due by the cut-off."""
    come = [line for line in lines if line.due and line.due <= cutoff and line.standing != "out"]
    return OnTime(len(come), sum(line.standing == "done" for line in come))


class MonthFigures(NamedTuple):
    """A month in a line of the trend (走势): obligations that count, overdue and slow ones, on-time rate and mean score, if any."""

    month: Month
    total: int
    overdue: int
    slow: int
    rate: Fraction | None
    mean: Fraction | None


def month_figures(month: Month, result: MonthResult) -> MonthFigures:
    """Return a judged month's line of the trend; rate and mean are exact."""
    lines = counted(result)
    found = Counter(line.standing for line in lines)
    scores = [score.score for score in result.units if score.score is not None]
    return MonthFigures(
        month,
        len(lines),
        found["overdue"],
        found["behind"] + found["far_behind"],
        on_time(lines, result.cutoff).rate,
        sum(scores, Fraction()) / len(scores) if scores else None,
    )


def near_day(campaign: Campaign, cutoff: date) -> date:
    """Return the last day that counts as near: the fifth working day after the cut-off."""
    calendar = working_days((cutoff.year, cutoff.year), campaign.rest, campaign.work)
    return date.fromordinal(calendar.after(cutoff.toordinal(), _NEAR))


def lamp(line: ObligationLine, near: date) -> Lamp:
    """Return the lamp a line lights (亮灯): blue where it is on pace and due by the near day."""
    if line.standing == "on_pace" and line.due and line.due <= near:
        return "blue"
    return STANDING_LAMPS[line.standing]


def heaviest(lamps: Iterable[Lamp]) -> Lamp:
    """Return the most severe of some lamps, “none” for none."""
    return max(lamps, key=_SEVERITY.index, default="none")


def by_kind(result: MonthResult) -> list[tuple[str, tuple[UnitScore, ...]]]:
    """Return the ranked units of every kind in the papers' order, kinds in register order; kinds without one are left out."""
    kinds = dict.fromkeys(score.kind for score in result.units)
    listed = [(kind, in_paper_order(result, kind)) for kind in kinds]
    return [(kind, scores) for kind, scores in listed if scores]


def by_unit(lines: Iterable[ObligationLine]) -> dict[str, list[ObligationLine]]:
    """Return the lines of each unit that has any."""
    own: dict[str, list[ObligationLine]] = {}
    for line in lines:
        own.setdefault(line.unit, []).append(line)
    return own
