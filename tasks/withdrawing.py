"""Withdrawing (撤回): a reminder that has not left when what it presses for is answered is dropped, with the reason (promise P6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from duban.rules.judgement import Case
from duban.rules.reminders import Rung
from duban.rules.result import ReminderItem
from models.periods import rungs_used
from models.queries import campaign_values, facts_of
from models.withdrawal import drop_letters, unsent_reminders
from tasks.ledger import reading_sessions, sessions
from tasks.reminding import ANSWERED, Pressing, owe_reminders


def withdraw_answered(now: datetime) -> int:
    """Return how many reminders were taken back because something they press for is answered, extended or suspended by now.

    What else such a letter pressed for is owed again in a letter of its own.
    """
    with reading_sessions().begin() as session:
        concerned = sorted({unsent.campaign_id for unsent in unsent_reminders(session)})
    dropped = 0
    for campaign_id in concerned:
        with sessions("投递流程", "收回已答复的催办函", campaign_id).begin() as session:
            dropped += _of_campaign(session, campaign_id, now)
    return dropped


def _of_campaign(session: Session, campaign_id: int, now: datetime) -> int:
    day, dropped = now.date(), 0
    campaign = campaign_values(session, campaign_id)
    fired = frozenset(Rung(*rung) for rung in rungs_used(session, campaign_id))
    pressing = Pressing(Case(campaign, list(facts_of(session, campaign_id, day)), [day]), fired, day)
    for unsent in unsent_reminders(session, campaign_id):
        items = [ReminderItem(*item[:4]) for item in unsent.items]
        still = pressing.still(items)
        if {item[:3] for item in still} == {item[:3] for item in items}:
            continue
        reason = "部分事项已申请办结或不再催办，其余另函催办" if still else ANSWERED
        dropped += drop_letters(session, [unsent.letter_id], reason, now)
        owe_reminders(session, campaign_id, pressing, {unsent.to: still}, now)
    return dropped
