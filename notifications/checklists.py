"""Handing out a unit's checklist (任务清单): the letter that carries the papers. The papers are made in duban.documents."""

from collections.abc import Sequence
from datetime import date

from duban.documents.checklist import Edition
from duban.letters import Attachment, Letter
from duban.units import Unit
from notifications.desk import Desk, occurrence
from notifications.templating import render


def checklist(desk: Desk, unit: Unit, edition: Edition, on: date, papers: Sequence[Attachment]) -> Letter | None:
    """Return the letter to the unit's contact with its checklist attached, None where the unit has no contact.

    One edition goes to an address once, whatever day it is handed out.
    """
    if unit.contact is None:
        return None
    wording = render(
        "checklist",
        office=desk.office,
        campaign=desk.campaign.title,
        unit=unit.name,
        month=edition.month,
        reply_by=edition.reply_by,
        attachments=[paper.name for paper in papers],
        on=on,
    )
    return Letter(
        to=unit.contact,
        kind="checklist",
        occurrence=occurrence(
            "checklist", desk.campaign.title, str(edition.month), str(edition.version), unit.name, unit.contact
        ),
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        attachments=tuple(papers),
    )
