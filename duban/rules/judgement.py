"""The judgement of months (考核): facts, figures and a calendar in; lines, scores, ranks and letters out.

One road for the live cycle, for `duban replay` and for recomputing a published month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from duban.errors import UsageError
from duban.months import Month
from duban.rules.calendar import unpublished_years, working_days
from duban.rules.campaign import Campaign, Fact
from duban.rules.facts import Recorded, Refused, record
from duban.rules.grading import graded
from duban.rules.ledger import Ledger
from duban.rules.reminders import Firing, compose, firings
from duban.rules.result import MonthResult, ObligationLine, UnitScore
from duban.rules.scoring import Scoring
from duban.rules.standing import Standings
from duban.rules.windows import Window, Windows


class Judgement(NamedTuple):
    """The result of some months, the facts refused (in file order) and warnings in Chinese."""

    months: Mapping[Month, MonthResult]
    refused: tuple[Refused, ...]
    warnings: tuple[str, ...]


class Case:
    """One campaign with its facts entered: what every question about it is asked of.

    Building it takes the facts once; each question after that is answered for the end of a day. `days` are the days that will
    be asked about, where they may lie outside the years of the campaign's dates and facts.
    """

    def __init__(self, campaign: Campaign, facts: Sequence[Fact], days: Iterable[date] = ()) -> None:
        ahead = campaign.parameters.late_assignment_days
        calendar = working_days(_years(campaign, facts, days), campaign.rest, campaign.work, ahead)
        self.ledger = Ledger(campaign, calendar)
        self.recorded: Recorded = record(self.ledger, facts)
        self.windows = Windows(campaign.parameters, calendar)
        self.standings = Standings(self.ledger, self.windows)

    def month(self, month: Month, due: Sequence[Firing] = ()) -> MonthResult:
        """Return the judgement of one month; `due` are the rungs that fire on its calendar days."""
        self._require(month.last)
        window = self.windows.of(month)
        scoring = Scoring(self.ledger, self.standings, window)
        tallies = [scoring.tally(unit) for unit in self.ledger.units.values()]
        scores = [
            UnitScore(
                tally.state.unit.name,
                tally.state.unit.kind,
                tally.base,
                tally.score,
                None,
                None,
                tally.deductions,
                tally.bonus,
                tally.red_cards,
            )
            for tally in tallies
        ]
        units = graded(scores, self._capped(window), self.ledger.parameters)
        lines = tuple(line for tally in tallies for line in tally.lines)
        return MonthResult(date.fromordinal(window.cutoff), lines, units, *compose(self.ledger, due))

    def lines_at(self, day: date) -> tuple[ObligationLine, ...]:
        """Return every obligation as it stands at the end of a day (现状), in register, task and node order."""
        self._require(day)
        scoring = Scoring(self.ledger, self.standings, self.windows.holding(day.toordinal()))
        return tuple(line for unit in self.ledger.units.values() for line in scoring.tally(unit).lines)

    def letters_due(self, months: Iterable[Month]) -> dict[Month, list[Firing]]:
        """Return the rungs that fire on the calendar days of some months, everything before them replayed."""
        found: dict[Month, list[Firing]] = defaultdict(list)
        spans = sorted({(month.first.toordinal(), month.last.toordinal(), month) for month in months})
        if spans:
            for firing in firings(self.ledger, spans[0][0], spans[-1][1]):
                for first, last, month in spans:
                    if first <= firing.day <= last:
                        found[month].append(firing)
        return found

    def warnings(self, months: Sequence[Month]) -> tuple[str, ...]:
        """Return a warning for each year without published holidays that judging some months looks at."""
        dues = {self.ledger.effective_due(day) for day in self.ledger.dates}
        years = {date.fromordinal(day).year for day in self.ledger.dates | dues}
        if months:
            begun = [fact.on.year for fact in self.recorded.accepted[:1]]
            years |= set(range(min([month.year for month in months] + begun), max(months).year + 1))
        return tuple(unpublished_years(years))

    def _require(self, day: date) -> None:
        if not self.ledger.calendar.covers(day.toordinal()):
            raise UsageError(f"{day.isoformat()} 远在专项行动的时间之外", remedy="请核对期次或日期")

    def _capped(self, window: Window) -> frozenset[str]:
        since = self.windows.capping_since(window.month)
        return frozenset(
            name
            for name, unit in self.ledger.units.items()
            if any(since <= mark.day <= window.cutoff for mark in unit.capped)
        )


def judge(campaign: Campaign, facts: Sequence[Fact], months: Sequence[Month]) -> Judgement:
    """Return the judgement of some months from a campaign and all its facts.

    InputRefused when the campaign breaks the contract: a day both rest and work, a period that cannot be judged.
    """
    case = Case(campaign, facts, [day for month in months for day in (month.first, month.last)])
    due = case.letters_due(months)
    results = {month: case.month(month, due.get(month, ())) for month in months}
    return Judgement(results, case.recorded.refused, case.warnings(months))


def _years(campaign: Campaign, facts: Sequence[Fact], days: Iterable[date]) -> tuple[int, int]:
    """Return the first and last year that a campaign's dates, its facts and the days asked about lie in."""
    dues = [due for task in campaign.tasks for due in (*task.due, *(due for step in task.steps for due in step.due))]
    years = {day.year for due in dues for day in (due.start, due.end) if day}
    years |= {fact.on.year for fact in facts} | {fact.to.year for fact in facts if fact.to}
    years |= {day.year for day in days} or {campaign.start.year}
    return min(years), max(years)
