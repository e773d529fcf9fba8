"""What stands in a unit's or a leader's calendar (日历): the open nodes with their dates and reminders, and the recurring duties.

How they become a file lives in calendar_feed.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from duban.documents.wording import STANDING_NAMES, day_text, node_text, plain
from duban.rules.campaign import CampaignTask
from duban.rules.ledger import Ledger
from duban.rules.reminders import LEAD_DAYS
from duban.rules.result import ObligationLine
from duban.rules.windows import periods_ending
from duban.units import ROLE_NAMES

_WEEKDAYS = "BYDAY=MO,TU,WE,TH,FR"
# The last Monday–Friday of a period: holidays move by the year and stand in no rule.
_LAST_WEEKDAY = f"{_WEEKDAYS};BYSETPOS=-1"
_RULES = {
    "P1D": f"FREQ=DAILY;{_WEEKDAYS}",
    "P7D": "FREQ=WEEKLY;BYDAY=FR",
    "P1M": f"FREQ=MONTHLY;{_LAST_WEEKDAY}",
    "P3M": f"FREQ=MONTHLY;INTERVAL=3;{_LAST_WEEKDAY}",
    "P6M": f"FREQ=MONTHLY;INTERVAL=6;{_LAST_WEEKDAY}",
    "P1Y": f"FREQ=YEARLY;BYMONTH=12;{_LAST_WEEKDAY}",
}
_YEAR = 366


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: a whole day, what it is, the days a reminder rings at nine before it (0: that morning).

    `rule` is an RRULE without its end where it recurs, empty where it does not; `until` its last day.
    """

    uid: str
    day: date
    summary: str
    description: str
    reminders: tuple[int, ...] = ()
    rule: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar: its name and its entries by day."""

    name: str
    entries: tuple[Entry, ...]


def unit_feeds(ledger: Ledger, lines: Iterable[ObligationLine]) -> dict[str, Feed]:
    """Return the calendar of every unit that has an entry, in register order.

    `lines` are the obligations as judged on a day; what is claimed, suspended then or without a date has no entry.
    """
    own: dict[str, dict[tuple[str, str], list[ObligationLine]]] = {name: {} for name in ledger.units}
    for line in _open(ledger, lines):
        own[line.unit].setdefault((line.task, line.node or ""), []).append(line)
    return _feeds(ledger, own)


def leader_feeds(ledger: Ledger, lines: Iterable[ObligationLine]) -> dict[str, Feed]:
    """Return the calendar of every responsible leader (责任领导), in task order: one entry a node, with the units that owe it."""
    own: dict[str, dict[tuple[str, str], list[ObligationLine]]] = {}
    for line in _open(ledger, lines):
        leader = ledger.tasks[line.task].task.leader
        if leader:
            # Units with an extension of their own have an entry of their own.
            node = f"{line.node}/{line.date}"
            own.setdefault(leader, {}).setdefault((line.task, node), []).append(line)
    return _feeds(ledger, own)


def _open(ledger: Ledger, lines: Iterable[ObligationLine]) -> Iterator[ObligationLine]:
    for line in lines:
        pauses = ledger.tasks[line.task].pauses
        if line.node is not None and line.claimed is None and not (pauses and pauses[-1].until is None):
            yield line


def _feeds(ledger: Ledger, own: dict[str, dict[tuple[str, str], list[ObligationLine]]]) -> dict[str, Feed]:
    feeds = {}
    for name, nodes in own.items():
        entries = [_entry(ledger, name, node, held) for (_, node), held in nodes.items()]
        if entries:
            title = f"{name}　{ledger.campaign.title}"
            feeds[name] = Feed(plain(title), tuple(sorted(entries, key=lambda entry: (entry.day, entry.uid))))
    return feeds


def _entry(ledger: Ledger, name: str, node: str, lines: list[ObligationLine]) -> Entry:
    line = lines[0]
    task = ledger.tasks[line.task].task
    uid = hashlib.sha256(
        "\x1f".join((ledger.campaign.title, name, line.task, node)).encode(errors="replace")
    ).hexdigest()
    words = plain("\n".join(_told(ledger, task, lines)))
    if line.date is None:
        return _recurring(ledger, task, line, (f"{uid[:32]}@duban", words))
    day, due = line.date, ledger.effective_due(line.date.toordinal())
    pressed = any(ledger.tasks[one.task].assignments[one.unit].is_pressed for one in lines)
    calls = sorted({day.toordinal() - ledger.calendar.before(due, number) for number in LEAD_DAYS}, reverse=True)
    return Entry(
        f"{uid[:32]}@duban",
        day,
        plain(f"【时限】{task.number} {task.title}"),
        words,
        tuple(calls) if pressed else (),
    )


def _told(ledger: Ledger, task: CampaignTask, lines: list[ObligationLine]) -> Iterator[str]:
    first = lines[0]
    yield f"任务{task.number}：{task.title}"
    if first.date:
        due = date.fromordinal(ledger.effective_due(first.date.toordinal()))
        moved = f"（遇休息日，顺延至{day_text(due)}）" if due != first.date else ""
        yield f"时限：{node_text(task, first.node, first.date)}{moved}"
    else:
        yield f"要求：{node_text(task, first.node, None)}"
    if task.leader:
        yield f"责任领导：{task.leader}"
    yield from (f"{line.unit}（{ROLE_NAMES[line.role]}）：{STANDING_NAMES[line.standing]}" for line in lines)


def _recurring(ledger: Ledger, task: CampaignTask, line: ObligationLine, named: tuple[str, str]) -> Entry:
    uid, words = named
    every = (line.node or "").removeprefix("every:")
    begin = ledger.campaign.start.toordinal()
    ends = (date.fromordinal(last) for _, last in periods_ending(every, begin, begin + _YEAR))
    day = next(found for end in ends if (found := _weekday_by(every, end)) >= ledger.campaign.start)
    dues = [due for due in (*task.due, *(due for step in task.steps for due in step.due)) if due.every == every]
    last_day = next((due.end for due in dues if due.end), date(day.year, 12, 31))
    return Entry(
        uid,
        day,
        plain(f"【{node_text(task, line.node, None)}】{task.number} {task.title}"),
        words,
        # A week before falls on the same weekday; who acts daily needs no bell.
        {"P1D": (), "P7D": (0,)}.get(every, (7, 0)),
        _RULES[every],
        max(last_day, day),
    )


def _weekday_by(every: str, end: date) -> date:
    """Return the day a period's entry stands on: its last Monday–Friday; a single day that is none passes to no other."""
    if every == "P1D":
        return end if end.weekday() < 5 else date.min
    return end - timedelta(days=max(0, end.weekday() - 4))
