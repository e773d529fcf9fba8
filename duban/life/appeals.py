"""An appeal (复核) as its acts left it: against what, both clocks, who took part and must step aside. What may come next: appeal_rules.py.

Source: 政府督查工作条例 (国令733号) art. 17: objection within 30 days of receipt, decision within 30 days, those who took part step aside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from duban.life.act import Act
from duban.life.batches import batch_of
from duban.life.finding import Finding
from duban.life.findings import finding_of
from duban.life.history import History
from duban.life.papers import notice_received
from duban.life.task_kinds import UNIT_FACTS
from duban.months import Month
from duban.rules.calendar import WorkingDays
from duban.rules.result import UnderReview

_UNITS_OWN = UNIT_FACTS | {"object"}

DAYS = 30
"""Days to appeal, and days to decide."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """One appeal: how it was filed, taken up, decided or taken back."""

    filing: Act
    acceptance: Act | None = None
    decision: Act | None = None
    withdrawal: Act | None = None

    @property
    def key(self) -> str:
        """Its number."""
        return self.filing.key

    @property
    def unit(self) -> str:
        """The unit that appeals."""
        return self.filing.unit or ""

    @property
    def finding(self) -> str:
        """The number of the finding appealed against, empty where it is a month's score."""
        return self.filing.told("finding")

    @property
    def month(self) -> Month | None:
        """The month whose score is appealed against, None where it is a finding."""
        return Month.parse(self.filing.told("month")) if self.filing.told("month") else None

    @property
    def handler(self) -> str:
        """Who handles it, empty until it is taken up."""
        return self.acceptance.told("handler") if self.acceptance else ""

    @property
    def is_pending(self) -> bool:
        """Whether it waits for its decision."""
        return self.decision is None and self.withdrawal is None

    def due(self, calendar: WorkingDays) -> date:
        """Return the last day to decide it."""
        return last_day(self.filing.on, calendar)

    def is_overdue(self, day: date, calendar: WorkingDays) -> bool:
        """Return whether it was, or still is, undecided after its last day."""
        ended = self.decision or self.withdrawal
        return (ended.on if ended else day) > self.due(calendar)

    def standing(self) -> str:
        """Return where it stands, in Chinese."""
        if self.withdrawal:
            return "已撤回"
        if self.decision:
            return f"复核{self.decision.told('outcome')}"
        return "复核中" if self.acceptance else "待受理"


def last_day(since: date, calendar: WorkingDays) -> date:
    """Return the last of DAYS days after a day, or the next working day where it is a rest day (民法典 art. 203, by analogy)."""
    return date.fromordinal(calendar.on_or_after((since + timedelta(days=DAYS)).toordinal()))


def appeals(history: History) -> tuple[Appeal, ...]:
    """Return all appeals in the order they were filed."""
    keys = dict.fromkeys(act.key for act in history.of("appeal"))
    return tuple(_appeal(history.of("appeal", key)) for key in keys)


def appeal_of(history: History, key: str) -> Appeal | None:
    """Return the appeal of a key, None where there is none."""
    acts = history.of("appeal", key)
    return _appeal(acts) if acts else None


def _appeal(acts: Sequence[Act]) -> Appeal:
    by_kind = {act.do: act for act in acts}
    return Appeal(acts[0], by_kind.get("accept"), by_kind.get("decide"), by_kind.get("withdraw"))


def delivered_on(history: History, filing: Act) -> date | None:
    """Return the day the appealed result reached the unit, None where it has not been delivered.

    A finding of a batch: the day of the unit's conclusion; another finding: that of the order to put it right; for both the receipt of
    the signed notice where it is later, for the notice says the term runs from its receipt; a month: the day its
    result was delivered, or its circular signed where no delivery was written down.
    """
    if filing.told("month"):
        acts = [act for act in history.of("month", filing.told("month")) if act.unit in (None, filing.unit)]
        for kind in ("deliver", "publish"):
            found = [act.on for act in acts if act.do == kind]
            if found:
                return max(found)
        return None
    finding = finding_of(history, filing.told("finding"))
    if finding is None:
        return None
    batch = batch_of(history, finding.opening.told("batch"))
    act = batch.conclusion_for(filing.unit or "") if batch else finding.order
    if act is None:
        return None
    received = notice_received(history, finding.key, filing.unit or "")
    return received if received and act.on < received <= filing.on else act.on


def took_part(history: History, filing: Act) -> frozenset[str]:
    """Return who took part in what is appealed against and must step aside (回避)."""
    finding = finding_of(history, filing.told("finding"))
    if finding is not None:
        return frozenset(_of_finding(history, finding))
    return frozenset(_of_month(history, filing))


def _of_finding(history: History, finding: Finding) -> Iterator[str]:
    yield from (act.by for act in finding.acts if not act.on_behalf_of)
    batch = batch_of(history, finding.opening.told("batch"))
    if batch is not None:
        yield from batch.team
        yield from (act.by for act in history.of("batch", batch.key))
        for sheet in batch.sheets_of(finding.unit or ""):
            yield from sheet.names("people")


def _of_month(history: History, filing: Act) -> Iterator[str]:
    """Yield who decided something about the unit in the month, and who signed or delivered its result."""
    month = Month.parse(filing.told("month"))
    yield from (act.by for act in history.of("month", str(month)))
    window = history.case.windows.of(month)
    facts = ((entry.fact.on, entry.fact.unit, entry.fact.do, entry.actor) for entry in history.entries)
    acts = ((act.on, act.unit, act.do, act.by) for act in history.of("task"))
    for on, unit, do, by in (*facts, *acts):
        decided = unit == filing.unit and do not in _UNITS_OWN and do != "assign"
        if decided and window.first <= on.toordinal() <= window.cutoff:
            yield by


def under_review(history: History, month: Month) -> UnderReview:
    """Return what of a month waits for the decision of an appeal: units whose score, and items whose finding, is appealed against."""
    units: set[str] = set()
    items: set[tuple[str, str]] = set()
    for appeal in appeals(history):
        if not appeal.is_pending:
            continue
        if appeal.month == month:
            units.add(appeal.unit)
        finding = finding_of(history, appeal.finding)
        if finding is not None and finding.month == month and finding.opening.told("task"):
            units.add(appeal.unit)
            items.add((appeal.unit, finding.opening.told("task")))
    return UnderReview(frozenset(units), frozenset(items))
