"""Everything that happened in one campaign up to now (历史): what every rule about the next act is asked of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from duban.life.act import Act, Proof, of
from duban.life.roster import Roster, roster_of
from duban.plan import Target
from duban.rules.calendar import WorkingDays
from duban.rules.campaign import Campaign, Fact
from duban.rules.judgement import Case


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with who wrote it down, for which unit where the office did it for another (代录), and the files that came with it.

    `from_paper`: it was read from a file the unit sent, so that whoever took the file in did not make it.
    """

    fact: Fact
    by: str
    on_behalf_of: str | None = None
    proofs: tuple[Proof, ...] = ()
    from_paper: bool = False

    @property
    def actor(self) -> str:
        """Who did it: the person the fact names, the unit it was written down for, or whoever recorded it."""
        return self.fact.by or self.on_behalf_of or self.by


@dataclass(frozen=True)
class History:
    """A campaign, its facts with their recorders and its acts in order, as known at the end of `today`.

    `targets` are those of the plan in force.
    """

    campaign: Campaign
    entries: Sequence[Entry]
    acts: Sequence[Act]
    today: date
    days: Sequence[date] = field(default=())
    targets: Sequence[Target] = field(default=())

    @cached_property
    def case(self) -> Case:
        """The campaign with its facts entered, for what the rules say of them."""
        return Case(self.campaign, [entry.fact for entry in self.entries], [self.today, *self.days])

    @cached_property
    def roster(self) -> Roster:
        """Who holds which post."""
        return roster_of(self.acts)

    @property
    def calendar(self) -> WorkingDays:
        """The campaign's working days."""
        return self.case.ledger.calendar

    def of(self, subject: str, key: str | None = None) -> tuple[Act, ...]:
        """Return the acts on a subject, or on one matter of it."""
        return of(self.acts, subject, key)

    def facts(self, task: str, unit: str | None = None) -> tuple[Entry, ...]:
        """Return the entries of a task, or of one unit's part of it (facts of the whole task included)."""
        return tuple(
            entry
            for entry in self.entries
            if entry.fact.task == task and (unit is None or entry.fact.unit in (None, unit))
        )

    def acted(self, *acts: Act) -> "History":
        """Return the history after further acts, none of which changes what is judged: the case stays as it was made."""
        found = replace(self, acts=[*self.acts, *acts])
        found.__dict__["case"] = self.case
        return found

    @property
    def next_order(self) -> int:
        """The place of the next fact or act."""
        last = [entry.fact.order for entry in self.entries[-1:]] + [act.order for act in self.acts[-1:]]
        return max(last, default=0) + 1
