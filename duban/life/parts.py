"""A unit's part of a task (分解任务): own words, own date, a holder; passed down to subordinates (层层分解).

The judgement knows the unit's obligation only: parts are how a unit does it. What they add up to stands in part_state.py, who holds
which place in chains.py.
"""

from collections.abc import Mapping
from datetime import date

from duban.life.act import Act, Refusal
from duban.life.assigned import open_part
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.life.part_state import Part, due_of, parts_of

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
    return _late_date(history, parts, part, due_of(act)) if act.do == "move" else None


def _open_below(parts: Mapping[str, Part], key: str) -> tuple[str, ...]:
    return tuple(one.key for one in parts.values() if one.upper == key and not one.dropped and not one.done)


def _giving(history: History, parts: Mapping[str, Part], act: Act) -> Refusal | None:
    if act.key in parts:
        return Refusal(f"分解项编号“{act.key}”已经使用")
    own = open_part(history, act.told("task"), act.unit or "", act.on)
    if isinstance(own, Refusal):
        return own
    new = Part("", act.told("task"), act.unit or "", "", "", act.told("upper"), act.on, [], [])
    return _misplaced(parts, new) or _late_date(history, parts, new, due_of(act))


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
