"""The mailbox round (收信): the units' replies are read back, entered and answered."""

from tasks import engine
from tasks.fetching import fetch, is_configured
from tasks.ledger import moment


@engine.flow(run_name="收信 {at}")
def fetch_answers(at: str | None = None) -> dict[str, int]:
    """Return how many messages came to which state; nothing where the office has named no mailbox."""
    return fetch(moment(at).isoformat()) if is_configured() else {}
