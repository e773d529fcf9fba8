"""A clock that leaps forward stops the mail until a person has looked at it (promise P9); one set back sends nothing again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from offices import ZONE, environment, in_process

from duban.errors import TryLater
from duban.letters import Letter
from flows.deliver_mail import deliver_mail
from flows.monthly_cycle import monthly_cycle
from flows.send_reminders import send_reminders
from models.outbox import outbox_counts, owe
from tasks import ticking
from tasks.ledger import reading_sessions, sessions

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE)


class Clock:
    """The machine's clock."""

    def __init__(self) -> None:
        self.now = MONDAY

    def read(self, text: str | None) -> datetime:
        return self.now if text is None else datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.fixture
def clock(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(ticking, "moment", clock.read)
    with in_process(monkeypatch, environment(database_url, tmp_path / "out")):
        yield clock


def owed(number: int, day: datetime) -> None:
    with sessions("测试", "测试").begin() as session:
        owe(session, [Letter("a@example.test", "reminder", str(number), "催办", "文", "<p>文</p>")], day.date())


def test_a_leap_of_more_than_a_day_sends_nothing_until_confirmed(clock: Clock) -> None:
    owed(1, MONDAY)
    assert deliver_mail() == {"accepted": 1}
    owed(2, MONDAY)
    clock.now = MONDAY + timedelta(days=2)
    for tick in (deliver_mail, send_reminders, monthly_cycle, deliver_mail):
        with pytest.raises(TryLater, match="--confirm-clock"):
            tick()
        clock.now += timedelta(minutes=10)
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == {"accepted": 1, "waiting": 1}
    assert deliver_mail(confirmed=True) == {"accepted": 1}
    clock.now += timedelta(minutes=10)
    assert deliver_mail() == {}


def test_a_night_is_no_leap(clock: Clock) -> None:
    deliver_mail()
    for hours in (9, 15, 24):
        clock.now += timedelta(hours=hours)
        assert deliver_mail() == {}


def test_a_clock_set_back_sends_nothing_again(clock: Clock) -> None:
    owed(1, MONDAY)
    assert deliver_mail() == {"accepted": 1}
    clock.now = MONDAY - timedelta(days=7)
    assert deliver_mail() == {}
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == {"accepted": 1}


def test_a_day_a_person_names_is_believed(clock: Clock) -> None:
    deliver_mail()
    owed(1, MONDAY + timedelta(days=9))
    assert deliver_mail("2026-03-11T09:00") == {"accepted": 1}
    clock.now += timedelta(minutes=10)
    assert deliver_mail() == {}
