"""Bipartite matching with shares (分配): can every target get a team, and every team its least share and no more than its most?

By Mendelsohn and Dulmage a matching of all targets within the most and one that fills every team's least share together give one
that does both, so the two are kept apart. Pure mathematics; what is matched stands in drawing.py.
"""

from collections.abc import Sequence

Domains = Sequence[Sequence[int]]


class Matching:
    """Two matchings over the same domains (teams allowed for each target), mended rather than made anew when domains narrow."""

    def __init__(self, domains: Domains, teams: int, least: int, most: int) -> None:
        self._least, self._most, self._teams = least, most, teams
        self._all = _Assigned(domains, [most] * teams)
        # Shares are filled from the teams' side: only targets that are needed for them are matched.
        self._shares = _Shares(domains, teams, least)
        self.is_whole = self._all.fill() and self._shares.fill()

    def narrowed(self, domains: Domains) -> "Matching | None":
        """Return the matching for narrower domains, None where there is none any more."""
        new = object.__new__(Matching)
        new._least, new._most, new._teams = self._least, self._most, self._teams
        new._all, new._shares = self._all.over(domains), self._shares.over(domains)
        new.is_whole = new._all.fill() and new._shares.fill()
        return new if new.is_whole else None


class _Assigned:
    """A matching of every target to a team with room."""

    def __init__(self, domains: Domains, room: list[int]) -> None:
        self.domains, self.room = domains, room
        self.team_of: list[int] = [-1] * len(domains)
        self.held: list[set[int]] = [set() for _ in room]

    def over(self, domains: Domains) -> "_Assigned":
        new = _Assigned(domains, self.room)
        for target, team in enumerate(self.team_of):
            if team >= 0 and team in domains[target]:
                new.team_of[target] = team
                new.held[team].add(target)
        return new

    def fill(self) -> bool:
        """Match what is not matched; False where some target cannot be."""
        return all(team >= 0 or self._place(target, set()) for target, team in enumerate(self.team_of))

    def _place(self, target: int, seen: set[int]) -> bool:
        for team in self.domains[target]:
            if team in seen:
                continue
            seen.add(team)
            if len(self.held[team]) < self.room[team]:
                self._put(target, team)
                return True
            for other in sorted(self.held[team]):
                if self._place(other, seen):
                    self._put(target, team)
                    return True
        return False

    def _put(self, target: int, team: int) -> None:
        old = self.team_of[target]
        if old >= 0:
            self.held[old].discard(target)
        self.team_of[target] = team
        self.held[team].add(target)


class _Shares:
    """A matching that gives every team its least share of targets."""

    def __init__(self, domains: Domains, teams: int, least: int) -> None:
        self.domains, self.teams, self.least = domains, teams, least
        self.team_of: list[int] = [-1] * len(domains)
        self.count = [0] * teams

    def over(self, domains: Domains) -> "_Shares":
        new = _Shares(domains, self.teams, self.least)
        for target, team in enumerate(self.team_of):
            if team >= 0 and team in domains[target]:
                new.team_of[target] = team
                new.count[team] += 1
        return new

    def fill(self) -> bool:
        """Give every team its share; False where one cannot get it."""
        missing = [team for team in range(self.teams) for _ in range(self.least - self.count[team])]
        if not missing:
            return True
        reach: list[list[int]] = [[] for _ in range(self.teams)]
        for target, domain in enumerate(self.domains):
            for team in domain:
                reach[team].append(target)
        return all(self._take(team, reach, set()) for team in missing)

    def _take(self, team: int, reach: list[list[int]], seen: set[int]) -> bool:
        for target in reach[team]:
            if target in seen:
                continue
            seen.add(target)
            owner = self.team_of[target]
            if owner < 0 or (owner != team and self._take(owner, reach, seen)):
                if owner >= 0:
                    self.count[owner] -= 1
                self.team_of[target] = team
                self.count[team] += 1
                return True
        return False
