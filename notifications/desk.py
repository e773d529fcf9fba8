"""Who writes: the office and the campaign it writes about; and how the key of an event is made."""

from dataclasses import dataclass
from functools import cached_property

from duban.rules.campaign import Campaign, CampaignTask


@dataclass(frozen=True, slots=True)
class Office:
    """The office as it signs (落款) and is answered: its name, its mail address, its telephone (may be empty)."""

    name: str
    address: str
    phone: str = ""


@dataclass(frozen=True)
class Desk:
    """The office at work on one campaign: what every letter is written from."""

    office: Office
    campaign: Campaign

    @cached_property
    def tasks(self) -> dict[str, CampaignTask]:
        """The campaign's tasks by number."""
        return {task.number: task for task in self.campaign.tasks}


def occurrence(*parts: str) -> str:
    """Return the key of an event; different parts never give the same key.

    >>> occurrence("checklist", "甲/乙", "edu@example.test", "2026-03-02")
    'checklist/甲%2F乙/edu@example.test/2026-03-02'
    """
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
