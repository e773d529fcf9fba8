"""Names as a plan writes them against the register: what they may stand for, with the reason, for a person to confirm.

Nothing is merged here by likeness: a suggestion changes nothing until someone has taken it into the register as an alias.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duban.plan import Doubt, Plan
from duban.units import Register, Unit

_GROUP = re.compile(r"各|有关|相关|其他|所有(?!制)|全体|成员单位$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{0,6}[省市县区州旗盟]")
_SAME_ENDING = (("管理委员会", "管委会"), ("委员会", "委"), ("办公室", "办"), ("人民政府", ""), ("办事处", ""))
_SHORTEST = 3
# Words in a group's name, the kind of the units it means, and how such units' names end.
_GROUP_KINDS = (
    (re.compile("[乡镇]"), "乡镇", re.compile(r".+[乡镇]")),
    (re.compile("街道"), "街道", re.compile(r".+街道")),
    (re.compile("[村社]"), "村居", re.compile(r".+(?:村|社区)(?:村民委|居民委)?")),
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a written name may stand for (建议): register names, none where nothing is near, and why."""

    written: str
    units: tuple[str, ...]
    reason: str

    @property
    def sentence(self) -> str:
        """The suggestion as the office reads it, without the name."""
        if not self.units:
            return f"{self.reason}，请补充名录或确认写法"
        shown = "、".join(self.units[:5]) + ("等" if len(self.units) > 5 else "")
        return f"名录中没有；{self.reason}：{shown}，请确认"


def squeezed(name: str) -> str:
    """Return a name as one would type it: width variants folded, brackets Chinese, no space inside.

    >>> squeezed("县 水务\\u3000局 (河长办)")
    '县水务局（河长办）'
    """
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return folded.replace("(", "（").replace(")", "）")


def is_group(name: str) -> bool:
    """Return whether a name stands for several units (各乡镇, 县直有关部门) instead of one.

    >>> is_group("各乡镇人民政府"), is_group("县直有关单位"), is_group("县水务局")
    (True, True, False)
    """
    return bool(_GROUP.search(name))


def names_in(plan: Plan) -> tuple[str, ...]:
    """Return the unit names a plan writes, in order of first mention."""
    return tuple(
        dict.fromkeys(
            name
            for task in plan.tasks
            for names in (task.lead_units, task.responsible_units, task.cooperating_units)
            for name in names
        )
    )


def draft_register(plan: Plan) -> Register:
    """Return a register made of a plan's own names (名录草稿), in order of first mention; groups are left to a person.

    Names that differ only in spaces and width are one unit, the other writings its aliases.

    >>> from duban.plan import PlannedTask
    >>> plan = Plan("", tasks=(PlannedTask("1", "", responsible_units=("县水务局", "各乡镇"), cooperating_units=("县 水务局",)),))
    >>> [(unit.name, unit.aliases) for unit in draft_register(plan).units]
    [('县水务局', ('县 水务局',))]
    """
    writings: dict[str, list[str]] = {}
    for name in names_in(plan):
        if not is_group(name):
            writings.setdefault(squeezed(name), []).append(name)
    return Register(
        tuple(Unit(name, aliases=tuple(item for item in written if item != name)) for name, written in writings.items())
    )


def suggestions(plan: Plan, register: Register) -> tuple[Suggestion, ...]:
    """Return a suggestion for every name of a plan that the register does not know, in order of first mention."""
    return tuple(suggest(name, register) for name in names_in(plan) if not register.expand(name))


def naming_doubts(plan: Plan, register: Register) -> tuple[Doubt, ...]:
    """Return the suggestions as doubts (D212), each with the number of the first task that writes the name."""
    return tuple(
        Doubt("D212", f"“{item.written}”{item.sentence}", _first_place(plan, item.written))
        for item in suggestions(plan, register)
    )


