"""Facts and returned files: in one order, all or nothing, once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import InputRefused, UsageError
from duban.rules.campaign import Fact
from duban.rules.parameters import DEFAULTS
from duban.units import Register, Unit
from models.acts import acts_of
from models.adoption import Adopting, adopt
from models.campaigns import campaigns, find_campaign, set_addresses, set_calendar, set_parameters
from models.queries import campaign_values, facts_of, unassigned
from models.recording import Entered, Returned, record_facts, take_file
from models.rows import FactRow, ReturnedFileRow

Sessions = sessionmaker[Session]
ENTERED = Entered("督查专员", datetime(2026, 3, 3, 9, tzinfo=UTC))
FACTS = (
    Fact(0, date(2026, 3, 3), "assign", "三/(一)"),
    Fact(0, date(2026, 3, 9), "report", "三/(一)", "甲乡", "2026-06-30", 40),
    Fact(0, date(2026, 3, 5), "report", "三/(一)", "乙乡", progress=Decimal("12.5")),
    Fact(0, date(2026, 3, 6), "extend_request", "三/(一)", "甲乡", to=date(2026, 7, 31), reason="汛期"),
    Fact(0, date(2026, 3, 7), "card", "三/(一)", "甲乡", "2026-06-30", colour="yellow", by="分管副县长"),
    Fact(0, date(2026, 3, 8), "bonus", unit="县财政局", points=Fraction(1, 3), basis="省通报表扬"),
    Fact(0, date(2026, 3, 8), "report", "三/(一)", "甲乡", nochange=True),
)


def test_facts_come_back_as_they_were_recorded(sessions: Sessions, campaign_id: int) -> None:
    for part in (FACTS[:3], FACTS[3:]):
        with sessions.begin() as session:
            assert record_facts(session, campaign_id, part, ENTERED) == len(part)
    with sessions.begin() as session:
        # Facts and acts share one order: the appointments made when the plan was adopted stand before the first fact.
        first = 1 + len(acts_of(session, campaign_id))
        assert tuple(facts_of(session, campaign_id)) == tuple(
            fact._replace(order=place) for place, fact in enumerate(FACTS, first)
        )
        orders = [fact.order - first for fact in facts_of(session, campaign_id, until=date(2026, 3, 6))]
        assert orders == [0, 2, 3]


def test_who_wrote_it_when_and_for_whom_is_kept(sessions: Sessions, campaign_id: int) -> None:
    with sessions.begin() as session:
        record_facts(session, campaign_id, FACTS[1:2], ENTERED._replace(on_behalf_of="甲乡"))
    with sessions.begin() as session:
        row = session.scalars(select(FactRow)).one()
        assert (row.recorded_by, row.recorded_at, row.on_behalf_of) == ("督查专员", ENTERED.at, "甲乡")


def test_a_time_without_a_zone_is_not_stored(sessions: Sessions, campaign_id: int) -> None:
    naive = ENTERED._replace(at=datetime(2026, 3, 3))  # noqa: DTZ001 - what is refused
    with pytest.raises(Exception, match="needs a zone"), sessions.begin() as session:
        record_facts(session, campaign_id, FACTS[:1], naive)


@pytest.mark.parametrize(
    ("fact", "name"),
    [(FACTS[1]._replace(task="九"), "九"), (FACTS[1]._replace(unit="各乡镇"), "各乡镇")],
    ids=["task", "group"],
)
def test_a_fact_about_nobody_is_refused_with_all_its_company(
    sessions: Sessions, campaign_id: int, fact: Fact, name: str
) -> None:
    with pytest.raises(UsageError, match=name), sessions.begin() as session:
        record_facts(session, campaign_id, [*FACTS, fact], ENTERED)
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(FactRow)) == 0


def test_clerks_at_once_keep_one_order(sessions: Sessions, campaign_id: int) -> None:
    def clerk() -> None:
        for _ in range(5):
            with sessions.begin() as session:
                record_facts(session, campaign_id, FACTS[1:3], ENTERED)

    threads = [Thread(target=clerk) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions.begin() as session:
        found = list(facts_of(session, campaign_id))
        first = 1 + len(acts_of(session, campaign_id))
    assert [fact.order for fact in found] == list(range(first, first + 60))
    assert all(one.unit == "甲乡" and two.unit == "乙乡" for one, two in zip(found[::2], found[1::2], strict=True))


def test_the_same_file_is_taken_once(sessions: Sessions, campaign_id: int) -> None:
    returned = Returned("甲乡.xlsx", b"PK...", "甲乡")
    taken = []
    for name in ("甲乡.xlsx", "甲乡(1).xlsx"):
        with sessions.begin() as session:
            taken.append(tuple(take_file(session, campaign_id, replace(returned, name=name), FACTS[1:3], ENTERED)))
    assert taken == [(True, 2), (False, 0)]
    with sessions.begin() as session:
        file = session.scalars(select(ReturnedFileRow)).one()
        assert (file.name, file.content) == ("甲乡.xlsx", b"PK...")
        assert session.scalars(select(FactRow.returned_file_id)).all() == [file.id, file.id]


def test_a_file_with_one_wrong_fact_leaves_nothing(sessions: Sessions, campaign_id: int) -> None:
    facts = [FACTS[1], FACTS[2]._replace(unit="丁乡")]
    with pytest.raises(UsageError), sessions.begin() as session:
        take_file(session, campaign_id, Returned("甲乡.xlsx", b"PK"), facts, ENTERED)
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(ReturnedFileRow)) == 0
        assert list(facts_of(session, campaign_id)) == []


def test_a_unit_that_joins_later_is_still_to_be_assigned(
    sessions: Sessions, campaign_id: int, adopting: Adopting
) -> None:
    def left() -> list[str]:
        with sessions.begin() as session:
            return [f"{task} {unit}" for task, unit in unassigned(session, campaign_id)]

    assert left() == [
        "三/(一) 县教育局", "三/(一) 县财政局", "三/(一) 甲乡", "三/(一) 乙乡", "三/(一)·2 县教育局", "三/(一)·2 县财政局", "无号 甲乡"
    ]  # fmt: skip
    with sessions.begin() as session:
        assign = [Fact(0, date(2026, 3, 3), "assign", "三/(一)"), Fact(0, date(2026, 3, 3), "assign", "无号", "甲乡")]
        record_facts(session, campaign_id, assign, ENTERED)
    assert left() == ["三/(一)·2 县教育局", "三/(一)·2 县财政局"]
    joined = Register((*adopting.register.units, Unit("丙乡", "乡镇", ("各乡镇",))))
    with sessions.begin() as session:
        adopt(session, replace(adopting, register=joined, day=date(2026, 5, 6)), confirmed=True)
    assert left() == ["三/(一) 丙乡", "三/(一)·2 县教育局", "三/(一)·2 县财政局"]


def test_a_campaign_is_found_by_number_title_or_part(sessions: Sessions, campaign_id: int, adopting: Adopting) -> None:
    with sessions.begin() as session:
        adopt(session, replace(adopting, title="云溪县义务教育攻坚（第二年）"))
        for name in (str(campaign_id), "云溪县义务教育攻坚", "云溪县义务教育攻坚实施方案"):
            assert find_campaign(session, name).id == campaign_id
        assert find_campaign(session, "第二年").id == campaigns(session)[1].id
        with pytest.raises(UsageError, match=r"不止指一个.*第二年"):
            find_campaign(session, "云溪县")
        for name in ("", "防汛"):
            with pytest.raises(UsageError, match=r"没有名为.*现有：1 云溪县"):
                find_campaign(session, name)


def test_a_number_no_campaign_has_is_said(sessions: Sessions, campaign_id: int) -> None:
    with sessions.begin() as session, pytest.raises(UsageError, match=f"编号为 {campaign_id + 1} 的"):
        campaign_values(session, campaign_id + 1)


def test_an_empty_ledger_says_what_to_do(sessions: Sessions) -> None:
    with sessions.begin() as session, pytest.raises(UsageError, match="duban adopt"):
        find_campaign(session, "教育")


def test_addresses_days_and_figures_reach_the_judgement(sessions: Sessions, campaign_id: int) -> None:
    figures = replace(DEFAULTS, cutoff_day=25, late_per_day=Fraction(1, 3))
    with sessions.begin() as session:
        set_addresses(session, campaign_id, {"县委书记": "old@example.test", "分管副县长": "vice@example.test"})
        set_addresses(session, campaign_id, {"县委书记": "head@example.test"})
        set_calendar(session, campaign_id, rest=[date(2026, 5, 6)], work=[date(2026, 5, 9)])
        set_calendar(session, campaign_id, rest=[date(2026, 5, 7)], work=[date(2026, 5, 9)])
        set_parameters(session, campaign_id, figures)
    with sessions.begin() as session:
        campaign = campaign_values(session, campaign_id)
    assert campaign.addresses == {"县委书记": "head@example.test", "分管副县长": "vice@example.test"}
    assert (set(campaign.rest), set(campaign.work)) == ({date(2026, 5, 7)}, {date(2026, 5, 9)})
    assert campaign.parameters == figures


def test_a_day_cannot_be_both(sessions: Sessions, campaign_id: int) -> None:
    with sessions.begin() as session, pytest.raises(InputRefused, match="2026-05-09"):
        set_calendar(session, campaign_id, rest=[date(2026, 5, 9)], work=[date(2026, 5, 9)])
