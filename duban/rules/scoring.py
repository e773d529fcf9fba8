"""The score of a unit for a month: its lines, base, deductions and bonus (cycle contract §6)."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from duban.rules.ledger import Assignment, Ledger, Mark, Obligation, UnitState
from duban.rules.result import Bonus, Deduction, ObligationLine
from duban.rules.standing import Standing, Standings
from duban.rules.windows import Window

REPORTING_RULES = ("report_late", "report_missing")


class Tally(NamedTuple):
    """A unit's month before grades and ranks; `base` and `score` are None where nothing of it is scored."""

    state: UnitState
    lines: tuple[ObligationLine, ...]
    base: Fraction | None
    score: Fraction | None
    deductions: tuple[Deduction, ...]
    bonus: tuple[Bonus, ...]
    red_cards: int


class Scoring:
    """Scores the units of one ledger for one month."""

    def __init__(self, ledger: Ledger, standings: Standings, window: Window) -> None:
        self._ledger, self._standings, self._window = ledger, standings, window

    def tally(self, unit: UnitState) -> Tally:
        """Return a unit's lines, base, deductions, bonus and rounded score."""
        lines: list[ObligationLine] = []
        asked: list[Obligation] = []
        total: Fraction | int = 0
        weights = 0
        for assignment in unit.assignments:
            earned, scored = self._judge(assignment, lines, asked)
            total += assignment.scaled_weight * earned
            weights += assignment.scaled_weight * scored
        base = Fraction(total, weights) if weights else None
        marked = [one for given in unit.assignments for one in given.obligations if one.returns or one.cards]
        deductions = (*self._reporting(asked), *self._returned(marked), *self._cards(marked))
        bonus = self._bonus(unit)
        score = None if base is None else self._score(base, deductions, bonus)
        return Tally(unit, tuple(lines), base, score, deductions, bonus, self._red_cards(marked))

    def _judge(
        self, assignment: Assignment, lines: list[ObligationLine], asked: list[Obligation]
    ) -> tuple[Fraction | int, int]:
        """Append the lines of one assignment; return Σ s and the number of its scored obligations."""
        if not assignment.obligations:
            lines.append(_line(assignment, None, Standing("out"), None))
        earned: Fraction | int = 0
        scored = 0
        for obligation in assignment.obligations:
            standing = self._standings.at(obligation, self._window)
            s = self._standings.score(obligation, standing, self._window.cutoff)
            lines.append(_line(assignment, obligation.node.name, standing, s))
            if s is not None:
                scored += 1
                earned += s.numerator if s.denominator == 1 else s
                if obligation.node.first is not None and self._standings.asked(obligation, self._window):
                    asked.append(obligation)
        return earned, scored

    def _reporting(self, asked: list[Obligation]) -> Iterator[Deduction]:
        window, parameters = self._window, self._ledger.parameters
        for obligation in asked:
            assignment = obligation.assignment
            word = next((day for day in assignment.words if window.first <= day <= window.cutoff), None)
            if word is None:
                yield _deduction("report_missing", parameters.report_missing, obligation, window.reporting)
            elif word > window.reporting:
                yield _deduction("report_late", parameters.report_late, obligation, word)

    def _returned(self, marked: list[Obligation]) -> Iterator[Deduction]:
        for obligation in marked:
            for mark in self._of_month(obligation.returns[1:]):
                yield _deduction("returned", self._ledger.parameters.returned, obligation, mark.day)

    def _cards(self, marked: list[Obligation]) -> Iterator[Deduction]:
        points = {"yellow": self._ledger.parameters.card_yellow, "red": self._ledger.parameters.card_red}
        for obligation in marked:
            cards = self._of_month(obligation.cards)
            if cards:
                heaviest = max(cards, key=lambda card: points[card.fact.colour or ""])
                colour = heaviest.fact.colour or ""
                yield _deduction(f"card_{colour}", points[colour], obligation, heaviest.day)

    def _red_cards(self, marked: list[Obligation]) -> int:
        return sum(card.fact.colour == "red" for one in marked for card in self._of_month(one.cards))

    def _of_month(self, marks: Sequence[Mark]) -> list[Mark]:
        return [mark for mark in marks if self._window.first <= mark.day <= self._window.cutoff]

    def _bonus(self, unit: UnitState) -> tuple[Bonus, ...]:
        facts = [mark.fact for mark in self._of_month(unit.bonuses)]
        return tuple(
            Bonus("bonus", fact.points or Fraction(0), fact.basis or "", fact.on)
            for fact in sorted(facts, key=lambda fact: fact.order)
        )

    def _score(self, base: Fraction, deductions: tuple[Deduction, ...], bonus: tuple[Bonus, ...]) -> Fraction:
        parameters = self._ledger.parameters
        reporting = sum(line.points for line in deductions if line.rule in REPORTING_RULES)
        others = sum(line.points for line in deductions if line.rule not in REPORTING_RULES)
        added = sum(line.points for line in bonus)
        score = base - min(parameters.report_cap, reporting) - others + min(parameters.bonus_cap, added)
        return round_half_up(min(Fraction(100), max(Fraction(0), score)), 2)


def round_half_up(value: Fraction, places: int) -> Fraction:
    """Return a value rounded to so many decimals, halves away from zero (四舍五入).

    >>> round_half_up(Fraction(-1, 8), 2)
    Fraction(-13, 100)
    """
    scale = 10**places
    whole = (abs(value.numerator) * scale * 2 + value.denominator) // (value.denominator * 2)
    return Fraction(whole if value >= 0 else -whole, scale)


def _line(assignment: Assignment, node: str | None, standing: Standing, s: Fraction | None) -> ObligationLine:
    return ObligationLine(
        assignment.task.task.number,
        assignment.unit.unit.name,
        assignment.role,
        node,
        None if standing.date is None else date.fromordinal(standing.date),
        None if standing.due is None else date.fromordinal(standing.due),
        standing.name,
        standing.n,
        standing.gap,
        standing.progress,
        None if standing.claimed is None else date.fromordinal(standing.claimed),
        s,
        assignment.task.outline.weight,
        assignment.coefficient,
    )


def _deduction(rule: str, points: Fraction, obligation: Obligation, day: int) -> Deduction:
    number = obligation.assignment.task.task.number
    return Deduction(rule, points, number, obligation.node.name, date.fromordinal(day))
