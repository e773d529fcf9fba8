"""A round drawn (交叉检查抽签): who inspects whom, or which constraints together leave no draw. The search stands in draw_search.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from duban.life.draw_search import Round, Rules, Team, rank, search

MOST_STEPS = 20_000
"""Search steps before a question is given up as undecided. Ours; a draw of 100 units without many constraints takes about 100."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome: {inspected unit: the team that inspects it}, in the order of the round's targets; None where there is none.

    `decided` is False where the search was given up; `because` lists the constraints that together leave no draw, in words.
    """

    pairs: Mapping[str, Team] | None
    decided: bool = True
    because: tuple[str, ...] = ()


def draw(asked: Round, rules: Rules, steps: int = MOST_STEPS) -> Drawn:
    """Return a draw that keeps every constraint, by the seed alone; or the constraints that make one impossible.

    Each team inspects the same number of units, or one more. The order in which units and teams are listed does not matter.
    """
    outcome = search(asked, rules, steps)
    if outcome == "undecided":
        return Drawn(None, decided=False)
    if outcome == "none":
        return Drawn(None, because=_culprits(asked, rules, steps))
    return Drawn({target: outcome[target] for target in asked.targets})


def sample(seed: str, target: str, places: Iterable[str], number: int) -> tuple[str, ...]:
    """Return so many places of an inspected unit, drawn by the same seed (抽样); all of them where there are fewer."""
    return tuple(sorted(set(places), key=lambda place: rank(seed, "sample", target, place))[:number])


def _culprits(asked: Round, rules: Rules, steps: int) -> tuple[str, ...]:
    """Return a smallest-by-removal set of constraints that leaves no draw: without any one of them there would be one.

    Only proofs count: a constraint whose removal leaves the question undecided stays in the set.
    """
    kept = list(_constraints(rules))
    for one in list(kept):
        without = [other for other in kept if other != one]
        if search(asked, _only(rules, without), steps) == "none":
            kept = without
    words = tuple(one.words for one in kept)
    return words or ("每个单位只由一个组检查一次，且不得检查本单位：参加单位太少",)


class _Constraint(NamedTuple):
    """One constraint that may be taken away: its field in the rules, its member there, its words."""

    name: str
    member: object
    words: str


def _constraints(rules: Rules) -> Iterable[_Constraint]:
    for fixed in rules.fixed:
        yield _Constraint("fixed", fixed, f"指定由{fixed[0]}检查{fixed[1]}")
    for forbidden in rules.forbidden:
        yield _Constraint("forbidden", forbidden, f"{forbidden[0]}不得检查{forbidden[1]}")
    for name in rules.apart:
        yield _Constraint("apart", name, f"“{name}”内部不得互查")
    for name in rules.together:
        yield _Constraint("together", name, f"“{name}”只能由本组单位检查")
    if rules.last:
        yield _Constraint("last", None, "不得与上一轮同一对象")
    if rules.mutual:
        yield _Constraint("mutual", None, "同一轮不得互查")


def _only(rules: Rules, kept: Sequence[_Constraint]) -> Rules:
    members: dict[str, list[object]] = {}
    for one in kept:
        members.setdefault(one.name, []).append(one.member)
    return replace(
        rules,
        fixed=tuple(pair for pair in rules.fixed if pair in members.get("fixed", [])),
        forbidden=tuple(pair for pair in rules.forbidden if pair in members.get("forbidden", [])),
        apart={name: group for name, group in rules.apart.items() if name in members.get("apart", [])},
        together={name: group for name, group in rules.together.items() if name in members.get("together", [])},
        last=rules.last if "last" in members else frozenset(),
        mutual="mutual" in members,
    )
