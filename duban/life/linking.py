"""The same duty in two units' lists (同一事项): pairs of tasks proposed for linking, each with its ground. Nothing is linked here.

A person links them by the act `task link`, after which the other task is merged; how such an act is guarded stands in tasks.py.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations

from duban.boilerplate import is_boilerplate
from duban.rules.campaign import Campaign, CampaignTask
from duban.units import ROLE_NAMES, Register, strongest_roles

LIKE = 0.75
"""From this likeness of their words on two tasks are taken for one duty. Ours."""
PARTLY_LIKE = 0.4
"""The likeness asked where one of two texts names the other's unit."""
SHORTEST = 4

_ASSISTS = re.compile(r"^(?:积极|主动|密切)?(?:配合|协助|协同|支持|参与|协办)(?:做好|完成|开展|落实)?")
_NAMES = re.compile(r"(?:与|同|和|会同|联合|配合|协助|支持)$")
_LEADS = re.compile(r"^(?:负责)?牵头")
_JOINT = re.compile(r"合作|配合|协作|共同|联合|会同|协助|协同|支持|衔接|牵头|分别|积极|[与同和及]")
_MARKS = re.compile(r"[\s、，。；：,.;:“”\"'‘’（）()《》]")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two tasks that seem to be one: `other` would be merged into `kept`, its unit joining there in `role` (牵头、责任、配合)."""

    kept: str
    other: str
    unit: str
    role: str
    ground: str

    def words(self) -> str:
        """Return the proposal as a sentence."""
        return f"任务{self.other}（{self.unit}）与任务{self.kept}疑为同一事项：{self.ground}"

    def command(self, campaign: str) -> str:
        """Return the command that links them once a person has agreed."""
        return f"duban act {campaign} task {self.kept} link --unit {self.unit} role={self.role} from={self.other}"


@dataclass(frozen=True)
class _Duty:
    """One task with the units that carry it, the other units its words name, and its words without names."""

    task: CampaignTask
    units: tuple[str, ...]
    names: Mapping[str, str]

    @cached_property
    def text(self) -> str:
        return "。".join([self.task.title, *(step.text for step in self.task.steps)])

    @cached_property
    def named(self) -> frozenset[str]:
        """The units named where the words say that something is done with them or for them."""
        found = set()
        for name, unit in self.names.items():
            for place in re.finditer(re.escape(name), self.text):
                before = self.text[: place.start()]
                listed = re.search(r"(?:与|同|会同|联合|配合|协助|支持)[^，。；]*[、和及与]$", before)
                if unit not in self.units and (_NAMES.search(before) or listed):
                    found.add(unit)
        return frozenset(found)

    @cached_property
    def core(self) -> str:
        """The words of the duty alone: no unit names, no words of joint work, no marks."""
        text = self.text
        for name in self.names:
            text = text.replace(name, "")
        return _MARKS.sub("", _JOINT.sub("", text))

    @property
    def assists(self) -> bool:
        """Whether the words say that the unit only helps."""
        return bool(_ASSISTS.search(self.task.title))

    @property
    def leads(self) -> bool:
        """Whether the words say that the unit leads."""
        return bool(_LEADS.search(self.task.title)) or bool(self.task.lead)


def proposals(campaign: Campaign, ended: frozenset[str] = frozenset()) -> tuple[Proposal, ...]:
    """Return the pairs of tasks of two units that seem to be one duty, in plan order; `ended` tasks are passed over.

    The task to be merged is one that a single unit carries, which the other task does not list yet. Grounds: their words name each
    other's unit; one names the other's unit and their words are alike; one says that it helps with what the other does; or their
    words are the same.
    """
    names = _unit_names(campaign.register)
    duties = [
        _Duty(task, units, names)
        for task in campaign.tasks
        if task.number not in ended and not is_boilerplate(task.title) and (units := _units(campaign, task))
    ]
    return tuple(_proposals(duties))


def _proposals(duties: list[_Duty]) -> Iterator[Proposal]:
    for first, second in combinations(duties, 2):
        if set(first.units) & set(second.units) or min(len(first.units), len(second.units)) > 1:
            continue
        ground = _ground(first, second)
        if ground:
            kept, other = _kept_first(first, second)
            yield Proposal(kept.task.number, other.task.number, other.units[0], _role(other, kept), ground)


def _ground(first: _Duty, second: _Duty) -> str:
    ways = [pair for pair in ((first, second), (second, first)) if pair[0].named.intersection(pair[1].units)]
    if len(ways) == 2:
        return f"两项任务互相点名（“{_short(first.task.title)}”“{_short(second.task.title)}”）"
    like = _likeness(first.core, second.core)
    if ways and like >= PARTLY_LIKE:
        namer, named = ways[0]
        units = "、".join(sorted(namer.named.intersection(named.units)))
        return f"任务{namer.task.number}点名{units}，两项表述相近（相似度{round(100 * like)}%）"
    helped = next((pair for pair in ((first, second), (second, first)) if _helps(*pair)), None)
    if helped:
        return f"任务{helped[0].task.number}为协助事项，内容见于任务{helped[1].task.number}"
    return f"两项表述相同或相近（相似度{round(100 * like)}%）" if like >= LIKE else ""


def _helps(helper: _Duty, other: _Duty) -> bool:
    core = _MARKS.sub("", _ASSISTS.sub("", helper.task.title))
    return helper.assists and not other.assists and len(core) >= SHORTEST and core in _MARKS.sub("", other.text)


def _likeness(first: str, second: str) -> float:
    if min(len(first), len(second)) < SHORTEST:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _kept_first(first: _Duty, second: _Duty) -> tuple[_Duty, _Duty]:
    """Return the pair with the task to keep first: of several units, leading, not only helping; else the plan's first."""
    if len(first.units) != len(second.units):
        return (first, second) if len(first.units) > len(second.units) else (second, first)
    return (second, first) if (second.leads, not second.assists) > (first.leads, not first.assists) else (first, second)


def _role(duty: _Duty, kept: _Duty) -> str:
    if duty.assists:
        return ROLE_NAMES["cooperating"]
    return ROLE_NAMES["lead"] if duty.leads and not kept.task.lead else ROLE_NAMES["responsible"]


def _units(campaign: Campaign, task: CampaignTask) -> tuple[str, ...]:
    named = (("lead", task.lead), ("responsible", task.responsible), ("cooperating", task.cooperating))
    return tuple(strongest_roles(campaign.register, named))


def _unit_names(register: Register) -> dict[str, str]:
    """Return {name or alias: unit}, longer names first, so that a name inside another is not met before it."""
    names = {name: unit.name for unit in register.units for name in (unit.name, *unit.aliases)}
    return dict(sorted(names.items(), key=lambda pair: -len(pair[0])))


def _short(text: str, length: int = 30) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
