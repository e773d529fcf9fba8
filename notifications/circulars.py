"""Sending a signed circular out (通报印发): to every member unit, copied to the leaders. The paper is made in duban.documents."""

from dataclasses import dataclass, replace
from datetime import date

from duban.letters import Attachment, Letter
from duban.months import Month
from duban.rules.campaign import Campaign
from notifications.desk import Desk
from notifications.writing import write


@dataclass(frozen=True, slots=True)
class Circular:
    """A signed circular (通报): its month, version, number (may be empty), the sent one it replaces (may be empty), its file."""

    month: Month
    version: int
    number: str
    corrects: str
    paper: Attachment


def circular_letters(desk: Desk, circular: Circular, on: date) -> list[Letter]:
    """Return one letter for each unit with a contact, then one for each leader's address that is not a contact's.

    They are held where nobody knows whether they arrived: a published score is not sent twice by accident. One version goes to
    a unit once, on whatever day.
    """
    campaign = desk.campaign
    units = [(unit.name, unit.contact) for unit in campaign.register.units if unit.contact]
    told = {address.casefold() for _, address in units}
    posts: dict[str, list[str]] = {}
    for post, address in _posts(desk.campaign):
        if address.casefold() not in told:
            posts.setdefault(address, []).append(post)
    letters = [_letter(desk, circular, (name, address, ""), on) for name, address in units]
    return letters + [_letter(desk, circular, ("、".join(held), to, "抄送"), on) for to, held in posts.items()]


def _posts(campaign: Campaign) -> list[tuple[str, str]]:
    """Return (post, address) of the campaign's head, then of its tasks' leaders in plan order, then of the others by name."""
    ranked = [campaign.head, *(task.leader for task in campaign.tasks), *sorted(campaign.addresses)]
    return [(post, campaign.addresses[post]) for post in dict.fromkeys(ranked) if post and post in campaign.addresses]


def _letter(desk: Desk, circular: Circular, addressee: tuple[str, str, str], on: date) -> Letter:
    name, address, copied = addressee
    letter = write(
        desk,
        "circular",
        address,
        (str(circular.month), str(circular.version), copied, name, address),
        addressee=name,
        copied=bool(copied),
        month=circular.month,
        number=circular.number,
        corrects=circular.corrects,
        attachment=circular.paper.name,
        on=on,
    )
    return replace(letter, policy="hold", attachments=(circular.paper,))
