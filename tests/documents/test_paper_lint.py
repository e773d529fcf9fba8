"""The remarks on a paper: too long, demands a paper may not make, adjectives instead of facts."""

from dataclasses import replace

import pytest
from sample_papers import FORMAL, PAPERS

from duban.documents.circular import Issue, circular
from duban.documents.paper import Heading, Text
from duban.documents.paper_lint import lint
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult


def remarks(text: str) -> list[tuple[str, str]]:
    paper = replace(FORMAL, blocks=(Heading(1, "五、下一步要求"), Text(text)))
    assert all(remark.place == "五、下一步要求" for remark in lint(paper))
    return [(remark.what, remark.words) for remark in lint(paper)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("请于4月10日前报送贯彻落实情况。", "要求报送贯彻落实情况"),
        ("各单位按月报送本通报落实情况。", "要求报送贯彻落实情况"),
        ("各乡镇要制定具体实施方案。", "要求制定配套文件"),
        ("请尽快出台配套文件。", "要求制定配套文件"),
        ("甲乡高度重视。", "以形容代替事实"),
        ("乙乡工作不力。", "以形容代替事实"),
    ],
)
def test_what_a_paper_should_not_say_is_named(text: str, what: str) -> None:
    assert [found for found, _ in remarks(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "整改结果在下期任务清单中一并反馈，不另行报送贯彻落实情况。",
        "甲乡逾期21个工作日。",
        "按实施方案第三条办理。",
        "报送办结材料。",
    ],
)
def test_facts_and_refusals_are_not_remarked_on(text: str) -> None:
    assert remarks(text) == []


def test_4001_characters_are_one_too_many() -> None:
    fits = replace(FORMAL, blocks=(Text("督" * 4000),))
    assert lint(fits) == ()
    (remark,) = lint(replace(fits, blocks=(Text("督" * 4001),)))
    assert remark.words == "正文4001字（上限4000字）"


def test_our_own_papers_pass(campaign: Campaign, result: MonthResult) -> None:
    own = circular(campaign, result, Issue(Month(2025, 3), "办公室"))
    assert lint(own) == ()
    assert {name: lint(paper) for name, paper in PAPERS.items() if lint(paper)} == {}
