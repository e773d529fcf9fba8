"""The mail round (投递): what is waiting or due again leaves the house."""

from tasks import engine
from tasks.delivering import deliver
from tasks.ledger import moment


@engine.flow(run_name="投递 {at}")
def deliver_mail(at: str | None = None) -> dict[str, int]:
    """Return how many mails ended in which state."""
    return deliver(moment(at).isoformat())
