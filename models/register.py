"""The register of a campaign in the ledger: read, merged with a newer one, written. How a name finds its unit lives in duban.units."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.units import Register, Unit
from models.rows import UnitRow


def register_of(session: Session, campaign_id: int) -> Register:
    """Return a campaign's units in standing order (建制顺序)."""
    columns = (UnitRow.name, UnitRow.kind, UnitRow.groups, UnitRow.contact, UnitRow.head, UnitRow.aliases)
    rows = session.execute(select(*columns).where(UnitRow.campaign_id == campaign_id).order_by(UnitRow.ordinal))
    return Register(tuple(Unit(*row) for row in rows))


def unit_ids(session: Session, campaign_id: int) -> dict[str, int]:
    """Return {unit name: id} of a campaign."""
    rows = session.execute(select(UnitRow.name, UnitRow.id).where(UnitRow.campaign_id == campaign_id))
    return dict(rows.tuples().all())


def merged(known: Register, given: Register, *, draft: bool) -> Register:
    """Return the ledger's register after a newer one.

    No unit is ever taken out and none changes its name: its record names it. One given under a new name with the old one as
    alias keeps the old name and gains the new as alias. A draft (made from a plan's own names) only adds units and overwrites nothing.
    """
    given_as: dict[str, Unit] = {}
    added = []
    for unit in given.units:
        old = next((found for name in (unit.name, *unit.aliases) if (found := known.named(name))), None)
        if old is None:
            added.append(unit)
        else:
            given_as.setdefault(old.name, _renewed(old, unit))
    if draft:
        return Register((*known.units, *added))
    order = [*given_as.values(), *(unit for unit in known.units if unit.name not in given_as)]
    places = {unit.name: place for place, unit in enumerate(given.units)}
    # A unit the newer register leaves out keeps its record, behind all others.
    return Register(tuple(sorted((*order, *added), key=lambda unit: _place(unit, places))))


def _renewed(old: Unit, unit: Unit) -> Unit:
    aliases = dict.fromkeys((*unit.aliases, *old.aliases, unit.name))
    aliases.pop(old.name, None)
    return replace(unit, name=old.name, aliases=tuple(aliases))


def _place(unit: Unit, places: dict[str, int]) -> int:
    return min((places[name] for name in (unit.name, *unit.aliases) if name in places), default=len(places))


def register_changes(known: Register, newer: Register) -> tuple[str, ...]:
    """Return what a merged register changes, as sentences."""
    before = {unit.name: unit for unit in known.units}
    return tuple(line for unit in newer.units for line in _unit_changes(before.get(unit.name), unit))


def _unit_changes(old: Unit | None, unit: Unit) -> Iterator[str]:
    if old is None:
        yield f"名录新增单位“{unit.name}”"
        return
    pairs = {
        "类别": (old.kind, unit.kind),
        "所属分组": ("、".join(old.groups), "、".join(unit.groups)),
        "别名": ("、".join(old.aliases), "、".join(unit.aliases)),
        "联络员邮箱": (old.contact, unit.contact),
        "负责人邮箱": (old.head, unit.head),
    }
    for field, (was, now) in pairs.items():
        if was != now:
            yield f"单位“{unit.name}”{field}：{was or '无'} → {now or '无'}"


def store_register(session: Session, campaign_id: int, register: Register) -> None:
    """Write a register over the campaign's own: rows are added and updated, none is deleted."""
    rows = {row.name: row for row in session.scalars(select(UnitRow).where(UnitRow.campaign_id == campaign_id))}
    for ordinal, unit in enumerate(register.units):
        row = rows.get(unit.name)
        if row is None:
            row = UnitRow(campaign_id=campaign_id, name=unit.name)
            session.add(row)
        row.ordinal, row.kind, row.groups, row.aliases = ordinal, unit.kind, unit.groups, unit.aliases
        row.contact, row.head = unit.contact, unit.head
    session.flush()
