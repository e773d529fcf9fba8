"""Reminder rungs: once, whoever asks."""

from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from models.periods import Rung, rungs_used, use_rungs

Sessions = sessionmaker[Session]
RUNG = Rung("三/(一)", "甲乡", "2026-06-30", date(2026, 6, 30), "lead1")


def test_a_rung_is_used_once_for_ever(sessions: Sessions, campaign_id: int) -> None:
    later = RUNG._replace(date_in_force=date(2026, 7, 31))
    with sessions.begin() as session:
        assert use_rungs(session, campaign_id, [RUNG, RUNG], date(2026, 6, 29), fired=True) == 1
        assert use_rungs(session, campaign_id, [RUNG, later], date(2026, 6, 30), fired=False) == 1
        assert rungs_used(session, campaign_id) == {RUNG, later}
        assert rungs_used(session, campaign_id + 1) == frozenset()
