"""Word's automatic numbers, which stand in no text: numbering.xml and the styles resolved to the mark before each paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from duban.reading.formats.ordinals import written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST_STYLE = 20


@dataclass(frozen=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: bool = True
    style: str = ""


@dataclass
class _List:
    """One w:num: its levels, the abstract list whose count it shares, and the levels it starts anew."""

    abstract: str
    levels: dict[int, _Level]
    started_anew: dict[int, int]


@dataclass
class Styles:
    """What the paragraph styles say: their names, and the numbering they hand down."""

    names: dict[str, str] = field(default_factory=dict)
    based_on: dict[str, str] = field(default_factory=dict)
    numbering: dict[str, tuple[str, str]] = field(default_factory=dict)
    default: str = ""

    @classmethod
    def read(cls, root: etree._Element | None) -> "Styles":
        """Return the paragraph and numbering styles of styles.xml, none where the part is missing."""
        styles = cls()
        for style in root.iterfind(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            styles.names[name] = value(style, "name").lower()
            styles.based_on[name] = value(style, "basedOn")
            if style.get(f"{W}default") in ("1", "true", "on") and style.get(f"{W}type") == "paragraph":
                styles.default = name
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                styles.numbering[name] = (value(found, "numId"), value(found, "ilvl"))
        return styles

    def inherited(self, style: str) -> tuple[str, str, str]:
        """Return (list, level, style that says so) a paragraph of that style inherits, empty texts where it inherits none."""
        for _ in range(_DEEPEST_STYLE):
            number, level = self.numbering.get(style, ("", ""))
            if number:
                return number, level, style
            style = self.based_on.get(style, "")
        return "", "", ""


class Numbering:
    """The lists of one document, counting as its paragraphs are read in order."""

    def __init__(self, numbering: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = _lists(numbering, styles) if numbering is not None else {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def mark(self, properties: etree._Element | None) -> str:
        """Return the number Word shows before the next paragraph with these properties (w:pPr), "" for none or a bullet."""
        name, level = self._place(properties)
        found = self._lists.get(name)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if name not in self._begun:
            self._begun.add(name)
            for fresh in found.started_anew:
                counts.pop(fresh, None)
        start = found.started_anew.get(level, found.levels[level].start)
        counts[level] = counts[level] + 1 if level in counts else start
        for deeper in [other for other in counts if other > level]:
            if found.levels.get(deeper, _Level()).restarts:
                del counts[deeper]
        return _shown(found, level, counts)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        style, number, level = self._styles.default, "", ""
        if properties is not None:
            style = value(properties, "pStyle") or style
            direct = properties.find(f"{W}numPr")
            if direct is not None:
                number, level = value(direct, "numId"), value(direct, "ilvl")
        if not number:
            number, handed_down, source = self._styles.inherited(style)
            found = self._lists.get(number)
            linked = [str(index) for index, item in found.levels.items() if item.style == source] if found else []
            level = level or handed_down or "".join(linked[:1])
        return number, int(level) if level.isdecimal() else 0


def _shown(found: _List, level: int, counts: Mapping[int, int]) -> str:
    own = found.levels[level]
    if own.number_format == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        other = found.levels.get(index, _Level())
        return written(counts.get(index, other.start), "decimal" if own.legal else other.number_format)

    shown = re.sub(r"%([1-9])", number, own.text)
    # Word puts a tab after the number; without a mark of its own it would run into the text.
    return f"{shown} " if shown[-1:].isalnum() and own.text.endswith(tuple("123456789")) else shown


def value(element: etree._Element, name: str) -> str:
    """Return the w:val of a child element, "" where there is none."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def switched_on(element: etree._Element | None, name: str) -> bool:
    """Return whether a property such as w:vanish is set: present, and not said to be off."""
    child = None if element is None else element.find(f"{W}{name}")
    return child is not None and child.get(f"{W}val", "1") not in ("0", "false", "off")


def _lists(root: etree._Element, styles: Styles) -> dict[str, _List]:
    abstracts = {item.get(f"{W}abstractNumId", ""): item for item in root.iterfind(f"{W}abstractNum")}
    of_list = {item.get(f"{W}numId", ""): value(item, "abstractNumId") for item in root.iterfind(f"{W}num")}
    lists = {}
    for item in root.iterfind(f"{W}num"):
        name = item.get(f"{W}numId", "")
        abstract = of_list[name]
        link = value(abstracts[abstract], "numStyleLink") if abstract in abstracts else ""
        if link:
            abstract = of_list.get(styles.inherited(link)[0], abstract)
        if name == "0" or abstract not in abstracts:
            continue
        lists[name] = _list(item, abstract, abstracts[abstract])
    return lists


def _list(item: etree._Element, abstract: str, definition: etree._Element) -> _List:
    found = _List(abstract, {_index(level): _level(level) for level in definition.iterfind(f"{W}lvl")}, {})
    for override in item.iterfind(f"{W}lvlOverride"):
        index = _index(override)
        level = override.find(f"{W}lvl")
        if level is not None:
            found.levels[index] = _level(level)
        start = value(override, "startOverride")
        if start.isdecimal():
            found.started_anew[index] = int(start)
    return found


def _index(level: etree._Element) -> int:
    index = level.get(f"{W}ilvl", "0")
    return int(index) if index.isdecimal() else 0


def _level(level: etree._Element) -> _Level:
    start = value(level, "start")
    return _Level(
        start=int(start) if start.isdecimal() else 0,
        number_format=value(level, "numFmt") or "decimal",
        text=value(level, "lvlText"),
        legal=switched_on(level, "isLgl"),
        restarts=value(level, "lvlRestart") != "0",
        style=value(level, "pStyle"),
    )
