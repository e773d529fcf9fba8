"""Writing the calendars (日历) of a month: one .ics a unit, one a responsible leader. What stands in them: duban.documents."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from duban.documents.calendar_entries import leader_feeds, unit_feeds
from duban.documents.calendar_feed import calendar_feed
from duban.rules.ledger import Ledger
from duban.rules.result import ObligationLine
from tasks.papers import put, safe_name


def put_calendars(folder: Path, ledger: Ledger, lines: Iterable[ObligationLine], made_at: datetime) -> list[Path]:
    """Write every unit's and leader's calendar under a month's folder, as the obligations stood, and return the files."""
    held = tuple(lines)
    kinds = {"单位": unit_feeds(ledger, held), "责任领导": leader_feeds(ledger, held)}
    return [
        put(folder / "日历" / kind / f"{safe_name(name)}.ics", calendar_feed(feed, made_at))
        for kind, feeds in kinds.items()
        for name, feed in feeds.items()
    ]
