"""Which reminders (催办) a sweep finds due: rungs, when each is reached, and the letters they make (cycle contract §7).

Replaying a month and sweeping one live day ask the same question: on which day is each rung first reached, if nothing
changes? Days are ordinals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from datetime import date
from typing import NamedTuple

from duban.rules.ledger import Ledger, Obligation
from duban.rules.result import ReminderItem, ReminderLetter, Skipped

RUNGS = ("lead5", "lead1", "late1", "late5", "late10")
_LEAD = ((0, 5), (1, 1))
LEAD_DAYS = tuple(number for _, number in _LEAD)
"""Working days before a deadline on which it is reminded of."""
_LATE = ((2, 1), (3, 5), (4, 10))
RECIPIENTS = ("contact", "head", "leader", "campaign_head")
_REACH = {"lead5": 1, "lead1": 1, "late1": 1, "late5": 3, "late10": 4}


class Rung(NamedTuple):
    """What fires once, ever: a rung of one obligation for one date in force. `node` is the node's name."""

    task: str
    unit: str
    node: str
    date: date
    rung: str


class Firing(NamedTuple):
    """A rung found due: the day, its place in RUNGS, the obligation and the date in force."""

    day: int
    level: int
    obligation: Obligation
    date: int


class Sweep(NamedTuple):
    """One sweep day: what goes out, what nobody could be sent, and the rungs now fired or passed over for good."""

    letters: tuple[ReminderLetter, ...]
    skipped: tuple[Skipped, ...]
    spent: tuple[Rung, ...]


def rung_days(ledger: Ledger, obligation: Obligation, date: int, since: int) -> list[tuple[int, int]]:
    """Return (place in RUNGS, day) for each rung: the first sweep day from `since` on which it is reached.

    It holds while nothing changes: the obligation stays open and running from the day before `since`, the date in force stays.
    """
    calendar, due = ledger.calendar, ledger.effective_due(date)
    found = []
    for level, number in _LEAD:
        day = calendar.on_or_after(max(since, calendar.before(due, number)))
        if day <= due and (level or date - (obligation.assignment.day or 0) >= ledger.parameters.lead5_min_days):
            found.append((level, day))
    before = ledger.counted(obligation, due, since - 1)
    last = max(due, since - 1)
    found += [(level, calendar.after(last, max(1, number - before))) for level, number in _LATE]
    return found


def firings(ledger: Ledger, since: int, until: int) -> Iterator[Firing]:
    """Yield every rung that fires from one day to another, obligation by obligation, all facts taken as known on their day."""
    for task in ledger.tasks.values():
        for assignment in task.assignments.values():
            if assignment.is_pressed and assignment.day is not None:
                for obligation in assignment.obligations:
                    if obligation.node.first is not None:
                        yield from (firing for firing in _firings_of(ledger, obligation, until) if firing.day >= since)


def _firings_of(ledger: Ledger, obligation: Obligation, until: int) -> list[Firing]:
    fired: list[Firing] = []
    reached, current = -1, -1
    for first, last in _open_spans(obligation, until):
        date = obligation.date_at(first)
        if date != current:
            reached, current = -1, date
        days = [(level, day) for level, day in rung_days(ledger, obligation, date, first + 1) if day <= last + 1]
        for place, (level, day) in enumerate(days):
            overtaken = place + 1 < len(days) and days[place + 1][1] <= day
            if level > reached and not overtaken:
                reached = level
                fired.append(Firing(day, level, obligation, date))
    return fired


