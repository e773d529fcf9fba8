"""The stored judgement: the same bytes in and out, a second run harmless, a published month untouchable."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import UsageError
from duban.months import Month
from duban.rules.parameters import DEFAULTS
from duban.rules.result import (
    Bonus,
    Deduction,
    MonthResult,
    ObligationLine,
    ReminderItem,
    ReminderLetter,
    Skipped,
    UnitScore,
)
from models.months import (
    Judged,
    digest,
    month_in_record,
    publish_month,
    read_month,
    store_month,
    stored_months,
)
from models.rows import ObligationLineRow

Sessions = sessionmaker[Session]
NOW = datetime(2026, 7, 1, tzinfo=UTC)
JUNE = date(2026, 6, 30)
ITEMS = (ReminderItem("三/(一)", "甲乡", "2026-06-30", "lead1"),)


def line(unit: str, standing: str) -> ObligationLine:
    return ObligationLine(
        "三/(一)", unit, "responsible", "2026-06-30", JUNE, JUNE, standing,
        n=None, gap=None, progress=0, claimed=None, s=None, weight=Fraction(1, 3), c=Fraction(1),
    )  # fmt: skip


@pytest.fixture
def judged() -> Judged:
    """A month with every sort of line: exact fractions, a decimal progress, an empty node, a unit with nothing scored."""
    lines = (
        line("甲乡", "far_behind")._replace(gap=Fraction(200, 7), progress=Decimal("40.5"), s=Fraction(60)),
        line("乙乡", "done_late")._replace(n=3, claimed=JUNE, s=Fraction(281, 3)),
        line("县财政局", "out")._replace(task="无号", node=None, date=None, due=None, progress=None, c=Fraction(1, 2)),
    )
    off = (
        Deduction("report_late", Fraction(1, 2), "三/(一)", "2026-06-30", JUNE),
        Deduction("card_red", Fraction(2), "三/(一)", None, JUNE),
    )
    units = (
        UnitScore("甲乡", "乡镇", Fraction(60), Fraction(115, 2), "不合格", 2, off, (), 1),
        UnitScore(
            "乙乡",
            "乡镇",
            Fraction(281, 3),
            Fraction(9467, 100),
            "优秀",
            1,
            (),
            (Bonus("bonus", Fraction(1), "省通报表扬", JUNE),),
        ),
        UnitScore("县财政局", "部门", None, None, None, None, (), ()),
    )
    letters = (ReminderLetter(date(2026, 6, 29), "jia@example.test", ITEMS),)
    skipped = (Skipped(date(2026, 6, 29), "乙乡", "contact", ITEMS, "no address"),)
    return Judged(Month(2026, 6), MonthResult(JUNE, lines, units, letters, skipped), DEFAULTS)


def worse(judged: Judged) -> Judged:
    first, *rest = judged.result.obligations
    return judged._replace(result=judged.result._replace(obligations=(first._replace(progress=39), *rest)))


def test_a_judgement_comes_back_exactly(sessions: Sessions, campaign_id: int, judged: Judged) -> None:
    with sessions.begin() as session:
        stored = store_month(session, campaign_id, judged, NOW)
    with sessions.begin() as session:
        found = read_month(session, stored.month_id)
    assert found == judged
    assert digest(found) == digest(judged)


def test_a_second_run_changes_nothing_and_says_so(sessions: Sessions, campaign_id: int, judged: Judged) -> None:
    outcomes = []
    for hour in (1, 2, 3):
        with sessions.begin() as session:
            outcomes.append(store_month(session, campaign_id, judged, NOW.replace(hour=hour)).outcome)
    assert outcomes == ["new", "same", "same"]
    with sessions.begin() as session:
        assert month_in_record(session, campaign_id, judged.month).judged_at == NOW.replace(hour=1)
        assert session.scalar(select(func.count()).select_from(ObligationLineRow)) == 3


def test_a_draft_is_judged_again_in_its_place(sessions: Sessions, campaign_id: int, judged: Judged) -> None:
    for one, outcome in ((judged, "new"), (worse(judged), "redone")):
        with sessions.begin() as session:
            stored = store_month(session, campaign_id, one, NOW)
            assert (stored.version, stored.outcome) == (1, outcome)
    with sessions.begin() as session:
        assert read_month(session, stored.month_id) == worse(judged)


def test_a_published_month_stays_and_a_correction_is_a_new_version(
    sessions: Sessions, campaign_id: int, judged: Judged
) -> None:
    with sessions.begin() as session:
        first = store_month(session, campaign_id, judged, NOW)
        assert publish_month(session, first.month_id, "县委书记", NOW)
        assert not publish_month(session, first.month_id, "另一人", NOW)
        assert store_month(session, campaign_id, judged, NOW).outcome == "same"
        second = store_month(session, campaign_id, worse(judged), NOW)
    assert (second.version, second.outcome) == (2, "correction")
    with sessions.begin() as session:
        assert read_month(session, first.month_id) == judged
        assert read_month(session, second.month_id) == worse(judged)
        found = [
            (month.month, month.version, month.state, month.published_by)
            for month in stored_months(session, campaign_id)
        ]
    assert found == [("2026-06", 1, "published", "县委书记"), ("2026-06", 2, "draft", None)]


def test_other_figures_are_another_judgement(sessions: Sessions, campaign_id: int, judged: Judged) -> None:
    other = judged._replace(parameters=replace(DEFAULTS, bonus_cap=Fraction(2)))
    with sessions.begin() as session:
        store_month(session, campaign_id, judged, NOW)
        assert store_month(session, campaign_id, other, NOW).outcome == "redone"


def test_every_part_of_a_judgement_tells_in_its_digest(judged: Judged) -> None:
    result = judged.result
    unit = result.units[0]
    others = [
        result._replace(cutoff=date(2026, 6, 29)),
        result._replace(obligations=result.obligations[:-1]),
        result._replace(obligations=(result.obligations[0]._replace(s=Fraction(6001, 100)), *result.obligations[1:])),
        result._replace(units=(unit._replace(red_cards=0), *result.units[1:])),
        result._replace(units=(unit._replace(deductions=unit.deductions[:1]), *result.units[1:])),
        result._replace(units=(result.units[0], result.units[1]._replace(bonus=()), result.units[2])),
        result._replace(letters=()),
        result._replace(skipped=()),
    ]
    assert len({digest(judged._replace(result=other)) for other in (result, *others)}) == len(others) + 1


def test_a_month_nobody_judged_is_said(sessions: Sessions, campaign_id: int) -> None:
    with sessions.begin() as session, pytest.raises(UsageError, match="2026-05 尚未督查"):
        month_in_record(session, campaign_id, Month(2026, 5))


def test_a_broken_transaction_leaves_the_draft_as_it_was(sessions: Sessions, campaign_id: int, judged: Judged) -> None:
    with sessions.begin() as session:
        stored = store_month(session, campaign_id, judged, NOW)
    unknown = judged._replace(result=judged.result._replace(obligations=(line("丁乡", "out"),)))
    with pytest.raises(KeyError), sessions.begin() as session:
        store_month(session, campaign_id, unknown, NOW)
    with sessions.begin() as session:
        assert read_month(session, stored.month_id) == judged
