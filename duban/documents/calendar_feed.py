"""A calendar as an .ics file (RFC 5545): whole-day events with display alarms; the same values give the same bytes."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vRecur, vText

from duban.documents.calendar_entries import Entry, Feed

_RINGS_AT = 9
_MAKER = "-//duban//督办//ZH"


def calendar_feed(feed: Feed, made_at: datetime) -> bytes:
    """Return a calendar's .ics bytes in UTF-8, lines folded at 75 octets; `made_at` (aware) is the moment it speaks of."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _MAKER)
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(feed.name))
    for entry in feed.entries:
        calendar.add_component(_event(entry, made_at.astimezone(UTC)))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    # A client takes a later edition of an entry only under a higher number.
    event.add("sequence", made_at.date().toordinal())
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("transp", "TRANSPARENT")
    if entry.rule:
        rule = {name: list(part) if isinstance(part, tuple) else part for name, part in entry.rule}
        event.add("rrule", vRecur(rule | {"UNTIL": entry.until}))
    for days in entry.reminders:
        event.add_component(_alarm(entry, days))
    return event


def _alarm(entry: Entry, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(hours=_RINGS_AT) - timedelta(days=days))
    alarm.add("description", entry.summary)
    return alarm
