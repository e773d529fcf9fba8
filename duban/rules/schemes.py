"""A scoring scheme file (考核办法): dated and sourced figures, bonus items, scoring items, blocks.

A campaign copies a shipped file and edits its copy. What may not stand in one is said by duban.rules.linting; how blocks are
reckoned lives in duban.rules.blocks.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from importlib import resources
from typing import Any

from duban.rules.parameters import DEFAULTS, Figure, Parameters, read_figure, read_number
from duban.rules.written import Fault, FaultyFile

WHAT = "考核办法文件"
SHIPPED = {"默认": "parameters.toml", "分块": "blocks.toml"}
COUNTED = ("tasks", "rectification", "reports", "materials")


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure with the day it holds from and where it comes from; `line` is its place in the file."""

    name: str
    value: Figure
    since: date | None
    basis: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """A bonus or scoring item of a scheme in the office's words, or a block with what it counts."""

    name: str
    points: Fraction
    basis: str
    line: int
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme: figures as written, the Parameters they make, bonus items, scoring items, blocks."""

    title: str
    entries: tuple[Entry, ...]
    parameters: Parameters
    bonus: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    blocks: tuple[Item, ...] = ()


def shipped_text(name: str) -> str:
    """Return the text of a shipped scheme, one of SHIPPED, for an office to copy and edit.

    >>> "[parameters.late_per_day]" in shipped_text("默认")
    True
    """
    return resources.files("duban.rules").joinpath(SHIPPED[name]).read_text(encoding="utf-8")


def read_scheme(text: str) -> Scheme:
    """Return the scheme a TOML text describes; FaultyFile with every fault and its line.

    Figures it leaves out keep their defaults.
    """
    try:
        data = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise FaultyFile(WHAT, [Fault(line, "不是有效的TOML")]) from error
    reader = _Reader(text)
    entries = reader.entries(data.pop("parameters", {}))
    lists = {name: reader.items(data.pop(name, []), name) for name in ("bonus", "items", "blocks")}
    title = str(data.pop("title", ""))
    for name in data:
        reader.fault(rf"^\s*\[*\"?{re.escape(name)}\b", f"没有名为“{name}”的部分")
    if reader.faults:
        raise FaultyFile(WHAT, reader.faults)
    figures: dict[str, Any] = {entry.name: entry.value for entry in entries}
    return Scheme(title, entries, replace(DEFAULTS, **figures), **lists)


class _Reader:
    """Turns a decoded file into entries and items, keeping every fault with its line."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self.faults: list[Fault] = []

    def fault(self, pattern: str, text: str, place: int = 0) -> None:
        self.faults.append(Fault(self._line(pattern, place), text))

    def _line(self, pattern: str, place: int = 0) -> int:
        found = [number for number, line in enumerate(self._lines, start=1) if re.search(pattern, line)]
        return found[min(place, len(found) - 1)] if found else 1

    def entries(self, table: Any) -> tuple[Entry, ...]:
        if not isinstance(table, Mapping):
            self.fault(r"^\s*parameters", "parameters 应为若干参数的表")
            return ()
        found = []
        for name, entry in table.items():
            pattern = rf"^\s*(\[parameters\.\"?{re.escape(name)}\"?\]|\"?{re.escape(name)}\"?\s*[.=]|parameters\.{re.escape(name)}\b)"
            if not isinstance(entry, Mapping) or "value" not in entry:
                self.fault(pattern, f"参数“{name}”应写明 value、since、basis")
                continue
            try:
                value = read_figure(name, str(entry["value"]))
            except ValueError as error:
                self.fault(pattern, str(error))
                continue
            since = entry.get("since")
            basis = str(entry.get("basis", ""))
            found.append(Entry(name, value, since if isinstance(since, date) else None, basis, self._line(pattern)))
        return tuple(found)

    def items(self, entries: Any, part: str) -> tuple[Item, ...]:
        header = rf"^\s*\[\[{part}\]\]"
        if not isinstance(entries, list):
            self.fault(rf"^\s*\[?{part}\b", f"{part} 应写作 [[{part}]]")
            return ()
        found = []
        for place, entry in enumerate(entries):
            points = read_number(str(entry.get("points", ""))) if isinstance(entry, Mapping) else None
            if points is None or not entry.get("name"):
                self.fault(header, f"第{place + 1}个 [[{part}]] 缺少名称 name 或分值 points", place)
                continue
            counts = str(entry.get("counts", ""))
            if part == "blocks" and counts not in COUNTED:
                self.fault(header, f"“{entry['name']}”的 counts 应为 {'、'.join(COUNTED)} 之一", place)
            line = self._line(header, place)
            found.append(Item(str(entry["name"]), points, str(entry.get("basis", "")), line, counts))
        return tuple(found)
