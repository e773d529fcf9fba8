"""The plan as it was read: tasks, steps, dues, targets, and their JSON form (the plan-reading contract).

How a text becomes these values lives in duban.reading; how a task is judged in duban.rules.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

DueKind = Literal["by", "window", "recurring", "relative", "ongoing"]
_PAPER_WORD = re.compile(r"(?:实施|工作|行动|总体|推进)?方案(?:（[^（）]*）)?$")
Op = Literal[">=", "<=", ">", "<", "="]


@dataclass(frozen=True, slots=True)
class Due:
    """A phrase that bounds future work (时限): its words and what they mean.

    `every` and `within` are ISO 8601 durations (P1M, P15D, PT2H); `times` is a count per period.
    """

    text: str
    kind: DueKind
    start: date | None = None
    end: date | None = None
    every: str | None = None
    times: int | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """An item under a task, or one of its separately dated sentences (分项)."""

    text: str
    due: tuple[Due, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A number the plan binds itself to (目标). `value` is an int where it is whole."""

    text: str
    metric: str
    op: Op
    value: int | float
    unit: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task of the plan (任务), names as written; `lines` is the first and last source line, 1-based."""

    number: str
    title: str
    leaders: tuple[str, ...] = ()
    lead_units: tuple[str, ...] = ()
    responsible_units: tuple[str, ...] = ()
    cooperating_units: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    steps: tuple[Step, ...] = ()
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person must look at (存疑): a code that names its sort, the place in the source, and a Chinese sentence."""

    code: str
    text: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.text}" if self.place else self.text


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan document as read (方案)."""

    title: str
    document_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    tasks: tuple[PlannedTask, ...] = ()
    targets: tuple[Target, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def campaign_title(self) -> str:
        """The campaign's name (专项行动): the plan's title without the word for the paper itself.

        >>> Plan("云岭县2026年校舍安全专项行动实施方案（试行）").campaign_title, Plan("工作方案").campaign_title
        ('云岭县2026年校舍安全专项行动', '工作方案')
        """
        return _PAPER_WORD.sub("", self.title) or self.title

    def as_json(self) -> dict[str, Any]:
        """Return the contract's JSON object: dates as YYYY-MM-DD texts, doubts as sentences."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain | {"doubts": [str(doubt) for doubt in self.doubts]}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def due_from_json(data: Mapping[str, Any]) -> Due:
    """Return the Due a JSON object stands for."""
    return Due(
        text=data["text"],
        kind=data["kind"],
        start=_day(data["start"]),
        end=_day(data["end"]),
        every=data["every"],
        times=data["times"],
        within=data["within"],
    )


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """Return the Plan a JSON object of the contract stands for; its doubts come back without code and place."""
    return Plan(
        title=data["title"],
        document_number=data["document_number"],
        issuer=data["issuer"],
        issued_on=_day(data["issued_on"]),
        tasks=tuple(_task(item) for item in data["tasks"]),
        targets=tuple(Target(**{**item, "by": _day(item["by"])}) for item in data["targets"]),
        doubts=tuple(Doubt("", text) for text in data.get("doubts", ())),
    )


def _task(data: Mapping[str, Any]) -> PlannedTask:
    first, last = data.get("lines", (0, 0))
    return PlannedTask(
        number=data["number"],
        title=data["title"],
        leaders=tuple(data["leaders"]),
        lead_units=tuple(data["lead_units"]),
        responsible_units=tuple(data["responsible_units"]),
        cooperating_units=tuple(data["cooperating_units"]),
        due=tuple(due_from_json(due) for due in data["due"]),
        steps=tuple(Step(step["text"], tuple(due_from_json(due) for due in step["due"])) for step in data["steps"]),
        lines=(first, last),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
