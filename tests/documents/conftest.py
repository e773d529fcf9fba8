"""A small invented campaign and its judged month, as the documents receive them."""

from datetime import date
from fractions import Fraction

import pytest

from duban.documents.checklist import Checklist, Edition, checklist_for
from duban.months import Month
from duban.plan import Due, Step, Target
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import Bonus, Deduction, MonthResult, ObligationLine, UnitScore
from duban.units import Register, Unit

END_OF_MARCH = Due("3月底前", "by", end=date(2025, 3, 31))
TWICE_A_MONTH = Due("每月2次", "recurring", every="P1M", times=2)


def line(task: str, unit: str, node: str | None, standing: str, **rest: object) -> ObligationLine:
    """Return an obligation line; what is not given is what most lines have."""
    day = date.fromisoformat(node) if node and not node.startswith("every:") else None
    values: dict[str, object] = {
        "role": "responsible",
        "date": day,
        "due": day,
        "n": None,
        "gap": None,
        "progress": 0 if day else None,
        "claimed": None,
        "s": None,
        "weight": Fraction(1),
        "c": Fraction(1),
    }
    return ObligationLine(task=task, unit=unit, node=node, standing=standing, **{**values, **rest})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    units = (
        Unit("县教育局", "部门", contact="edu@example.test"),
        Unit("县财政局", "部门"),
        Unit("县残联", "部门"),
        Unit("甲乡", "乡镇", ("各乡镇",)),
        Unit("乙乡", "乡镇", ("各乡镇",)),
    )
    tasks = (
        CampaignTask(
            "1",
            "控辍保学",
            "分管副县长",
            lead=("县教育局",),
            responsible=("各乡镇",),
            cooperating=("县残联",),
            due=(END_OF_MARCH,),
            steps=(
                Step("建立学生台账。逐人登记。", (Due("2月底前", "by", end=date(2025, 2, 28)),)),
                Step("入户走访，入学率达到100%", (TWICE_A_MONTH,)),
            ),
        ),
        CampaignTask(
            "2",
            "经费拨付",
            "常务副县长",
            weight=Fraction(2),
            responsible=("县财政局",),
            due=(Due("4月底前", "by", end=date(2025, 4, 30)),),
        ),
        CampaignTask("3", "完成其他任务", weight=Fraction(0), responsible=("县教育局", "县残联")),
    )
    return Campaign("某县教育攻坚", date(2025, 1, 6), "县委书记", Register(units), tasks)


@pytest.fixture(scope="session")
def result() -> MonthResult:
    third = Fraction(1, 3)
    lines = (
        line(
            "1",
            "县教育局",
            "2025-02-28",
            "done_late",
            role="lead",
            n=5,
            claimed=date(2025, 3, 12),
            s=Fraction(90),
            weight=third,
        ),
        line(
            "1",
            "县教育局",
            "2025-03-31",
            "on_pace",
            role="lead",
            date=date(2025, 4, 15),
            due=date(2025, 4, 15),
            gap=Fraction(-1261, 100),
            progress=80,
            s=Fraction(100),
            weight=third,
        ),
        line("1", "县教育局", "every:P1M", "kept", role="lead", s=Fraction(100), weight=third),
        line("3", "县教育局", None, "out", weight=Fraction(0)),
        line(
            "2",
            "县财政局",
            "2025-04-30",
            "on_pace",
            gap=Fraction(618, 100),
            progress=35,
            s=Fraction(100),
            weight=Fraction(2),
        ),
        line("1", "县残联", "2025-02-28", "out", role="cooperating", weight=third, c=Fraction(1, 2)),
        line("3", "县残联", None, "out", weight=Fraction(0)),
        line("1", "甲乡", "2025-02-28", "done", claimed=date(2025, 2, 28), s=Fraction(100), weight=third),
        line("1", "甲乡", "2025-03-31", "far_behind", gap=Fraction(100), s=Fraction(60), weight=third),
        line("1", "甲乡", "every:P1M", "partly_kept", s=Fraction(60), weight=third),
        line("1", "乙乡", "2025-02-28", "overdue", n=21, progress=70, s=Fraction(50), weight=third),
        line("1", "乙乡", "2025-03-31", "far_behind", gap=Fraction(100), s=Fraction(0), weight=third),
        line("1", "乙乡", "every:P1M", "not_kept", s=Fraction(0), weight=third),
    )
    units = (
        UnitScore(
            "县教育局",
            "部门",
            Fraction(290, 3),
            Fraction(9867, 100),
            "优秀",
            2,
            (Deduction("returned", Fraction(1), "1", "2025-02-28", date(2025, 3, 7)),),
            (Bonus("bonus", Fraction(3), "县通报〔2025〕3号", date(2025, 3, 10)),),
        ),
        UnitScore("县财政局", "部门", Fraction(100), Fraction(100), "合格", 1, (), ()),
        UnitScore("县残联", "部门", None, None, None, None, (), ()),
        UnitScore(
            "甲乡",
            "乡镇",
            Fraction(220, 3),
            Fraction(6933, 100),
            "合格",
            1,
            (
                Deduction("report_missing", Fraction(2), "1", "2025-03-31", date(2025, 3, 25)),
                Deduction("card_red", Fraction(2), "1", "2025-03-31", date(2025, 3, 25)),
            ),
            (),
        ),
        UnitScore(
            "乙乡",
            "乡镇",
            Fraction(50, 3),
            Fraction(1567, 100),
            "不合格",
            2,
            (Deduction("report_late", Fraction(1, 2), "1", "2025-02-28", date(2025, 3, 26)),),
            (),
        ),
    )
    return MonthResult(date(2025, 3, 31), lines, units, (), ())


@pytest.fixture(scope="session")
def edition() -> Edition:
    targets = (Target("入学率达到100%", "入学率", ">=", 100, "%"), Target("入园率达到90%", "入园率", ">=", 90, "%"))
    return Edition("c1", Month(2025, 3), 2, "攻坚方案〔2025〕1号", targets, date(2025, 3, 25))


@pytest.fixture
def checklist(campaign: Campaign, result: MonthResult, edition: Edition) -> Checklist:
    """县教育局's list: four rows, two of them open."""
    return checklist_for(campaign, "县教育局", edition, result.obligations)
