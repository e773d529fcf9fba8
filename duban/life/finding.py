"""One finding (问题) as a value: standing, limit, days over it, stages. How acts come to it is told in findings.py."""

from dataclasses import dataclass
from datetime import date

from duban.life.act import Act
from duban.life.finding_kinds import CLUE, ENDED, IN_REVIEW, LONG_TERM, RECTIFY, STANDINGS
from duban.months import Month
from duban.rules.calendar import WorkingDays


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its opening act, all its acts in order, and what they come to (`standing` is a word of STANDINGS).

    `order`, `plan` and `application` are those of the present round, `request` an extension asked for and not yet answered; `limit`
    is the date in force, moved `extended` times since the order or the last stage; `stages_done` counts the stages of a long-term
    order that were closed; `returned` and `relapses` count over its whole life.
    """

    opening: Act
    acts: tuple[Act, ...] = ()
    standing: str = "found"
    order: Act | None = None
    plan: Act | None = None
    application: Act | None = None
    request: Act | None = None
    limit: date | None = None
    extended: int = 0
    stages_done: int = 0
    returned: int = 0
    relapses: int = 0

    @property
    def key(self) -> str:
        """The finding's number (问题编号)."""
        return self.opening.key

    @property
    def unit(self) -> str | None:
        """The unit it was found at, None where a policy is at fault."""
        return self.opening.unit

    @property
    def sort(self) -> str:
        """Its class (问题类别)."""
        return self.opening.told("sort") or CLUE

    @property
    def route(self) -> str:
        """Where it goes: to the unit, up, or handed over."""
        return CLUE if self.is_locked else self.opening.told("route") or RECTIFY

    @property
    def is_locked(self) -> bool:
        """Whether it is a clue of an offence: shown to nobody, in no paper."""
        return self.standing == "handed_over"

    @property
    def is_open(self) -> bool:
        """Whether something about it is still to be done."""
        return self.standing not in ENDED

    @property
    def month(self) -> Month:
        """The month it counts for: the inspected one, or that of its day."""
        told = self.opening.told("month")
        return Month.parse(told) if told else Month.of(self.opening.on)

    @property
    def stages(self) -> tuple[tuple[str, date], ...]:
        """The stages of a long-term order with their limits, none for an order of another type."""
        return stages_of(self.order) if self.order and self.order.told("type") == LONG_TERM else ()

    @property
    def ordered_limit(self) -> date | None:
        """The limit as it was ordered, of the present stage where there are stages: what no extension or return has moved."""
        stages = self.stages
        if stages:
            return stages[min(self.stages_done, len(stages) - 1)][1]
        return self.order.day("limit") if self.order else None

    @property
    def closed_on(self) -> date | None:
        """The day it was struck off (销号日), None while it is not."""
        return self.last("file").on if self.standing == "closed" else None

    def last(self, do: str) -> Act:
        """Return its last act of a kind, which there must be."""
        return next(act for act in reversed(self.acts) if act.do == do)

    def done_by(self, *kinds: str) -> frozenset[str]:
        """Return who did acts of some kinds since the last application, that act included."""
        since = self.application.order if self.application else 0
        return frozenset(act.by for act in self.acts if act.do in kinds and act.order >= since)

    def days_over(self, day: date, calendar: WorkingDays) -> int:
        """Return the working days over its limit on a day: while a closing application waits, up to the day it was made."""
        if self.limit is None or self.standing not in ("rectifying", *IN_REVIEW):
            return 0
        upto = min(self.application.on, day) if self.application else day
        if upto <= self.limit:
            return 0
        return calendar.count(calendar.on_or_after(self.limit.toordinal()), upto.toordinal())

    def words(self) -> str:
        """Return its standing in Chinese."""
        name = STANDINGS[self.standing]
        if self.standing == "rectifying" and self.stages:
            name = f"{name}（{self.stages[self.stages_done][0]}）"
        return f"{name}，延期待批" if self.standing == "rectifying" and self.request else name


def stages_of(order: Act) -> tuple[tuple[str, date], ...]:
    """Return the stages an order writes as 名称 日期; ValueError where one is no such pair.

    >>> detail = {"stages": "短期攻坚 2026-06-30、长效机制 2026-12-31"}
    >>> stages_of(Act(1, date(2026, 3, 2), "finding", "1", "order", "主任", detail=detail))[1]
    ('长效机制', datetime.date(2026, 12, 31))
    """
    pairs = [text.rsplit(maxsplit=1) for text in order.names("stages")]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("stages")
    return tuple((name, date.fromisoformat(day)) for name, day in pairs)
