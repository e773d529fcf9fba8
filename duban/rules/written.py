"""A YAML file as it was written: words stay words, dates stay texts, every part knows its line, every fault is kept.

What a scenario means lives in duban.rules.scenario.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import yaml

from duban.errors import InputRefused
from duban.rules.parameters import read_number

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+", re.ASCII)
FIRST_YEAR = 1900
_MOST_PARTS = 5_000_000
_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


class Fault(NamedTuple):
    """One thing wrong in a file, with its 1-based line."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.text}"


class FaultyFile(InputRefused):
    """A file with faults; `faults` lists every one in line order."""

    def __init__(self, what: str, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(f"{what}有{len(faults)}处错误", where="；".join(map(str, self.faults)), remedy="改正后重试")


def read_day(text: str) -> date | None:
    """Return the day written YYYY-MM-DD, None for anything else and for days before 1900.

    >>> read_day("2017-06-31") is None
    True
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def line_of(node: yaml.Node) -> int:
    """Return the 1-based line a part begins on."""
    return int(node.start_mark.line) + 1


def text_of(node: yaml.Node | None) -> str | None:
    """Return a scalar as the text it was written as, None for nothing, an empty text, a list or a mapping."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    text = str(node.value)
    return None if text == "" or (node.style is None and text in _NULLS) else text


def day_of(node: yaml.Node | None) -> date | None:
    """Return a scalar as a day, None when it is none."""
    text = text_of(node)
    return None if text is None else read_day(text)


def number_of(node: yaml.Node | None) -> Fraction | None:
    """Return a scalar as an exact number, None when it is none."""
    text = text_of(node)
    return None if text is None else read_number(text)


def is_null(node: yaml.Node) -> bool:
    """Return whether a part is written but left empty."""
    return isinstance(node, yaml.ScalarNode) and text_of(node) is None


def is_true(node: yaml.Node | None) -> bool:
    """Return whether a scalar is the plain word true."""
    return isinstance(node, yaml.ScalarNode) and node.style is None and _BOOLEANS.get(node.value, False)


def as_written(node: yaml.Node) -> Any:
    """Return a part as JSON would hold it: dates and words as texts, plain numerals as numbers."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): as_written(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [as_written(item) for item in node.value]
    text = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style is not None:
        return text
    if text in _NULLS:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else _BOOLEANS.get(text, text)


class Reader:
    """Reads the parts of one file and keeps every fault it meets; `hints` are words nobody reads, likely slips of the pen."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.hints: list[Fault] = []

    def fault(self, node: yaml.Node, text: str) -> None:
        """Keep a fault at the line of a part."""
        self.faults.append(Fault(line_of(node), text))

    def mapping(self, node: yaml.Node | None, what: str, known: Collection[str] | None = None) -> dict[str, yaml.Node]:
        """Return a mapping's parts by key; a fault, and nothing, when it is no mapping; a fault for a key given twice.

        A key outside `known` gives a hint; None knows every key.
        """
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                self.fault(node, f"{what}应为“键: 值”的形式")
            return {}
        parts: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in parts:
                self.fault(key, f"{what}中“{name}”重复")
            if known is not None and name not in known:
                self.hints.append(Fault(line_of(key), f"{what}中的“{name}”不起作用，请核对拼写"))
            parts[name] = value
        return parts

    def items(self, node: yaml.Node | None, what: str) -> Iterator[yaml.Node]:
        """Yield the items of a list; a fault when it is no list; nothing where it is missing."""
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif node is not None and not is_null(node):
            self.fault(node, f"{what}应为列表")

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """Return the texts of a list of words; a fault for each item that is none."""
        found = []
        for item in self.items(node, what):
            text = text_of(item)
            if text is None:
                self.fault(item, f"{what}中有空项或非文字项")
            else:
                found.append(text)
        return tuple(found)


def compose(text: str, what: str) -> yaml.Node:
    """Return the root of a YAML text; FaultyFile with the line when it is no YAML or empty."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FaultyFile(what, [Fault(line, f"不是有效的YAML：{error.problem}")]) from error
    except yaml.YAMLError as error:
        raise FaultyFile(what, [Fault(1, "含有YAML不允许的字符")]) from error
    except RecursionError as error:
        raise FaultyFile(what, [Fault(1, "嵌套过深")]) from error
    if root is None:
        raise FaultyFile(what, [Fault(1, "文件是空的")])
    if _size(root, {}) > _MOST_PARTS:
        raise FaultyFile(what, [Fault(1, "别名循环引用，或展开后内容过多")])
    return root


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Return how many parts a node has with every alias written out, beyond measure where it holds itself."""
    if id(node) not in known:
        known[id(node)] = _MOST_PARTS + 1
        inner = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
        parts = inner if isinstance(node, yaml.CollectionNode) else ()
        known[id(node)] = 1 + sum(_size(part, known) for part in parts)
    return known[id(node)]
