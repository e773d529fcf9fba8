"""Scheduled periods and reminder rungs: once, whoever asks."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy.orm import Session, sessionmaker

from models.periods import Rung, claim_period, finish_period, give_back_period, rungs_used, use_rungs

Sessions = sessionmaker[Session]
NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUNG = Rung("三/(一)", "甲乡", "2026-06-30", date(2026, 6, 30), "lead1")


def claimed(sessions: Sessions, now: datetime, period: str = "2026-06") -> bool:
    with sessions.begin() as session:
        return claim_period(session, "monthly_cycle", period, now)


def test_of_eight_schedulers_one_runs_the_period(sessions: Sessions) -> None:
    gate, won = Barrier(8), []

    def scheduler() -> None:
        gate.wait()
        won.append(claimed(sessions, NOW))

    threads = [Thread(target=scheduler) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_a_finished_period_is_never_run_again(sessions: Sessions) -> None:
    assert claimed(sessions, NOW)
    with sessions.begin() as session:
        finish_period(session, "monthly_cycle", "2026-06", NOW)
        give_back_period(session, "monthly_cycle", "2026-06", NOW)
    assert not claimed(sessions, NOW + 100 * HOUR)
    assert claimed(sessions, NOW, "2026-07")


def test_a_run_that_died_is_taken_over_after_an_hour(sessions: Sessions) -> None:
    assert claimed(sessions, NOW)
    assert not claimed(sessions, NOW + HOUR / 2)
    assert claimed(sessions, NOW + HOUR)
    assert not claimed(sessions, NOW + HOUR * 1.5)


def test_a_run_that_failed_and_said_so_may_start_at_once(sessions: Sessions) -> None:
    assert claimed(sessions, NOW)
    with sessions.begin() as session:
        give_back_period(session, "monthly_cycle", "2026-06", NOW)
    assert claimed(sessions, NOW)


def test_a_rung_is_used_once_for_ever(sessions: Sessions, campaign_id: int) -> None:
    later = RUNG._replace(date_in_force=date(2026, 7, 31))
    with sessions.begin() as session:
        assert use_rungs(session, campaign_id, [RUNG, RUNG], date(2026, 6, 29), fired=True) == 1
        assert use_rungs(session, campaign_id, [RUNG, later], date(2026, 6, 30), fired=False) == 1
        assert rungs_used(session, campaign_id) == {RUNG, later}
        assert rungs_used(session, campaign_id + 1) == frozenset()
