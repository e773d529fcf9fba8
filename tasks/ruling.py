"""Setting a campaign's rules (考核办法、本单位日历): the figures and days its next judgements use."""

from duban.rules.almanac import OfficeDays
from duban.rules.schemes import Scheme
from models.campaigns import set_calendar, set_parameters
from tasks.ledger import sessions


def use_scheme(campaign_id: int, scheme: Scheme, by: str) -> None:
    """Give a campaign the figures of a scheme; published months keep their own copy."""
    with sessions(by, "采用考核办法", campaign_id).begin() as session:
        set_parameters(session, campaign_id, scheme.parameters)


def use_days(campaign_id: int, days: OfficeDays, by: str) -> None:
    """Give a campaign the office's own rest and working days, in place of those it had."""
    with sessions(by, "设定本单位日历", campaign_id).begin() as session:
        set_calendar(session, campaign_id, rest=days.rest, work=days.work)
