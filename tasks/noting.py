"""Words by other channels (其他渠道提示): owed to the units that name one, once a letter has gone to their mailbox; off by default."""

from datetime import datetime

from models.noted import written_to
from models.outbox import owe
from notifications.channels import NAMES, channels_of, note
from tasks.ledger import sessions
from tasks.settings import settings


def channels() -> dict[str, str]:
    """Return the channels the office has set, {unit name: address}."""
    return channels_of(settings().channels.get_secret_value())


def owe_notes(now: datetime) -> int:
    """Owe a word for every letter a server has taken today for a unit with a channel, and return how many are new."""
    named = channels()
    if not named:
        return 0
    day = now.date()
    with sessions("投递", "其他渠道提示").begin() as session:
        return sum(
            owe(session, [note(one.campaign, one.unit, one.kind, one.message_id)], day, one.campaign_id)
            for one in written_to(session, day, named)
            if one.kind in NAMES
        )
