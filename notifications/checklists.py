"""Handing out a unit's checklist (任务清单): the letter that carries the papers. The papers are made in duban.documents."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duban.documents.checklist import Edition
from duban.letters import Attachment, Letter
from duban.units import Unit
from notifications.desk import Desk
from notifications.writing import write


def checklist(desk: Desk, unit: Unit, edition: Edition, on: date, papers: Sequence[Attachment]) -> Letter | None:
    """Return the letter to the unit's contact with its checklist attached, None where the unit has no contact.

    One edition goes to an address once, whatever day it is handed out.
    """
    if unit.contact is None:
        return None
    letter = write(
        desk,
        "checklist",
        unit.contact,
        (str(edition.month), str(edition.version), unit.name, unit.contact),
        unit=unit.name,
        month=edition.month,
        reply_by=edition.reply_by,
        attachments=[paper.name for paper in papers],
        on=on,
    )
    return replace(letter, attachments=tuple(papers))
