"""Overseeing (督办总览): a campaign's whole history for the views on inspections, findings, proposals and appeals. Reads only."""

from datetime import date

from duban.life.history import History
from models.acts import history_of
from models.campaigns import CampaignName, find_campaign
from tasks.ledger import reading_sessions


def oversee(campaign: str, today: date) -> tuple[CampaignName, History]:
    """Return the campaign a name means and everything that happened in it; UsageError where there is none."""
    with reading_sessions().begin() as session:
        found = find_campaign(session, campaign)
        return found, history_of(session, found.id, today)
