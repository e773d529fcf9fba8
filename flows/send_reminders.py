"""The daily sweep (每日催办): what is owed today, for one campaign or all, and the day's mail."""

from tasks import engine
from tasks.delivering import deliver
from tasks.inspecting import chosen
from tasks.reminding import remind
from tasks.ticking import clock


@engine.flow(run_name="每日催办 {at}")
def send_reminders(at: str | None = None, campaign: str | None = None) -> dict[str, int]:
    """Return how many letters were owed, how many items had no address, and how many mails ended in which state."""
    now = clock(at).isoformat()
    totals = {"letters": 0, "skipped": 0}
    for found in chosen(campaign):
        for name, count in remind(found.id, now).items():
            totals[name] += count
    return totals | deliver(now)
