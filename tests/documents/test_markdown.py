"""Markdown for an engine's artifact."""

from dataclasses import replace
from datetime import date

from duban.documents.circular import Issue, circular
from duban.documents.markdown import month_markdown, paper_markdown
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult

MARCH = Month(2025, 3)


def test_the_months_table_has_a_row_for_every_unit(campaign: Campaign, result: MonthResult) -> None:
    lines = month_markdown(campaign, MARCH, result).splitlines()
    assert lines[0] == "# 某县教育攻坚 2025年3月一览"
    assert "责任事项10项" in lines[2]
    assert lines[6:] == [
        "| 部门 | 1 | 县财政局 | 100.00 | 合格 | 1 | 绿灯 |",
        "| 部门 | 2 | 县教育局 | 98.67 | 优秀 | 3 | 绿灯 |",
        "| 乡镇 | 1 | 甲乡 | 69.33 | 合格 | 3 | 红灯 |",
        "| 乡镇 | 2 | 乙乡 | 15.67 | 不合格 | 3 | 红灯 |",
        "| 部门 | — | 县残联 | — | 不排名 | 0 | 不亮灯 |",
    ]


def test_a_paper_keeps_its_order_and_escapes_data(campaign: Campaign, result: MonthResult) -> None:
    hostile = replace(campaign, title="a|b<script>_c_\n[d](x)")
    text = paper_markdown(circular(hostile, result, Issue(MARCH, "办公室", day=date(2025, 4, 3))))
    assert "\n# 关于2025年3月a\\|b\\<script\\>\\_c\\_ \\[d\\](x)督查情况的通报\n" in text
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads[0] == "## 一、总体情况"
    assert heads[-1] == "## 附件3　问题清单"
