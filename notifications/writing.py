"""Writing a letter (成文): a kind's templates filled for one event. Apart from the desk, which every command needs and no template."""

from collections.abc import Iterable
from typing import Any

from duban.letters import Letter
from notifications.desk import Desk, occurrence
from notifications.templating import render


def write(desk: Desk, kind: str, to: str, event: Iterable[str], **values: Any) -> Letter:
    """Return the letter of a kind to an address, its templates filled with the values, the office and the campaign.

    `event` tells the campaign's event of that kind from any other: one event is written of once.
    """
    wording = render(kind, office=desk.office, campaign=desk.campaign.title, **values)
    return Letter(
        to=to,
        kind=kind,
        occurrence=occurrence(kind, desk.campaign.title, *event),
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
    )