def twin_doubts(plan: Plan) -> tuple[Doubt, ...]:
    """Return the names of a plan's draft register that may be one unit written twice, as doubts (D212).

    >>> from duban.plan import PlannedTask
    >>> [str(doubt) for doubt in twin_doubts(Plan("", tasks=(PlannedTask("1", "", ("",), ("市水务局",), ("水务局",)),)))]
    ['任务1：“水务局”与“市水务局”只差所属地区的字样，是否同一单位，请确认']
    """
    units = draft_register(plan).units
    twins = []
    for at, unit in enumerate(units):
        reason, found = _near(unit.name, units[:at])
        if found:
            text = f"“{unit.name}”与“{'”“'.join(found)}”{reason}，是否同一单位，请确认"
            twins.append(Doubt("D212", text, _first_place(plan, (unit.name, *unit.aliases)[-1])))
    return tuple(twins)


def suggest(name: str, register: Register) -> Suggestion:
    """Return what a name unknown to the register may stand for.

    >>> register = Register((Unit("云岭县教育局"), Unit("县发展和改革委员会"), Unit("青石镇人民政府", kind="乡镇")))
    >>> [suggest(name, register).units for name in ("教育局", "县发改委", "青石镇", "各乡镇", "县气象局")]
    [('云岭县教育局',), ('县发展和改革委员会',), ('青石镇人民政府',), ('青石镇人民政府',), ()]
    """
    if is_group(name):
        return _group(name, register)
    reason, found = _near(name, register.units)
    return Suggestion(name, found, reason)


def _near(name: str, units: Iterable[Unit]) -> tuple[str, tuple[str, ...]]:
    """Return the units a name may stand for by the strongest reason that gives any, and that reason."""
    candidates = list(units)
    for reason, alike in (
        ("只差空格或全角半角", _same_letters),
        ("只差所属地区的字样", _same_but_place),
        ("像是简称", _contracted),
    ):
        found = tuple(unit.name for unit in candidates if any(alike(name, known) for known in _names(unit)))
        if found:
            return reason, found
    return "名录中没有相近的名称", ()


def _group(name: str, register: Register) -> Suggestion:
    meant = [(kind, ending) for word, kind, ending in _GROUP_KINDS if word.search(name)]
    members = tuple(
        unit.name
        for unit in register.units
        if any(unit.kind == kind or ending.fullmatch(_bare(unit.name)) for kind, ending in meant)
    )
    if members:
        return Suggestion(name, members, f"是一类单位，名录中的{'、'.join(kind for kind, _ in meant)}有")
    return Suggestion(name, (), "是一类单位，名录中没有这个组")


def _names(unit: Unit) -> Iterator[str]:
    yield unit.name
    yield from unit.aliases


def _same_letters(written: str, known: str) -> bool:
    return squeezed(written) == squeezed(known)


def _same_but_place(written: str, known: str) -> bool:
    """教育局 for 县教育局 or 云岭县教育局, and the other way round; 青石镇 for 青石镇人民政府."""
    shorter, longer = sorted((_bare(squeezed(written)), _bare(squeezed(known))), key=len)
    if shorter == longer:
        return True
    place = longer.removesuffix(shorter)
    # 云岭 before 县教育局: the level stands in the shorter name already.
    levelled = place + shorter[0] if shorter[0] in "省市县区州旗" else place
    return len(shorter) >= _SHORTEST and longer.endswith(shorter) and any(map(_PLACE.fullmatch, (place, levelled)))


def _contracted(written: str, known: str) -> bool:
    """县发改委 for 县发展和改革委员会: every character of the short one stands in the long one, in order, first and last alike."""
    shorter, longer = sorted(
        (_without_place(_bare(squeezed(written))), _without_place(_bare(squeezed(known)))), key=len
    )
    if len(shorter) < _SHORTEST or shorter[0] != longer[0] or shorter[-1] != longer[-1]:
        return False
    letters = iter(longer)
    return all(letter in letters for letter in shorter)


def _bare(name: str) -> str:
    for ending, short in _SAME_ENDING:
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending) + short
    return name


def _without_place(name: str) -> str:
    # 市场监督管理局 is no 场监督管理局 of a city.
    return re.sub(r"^(?:[\u4e00-\u9fff]{2,4}[省市县区州旗]|[省县区州旗]|市(?!场))(?=.{3})", "", name)


def _first_place(plan: Plan, name: str) -> str:
    for task in plan.tasks:
        if name in (*task.lead_units, *task.responsible_units, *task.cooperating_units):
            return f"任务{task.number}" if task.number else f"任务“{task.title[:20]}”"
    return ""
