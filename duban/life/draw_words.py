"""How a draw is written down (抽签记录): pairs, teams, places and scores as one text each, and back. Values only.

甲乡→乙乡 is a pair, 甲乡+丙乡 a team of two, 乙乡=大坪村|小溪村 the places of a unit, 校舍安全=40 an item with its points.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from duban.life.act import split_names
from duban.life.draw_search import Pair, Team, team_name
from duban.rules.parameters import read_number
from duban.rules.printing import plain

ARROW, JOIN, IS, OR = "→", "+", "=", "|"
MARKS = frozenset(ARROW + JOIN + IS + OR)


def pairs_in(text: str) -> tuple[Pair, ...] | None:
    """Return the pairs a text lists, None where one is not written 甲→乙.

    >>> pairs_in("甲乡→乙乡、丙乡→丁乡"), pairs_in("甲乡乙乡")
    ((('甲乡', '乙乡'), ('丙乡', '丁乡')), None)
    """
    split = [tuple(part.strip() for part in name.split(ARROW)) for name in split_names(text)]
    if any(len(pair) != 2 or not all(pair) for pair in split):
        return None
    return tuple((first, second) for first, second in split)


def teams_in(text: str) -> tuple[Team, ...]:
    """Return the teams a text lists, each of one or more units."""
    return tuple(tuple(unit for part in name.split(JOIN) if (unit := part.strip())) for name in split_names(text))


def result_words(pairs: Mapping[str, Team]) -> str:
    """Return who inspects whom, as it is recorded: team first."""
    return "、".join(f"{team_name(team)}{ARROW}{target}" for target, team in pairs.items())


def places_in(text: str) -> dict[str, tuple[str, ...]] | None:
    """Return {unit: its places}, None where one is not written 单位=地点|地点."""
    found: dict[str, tuple[str, ...]] = {}
    for name in split_names(text):
        unit, is_there, places = name.partition(IS)
        listed = tuple(place for part in places.split(OR) if (place := part.strip()))
        if not is_there or not unit or not listed:
            return None
        found[unit.strip()] = found.get(unit.strip(), ()) + listed
    return found


def places_words(places: Mapping[str, Iterable[str]]) -> str:
    """Return the places of units as they are recorded."""
    return "、".join(f"{unit}{IS}{OR.join(listed)}" for unit, listed in places.items())


def figures_in(text: str) -> dict[str, Fraction] | None:
    """Return {item: figure}, None where one is not written 项目=数字 or an item stands twice.

    >>> figures_in("校舍安全=40、控辍保学=60"), figures_in("校舍安全")
    ({'校舍安全': Fraction(40, 1), '控辍保学': Fraction(60, 1)}, None)
    """
    found: dict[str, Fraction] = {}
    for name in split_names(text):
        item, is_there, figure = name.rpartition(IS)
        number = read_number(figure.strip())
        if not is_there or not item.strip() or number is None or item.strip() in found:
            return None
        found[item.strip()] = number
    return found


def figures_words(figures: Mapping[str, Fraction]) -> str:
    """Return items with their figures as they are recorded."""
    return "、".join(f"{item}{IS}{plain(figure)}" for item, figure in figures.items())
