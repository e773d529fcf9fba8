"""The pages: the month at a glance and the checklist, read as a browser reads them."""

import re
from dataclasses import replace

import pytest
from lxml import html

from duban.documents.checklist import Checklist
from duban.documents.checklist_html import checklist_html
from duban.documents.month_page import PaperLink, month_page
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult

MARCH = Month(2025, 3)
LINKS = (
    PaperLink("公文", "月度督查通报（送审稿）", "docx", "月度通报.docx"),
    PaperLink("任务清单", "甲乡", "xlsx", "任务清单/甲乡 1.xlsx"),
    PaperLink("任务清单", "乙乡", "xlsx", "javascript:alert(1)"),
)


@pytest.fixture
def page(campaign: Campaign, result: MonthResult) -> str:
    return month_page(campaign, MARCH, result, LINKS).decode()


def rows(page: str, heading: str) -> list[list[str]]:
    (table,) = html.fromstring(page).xpath(f"//section[h2='{heading}']//table")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in table.xpath(".//tr[td]")]


def test_all_papers_are_linked_under_their_headings(page: str) -> None:
    tree = html.fromstring(page)
    assert [heading.text for heading in tree.xpath("//section[.//ul]/h2")] == ["公文", "任务清单"]
    assert [item.text.strip() for item in tree.xpath("//ul[@class='papers']/li")] == [
        "月度督查通报（送审稿）",
        "甲乡",
        "乙乡",
    ]
    assert [link.text for link in tree.xpath("//a")] == ["Word版", "Excel版", "Excel版"]
    paths = [str(link.get("href")) for link in tree.xpath("//a")]
    assert paths[1].endswith("/%E7%94%B2%E4%B9%A1%201.xlsx")
    assert paths[2] == "javascript%3Aalert%281%29", "no path names a scheme"


def test_units_have_their_score_grade_and_lamps(page: str) -> None:
    found = rows(page, "各单位得分与亮灯")
    assert [row[:3] + row[4:5] for row in found] == [
        ["1", "县财政局", "100.00", "合格"],
        ["2", "县教育局", "98.67", "优秀"],
        ["1", "甲乡", "69.33", "合格"],
        ["2", "乙乡", "15.67", "不合格"],
        ["—", "县残联", "—", "—"],
    ]
    assert found[2][5].startswith("绿灯1项，黄灯1项，红灯1项")


def test_tasks_show_their_worst_lamp_in_words(page: str) -> None:
    assert [row[:4] + row[5:] for row in rows(page, "各任务亮灯")] == [
        ["1", "控辍保学", "分管副县长", "红灯", "2025年4月15日"],
        ["2", "经费拨付", "常务副县长", "绿灯", "2025年4月30日"],
        ["3", "完成其他任务", "—", "不亮灯", "—"],
    ]


def test_bars_fill_their_width(page: str) -> None:
    for bar in html.fromstring(page).xpath("//svg[.//g]"):
        widths = [float(rect.get("width")[:-1]) for rect in bar.xpath(".//g/rect")]
        assert sum(widths) == pytest.approx(100, abs=0.01)


def test_nothing_is_fetched_and_no_script_runs(page: str, checklist: Checklist) -> None:
    for text in (page, checklist_html(checklist).decode()):
        assert not re.search(r"https?://|<script|<link|@import|url\(", text)
        assert "default-src 'none'" in text


def test_hostile_text_is_shown_as_text(campaign: Campaign, result: MonthResult, checklist: Checklist) -> None:
    hostile = '"><script>alert(1)</script>{{7*7}}\u202e'
    tasks = (replace(campaign.tasks[0], title=hostile), *campaign.tasks[1:])
    page = month_page(
        replace(campaign, title=hostile, tasks=tasks), MARCH, result, (PaperLink(hostile, hostile, hostile, hostile),)
    ).decode()
    listed = checklist_html(replace(checklist, title=hostile, unit=hostile)).decode()
    for text in (page, listed):
        assert "<script" not in text
        assert "\u202e" not in text
        assert html.fromstring(text).xpath("//h1")[0].text.startswith('"><script>alert(1)</script>{{7*7}}')


def test_a_month_without_scored_lines_still_makes_a_page(campaign: Campaign, result: MonthResult) -> None:
    lines = tuple(line._replace(standing="out", s=None) for line in result.obligations)
    units = tuple(
        score._replace(base=None, score=None, grade=None, rank=None, deductions=(), bonus=()) for score in result.units
    )
    page = month_page(campaign, MARCH, result._replace(obligations=lines, units=units), ()).decode()
    assert len(rows(page, "各单位得分与亮灯")) == 5
    assert "没有计分事项" in page


def test_the_checklist_page_merges_what_a_tasks_rows_share(checklist: Checklist) -> None:
    tree = html.fromstring(checklist_html(checklist).decode())
    body = tree.xpath("//tbody/tr")
    assert [row.xpath("./td[1]")[0].text for row in body] == ["1", "2", "3", "以下事项不计分", "4"]
    assert {cell.get("rowspan") for cell in body[0].xpath("./td[@rowspan]")} == {"3"}
    assert [len(row.xpath("./td")) for row in body] == [15, 7, 7, 1, 15]
    assert len(tree.xpath("//th")) == 15
