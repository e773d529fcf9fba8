"""Lists of units and their duties (成员单位任务清单) in running text: a unit opens a paragraph or a heading, its duties follow.

Such lists in tables are tables.py's matter.
"""

import re
from collections.abc import Sequence

from duban.reading.labels import Role
from duban.reading.names import is_unit, split_names
from duban.reading.roles import Field
from duban.reading.tree import Node, Piece, Run
from duban.reading.vocabulary import words

_OPENS = re.compile(
    r"^(?P<units>[^，,。；;：:]{2,60}?)"
    r"(?P<duty>(?:主要|具体|牵头)?(?:负责|承担)|(?:主要|工作)?(?:职责|任务)[：:]?$|[：:。]|$"
    r"|是(?=[^，。；]{0,16}(?:责任主体|责任单位|牵头单位|主管部门|实施主体)))"
)
_NOBODY = re.compile(r"^(?:以上|上述|本|其他|各责任|责任|牵头|配合)")
LEAST = 3


def heading_units(text: str) -> tuple[str, ...]:
    """Return the units a paragraph or heading opens with, or none.

    >>> heading_units("区农林局、区畜牧水产中心负责村庄绿化"), heading_units("县教育局"), heading_units("加强组织领导")
    (('区农林局', '区畜牧水产中心'), ('县教育局',), ())
    >>> heading_units("农村学校"), heading_units("各学校")
    ((), ('各学校',))
    """
    match = _OPENS.match(text.strip())
    if not match:
        return ()
    names = split_names(match["units"])
    if not names or any(_NOBODY.match(name) or len(name) > 24 or not is_unit(name) for name in names):
        return ()
    # A heading that is nothing but a word for places (学校, 园区) tells where, not who.
    heads, places = tuple(words("names", "heads")), tuple(words("names", "places"))
    bare = match["duty"] in ("", "。")
    return () if bare and any(name.endswith(places) and not name.startswith(heads) for name in names) else names


def duty_items(root: Node) -> list[Node]:
    """Return the duties of a part that is a list of units, each an item whose responsible units the heading names; else none.

    `parent` of each is the item below which the list stands.
    """
    found: list[Node] = []
    for node in root.walk():
        listed = _unit_paragraphs(node)
        group = [child for child in node.children if child.mark]
        units = _units_of(group)
        if len(group) >= LEAST and sum(map(bool, units)) * 3 >= len(group) * 2:
            for child, names in zip(group, units, strict=True):
                listed += _under(child, names) if names else []
        for duty in listed:
            duty.parent = node
        found += listed
    return found


_NAMED = re.compile(r"^(?P<name>[\u4e00-\u9fff（）()、]{2,20})[：:](?=.*负责|[^：:]{4,})")


def _units_of(group: Sequence[Node]) -> list[tuple[str, ...]]:
    """The units each item opens with; among items that all open with a short name and a colon, half of them units, each is one."""
    units = [heading_units(child.heading) for child in group]
    named = [_NAMED.match(child.heading.strip()) for child in group]
    if all(named) and sum(map(bool, units)) * 2 >= len(group):
        return [known or split_names(match["name"]) for known, match in zip(units, named, strict=True) if match]
    return units


def _unit_paragraphs(node: Node) -> list[Node]:
    """Unnumbered paragraphs below a heading that open with a unit and say what it does."""
    if node.children or node.carries:
        return []
    pieces = [piece for run in node.runs for piece in run.pieces]
    chosen = [(piece, names) for piece in pieces if (names := heading_units(piece.text)) and _says_duty(piece.text)]
    if len(chosen) < LEAST:
        return []
    return [
        _duty(_written(piece.text), [Piece(_duty_text(piece.text), piece.line)], names, piece.line)
        for piece, names in chosen
    ]


def _says_duty(text: str) -> bool:
    match = _OPENS.match(text.strip())
    return bool(match and match["duty"] and text.strip()[match.end() :].strip("：:。 "))


def _written(text: str) -> str:
    """The units that open a text, as written."""
    match = _OPENS.match(text.strip())
    return "".join(match["units"].split()) if match else ""


def _duty_text(text: str) -> str:
    """What stands behind the units: 负责… keeps its verb, a colon goes."""
    match = _OPENS.match(text.strip())
    return text.strip()[match.end("units") if match else 0 :].lstrip("：:。 ")


def _under(child: Node, names: tuple[str, ...]) -> list[Node]:
    unit = _written(child.heading)
    duties = [item for item in child.children if item.mark]
    if duties:
        return [
            _duty(f"{unit}/{item.mark.number}", item.runs[0].content, names, item.runs[0].lines)
            for item in duties
            if item.mark
        ]
    pieces = [piece for piece in child.runs[0].pieces if not _TO_ALL.match(piece.text)]
    text = _duty_text(pieces[0].text) if pieces else ""
    content: list[Piece | Field | Node] = [Piece(text, child.runs[0].lines)] if text else []
    content += pieces[1:]
    return [_duty(unit, content, names, child.runs[0].lines)] if content else []


# A closing paragraph that speaks to all units is no duty of the last one.
_TO_ALL = re.compile(r"(?:各|以上|上述|所有)(?:成员|有关|相关|责任)?(?:单位|部门)")


def _duty(label: str, content: Sequence[Piece | Field | Node], names: tuple[str, ...], lines: tuple[int, int]) -> Node:
    node = Node(None, 0, label=label)
    fields = [item for item in content if isinstance(item, Field)]
    own = [Field(Role.RESPONSIBLE, names)] if not any(item.role is Role.RESPONSIBLE for item in fields) else []
    node.runs = [Run([*content, *own], lines=lines)]
    return node
