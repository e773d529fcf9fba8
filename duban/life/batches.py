"""An inspection batch (督查批次) as its acts left it, and the visit calendar all make. What may come next: batch_rules.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.life.act import Act
from duban.life.batch_kinds import UNANNOUNCED
from duban.life.history import History
from duban.life.visits import Merger, Planned, UnitVisits, calendar, mergers
from duban.units import Register


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as its acts left it; `answer` is the approval or refusal of its plan, `sheets` are numbered from 1 in order."""

    proposal: Act
    units: tuple[str, ...]
    answer: Act | None
    sheets: tuple[Act, ...]
    conclusions: tuple[Act, ...]
    closing: Act | None

    @property
    def key(self) -> str:
        """The batch's name among the batches."""
        return self.proposal.key

    @property
    def start(self) -> date:
        """The first day of the plan's period."""
        return self.proposal.day("start") or self.proposal.on

    @property
    def end(self) -> date:
        """The last day of the plan's period."""
        return self.proposal.day("end") or self.start

    @property
    def team(self) -> tuple[str, ...]:
        """The leader of the team, then its members."""
        return tuple(dict.fromkeys((self.proposal.told("leader"), *self.proposal.names("members"))))

    @property
    def is_approved(self) -> bool:
        """Whether its plan was approved."""
        return self.answer is not None and self.answer.do == "approve_plan"

    @property
    def is_declined(self) -> bool:
        """Whether its plan was turned down."""
        return self.answer is not None and self.answer.do == "decline_plan"

    @property
    def is_unannounced(self) -> bool:
        """Whether it goes unannounced (暗访)."""
        return UNANNOUNCED in self.proposal.names("methods")

    def is_done_for(self, unit: str) -> bool:
        """Whether a unit has its conclusion, or the batch is closed."""
        return self.closing is not None or self.conclusion_for(unit) is not None

    def conclusion_for(self, unit: str) -> Act | None:
        """Return the delivery of a unit's conclusion, None where it has not been delivered."""
        return next((act for act in self.conclusions if act.unit == unit), None)

    def sheets_of(self, unit: str) -> tuple[Act, ...]:
        """Return the sheets made at a unit."""
        return tuple(sheet for sheet in self.sheets if sheet.unit == unit)

    def standing(self, day: date) -> str:
        """Return where the batch stands on a day, in Chinese."""
        if self.closing:
            return "已结束"
        if self.is_declined:
            return "方案未批准"
        if not self.is_approved:
            return "方案待批"
        if day < self.start:
            return "待开展"
        return "开展中" if day <= self.end else "待结束"


def batch_of(history: History, key: str) -> Batch | None:
    """Return the batch of a key, None where there is none."""
    acts = history.of("batch", key)
    return _batch(history.campaign.register, acts) if acts else None


def batches(history: History) -> tuple[Batch, ...]:
    """Return all batches in the order they were proposed."""
    own: dict[str, list[Act]] = {}
    for act in history.of("batch"):
        own.setdefault(act.key, []).append(act)
    return tuple(_batch(history.campaign.register, acts) for acts in own.values())


def _batch(register: Register, acts: Sequence[Act]) -> Batch:
    def those(*kinds: str) -> tuple[Act, ...]:
        return tuple(act for act in acts if act.do in kinds)

    proposal = acts[0]
    return Batch(
        proposal,
        expanded(register, proposal.names("units")),
        next(iter(those("approve_plan", "decline_plan")), None),
        those("worksheet"),
        those("deliver_conclusion"),
        next(iter(those("close")), None),
    )


def expanded(register: Register, names: Sequence[str]) -> tuple[str, ...]:
    """Return the units some names stand for, groups expanded."""
    return tuple(dict.fromkeys(unit.name for name in names for unit in register.expand(name)))


def faults_of(batch: Batch) -> tuple[str, ...]:
    """Return what a batch lacks by the 条例 without being barred for it."""
    missing = [
        title
        for name, title in (("authority", "授权机关或领导"), ("paper", "授权文号"))
        if not batch.proposal.told(name)
    ]
    return (f"未写明{'、'.join(missing)}（条例第七条）",) if missing else ()


def visit_calendar(history: History) -> tuple[UnitVisits, ...]:
    """Return how often every unit was and will be visited, as known today, in register order."""
    visits = [(sheet.unit or "", batch.key, sheet.on) for batch in batches(history) for sheet in batch.sheets]
    names = [unit.name for unit in history.campaign.register.units]
    return calendar(names, visits, _coming(history), history.today)


def merger_proposals(history: History) -> tuple[Merger, ...]:
    """Return the batches not yet over that meet at one unit and should be merged, the plans waiting for approval included."""
    return mergers(_coming(history), history.today)


def _coming(history: History) -> list[Planned]:
    return [planned(batch) for batch in batches(history) if not batch.is_declined and not batch.closing]


def planned(batch: Batch) -> Planned:
    """Return a batch as the visit calendar needs it."""
    return batch.key, batch.units, batch.start, batch.end
