"""A small campaign and its history for the tests of life: an invented county, posts instead of people."""

from datetime import date

import pytest

from duban.life.act import Act
from duban.life.history import History
from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask
from duban.units import Register, Unit

START = date(2026, 3, 2)
PEOPLE = (
    ("办公室主任", "主任", None),
    ("督查员甲", "督查员", None),
    ("督查员乙", "督查员", None),
    ("分管副县长", "领导", None),
    ("县委书记", "领导", None),
    ("县教育局局长", "单位负责人", "县教育局"),
    ("县教育局联络员", "联络员", "县教育局"),
    ("甲乡联络员", "联络员", "甲乡"),
    ("甲乡乡长", "单位负责人", "甲乡"),
    ("县财政局联络员", "联络员", "县财政局"),
)


def small_campaign() -> Campaign:
    """Two tasks: one with a lead, two townships and a cooperating unit, one quarterly duty."""
    return Campaign(
        title="云溪县义务教育攻坚",
        start=START,
        head="县委书记",
        register=Register(
            (
                Unit("县教育局", "部门", contact="edu@example.test"),
                Unit("县财政局", "部门"),
                Unit("甲乡", "乡镇", ("各乡镇",)),
                Unit("乙乡", "乡镇", ("各乡镇",)),
            )
        ),
        tasks=(
            CampaignTask(
                "1",
                "控辍保学",
                leader="分管副县长",
                lead=("县教育局",),
                responsible=("各乡镇",),
                cooperating=("县财政局",),
                due=(Due("6月底前", "by", end=date(2026, 6, 30)),),
            ),
            CampaignTask(
                "2", "资金核查", responsible=("县财政局",), due=(Due("每季度1次", "recurring", every="P3M", times=1),)
            ),
        ),
    )


def appointed() -> tuple[Act, ...]:
    """The appointments of everybody in PEOPLE."""
    return tuple(
        Act(order, START, "person", name, "appoint", "办公室主任", unit=unit, detail={"role": role})
        for order, (name, role, unit) in enumerate(PEOPLE, 1)
    )


@pytest.fixture
def history() -> History:
    """The campaign on its first day: everybody appointed, nothing assigned."""
    return History(small_campaign(), (), appointed(), START)
