"""Indicators (指标): dated values, told by whom and on what evidence, against the targets of the plan and those the office sets.

An indicator's key is its name (metric) as the plan writes it. A later value for the same day takes the place of the one before,
which stays in the record. How figures are compared and converted stands in measures.py.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal

from duban.life.act import Act, Proof, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds, number
from duban.life.measures import OP_WORDS, bound, converted, is_met
from duban.plan import Op, Target

WHOLE, OWN = "全部", "本单位"
_OPS: dict[str, Op] = {words: op for op, words in OP_WORDS.items()}
Verdict = Literal["met", "not met", "no value"]
VERDICT_NAMES: dict[Verdict, str] = {"met": "达标", "not met": "未达标", "no value": "无数据"}

INDICATOR_KINDS = kinds(
    Kind(
        "target",
        "设定目标值",
        "director",
        (
            Field("op", "方向", tuple(_OPS)),
            Field("value", "目标值", "number"),
            Field("unit", "计量单位", required=False),
            Field("by", "完成时限", "day", required=False),
        ),
        basis=True,
    ),
    Kind(
        "value",
        "上报指标值",
        "unit",
        (
            Field("value", "数值", "number"),
            Field("unit", "计量单位", required=False),
            Field("as_of", "数据截止日", "day"),
            Field("scope", "范围", (WHOLE, OWN), required=False),
            Field("source", "数据来源", required=False),
        ),
        of_unit=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value as told: the day it speaks of and the day it was told, who told it, where it comes from."""

    value: Fraction
    unit: str
    as_of: date
    told_on: date
    by: str
    of_unit: str
    source: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An indicator against one target as of a day; `scope` is empty for the whole campaign, else the unit it speaks of.

    `value` is in the target's unit, `note` says where it was converted from another; `short` is how much is lacking.
    """

    metric: str
    target: Target
    scope: str
    verdict: Verdict
    told: Value | None = None
    value: Fraction | None = None
    note: str = ""

    @property
    def short(self) -> Fraction | None:
        """How much is lacking to the bound, 0 where it is met, None without a value."""
        if self.value is None:
            return None
        return Fraction(0) if self.verdict == "met" else abs(bound(self.target) - self.value)

    def is_due(self, day: date) -> bool:
        """Return whether the target's day has come."""
        return self.target.by is not None and self.target.by <= day


def metric_of(target: Target) -> str:
    """Return the name of the indicator a target speaks of: its metric, its words where the reader found none."""
    return target.metric or target.text


def targets_of(planned: Iterable[Target], acts: Iterable[Act], day: date | None = None) -> dict[str, list[Target]]:
    """Return {metric: its targets}: the plan's, then those the office set; one set for the same day and direction replaces the plan's."""
    found: dict[str, list[Target]] = {}
    for target in planned:
        found.setdefault(metric_of(target), []).append(target)
    for act in acts:
        if (act.subject, act.do) == ("indicator", "target") and (day is None or act.on <= day):
            new = _set(act)
            kept = [one for one in found.get(act.key, []) if (one.by, one.op) != (new.by, new.op)]
            found[act.key] = [*kept, new]
    return found


def _set(act: Act) -> Target:
    value = number(act, "value")
    whole: int | float = int(value) if value.denominator == 1 else float(value)
    return Target(act.basis or "", act.key, _OPS[act.told("op")], whole, act.told("unit"), act.day("by"))


def values_of(acts: Iterable[Act], metric: str, day: date) -> dict[str, Value]:
    """Return {scope: the latest value as of a day, as known at its end}; the scope of the whole campaign is empty."""
    latest: dict[str, Value] = {}
    for act in acts:
        if (act.subject, act.do, act.key) != ("indicator", "value", metric) or act.on > day:
            continue
        value = _told(act)
        scope = value.of_unit if act.told("scope") == OWN else ""
        if value.as_of <= day and (scope not in latest or latest[scope].as_of <= value.as_of):
            latest[scope] = value
    return latest


def _told(act: Act) -> Value:
    as_of = act.day("as_of") or act.on
    figure, unit = number(act, "value"), act.told("unit")
    return Value(figure, unit, as_of, act.on, act.by, act.unit or "", act.told("source"), act.proofs)


def standings(planned: Sequence[Target], acts: Sequence[Act], day: date) -> tuple[Standing, ...]:
    """Return how every indicator stands against each of its targets as of a day: met, not met or without a value.

    The whole campaign's line comes first, then one line for each unit that told a value of its own.
    """
    return tuple(
        standing
        for metric, targets in targets_of(planned, acts, day).items()
        for target in targets
        for standing in _against(metric, target, values_of(acts, metric, day))
    )


def _against(metric: str, target: Target, told: dict[str, Value]) -> Iterator[Standing]:
    for scope in dict.fromkeys(("", *told)):
        value = told.get(scope)
        figure = converted(value.value, value.unit, target.unit) if value else None
        if value is None or figure is None:
            # A value told while the plan still had another unit says nothing about this target.
            yield Standing(metric, target, scope, "no value")
            continue
        verdict: Verdict = "met" if is_met(target, figure.value) else "not met"
        yield Standing(metric, target, scope, verdict, value, figure.value, figure.note)


def _refusal(history: History, act: Act) -> Refusal | None:
    targets = targets_of(history.targets, history.acts)
    own = targets.get(act.key, [])
    if act.do == "target":
        other = next((one.unit for one in own if converted(Fraction(1), act.told("unit"), one.unit) is None), None)
        return (
            None
            if other is None
            else Refusal(f"指标“{act.key}”的计量单位是“{other}”", f"unit= 写 {other} 或可以换算的单位")
        )
    if not own:
        near = get_close_matches(act.key, targets, 1, 0.4)
        return Refusal(
            f"没有名为“{act.key}”的指标", f"是否为“{near[0]}”" if near else "方案未列的指标先由主任设定目标值（target）"
        )
    unit = act.told("unit")
    if all(converted(Fraction(1), unit, one.unit) is None for one in own):
        wanted = "、".join(dict.fromkeys(one.unit or "无单位" for one in own))
        return Refusal(
            f"计量单位“{unit or '未写'}”与目标的单位“{wanted}”不同，无法比较", f"unit= 写 {wanted} 或可以准确换算的单位"
        )
    as_of = act.day("as_of")
    if as_of and as_of > act.on:
        return Refusal(f"数据截止日{as_of}晚于上报日{act.on}", "写数据实际截止的日期")
    return None


INDICATOR = Subject("指标", INDICATOR_KINDS, _refusal)
