"""The results of a cross-inspection (交叉检查结果): the unit's own score and the peers' merged by weight, and how the teams differ.

The rule for an outlying team is ours and told with the result: its mean lies more than APART points from the median of the teams'
means, and more than TIMES the median distance of all teams from that median.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from duban.life.draw_search import team_name
from duban.life.draw_words import figures_in
from duban.life.draws import held, round_of, sheet_of, team_pairs
from duban.life.history import History
from duban.life.kinds import number

HALF = Fraction(50)
"""Per cent of the merged score that the unit's own score makes, where the draw says nothing (陕西: 50 to 50)."""
APART, TIMES = 10, 2
OUTLIER_RULE = f"组均分与各组均分的中位数相差超过{APART}分，且超过各组偏离中位数程度的{TIMES}倍"


@dataclass(frozen=True, slots=True)
class CrossScore:
    """One inspected unit, all scores out of 100; `merged` is None while one side is missing, `waits_for` says which."""

    unit: str
    team: str
    own: Fraction | None
    cross: Fraction | None
    merged: Fraction | None
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class TeamSpread:
    """How one team marks: how many units, its mean, how far that lies from the mean of all marks, and whether it is outlying."""

    team: str
    number: int
    mean: Fraction
    shift: Fraction
    outlying: bool


@dataclass(frozen=True, slots=True)
class CrossResults:
    """A round's results: the units in order of the draw, the spread of marks between teams, and the weights used (per cent)."""

    scores: tuple[CrossScore, ...]
    teams: tuple[TeamSpread, ...]
    mean: Fraction | None
    range: Fraction | None
    own_weight: Fraction


def cross_results(history: History, key: str) -> CrossResults | None:
    """Return the results of a round so far, None where it was not drawn."""
    hold = held(history, key)
    if hold is None:
        return None
    weight = number(hold, "own_weight") if hold.told("own_weight") else HALF
    pairs = team_pairs(hold)
    own = _totals(history, key, ("own",))
    cross = _totals(history, key, ("result", "correct"))
    scores = tuple(
        _score(unit, team_name(pairs[unit]), (own.get(unit), cross.get(unit)), weight)
        for unit in round_of(hold).targets
    )
    marks = [score.cross for score in scores if score.cross is not None]
    mean = sum(marks, Fraction(0)) / len(marks) if marks else None
    return CrossResults(scores, _spread(scores, mean), mean, max(marks) - min(marks) if marks else None, weight)


def _totals(history: History, key: str, words: Sequence[str]) -> dict[str, Fraction]:
    """Return {unit: its last total of some kinds of act}, out of 100."""
    full = sum(sheet_of(history, key).values(), Fraction(0))
    found: dict[str, Fraction] = {}
    for act in history.of("draw", key):
        if act.do in words and act.unit:
            found[act.unit] = 100 * sum((figures_in(act.told("scores")) or {}).values(), Fraction(0)) / full
    return found


def _score(unit: str, team: str, sides: tuple[Fraction | None, Fraction | None], weight: Fraction) -> CrossScore:
    own, cross = sides
    # A side that weighs nothing is not waited for.
    lacking = [
        name
        for name, side, share in (("自查得分", own, weight), ("检查结果", cross, 100 - weight))
        if share and side is None
    ]
    merged = None if lacking else ((own or Fraction(0)) * weight + (cross or Fraction(0)) * (100 - weight)) / 100
    return CrossScore(unit, team, own, cross, merged, "、".join(lacking))


def _spread(scores: Sequence[CrossScore], mean: Fraction | None) -> tuple[TeamSpread, ...]:
    marks: dict[str, list[Fraction]] = {}
    for score in scores:
        if score.cross is not None:
            marks.setdefault(score.team, []).append(score.cross)
    if mean is None:
        return ()
    means = {team: sum(held, Fraction(0)) / len(held) for team, held in marks.items()}
    middle = median(means.values())
    usual = median(abs(one - middle) for one in means.values())
    return tuple(
        TeamSpread(
            team,
            len(marks[team]),
            own,
            own - mean,
            abs(own - middle) > max(Fraction(APART), TIMES * usual),
        )
        for team, own in means.items()
    )