def _open_spans(obligation: Obligation, until: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) days at whose end a dated obligation is open for reminders with one date in force."""
    assigned, start = obligation.assignment.day, obligation.start
    if assigned is None or start is None:
        return
    shut = [(claim.day, claim.returned) for claim in obligation.claims]
    shut += [(pause.since, pause.until) for pause in obligation.assignment.task.pauses]
    begin, final = max(assigned, start), until - 1
    for since, end in sorted(shut, key=lambda span: span[0]):
        if since > begin:
            yield from _split(obligation, begin, min(since - 1, final))
        begin = max(begin, final + 1 if end is None else end)
    yield from _split(obligation, begin, final)


def _split(obligation: Obligation, first: int, last: int) -> Iterator[tuple[int, int]]:
    for granted, _ in obligation.grants:
        if first < granted <= last:
            yield first, granted - 1
            first = granted
    if first <= last:
        yield first, last


def sweep(ledger: Ledger, day: int, fired: Set[Rung]) -> Sweep:
    """Return what one sweep of a day finds, given the rungs fired or passed over before; nothing on a rest day."""
    due: list[Firing] = []
    spent: list[Rung] = []
    if ledger.calendar.is_working(day):
        for obligation, date in _open_at(ledger, day - 1):
            days = rung_days(ledger, obligation, date, day)
            reached = [level for level, first in days if first == day]
            known = [level for level in range(len(RUNGS)) if _rung(obligation, date, level) in fired]
            if reached and reached[-1] > max(known, default=-1):
                due.append(Firing(day, reached[-1], obligation, date))
                spent += [_rung(obligation, date, level) for level in reached if level not in known]
    letters, skipped = compose(ledger, due)
    return Sweep(letters, skipped, tuple(spent))


def still_pressed(
    ledger: Ledger, day: int, items: Iterable[ReminderItem], fired: Set[Rung]
) -> tuple[ReminderItem, ...]:
    """Return those of some items that are still open at the end of a day, as a letter of that day would put them.

    Each stands at the highest rung fired for the date now in force; where that date has no rung yet, nobody is pressed for it.
    """
    wanted = {item[:3] for item in items}
    due = [
        Firing(day, max(levels), obligation, date)
        for obligation, date in _open_at(ledger, day)
        if _named(obligation) in wanted
        and (levels := [level for level in range(len(RUNGS)) if _rung(obligation, date, level) in fired])
    ]
    return tuple(_item(firing) for firing in sorted(due, key=_item_order))


def _named(obligation: Obligation) -> tuple[str, str, str]:
    assignment = obligation.assignment
    return assignment.task.task.number, assignment.unit.unit.name, obligation.node.name


def _item(firing: Firing) -> ReminderItem:
    return ReminderItem(*_named(firing.obligation), RUNGS[firing.level])


def _open_at(ledger: Ledger, day: int) -> Iterator[tuple[Obligation, int]]:
    for task in ledger.tasks.values():
        for assignment in task.assignments.values():
            if assignment.is_pressed and not task.paused_at(day):
                for obligation in assignment.obligations:
                    if obligation.is_open_at(day):
                        yield obligation, obligation.date_at(day)


def _rung(obligation: Obligation, day: int, level: int) -> Rung:
    return Rung(*_named(obligation), date.fromordinal(day), RUNGS[level])


def compose(ledger: Ledger, due: Iterable[Firing]) -> tuple[tuple[ReminderLetter, ...], tuple[Skipped, ...]]:
    """Return the letters, by day then address, and the recipients without an address, by day, unit and recipient."""
    letters: dict[tuple[int, str], list[ReminderItem]] = defaultdict(list)
    skipped: dict[tuple[int, int, int], list[ReminderItem]] = defaultdict(list)
    for firing in sorted(due, key=_item_order):
        unit, item = firing.obligation.assignment.unit, _item(firing)
        addresses = _addresses(ledger, firing)
        for to in dict.fromkeys(address for address in addresses if address):
            letters[firing.day, to].append(item)
        for place, address in enumerate(addresses):
            if not address:
                skipped[firing.day, unit.index, place].append(item)
    names = [unit.name for unit in ledger.campaign.register.units]
    return (
        tuple(ReminderLetter(date.fromordinal(day), to, tuple(letters[day, to])) for day, to in sorted(letters)),
        tuple(
            Skipped(date.fromordinal(key[0]), names[key[1]], RECIPIENTS[key[2]], tuple(skipped[key]), "no address")
            for key in sorted(skipped)
        ),
    )


def _item_order(firing: Firing) -> tuple[int, int, int, int]:
    assignment = firing.obligation.assignment
    return -firing.level, assignment.unit.index, assignment.task.index, firing.obligation.index


def _addresses(ledger: Ledger, firing: Firing) -> list[str | None]:
    """Return the addresses a rung goes to, in the order of RECIPIENTS, None or empty where there is none."""
    assignment, campaign = firing.obligation.assignment, ledger.campaign
    leader, head = assignment.task.task.leader, campaign.head
    everyone = [
        assignment.unit.unit.contact,
        assignment.unit.unit.head,
        campaign.addresses.get(leader) if leader else None,
        campaign.addresses.get(head) if head else None,
    ]
    return everyone[: _REACH[RUNGS[firing.level]]]
