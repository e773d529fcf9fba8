"""What is asked of a chain of responsibility: gaps, doubles, broken ladders, and results rolled up the tree. Nothing is decided here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from duban.life.chains import Chain, Link
from duban.units import Register

FULL = Fraction(100)
NO_UNITS = Register(())


class ChainFault(NamedTuple):
    """One fault of a chain (缺位、重复、断层 …): its sort, the line, the place, and a Chinese sentence."""

    sort: str
    line: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.line}：{self.text}"


def faults(chain: Chain, register: Register = NO_UNITS) -> tuple[ChainFault, ...]:
    """Return every fault of the chain, by line and level.

    Sorts: 缺位 (no holder), 重复 (more than one), 无上级 (below the top without a place above), 上级未列 (the place above is not in the
    line), 越级 (the place above is not exactly one level up), 未分解到底 (no place below although the line goes deeper),
    未签责任书 (where others of the line have signed), 未列入 (a unit of the register of whose kind others are listed).
    """
    found: list[ChainFault] = []
    for links in _by_line(chain).values():
        found += _of_line(chain, links)
        found += _left_out(links, register)
    return tuple(found)


def _by_line(chain: Chain) -> dict[str, list[Link]]:
    lines: dict[str, list[Link]] = defaultdict(list)
    for link in chain.standing():
        lines[link.line].append(link)
    return lines


def _of_line(chain: Chain, links: Sequence[Link]) -> Iterator[ChainFault]:
    below = {link.upper_key for link in links}
    top, bottom = min(link.level for link in links), max(link.level for link in links)
    letters = any(one.signed for link in links for one in link.holders)
    for link in links:
        yield from _of_holders(link, letters)
        yield from _of_upper(chain, link, top)
        if link.level < bottom and link.key not in below:
            yield _fault("未分解到底", link, f"“{link.place}”以下没有分解（本条线共{bottom}级）")


def _left_out(links: Sequence[Link], register: Register) -> Iterator[ChainFault]:
    places = {link.place for link in links}
    kinds = {unit.kind for unit in register.units if unit.name in places}
    for unit in register.units:
        if unit.kind in kinds and unit.name not in places:
            yield ChainFault("未列入", links[0].line, unit.name, f"{unit.kind}“{unit.name}”未列入本条线")


def _of_holders(link: Link, letters: bool) -> Iterator[ChainFault]:
    holders = link.holders
    if not holders:
        yield _fault("缺位", link, f"第{link.level}级“{link.place}”没有责任人")
    elif len(holders) > 1:
        names = "、".join(one.holder for one in holders)
        yield _fault("重复", link, f"第{link.level}级“{link.place}”有{len(holders)}名责任人：{names}")
    if letters:
        for one in holders:
            if one.signed is None:
                yield _fault("未签责任书", link, f"“{link.place}”{one.holder}未签责任书")


def _of_upper(chain: Chain, link: Link, top: int) -> Iterator[ChainFault]:
    if not link.upper:
        if link.level > top:
            yield _fault("无上级", link, f"第{link.level}级“{link.place}”未写上级地点")
        return
    upper = chain.links.get(link.upper_key)
    if upper is None or upper.dropped:
        yield _fault("上级未列", link, f"“{link.place}”的上级“{link.upper}”不在本条线中")
    elif upper.level != link.level - 1:
        yield _fault(
            "越级",
            link,
            f"“{link.place}”在第{link.level}级，其上级“{link.upper}”在第{upper.level}级，应在第{link.level - 1}级",
        )


def _fault(sort: str, link: Link, text: str) -> ChainFault:
    return ChainFault(sort, link.line, link.place, text)


def places_below(chain: Chain, line: str) -> dict[str, tuple[str, ...]]:
    """Return {place: the last places below it} of one line: what can be sampled where a unit is inspected."""
    return {
        chain.links[key].place: tuple(leaf.place for leaf in found if leaf.key != key)
        for key, found in _leaves(chain.standing(line)).items()
    }


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a place and all below it have done: last places done and in all, their mean progress, and where it is stuck.

    Places without any report count as 0; `stuck` are the last places that report least (no report first), all equally behind.
    """

    link: Link
    done: int
    total: int
    mean: Fraction
    stuck: tuple[str, ...]


def rolled_up(chain: Chain, task: str | None = None) -> Mapping[str, Rolled]:
    """Return {key: result} of every link, results of the last places rolled up the tree, for one task or whatever was reported."""
    links = chain.standing()
    leaves = _leaves(links)
    return {link.key: _rolled(link, leaves[link.key], task) for link in links}


def _leaves(links: Sequence[Link]) -> dict[str, list[Link]]:
    """Return the last places below each link, itself where there is none."""
    below: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        below[link.upper_key].append(link)
    leaves: dict[str, list[Link]] = {}
    # Deepest first, so that what lies below is known; a place whose upper is no higher is a fault and rolls up nowhere.
    for link in sorted(links, key=lambda one: -one.level):
        own = [one for one in below[link.key] if one.level > link.level]
        leaves[link.key] = [leaf for one in own for leaf in leaves[one.key]] if own else [link]
    return leaves


def _rolled(link: Link, leaves: Sequence[Link], task: str | None) -> Rolled:
    figures = [(leaf.place, leaf.progress(task)) for leaf in leaves]
    known = [figure if figure is not None else Fraction(-1) for _, figure in figures]
    least = min(known)
    stuck = (
        tuple(place for (place, _), figure in zip(figures, known, strict=True) if figure == least)
        if least < FULL
        else ()
    )
    total = sum((max(figure, Fraction(0)) for figure in known), Fraction(0))
    return Rolled(link, sum(figure == FULL for figure in known), len(leaves), total / len(leaves), stuck)


def holders_of(chain: Chain, place: str) -> Mapping[str, tuple[Link, ...]]:
    """Return who answers for a place at each level: per line the links from the top down to the place.

    Lines that do not know the place are left out.
    """
    found = {}
    for link in chain.standing():
        if link.place == place:
            found[link.line] = tuple(reversed(list(_upwards(chain, link))))
    return found


def _upwards(chain: Chain, link: Link) -> Iterator[Link]:
    seen: set[str] = set()
    here: Link | None = link
    while here is not None and here.dropped is None and here.key not in seen:
        seen.add(here.key)
        yield here
        here = chain.links.get(here.upper_key)
