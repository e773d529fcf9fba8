"""The load put on a unit in a month (负担): letters, reports and fields asked of it, and the ceiling that warns before more is sent.

What is counted comes from the outbox, the month's judgement and the checklists; the ceilings are settings, ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from duban.months import Month
from duban.rules.judgement import Case

NAMES = {"letters": "函件", "reports": "要求反馈", "fields": "填报项"}
_UNITS = {"letters": "件", "reports": "项", "fields": "格"}


class Load(NamedTuple):
    """What one unit was asked in one month: days it got mail on, obligations a report is asked for, cells of its checklist to fill.

    Cells of rows where nothing changed may stay empty, so that `fields` is the most a unit can be asked to fill.
    """

    unit: str
    letters: int
    reports: int
    fields: int


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most a unit should be asked a month; 0 sets no ceiling."""

    letters: int
    reports: int
    fields: int


def reports_asked(case: Case, month: Month) -> dict[str, int]:
    """Return {unit: obligations a report is asked for in a month}, by the rule of the judgement (报送)."""
    window = case.windows.of(month)
    return {
        name: sum(
            one.node.first is not None and case.standings.asked(one, window)
            for own in unit.assignments
            for one in own.obligations
        )
        for name, unit in case.ledger.units.items()
    }


def loads(units: Iterable[str], counts: Mapping[str, Mapping[str, int]]) -> tuple[Load, ...]:
    """Return the load of units from {letters, reports, fields: {unit: number}}, in the order given; units asked nothing are 0."""
    return tuple(Load(unit, *(counts.get(name, {}).get(unit, 0) for name in NAMES)) for unit in units)


def over(load: Load, ceiling: Ceiling) -> tuple[str, ...]:
    """Return in words what of a load is over the ceiling.

    >>> over(Load("甲乡", 9, 3, 60), Ceiling(8, 0, 60))
    ('函件9件（上限8）',)
    """
    found = []
    for name, title in NAMES.items():
        number, most = getattr(load, name), getattr(ceiling, name)
        if most and number > most:
            found.append(f"{title}{number}{_UNITS[name]}（上限{most}）")
    return tuple(found)


def warning(found: Iterable[Load], ceiling: Ceiling) -> str:
    """Return one line that names the units over the ceiling, an empty text where there is none."""
    named = [f"{load.unit} {'、'.join(words)}" for load in found if (words := over(load, ceiling))]
    return f"负担提示：{len(named)}个单位超过本月上限——{'；'.join(named)}" if named else ""
