"""Who holds which post (人员名册): roles from a day to a day, left by appointments and departures.

An old paper still names who signed it then. What an appointment must say, and who may make it, lives in people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duban.life.act import Act, of

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
