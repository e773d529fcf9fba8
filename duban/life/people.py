"""Who holds which post (人员): appointed and relieved by dated acts, so that an old paper still names who signed it then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duban.life.act import Act, Refusal, of
from duban.life.kinds import Field, Kind, Subject, kinds

if TYPE_CHECKING:
    from duban.life.history import History

ROLES = {
    "领导": "leader",
    "主任": "director",
    "督查员": "officer",
    "督查组成员": "inspector",
    "评议员": "judge",
    "单位负责人": "head",
    "联络员": "contact",
}
"""The roles of people: 组长、副组长和分管领导 are 领导; 单位负责人 and 联络员 belong to a member unit."""

OF_A_UNIT = frozenset({"head", "contact"})


@dataclass(frozen=True, slots=True)
class Person:
    """One person in one role from a day on; `unit` for those of a member unit (an inspector's own unit stands here too)."""

    name: str
    role: str
    since: date
    post: str = ""
    unit: str | None = None
    phone: str = ""
    until: date | None = None

    def serves(self, day: date) -> bool:
        """Return whether the person holds the role on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who ever held a role in the campaign, by name, in order of appointment."""

    people: Mapping[str, tuple[Person, ...]]

    def serving(self, name: str, day: date) -> tuple[Person, ...]:
        """Return the roles somebody holds on a day."""
        return tuple(person for person in self.people.get(name, ()) if person.serves(day))

    def holding(self, role: str, day: date) -> tuple[Person, ...]:
        """Return who holds a role on a day, in order of appointment."""
        return tuple(one for people in self.people.values() for one in people if one.role == role and one.serves(day))

    def units_of(self, name: str, day: date) -> frozenset[str]:
        """Return the units somebody belongs to on a day."""
        return frozenset(person.unit for person in self.serving(name, day) if person.unit)


def roster_of(acts: Iterable[Act]) -> Roster:
    """Return the roster that appointments and departures leave."""
    people: dict[str, list[Person]] = {}
    for act in of(acts, "person"):
        held = people.setdefault(act.key, [])
        if act.do == "leave":
            held[:] = [_ended(person, act) for person in held]
        else:
            role = ROLES[act.told("role")]
            held.append(Person(act.key, role, act.on, act.told("post"), act.unit, act.told("phone")))
    return Roster({name: tuple(held) for name, held in people.items()})


def _ended(person: Person, act: Act) -> Person:
    if person.until is not None or act.told("role") not in ("", title_of(person.role)):
        return person
    return Person(person.name, person.role, person.since, person.post, person.unit, person.phone, act.on)


def title_of(role: str) -> str:
    """Return the Chinese title of a role."""
    return next(title for title, word in ROLES.items() if word == role)


def _refusal(history: "History", act: Act) -> Refusal | None:
    serving = history.roster.serving(act.key, act.on)
    role = ROLES.get(act.told("role"))
    if act.do == "leave":
        left = [person for person in serving if role in (None, person.role)]
        if not left:
            return Refusal(f"{act.key}当日没有担任该职务", "用 duban people 查看现任人员")
        heads = {person.name for person in history.roster.holding("director", act.on)}
        if heads == {act.key} and any(person.role == "director" for person in left):
            return Refusal("办公室不能没有主任", "请先登记接任的主任")
        return None
    if role in OF_A_UNIT and not act.unit:
        return Refusal(f"登记{act.told('role')}须写明所在单位")
    if any(person.role == role and person.unit == act.unit for person in serving):
        return Refusal(f"{act.key}已经是{act.told('role')}")
    return None


_ROLE = Field("role", "身份", tuple(ROLES))
PERSON = Subject(
    "人员",
    kinds(
        Kind(
            "appoint",
            "登记人员",
            "director",
            (_ROLE, Field("post", "职务", required=False), Field("phone", "电话", required=False)),
        ),
        Kind("leave", "离任", "director", (Field("role", "身份", tuple(ROLES), required=False),)),
    ),
    _refusal,
)
