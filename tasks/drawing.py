"""Holding a draw (交叉检查抽签): drawn and recorded in one transaction, and drawn again from its seed to be compared."""

from dataclasses import replace
from datetime import date, datetime

from duban.errors import UsageError
from duban.life.act import Act, Refusal
from duban.life.catalogue import SUBJECTS
from duban.life.draws import drawn, held
from models.acts import history_of
from tasks.acting import Acted, Refused, perform
from tasks.ledger import sessions
from tasks.looking import history_at


def hold(campaign_id: int, act: Act, now: datetime) -> Acted:
    """Draw a round and record it with its result; Refused with the constraints that make it impossible, or the rule it breaks."""
    with sessions(act.by, "交叉检查抽签", campaign_id).begin() as session:
        history = history_of(session, campaign_id, now.date())
        next_key = SUBJECTS["draw"].next_key
        key = act.key or (next_key(history, act) if next_key else "")
        found = drawn(history, replace(act, key=key, order=history.next_order))
        if isinstance(found, Refusal):
            raise Refused(str(found), where=f"第{key}轮")
        return perform(session, campaign_id, history, found, (), now)


def verified(campaign_id: int, key: str, today: date) -> tuple[Act, bool]:
    """Return a recorded draw and whether drawing it again from its seed gives the same; UsageError where there is none."""
    history = history_at(campaign_id, today)
    recorded = held(history, key)
    if recorded is None:
        raise UsageError(f"第{key}轮没有抽签，或已作废", remedy="用 duban draw 抽签")
    again = drawn(history, recorded)
    same = isinstance(again, Act) and all(again.told(name) == recorded.told(name) for name in ("result", "samples"))
    return recorded, same
