"""A scenario file (试算文件): campaign, units, tasks, facts and months, read strictly (cycle contract §8).

How YAML parts are read lives in duban.rules.written; what is judged in duban.rules.judgement.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import yaml

from duban.errors import UsageError
from duban.months import Month
from duban.plan import Due, Step
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.obligations import PERIODS
from duban.rules.parameters import DEFAULTS, PARAMETER_NAMES, Parameters, read_figure
from duban.rules.written import (
    FIRST_YEAR,
    Fault,
    FaultyFile,
    Reader,
    as_written,
    compose,
    day_of,
    is_null,
    is_true,
    number_of,
    text_of,
)
from duban.units import ROLES, Register, Unit

WHAT = "试算文件"
_OWN_FIGURES = ("cutoff_day", "report_day", "roll")
_TOP = ("campaign", "calendar", "units", "tasks", "facts", "months")
_CAMPAIGN = ("title", "start", "head", "addresses", "parameters", *_OWN_FIGURES)
_UNIT = ("name", "kind", "groups", "contact", "head")
_TASK = ("number", "title", "leader", "weight", *ROLES, "due", "steps")
_NOWHERE = date(1, 1, 1)

Parts = dict[str, yaml.Node]


class Scenario(NamedTuple):
    """What a scenario file says; `written` gives each fact as written by its order, `hints` the words that do nothing."""

    campaign: Campaign
    facts: tuple[Fact, ...]
    written: dict[int, dict[str, Any]]
    months: tuple[Month, ...]
    hints: tuple[Fault, ...] = ()


def read_scenario(text: str) -> Scenario:
    """Return the scenario a YAML text describes; FaultyFile with every fault and its line when it is invalid."""
    root = compose(text, WHAT)
    reader = _Scenario(root)
    scenario = reader.read()
    if reader.faults:
        raise FaultyFile(WHAT, reader.faults)
    return scenario


def read_facts(text: str) -> tuple[Fact, ...]:
    """Return the facts of a YAML text with a `facts` list, written as in a scenario; FaultyFile with every fault and its line."""
    reader = _Scenario(compose(text, WHAT))
    facts, _ = reader.facts()
    if reader.faults:
        raise FaultyFile(WHAT, reader.faults)
    return facts


class _Scenario(Reader):
    """Reads one scenario from its root."""

    def __init__(self, root: yaml.Node) -> None:
        super().__init__()
        self._root = root
        self._parts = self.mapping(root, WHAT, _TOP)

    def read(self) -> Scenario:
        rest, work = self._calendar()
        register = Register(tuple(self._units()))
        head = self._part("campaign")
        campaign = self.mapping(head, "campaign", _CAMPAIGN)
        start = day_of(campaign.get("start"))
        if start is None:
            self.fault(campaign.get("start", head), "campaign 缺少可识别的开始日期 start（YYYY-MM-DD）")
        addresses = self.mapping(campaign.get("addresses"), "addresses")
        value = Campaign(
            title=text_of(campaign.get("title")) or "",
            start=start or _NOWHERE,
            head=text_of(campaign.get("head")),
            register=register,
            tasks=tuple(self._tasks(register)),
            addresses={post: text_of(node) or "" for post, node in addresses.items()},
            parameters=self._parameters(campaign),
            rest=rest,
            work=work,
        )
        facts, written = self.facts()
        return Scenario(value, facts, written, tuple(self._months()), tuple(self.hints))

    def _part(self, name: str) -> yaml.Node:
        if name not in self._parts:
            self.fault(self._root, f"缺少 {name} 部分")
        return self._parts.get(name, self._root)

    def _calendar(self) -> tuple[frozenset[date], frozenset[date]]:
        parts = self.mapping(self._parts.get("calendar"), "calendar", ("rest", "work"))
        days: dict[str, set[date]] = {"rest": set(), "work": set()}
        for name, found in days.items():
            for item in self.items(parts.get(name), name):
                day = day_of(item)
                if day is None:
                    self.fault(item, f"calendar.{name} 中有无法识别的日期")
                elif name == "work" and day in days["rest"]:
                    self.fault(item, f"{day.isoformat()} 既列为休息日又列为工作日")
                else:
                    found.add(day)
        return frozenset(days["rest"]), frozenset(days["work"])

    def _units(self) -> Iterator[Unit]:
        seen: set[str] = set()
        for item in self.items(self._parts.get("units"), "units"):
            parts = self.mapping(item, "单位", _UNIT)
            name = text_of(parts.get("name"))
            if name is None:
                self.fault(item, "单位没有名称 name")
                continue
            if name in seen:
                self.fault(item, f"单位“{name}”重复")
            seen.add(name)
            groups = self.texts(parts.get("groups"), "groups")
            contact, head = text_of(parts.get("contact")), text_of(parts.get("head"))
            yield Unit(name, text_of(parts.get("kind")) or "", tuple(dict.fromkeys(groups)), contact, head)

    def _tasks(self, register: Register) -> Iterator[CampaignTask]:
        seen: set[str] = set()
        for item in self.items(self._parts.get("tasks"), "tasks"):
            parts = self.mapping(item, "任务", _TASK)
            number = text_of(parts.get("number"))
            if number is None:
                self.fault(item, "任务没有编号 number")
            elif number in seen:
                self.fault(item, f"任务编号“{number}”重复")
            seen.add(number or "")
            periods: set[str] = set()
            yield CampaignTask(
                number=number or "",
                title=text_of(parts.get("title")) or "",
                leader=text_of(parts.get("leader")),
                weight=self._weight(parts),
                due=tuple(self._dues(parts, periods)),
                steps=tuple(self._steps(parts, periods)),
                lead=self._named(parts, "lead", register),
                responsible=self._named(parts, "responsible", register),
                cooperating=self._named(parts, "cooperating", register),
            )

    def _weight(self, parts: Parts) -> Fraction:
        node = parts.get("weight")
        if node is None or text_of(node) is None:
            return Fraction(1)
        weight = number_of(node)
        if weight is None or weight < 0:
            self.fault(node, "权重 weight 应为不小于零的数")
        return weight or Fraction(0)

    def _named(self, parts: Parts, role: str, register: Register) -> tuple[str, ...]:
        names = self.texts(parts.get(role), role)
        for name in names:
            if not register.expand(name):
                self.fault(parts[role], f"“{name}”既不是名录中的单位，也不是有成员的组")
        return names

    def _steps(self, parts: Parts, periods: set[str]) -> Iterator[Step]:
        for item in self.items(parts.get("steps"), "steps"):
            step = self.mapping(item, "分项", ("text", "due"))
            yield Step(text_of(step.get("text")) or "", tuple(self._dues(step, periods)))

    def _dues(self, parts: Parts, periods: set[str]) -> Iterator[Due]:
        for item in self.items(parts.get("due"), "due"):
            if isinstance(item, yaml.ScalarNode):
                end = day_of(item)
                if end is None:
                    self.fault(item, f"时限“{item.value}”不是 YYYY-MM-DD 的日期")
                yield Due(str(item.value), "by", end=end)
            else:
                yield from self._due(item, self.mapping(item, "时限"), periods)

    def _due(self, item: yaml.Node, parts: Parts, periods: set[str]) -> Iterator[Due]:
        text = str(as_written(item))
        if "window" in parts:
            yield self._window(parts["window"], text)
        elif "every" in parts:
            every = text_of(parts["every"]) or ""
            if every not in PERIODS:
                self.fault(item, f"周期“{every}”无法考核，应为 {'、'.join(PERIODS)} 之一")
            elif every in periods:
                self.fault(item, f"同一任务的周期“{every}”重复")
            periods.add(every)
            yield Due(text, "recurring", every=every, times=self._times(parts))
        elif is_true(parts.get("ongoing")):
            yield Due(text, "ongoing")
        elif text_of(parts.get("within")):
            yield Due(text, "relative", within=text_of(parts["within"]))
        elif isinstance(item, yaml.MappingNode):
            self.fault(item, "时限应为日期，或 window、every、ongoing、within 之一")

    def _window(self, node: yaml.Node, text: str) -> Due:
        days = [day_of(item) for item in self.items(node, "window")]
        if len(days) != 2 or None in days:
            self.fault(node, "window 应为起止两个 YYYY-MM-DD 的日期")
            return Due(text, "window")
        return Due(text, "window", start=days[0], end=days[1])

    def _times(self, parts: Parts) -> int:
        node = parts.get("times")
        if node is None or text_of(node) is None:
            return 1
        times = number_of(node)
        if times is None or times < 1 or times.denominator != 1:
            self.fault(node, "次数 times 应为不小于1的整数")
            return 1
        return int(times)

    def _parameters(self, campaign: Parts) -> Parameters:
        given = self.mapping(campaign.get("parameters"), "parameters")
        given |= {name: campaign[name] for name in _OWN_FIGURES if name in campaign and not is_null(campaign[name])}
        figures: dict[str, Any] = {}
        for name, node in given.items():
            if is_null(node) and name in PARAMETER_NAMES:
                continue
            try:
                figures[name] = read_figure(name, text_of(node) or "")
            except ValueError as error:
                self.fault(node, str(error))
        return replace(DEFAULTS, **figures)

    def facts(self) -> tuple[tuple[Fact, ...], dict[int, dict[str, Any]]]:
        """Return the facts, and each as written by its order."""
        facts, written = [], {}
        for order, item in enumerate(self.items(self._parts.get("facts"), "facts")):
            parts = self.mapping(item, "事实")
            on = day_of(parts.get("on"))
            if on is None:
                self.fault(item, "事实没有可识别的日期 on（YYYY-MM-DD）")
            else:
                facts.append(_fact(order, on, parts))
                written[order] = as_written(item)
        return tuple(facts), written

    def _months(self) -> Iterator[Month]:
        for item in self.items(self._part("months"), "months"):
            try:
                month = Month.parse(text_of(item) or "")
            except UsageError as error:
                self.fault(item, error.what)
                continue
            if FIRST_YEAR <= month.year < date.max.year:
                yield month
            else:
                self.fault(item, f"期次“{month}”超出可考核的年份")


def _fact(order: int, on: date, parts: Parts) -> Fact:
    texts = {name: text_of(parts.get(name)) for name in ("task", "unit", "node", "reason", "colour", "by", "basis")}
    return Fact(
        order=order,
        on=on,
        do=text_of(parts.get("do")) or "",
        progress=_progress(number_of(parts.get("progress"))),
        nochange=is_true(parts.get("nochange")),
        to=day_of(parts.get("to")),
        points=number_of(parts.get("points")),
        **texts,
    )


def _progress(number: Fraction | None) -> int | Decimal | None:
    if number is None or number.denominator == 1:
        return None if number is None else int(number)
    return Decimal(number.numerator) / Decimal(number.denominator)
