"""The search for a draw (交叉检查抽签): who inspects whom, decided by a recorded seed alone, the same on every machine.

Order is by SHA-256 of the seed and what is drawn, so that no library's random numbers, no listing order and no machine has a say.
The search for a draw that keeps every constraint is exact: it ends with a draw, with the proof that there is none, or, past a bound
of steps that is told, undecided. What is made of its outcome stands in drawing.py.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from duban.life.matching import Matching

Pair = tuple[str, str]
Team = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The constraints of a round, apart from the two that always hold: nobody inspects itself, everybody is inspected once.

    `fixed` and `forbidden` are (inspecting unit, inspected unit); `last` the pairs of the round before; `apart` and `together` are
    groups of units: inspector and inspected may not, or must, be of one. `mutual` forbids A↔B in the round.
    """

    fixed: tuple[Pair, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    last: frozenset[Pair] = frozenset()
    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)
    together: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mutual: bool = True


class Round(NamedTuple):
    """What is drawn: a seed, the teams (each of one or more units) and the units to be inspected."""

    seed: str
    teams: tuple[Team, ...]
    targets: tuple[str, ...]


def rank(seed: str, *what: str) -> bytes:
    """Return the place of something in the order a seed gives.

    >>> sorted(["甲乡", "乙乡", "丙乡"], key=lambda unit: rank("2026-1", "target", unit))
    ['丙乡', '乙乡', '甲乡']
    """
    return hashlib.sha256("\x1f".join((seed, *what)).encode()).digest()


def team_name(team: Team) -> str:
    """Return a team as it is written: its units joined by +."""
    return "+".join(team)


def allowed(team: Team, target: str, rules: Rules) -> bool:
    """Return whether a team may inspect a unit by everything that concerns this pair alone."""
    if target in team:
        return False
    # A fixed pair binds its target to the team of that unit.
    bound = [unit for unit, inspected in rules.fixed if inspected == target]
    if bound and not set(bound) <= set(team):
        return False
    if any((unit, target) in rules.last or (unit, target) in rules.forbidden for unit in team):
        return False
    if any(target in group and group & set(team) for group in rules.apart.values()):
        return False
    return all(target not in group or bool(group & set(team)) for group in rules.together.values())


Outcome = dict[str, Team] | Literal["none", "undecided"]


def search(asked: Round, rules: Rules, steps: int) -> Outcome:
    """Return {target: team} of a draw that keeps every constraint, the proof that there is none, or that the steps ran out."""
    targets = sorted(asked.targets, key=lambda one: rank(asked.seed, "target", one))
    teams = sorted(asked.teams, key=lambda one: rank(asked.seed, "team", team_name(tuple(sorted(one)))))
    preference = {
        target: sorted(
            (place for place, team in enumerate(teams) if allowed(team, target, rules)),
            key=lambda place: rank(asked.seed, "pair", target, team_name(tuple(sorted(teams[place])))),
        )
        for target in targets
    }
    return _Search(targets, teams, preference, rules.mutual, steps).run()


class _Search:
    """A depth-first search: the target with the fewest teams left first, its teams in the order of the seed.

    After every choice a matching of the rest shows whether all targets can still be inspected and all teams still get their share;
    where not, the choice is undone at once. Without the mutual rule the matching decides alone.
    """

    def __init__(
        self, targets: Sequence[str], teams: Sequence[Team], allowed: Mapping[str, list[int]], mutual: bool, steps: int
    ) -> None:
        self.targets, self.teams, self.mutual, self.left = targets, teams, mutual, steps
        self.order = {target: place for place, target in enumerate(targets)}
        self.domains = [list(allowed[target]) for target in targets]
        self.team_of = {unit: place for place, team in enumerate(teams) for unit in team}
        least, more = divmod(len(targets), len(teams))
        self.least, self.most = least, least + (more > 0)
        self.choice: list[int | None] = [None] * len(targets)

    def run(self) -> Outcome:
        """Return the choices by target, or why there are none."""
        matching = Matching(self.domains, len(self.teams), self.least, self.most)
        if not matching.is_whole:
            return "none"
        found = self._descend(self.domains, matching)
        if found is None:
            return "undecided"
        if not found:
            return "none"
        return {
            target: self.teams[place]
            for target, place in zip(self.targets, self.choice, strict=True)
            if place is not None
        }

    def _descend(self, domains: list[list[int]], matching: Matching) -> bool | None:
        """Return whether the rest can be chosen, None where the steps ran out."""
        open_places = [place for place, chosen in enumerate(self.choice) if chosen is None]
        if not open_places:
            return True
        place = min(open_places, key=lambda one: (len(domains[one]), one))
        for team in domains[place]:
            self.left -= 1
            if self.left < 0:
                return None
            narrowed = self._narrowed(domains, place, team)
            follows = matching.narrowed(narrowed)
            if follows is None:
                continue
            self.choice[place] = team
            found = self._descend(narrowed, follows)
            if found is not False:
                return found
            self.choice[place] = None
        return False

    def _narrowed(self, domains: list[list[int]], place: int, team: int) -> list[list[int]]:
        """Return the domains once a target has its team: by the mutual rule the target's own team may not come back to them."""
        narrowed = list(domains)
        narrowed[place] = [team]
        own = self.team_of.get(self.targets[place])
        if self.mutual and own is not None:
            for unit in self.teams[team]:
                back = self.order.get(unit)
                if back is not None and own in narrowed[back]:
                    narrowed[back] = [one for one in narrowed[back] if one != own]
        return narrowed
