"""Looking (查看): a campaign's history for the views that are worked out from it, read without locking anybody out."""

from dataclasses import replace
from datetime import date

from duban.life.history import History
from models.acts import history_of
from tasks.ledger import reading_sessions


def history_at(campaign_id: int, today: date, *days: date) -> History:
    """Return everything recorded in a campaign, to be asked about `today` and other `days`."""
    with reading_sessions().begin() as session:
        return replace(history_of(session, campaign_id, today), days=days)
