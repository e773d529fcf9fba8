"""The register of member units (名录): names, aliases, kinds, groups, addresses, and how a written name finds its unit.

Reading a register file lives in duban.reading.register; storing it in models.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unit:
    """A member unit (成员单位). `contact` and `head` are mail addresses of its liaison and its head, None where unknown."""

    name: str
    kind: str = ""
    groups: tuple[str, ...] = ()
    contact: str | None = None
    head: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """The units in the office's standing order (建制顺序). A unit wins over a group of the same name."""

    units: tuple[Unit, ...]
    _by_name: dict[str, Unit] = field(init=False, repr=False, compare=False)
    _members: dict[str, tuple[Unit, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = {alias: unit for unit in self.units for alias in unit.aliases} | {
            unit.name: unit for unit in self.units
        }
        members: dict[str, tuple[Unit, ...]] = {}
        for unit in self.units:
            for group in unit.groups:
                members[group] = (*members.get(group, ()), unit)
        object.__setattr__(self, "_by_name", names)
        object.__setattr__(self, "_members", members)

    def expand(self, name: str) -> tuple[Unit, ...]:
        """Return the units a written name stands for: one unit, a group's members in register order, or none.

        >>> Register((Unit("甲乡", groups=("各乡镇",)), Unit("乙乡", groups=("各乡镇",)))).expand("各乡镇")[1].name
        '乙乡'
        """
        unit = self._by_name.get(name)
        return (unit,) if unit else self._members.get(name, ())

    def named(self, name: str) -> Unit | None:
        """Return the unit of that name or alias, never a group."""
        return self._by_name.get(name)


ROLES = ("lead", "responsible", "cooperating")
ROLE_NAMES = {"lead": "牵头", "responsible": "责任", "cooperating": "配合"}


def strongest_roles(register: Register, named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return {unit name: role} in register order, groups expanded, each unit with its strongest role.

    `named` pairs a role of ROLES with the names written for it. Names that are neither unit nor group are left out: the
    caller asks `expand` about them first.
    """
    found: dict[str, str] = {}
    for role, names in named:
        for name in names:
            for unit in register.expand(name):
                found[unit.name] = min(found.get(unit.name, role), role, key=ROLES.index)
    return {unit.name: found[unit.name] for unit in register.units if unit.name in found}
