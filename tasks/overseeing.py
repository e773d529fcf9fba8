"""Overseeing (督办总览): a campaign's whole history for the views on inspections, findings, proposals and appeals. Reads only."""

from datetime import date

from duban.errors import UsageError
from duban.life.history import History
from models.acts import history_of
from models.campaigns import CampaignName, find_campaign
from tasks.ledger import reading_sessions


def oversee(campaign: str, today: date) -> tuple[CampaignName, History]:
    """Return the campaign a name means and everything that happened in it; UsageError where there is none."""
    with reading_sessions().begin() as session:
        found = find_campaign(session, campaign)
        return found, history_of(session, found.id, today)


def named_unit(history: History, unit: str | None) -> str | None:
    """Return a unit by the register's own name, None where none is asked for; UsageError where there is no such unit."""
    found = history.campaign.register.named(unit) if unit else None
    if unit and found is None:
        raise UsageError(f"名录中没有单位“{unit}”", remedy="写名录中的单位名称")
    return found.name if found else None
