"""What tasks lack before they are handed out."""

from dataclasses import replace
from fractions import Fraction

from duban.life.readiness import assignment_doubts
from duban.plan import Due
from duban.rules.campaign import CampaignTask
from tests.life.conftest import small_campaign

ONE_DUE = (Due("长期坚持", "ongoing"),)


def codes(task: CampaignTask) -> list[str]:
    return [doubt.code for doubt in assignment_doubts(replace(small_campaign(), tasks=(task,)))]


def test_each_kind_of_lack_is_named_and_a_ready_task_has_none() -> None:
    assert codes(CampaignTask("1", "甲", lead=("县教育局",), responsible=("各乡镇",), due=ONE_DUE)) == []
    assert codes(CampaignTask("1", "甲", responsible=("县教育局",), due=ONE_DUE)) == []
    assert codes(CampaignTask("1", "甲", responsible=("各乡镇",), due=ONE_DUE)) == []
    assert codes(CampaignTask("1", "甲", responsible=("县教育局", "县财政局"), due=ONE_DUE)) == ["no-lead"]
    assert codes(CampaignTask("1", "甲", lead=("县教育局", "县财政局"), due=ONE_DUE)) == ["several-leads"]
    assert codes(CampaignTask("1", "甲")) == ["no-unit", "no-deadline"]
    assert codes(CampaignTask("1", "甲", weight=Fraction(0))) == []


def test_the_first_listed_is_proposed() -> None:
    task = CampaignTask("1", "甲", responsible=("县财政局", "县教育局"), due=ONE_DUE)
    (doubt,) = assignment_doubts(replace(small_campaign(), tasks=(task,)))
    assert "列首位的县财政局牵头" in doubt.text
