"""Grades, the quota of 优秀, ranks, and the order in which papers list units (cycle contract §6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from duban.rules.parameters import Parameters
from duban.rules.result import MonthResult, UnitScore

EXCELLENT, GOOD, PASS, FAIL = GRADES = ("优秀", "良好", "合格", "不合格")


def grade(score: Fraction, parameters: Parameters, capped: bool) -> str:
    """Return the grade (等次) of a rounded score before the quota; a capped unit is at most 合格."""
    lines = ((EXCELLENT, parameters.grade_excellent), (GOOD, parameters.grade_good), (PASS, parameters.grade_pass))
    earned = next((name for name, line in lines if score >= line), FAIL)
    return PASS if capped and earned in (EXCELLENT, GOOD) else earned


def quota(units: int, share: Fraction) -> int:
    """Return how many of a kind's scored units may be 优秀: the share rounded down, at least one."""
    return max(1, int(units * share))


def with_quota(grades: Sequence[tuple[Fraction, str]], share: Fraction) -> list[str]:
    """Return the grades of one kind's scored units after the quota: at most that share, at least one, are 优秀.

    Equal scores stand or fall together; if none fits whole, the first set of equals is 优秀.

    >>> with_quota([(Fraction(95), "优秀"), (Fraction(99), "优秀"), (Fraction(70), "合格")], Fraction(1, 5))
    ['良好', '优秀', '合格']
    """
    places = quota(len(grades), share)
    competing = sorted((score for score, name in grades if name == EXCELLENT), reverse=True)
    if len(competing) <= places:
        return [name for _, name in grades]
    # The lowest score that stays 优秀: the first one outside the quota falls, and its equals with it.
    staying = [score for score in competing if score > competing[places]] or competing[:1]
    return [GOOD if name == EXCELLENT and score < staying[-1] else name for score, name in grades]


def ranks(scores: Sequence[Fraction]) -> list[int]:
    """Return the rank of each score among its kind; equal scores share one and the next is skipped.

    >>> ranks([Fraction(90), Fraction(95), Fraction(90), Fraction(80)])
    [2, 1, 2, 4]
    """
    first: dict[Fraction, int] = {}
    for place, score in enumerate(sorted(scores, reverse=True), start=1):
        first.setdefault(score, place)
    return [first[score] for score in scores]


def graded(units: Iterable[UnitScore], capped: frozenset[str], parameters: Parameters) -> tuple[UnitScore, ...]:
    """Return the units, in their order, with grade and rank; units without a score stay without."""
    listed = list(units)
    kinds: dict[str, list[int]] = defaultdict(list)
    for place, unit in enumerate(listed):
        if unit.score is not None:
            kinds[unit.kind].append(place)
    for places in kinds.values():
        scores = [score for score in (listed[place].score for place in places) if score is not None]
        plain = [
            (score, grade(score, parameters, listed[place].unit in capped))
            for place, score in zip(places, scores, strict=True)
        ]
        names = with_quota(plain, parameters.excellent_share)
        for place, name, rank in zip(places, names, ranks(scores), strict=True):
            listed[place] = listed[place]._replace(grade=name, rank=rank)
    return tuple(listed)


def in_paper_order(result: MonthResult, kind: str) -> tuple[UnitScore, ...]:
    """Return the scored units of one kind as papers list them (排序).

    By rank; inside a rank by fewer red cards in the month, then a higher share of `done` among dated obligations not out
    and due by the cut-off, then register order.
    """
    due: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for line in result.obligations:
        if line.due is not None and line.standing != "out" and line.due <= result.cutoff:
            due[line.unit][0] += line.standing == "done"
            due[line.unit][1] += 1

    def key(unit: UnitScore) -> tuple[int, int, Fraction]:
        done, all_due = due[unit.unit]
        return unit.rank or 0, unit.red_cards, -Fraction(done, all_due or 1)

    return tuple(sorted((unit for unit in result.units if unit.kind == kind and unit.rank), key=key))
