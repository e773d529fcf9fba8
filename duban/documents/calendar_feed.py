"""A calendar as an .ics file (RFC 5545): whole-day events with display alarms; the same values give the same bytes.

Written out here, because the icalendar package needs a millisecond an event and a county's month has two thousand; the tests read
every file back with it.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from duban.documents.calendar_entries import Entry, Feed

_RINGS_AT = 9
_ESCAPED = re.compile(r"[\\;,]|\r\n?|\n")
# Octets a line may hold (RFC 5545, 3.1); a continued one begins with a space.
_LINE = 75


def calendar_feed(feed: Feed, made_at: datetime) -> bytes:
    """Return a calendar's .ics bytes in UTF-8, lines folded between characters; `made_at` (aware) is the moment it speaks of."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//duban//督办//ZH", "METHOD:PUBLISH")
    lines = [*head, f"X-WR-CALNAME:{_text(feed.name)}"]
    for entry in feed.entries:
        lines += _event(entry, made_at.astimezone(UTC))
    return b"".join(_folded(line) for line in (*lines, "END:VCALENDAR"))


def _event(entry: Entry, made_at: datetime) -> Iterator[str]:
    stamp, summary = f"{made_at:%Y%m%dT%H%M%SZ}", _text(entry.summary)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    # A client takes a later edition of an entry only under a higher number.
    yield f"SEQUENCE:{made_at.toordinal()}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    if entry.rule:
        until = f";UNTIL={entry.until:%Y%m%d}" if entry.until else ""
        yield f"RRULE:{entry.rule}{until}"
    yield f"SUMMARY:{summary}"
    yield f"DESCRIPTION:{_text(entry.description)}"
    yield "TRANSP:TRANSPARENT"
    for days in entry.reminders:
        trigger = f"-P{days - 1}DT{24 - _RINGS_AT}H" if days else f"PT{_RINGS_AT}H"
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{trigger}", f"DESCRIPTION:{summary}", "END:VALARM")
    yield "END:VEVENT"


def _text(words: str) -> str:
    """Return words as a TEXT value: nothing in them ends a line or a value (RFC 5545, 3.3.11)."""
    return _ESCAPED.sub(lambda found: "\\n" if found[0][0] in "\r\n" else f"\\{found[0]}", words)


def _folded(line: str) -> bytes:
    r"""Return a line of at most 75 octets, or several that are one.

    >>> _folded("督" * 27).decode()
    '督督督督督督督督督督督督督督督督督督督督督督督督督\r\n 督督\r\n'
    """
    rest, parts, room = line.encode(), [], _LINE
    while len(rest) > room:
        cut = room
        # Octets 10xxxxxx continue a character.
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(rest[:cut])
        rest, room = rest[cut:], _LINE - 1
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
