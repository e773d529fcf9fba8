"""Many campaigns in one go give what each gives alone: the same record, the same letters, across several transactions."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from offices import EXAMPLE, at, environment, in_process
from sqlalchemy.exc import NoResultFound

from duban.errors import UsageError
from duban.months import Month
from models.months import MonthInRecord, month_in_record, read_month
from models.outbox import outbox_counts
from tasks import ledger
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign
from tasks.inspecting import record_month, record_months
from tasks.notifying import notify, notify_months

MARCH, AT = "2026-03", "2026-04-01T09:00"


@pytest.fixture
def campaigns(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Three campaigns by one plan, two of them to a transaction."""
    monkeypatch.setattr(ledger, "TOGETHER", 2)
    with in_process(monkeypatch, environment(database_url, tmp_path / "out")):
        ids = []
        for number in range(3):
            order = Order(
                EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", at("2026-03-02T08:30"), "办公室", title=f"第{number + 1}批"
            )
            ids.append(adopt_file(order).campaign_id)
            assign(ids[-1], "2026-03-02T08:30", "办公室")
        yield ids


def record_of(campaign_id: int) -> MonthInRecord:
    with ledger.reading_sessions().begin() as session:
        return month_in_record(session, campaign_id, Month.parse(MARCH))


def test_many_at_once_and_each_alone_leave_the_same_record(campaigns: list[int]) -> None:
    many = list(record_months(campaigns, MARCH, AT))
    assert len(set(campaigns)) == 3
    assert [found["outcome"] for found in many] == ["new"] * 3
    before = [record_of(found) for found in campaigns]
    alone = [record_month(found, MARCH, AT) for found in campaigns]
    assert [found["outcome"] for found in alone] == ["same"] * 3
    assert [record_of(found) for found in campaigns] == before
    with ledger.reading_sessions().begin() as session:
        assert all(read_month(session, found.id).result.obligations for found in before)


def test_many_at_once_and_each_alone_owe_the_same_letters(campaigns: list[int]) -> None:
    list(record_months(campaigns, MARCH, AT))
    first = notify(campaigns[0], MARCH, AT)
    assert first > 0
    # The campaign that was told already is owed nothing new, the others exactly what it was.
    assert list(notify_months(campaigns, MARCH, AT)) == [0, first, first]
    with ledger.reading_sessions().begin() as session:
        counts = outbox_counts(session)
    assert [notify(found, MARCH, AT) for found in campaigns] == [0, 0, 0]
    with ledger.reading_sessions().begin() as session:
        assert outbox_counts(session) == counts


def test_a_campaign_that_fails_keeps_the_transactions_before_it(campaigns: list[int]) -> None:
    found = record_months([*campaigns[:2], campaigns[2], 999], MARCH, AT)
    assert [next(found)["outcome"], next(found)["outcome"]] == ["new", "new"]
    with pytest.raises(UsageError):
        record_of(campaigns[2])
    with pytest.raises(NoResultFound):
        next(found)
    assert record_of(campaigns[1]).version == 1
    with pytest.raises(UsageError):
        record_of(campaigns[2])
