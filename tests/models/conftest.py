"""One small campaign for the tests of the ledger: an invented county, posts instead of people."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session, sessionmaker

from duban.plan import Due, Plan, PlannedTask, Step, Target
from duban.units import Register, Unit
from models.adoption import Adopting, adopt

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def plan() -> Plan:
    """Three tasks: a group's, one with steps and two dates, and a duty nobody can measure; 三/(一) stands twice."""
    return Plan(
        title="云溪县义务教育攻坚实施方案",
        document_number="云办发〔2026〕3号",
        issuer="云溪县人民政府办公室",
        issued_on=date(2026, 3, 1),
        tasks=(
            PlannedTask(
                number="三/(一)",
                title="控辍保学",
                leaders=("分管副县长", "县教育局局长"),
                responsible_units=("县教育局", "各乡镇"),
                cooperating_units=("县财政局", "驻村工作队"),
                due=(Due("6月底前", "by", end=date(2026, 6, 30)),),
                lines=(10, 12),
            ),
            PlannedTask(
                number="三/(一)",
                title="校舍改造",
                leaders=("分管副县长",),
                lead_units=("县教育局",),
                cooperating_units=("县教育局", "县财政局"),
                due=(
                    Due("7月至9月", "window", date(2026, 7, 1), date(2026, 9, 30)),
                    Due("每季度1次", "recurring", every="P3M", times=1),
                ),
                steps=(
                    Step("5月底前完成设计", (Due("5月底前", "by", end=date(2026, 5, 31)),)),
                    Step("长期管护", (Due("长期", "ongoing"), Due("1个月内", "relative", within="P1M"))),
                ),
            ),
            PlannedTask(number="", title="完成领导小组交办的其他工作", responsible_units=("甲乡",)),
        ),
        targets=(
            Target("改造12所", "改造", ">=", 12, "所", date(2026, 12, 31)),
            Target("入学率99.5%以上", "入学率", ">=", 99.5, "%"),
        ),
    )


@pytest.fixture
def register() -> Register:
    """Two offices and two townships."""
    return Register(
        (
            Unit("县教育局", "部门", contact="edu@example.test", head="edu-head@example.test", aliases=("县教体局",)),
            Unit("县财政局", "部门"),
            Unit("甲乡", "乡镇", ("各乡镇",), "jia@example.test"),
            Unit("乙乡", "乡镇", ("各乡镇",)),
        )
    )


@pytest.fixture
def adopting(plan: Plan, register: Register) -> Adopting:
    """The plan as an office clerk hands it in."""
    return Adopting(
        plan=plan,
        content="云溪县义务教育攻坚实施方案（正文）".encode(),
        name="方案.docx",
        text="云溪县义务教育攻坚实施方案",
        register=register,
        adopted_by="督查专员",
        adopted_at=NOW,
        day=date(2026, 3, 2),
        head="县委书记",
    )


@pytest.fixture
def amended(adopting: Adopting) -> Adopting:
    """The same campaign by a later paper: one date moved, one task dropped, one added, one unit less."""
    first, second, _ = adopting.plan.tasks
    tasks = (
        replace(first, due=(Due("7月底前", "by", end=date(2026, 7, 31)),)),
        PlannedTask(number="三/(二)", title="营养改善", responsible_units=("甲乡",)),
        replace(second, number="三/(三)", cooperating_units=()),
    )
    return replace(
        adopting,
        plan=replace(adopting.plan, document_number="云办发〔2026〕9号", tasks=tasks),
        content="云溪县义务教育攻坚实施方案（修订）".encode(),
        name="方案（修订）.docx",
        day=date(2026, 4, 10),
    )


@pytest.fixture
def campaign_id(sessions: sessionmaker[Session], adopting: Adopting) -> int:
    """The campaign in the ledger."""
    with sessions.begin() as session:
        return adopt(session, adopting).campaign_id
