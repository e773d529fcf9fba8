"""The mail round (投递): what is waiting or due again leaves the house."""

from tasks import engine
from tasks.delivering import deliver
from tasks.ticking import clock


@engine.flow(run_name="投递 {at}")
def deliver_mail(at: str | None = None, confirmed: bool = False) -> dict[str, int]:
    """Return how many mails ended in which state; `confirmed` says a person has looked at a clock that leapt."""
    return deliver(clock(at, confirmed=confirmed).isoformat())
