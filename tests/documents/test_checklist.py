"""The checklist's content: which rows a unit gets, in which words."""

import pytest

from duban.documents.checklist import Checklist, Edition, checklist_for
from duban.errors import UsageError
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult


def test_a_row_is_one_obligation_and_unscored_ones_come_last(checklist: Checklist) -> None:
    assert [(row.serial, row.task, row.node) for row in checklist.rows] == [
        (1, "1", "2025-02-28"),
        (2, "1", "2025-03-31"),
        (3, "1", "every:P1M"),
        (4, "3", None),
    ]
    assert [row.task for row in checklist.unscored] == ["3"]


def test_only_open_nodes_can_be_answered(checklist: Checklist) -> None:
    assert [row.reply for row in checklist.rows] == ["none", "dated", "recurring", "none"]


def test_the_words_of_a_row(checklist: Checklist) -> None:
    first, second, third, _ = checklist.rows
    assert first.content == "控辍保学\n1．建立学生台账\n2．入户走访，入学率达到100%"
    assert first.target == "入学率达到100%"
    assert first.units == "牵头：县教育局\n责任：各乡镇\n配合：县残联"
    assert first.node_text == "2025年2月28日\n建立学生台账"
    assert first.standing == "2025年3月12日已申请办结"
    assert second.node_text == "2025年3月31日（延至2025年4月15日）"
    assert second.standing == "达到序时，进度80%"
    assert third.node_text == "每月2次"


def test_a_duty_through_a_group_names_the_group(campaign: Campaign, result: MonthResult, edition: Edition) -> None:
    roles = {
        unit: checklist_for(campaign, unit, edition, result.obligations).rows[0].role
        for unit in ("甲乡", "县教育局", "县残联")
    }
    assert roles == {"甲乡": "责任（各乡镇）", "县教育局": "牵头", "县残联": "配合"}


def test_an_unknown_unit_is_refused(campaign: Campaign, edition: Edition) -> None:
    with pytest.raises(UsageError, match="丙乡"):
        checklist_for(campaign, "丙乡", edition, ())
