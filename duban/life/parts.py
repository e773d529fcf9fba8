"""A unit's part of a task (分解任务): own words, own date, a holder; passed down to subordinates and rolled up again.

The judgement knows the unit's obligation only: parts are how a unit does it (层层分解). Who holds which place stands in chains.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds, number
from duban.life.tasks import ending

_REASON = Field("reason", "理由")
_WORDS = Field("reason", "说明", required=False)
DEEPEST = 8
"""Levels a part may be passed down; beyond it something is wrong with the table. Ours."""

PART_KINDS = kinds(
    Kind(
        "give",
        "分解任务",
        "unit",
        (
            Field("task", "任务编号"),
            Field("text", "内容"),
            Field("due", "时限", "day"),
            Field("holder", "责任人"),
            Field("place", "地点", required=False),
            Field("upper", "上级分解项", required=False),
        ),
        of_unit=True,
        opens=True,
    ),
    Kind("report", "反馈进展", "unit", (Field("progress", "进度", "percent"), _WORDS), of_unit=True),
    Kind("done", "完成", "unit", (Field("reason", "完成情况"),), of_unit=True),
    Kind("return", "退回重办", "office", (_REASON,), of_unit=True),
    Kind("move", "调整时限", "unit", (Field("due", "新时限", "day"), _REASON), of_unit=True),
    Kind("hand", "更换责任人", "unit", (Field("holder", "责任人"), _REASON), of_unit=True),
    Kind("drop", "取消", "unit", (_REASON,), of_unit=True),
)


@dataclass(slots=True)
class Part:
    """One part as it stands: `holders` from the first to the present one, `dues` likewise; `upper` is the part it was cut from."""

    key: str
    task: str
    unit: str
    text: str
    place: str
    upper: str
    given: date
    holders: list[tuple[date, str]]
    dues: list[tuple[date, date]]
    progress: Fraction | None = None
    moved: date | None = None
    done: date | None = None
    dropped: bool = False

    @property
    def holder(self) -> str:
        """Who holds the part now."""
        return self.holders[-1][1]

    @property
    def due(self) -> date:
        """The date in force."""
        return self.dues[-1][1]

    def is_late(self, day: date) -> bool:
        """Return whether the part is past its date: done after it, or not done by the end of a day."""
        return (self.done or day) > self.due


@dataclass(frozen=True, slots=True)
class PartResult:
    """A part with what lies below it: last parts done and in all, their mean progress, and those past their date."""

    part: Part
    done: int
    total: int
    mean: Fraction
    late: tuple[str, ...]
    below: tuple["PartResult", ...] = field(default=())


def parts_of(acts: Iterable[Act], day: date | None = None) -> dict[str, Part]:
    """Return the parts that some acts leave, by key, as known at the end of a day where one is given."""
    parts: dict[str, Part] = {}
    for act in acts:
        if act.subject == "part" and (day is None or act.on <= day):
            _take(parts, act)
    return parts


def _take(parts: dict[str, Part], act: Act) -> None:
    if act.do == "give":
        parts[act.key] = Part(
            act.key,
            act.told("task"),
            act.unit or "",
            act.told("text"),
            act.told("place"),
            act.told("upper"),
            act.on,
            [(act.on, act.told("holder"))],
            [(act.on, _due(act))],
        )
        return
    part = parts[act.key]
    if act.do == "report":
        part.moved = act.on if number(act, "progress") != part.progress else part.moved
        part.progress = number(act, "progress")
    elif act.do == "done":
        part.done, part.moved = act.on, act.on
    elif act.do == "return":
        part.done = None
    elif act.do == "move":
        part.dues.append((act.on, _due(act)))
    elif act.do == "hand":
        part.holders.append((act.on, act.told("holder")))
    else:
        part.dropped = True


def _due(act: Act) -> date:
    due = act.day("due")
    assert due is not None  # noqa: S101 - the catalogue has checked that it is given
    return due


def part_results(parts: Mapping[str, Part], day: date, task: str | None = None) -> tuple[PartResult, ...]:
    """Return the parts cut straight from tasks (or from one), each with those below it, results of the last parts rolled up.

    Dropped parts are left out; `day` tells which are past their date.
    """
    below: dict[str, list[Part]] = defaultdict(list)
    for part in parts.values():
        if not part.dropped:
            below[part.upper].append(part)
    return tuple(_result(part, below, day) for part in below[""] if task in (None, part.task))


def _result(part: Part, below: Mapping[str, list[Part]], day: date) -> PartResult:
    own = tuple(_result(one, below, day) for one in below.get(part.key, ()))
    if not own:
        progress = Fraction(100) if part.done else part.progress or Fraction(0)
        return PartResult(part, int(part.done is not None), 1, progress, (part.key,) if part.is_late(day) else ())
    total = sum(one.total for one in own)
    mean = sum((one.mean * one.total for one in own), Fraction(0)) / total
    late = tuple(key for one in own for key in one.late)
    return PartResult(part, sum(one.done for one in own), total, mean, late, own)


def _refusal(history: History, act: Act) -> Refusal | None:
    parts = parts_of(history.acts)
    if act.do == "give":
        return _giving(history, parts, act)
    part = parts.get(act.key)
    if part is None:
        return Refusal(f"没有“{act.key}”这一分解项", "编号见 duban chain --parts")
    if act.unit != part.unit:
        return Refusal(f"“{act.key}”是{part.unit}的分解项", f"用 --unit {part.unit}")
    if part.dropped:
        return Refusal(f"“{act.key}”已取消")
    if act.do == "return":
        return None if part.done else Refusal(f"“{act.key}”尚未报完成")
    if part.done:
        return Refusal(f"“{act.key}”已于{part.done}完成", "如不属实，由办公室退回重办（return）")
    waiting = _open_below(parts, act.key)
    if act.do in ("report", "done") and waiting:
        return Refusal(f"“{act.key}”已向下分解，结果由下级汇总；未完成：{'、'.join(waiting)}", "由下级分解项反馈")
    return _late_date(history, parts, part, _due(act)) if act.do == "move" else None


def _open_below(parts: Mapping[str, Part], key: str) -> tuple[str, ...]:
    return tuple(one.key for one in parts.values() if one.upper == key and not one.dropped and not one.done)


def _giving(history: History, parts: Mapping[str, Part], act: Act) -> Refusal | None:
    if act.key in parts:
        return Refusal(f"分解项编号“{act.key}”已经使用")
    task = history.case.ledger.tasks.get(act.told("task"))
    if task is None:
        return Refusal(f"没有编号为“{act.told('task')}”的任务")
    if ending(history, act.told("task")):
        return Refusal(f"任务{act.told('task')}已经终结")
    own = task.assignments.get(act.unit or "")
    if own is None or own.day is None or own.day > act.on.toordinal():
        return Refusal(f"任务{act.told('task')}当日没有交办给{act.unit}", f"所列单位：{'、'.join(task.assignments)}")
    new = Part("", act.told("task"), act.unit or "", "", "", act.told("upper"), act.on, [], [])
    return _misplaced(parts, new) or _late_date(history, parts, new, _due(act))


def _misplaced(parts: Mapping[str, Part], new: Part) -> Refusal | None:
    if not new.upper:
        return None
    upper = parts.get(new.upper)
    if upper is None or upper.dropped:
        return Refusal(f"没有“{new.upper}”这一上级分解项")
    if (upper.task, upper.unit) != (new.task, new.unit):
        return Refusal(f"“{new.upper}”属于{upper.unit}的任务{upper.task}", "只能分解本单位同一任务的分解项")
    if upper.done:
        return Refusal(f"“{new.upper}”已经完成，不能再分解")
    depth, here = 1, upper
    while here.upper:
        depth, here = depth + 1, parts[here.upper]
    return Refusal(f"分解层级不能超过{DEEPEST}级") if depth >= DEEPEST else None


def _late_date(history: History, parts: Mapping[str, Part], part: Part, due: date) -> Refusal | None:
    """Return the refusal of a date later than that of what the part was cut from."""
    if part.upper:
        limit, of = parts[part.upper].due, f"上级分解项“{part.upper}”"
    else:
        own = history.case.ledger.tasks[part.task].assignments[part.unit]
        dates = [one.date_at(history.today.toordinal()) for one in own.obligations if one.node.first is not None]
        if not dates:
            return None
        limit, of = date.fromordinal(max(dates)), f"任务{part.task}"
    return Refusal(f"分解项时限{due}晚于{of}的时限{limit}", "时限只能提前，不能推后") if due > limit else None


def _next_key(history: History, act: Act) -> str:
    stem = f"{act.told('task')}·{act.unit}"
    taken = sum(one.do == "give" and one.key.startswith(f"{stem}·") for one in history.of("part"))
    return f"{stem}·{taken + 1}"


PART = Subject("分解任务", PART_KINDS, _refusal, next_key=_next_key)
