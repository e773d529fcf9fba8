"""The monthly review (月度评议): judges mark the units they do not belong to; plain or trimmed means, spread, and the part they weigh.

A review is one round of marks with its own judges and units, keyed by its month. Marks are a panel's, apart from the computed score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds, number
from duban.life.rights import may

PLAIN, TRIMMED = "平均", "去掉一个最高分和一个最低分"
FEWEST_TO_TRIM = 5
"""Marks a unit needs before the highest and the lowest are left out. Ours: with four, half of the panel would be silenced."""

REVIEW_KINDS = kinds(
    Kind(
        "open",
        "组织评议",
        "director",
        (
            Field("month", "月份", "month"),
            Field("units", "被评单位", "names"),
            Field("judges", "评议员", "names"),
            Field("method", "计分方法", (PLAIN, TRIMMED)),
            Field("weight", "占比", "percent", required=False),
        ),
        opens=True,
    ),
    Kind(
        "mark",
        "评分",
        "judge",
        (
            Field("points", "得分", "percent"),
            Field("judge", "评议员", required=False),
            Field("reason", "说明", required=False),
        ),
        of_unit=True,
    ),
    Kind("close", "结束评议", "director"),
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One unit's marks of a review: how many judges may mark it and did, the mean kept, and how far the marks lie apart."""

    unit: str
    wanted: int
    marks: tuple[Fraction, ...]
    mean: Fraction | None
    spread: Fraction | None
    trimmed: bool
    part: Fraction | None


@dataclass(frozen=True, slots=True)
class Review:
    """A review with its outcome by unit; `method` is as announced, `weight` the per cent it makes of a score, None where it makes none."""

    key: str
    method: str
    weight: Fraction | None
    closed: bool
    units: tuple[Reviewed, ...]


def opening(history: History, key: str) -> Act | None:
    """Return the act that opened a review, None where there is none."""
    return next((act for act in history.of("review_mark", key) if act.do == "open"), None)


def judge_of(act: Act) -> str:
    """Return whose mark it is: the judge named, or who gave it."""
    return act.told("judge") or act.by


def review(history: History, key: str) -> Review | None:
    """Return a review with its outcome so far, None where it was not opened."""
    begun = opening(history, key)
    if begun is None:
        return None
    acts = history.of("review_mark", key)
    weight = number(begun, "weight") if begun.told("weight") else None
    trims = begun.told("method") == TRIMMED
    units = []
    for unit in begun.names("units"):
        marks = tuple(number(act, "points") for act in acts if act.do == "mark" and act.unit == unit)
        trimmed = trims and len(marks) >= FEWEST_TO_TRIM
        kept = sorted(marks)[1:-1] if trimmed else marks
        mean = sum(kept, Fraction(0)) / len(kept) if kept else None
        wanted = sum(not _belongs(history, judge, unit, begun) for judge in begun.names("judges"))
        spread = max(marks) - min(marks) if marks else None
        part = mean * weight / 100 if mean is not None and weight is not None else None
        units.append(Reviewed(unit, wanted, marks, mean, spread, trimmed, part))
    return Review(key, begun.told("method"), weight, any(act.do == "close" for act in acts), tuple(units))


def _belongs(history: History, judge: str, unit: str, act: Act) -> bool:
    return unit in history.roster.units_of(judge, act.on)


def _refusal(history: History, act: Act) -> Refusal | None:
    begun = opening(history, act.key)
    if act.do == "open":
        return Refusal(f"评议“{act.key}”已经组织") if begun else _opening(history, act)
    if begun is None:
        return Refusal(f"没有“{act.key}”这一评议", "先组织评议（open）")
    if any(one.do == "close" for one in history.of("review_mark", act.key)):
        return Refusal(f"评议“{act.key}”已经结束")
    return _marking(history, act, begun) if act.do == "mark" else None


def _opening(history: History, act: Act) -> Refusal | None:
    names = {unit.name for unit in history.campaign.register.units}
    unknown = [unit for unit in act.names("units") if unit not in names]
    if unknown:
        return Refusal(f"名录中没有单位：{'、'.join(unknown)}", "写名录中的单位全称")
    twice = _twice(act.names("units")) or _twice(act.names("judges"))
    if twice:
        return Refusal(f"重复列出：{'、'.join(twice)}")
    judges = {person.name for person in history.roster.holding("judge", act.on)}
    strangers = [judge for judge in act.names("judges") if judge not in judges]
    if strangers:
        return Refusal(f"未登记为评议员：{'、'.join(strangers)}", "先登记人员（person appoint role=评议员）")
    alone = [
        unit for unit in act.names("units") if all(_belongs(history, one, unit, act) for one in act.names("judges"))
    ]
    return Refusal(f"没有评议员可评：{'、'.join(alone)}（都属该单位）", "增加外单位评议员") if alone else None


def _twice(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _marking(history: History, act: Act, begun: Act) -> Refusal | None:
    judge = judge_of(act)
    if judge not in begun.names("judges"):
        return Refusal(f"{judge}不是本次评议的评议员", f"评议员：{'、'.join(begun.names('judges'))}")
    if judge != act.by and not may(history.roster.serving(act.by, act.on), "office", act.on):
        return Refusal(f"{act.by}不能代{judge}评分", "由本人评分，或由办公室人员代录（judge=）")
    if act.unit not in begun.names("units"):
        return Refusal(f"{act.unit}不在本次评议之列")
    if _belongs(history, judge, act.unit or "", act) or _belongs(history, judge, act.unit or "", begun):
        return Refusal(f"{judge}是{act.unit}人员，不评本单位（回避）")
    given = [one for one in history.of("review_mark", act.key) if (one.do, one.unit) == ("mark", act.unit)]
    if any(judge_of(one) == judge for one in given):
        return Refusal(f"{judge}已经评过{act.unit}", "评分不得更改")
    return None


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return act.told("month")


REVIEW = Subject("月度评议", REVIEW_KINDS, _refusal, next_key=_next_key)
