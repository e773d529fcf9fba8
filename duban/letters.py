"""A letter before it is sent (函件): who gets what, in which words, with which attachments. Sending lives in notifications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Policy = Literal["resend", "hold"]


class Pressed(NamedTuple):
    """One item a reminder presses for (催办事项): the obligation, the rung reached, and the date in force it was reached for.

    `date` is YYYY-MM-DD; it is empty in letters owed before dates were kept.
    """

    task: str
    unit: str
    node: str
    rung: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address.

    `occurrence` names the event it belongs to (kind/campaign/recipient/day); its hash is the Message-ID, so one event never has
    two. `policy` says what happens when nobody knows whether it arrived: sent again, or held for a person. `about` names the items
    a reminder presses for; `give_up_at` is the moment after which it is not worth sending.
    """

    to: str
    kind: str
    occurrence: str
    subject: str
    text: str
    html: str
    policy: Policy = "resend"
    attachments: tuple[Attachment, ...] = ()
    about: tuple[Pressed, ...] = ()
    give_up_at: datetime | None = None
