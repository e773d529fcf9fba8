"""What a judgement is made from: the campaign, its tasks and the dated facts. All values, in register and file order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from duban.plan import Due, Step
from duban.rules.parameters import DEFAULTS, Parameters
from duban.units import Register


@dataclass(frozen=True, slots=True)
class CampaignTask:
    """A task as it stands in the ledger (任务). `number` is unique in its campaign; weight 0 is listed and never scored.

    `waived` gives the day from which a cooperating unit is let off (免予配合): its part is out of every judgement from then on.
    `written` is for papers only: the names as the plan wrote them, by role, where lead, responsible and cooperating already name
    the units they stand for.
    """

    number: str
    title: str
    leader: str | None = None
    weight: Fraction = Fraction(1)
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    steps: tuple[Step, ...] = ()
    waived: Mapping[str, date] = field(default_factory=dict)
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def names(self, role: str) -> tuple[str, ...]:
        """Return the names a paper prints for a role: as written in the plan where the ledger kept them."""
        own: tuple[str, ...] = getattr(self, role)
        return self.written.get(role, own) if self.written else own


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign (专项行动) with everything a judgement needs besides the facts.

    `addresses` gives the mail address of a post (县委书记 → …); `rest` and `work` are the office's own calendar days.
    """

    title: str
    start: date
    head: str | None
    register: Register
    tasks: tuple[CampaignTask, ...]
    addresses: Mapping[str, str] = field(default_factory=dict)
    parameters: Parameters = DEFAULTS
    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


class Fact(NamedTuple):
    """One dated fact as recorded (事实). `order` is its place in the file or ledger; what cannot be read is None.

    Kinds and fields are those of the cycle contract §3; `node` is a date text or `every:P3M`.
    """

    order: int
    on: date
    do: str
    task: str | None = None
    unit: str | None = None
    node: str | None = None
    progress: int | Decimal | None = None
    nochange: bool = False
    to: date | None = None
    reason: str | None = None
    colour: str | None = None
    by: str | None = None
    points: Fraction | None = None
    basis: str | None = None
