"""What each paper says: its fields in the order of the office's practice, empty places where data is missing, nothing invented."""

import io
from dataclasses import replace
from datetime import date

import docx
import pytest
import sample_papers as sample

from duban.documents.campaign_list import campaign_list
from duban.documents.checklist import UNSCORED_RULE, Edition
from duban.documents.closing_application import ClosingApplication, closing_application
from duban.documents.compilation import SECTIONS, Compilation, Piece, compilation, merged
from duban.documents.extension_application import ExtensionApplication, extension_application
from duban.documents.inspection_plan import inspection_plan
from duban.documents.official_docx import official_docx
from duban.documents.paper import Form, Heading, Paper, Table, Text
from duban.documents.pledge import chain_table, pledges
from duban.documents.rectification_ledger import rectification_ledger
from duban.documents.rectification_notice import rectification_notice
from duban.documents.reminder_sheet import Urging, reminder_sheet
from duban.documents.supervision_notice import Supervision, supervision_notice, supervision_sheet
from duban.documents.work_summary import Summary, work_summary
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult


def places(paper: Paper) -> dict[str, str]:
    """The labels of a paper's forms with what stands in them."""
    forms = (block for block in paper.blocks if isinstance(block, Form))
    return {field.label.replace("\n", ""): field.text for form in forms for row in form.rows for field in row}


def words(paper: Paper) -> str:
    return "\n".join(block.lead + block.text for block in paper.blocks if isinstance(block, Text))


def headings(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Heading)]


def table(paper: Paper) -> Table:
    return next(block for block in paper.blocks if isinstance(block, Table))


def test_the_sheet_follows_the_matter_from_source_to_closing() -> None:
    filled = places(supervision_sheet(sample.MATTER))
    assert list(filled) == [
        "督办事项",
        "事项来源",
        "督办依据",
        "主办单位",
        "责任领导",
        "协办单位",
        "办理要求",
        "办结时限",
        "反馈方式",
        "拟办意见",
        "领导批示",
        "交办日期",
        "签收",
        "办理进展和结果",
        "审核意见",
        "办结日期",
        "联系人及电话",
    ]
    assert filled["办结时限"] == "2026年4月30日"
    assert filled["协办单位"] == "县教育局、县财政局"


EMPTY: dict[str, Paper] = {
    "督办单": supervision_sheet(Supervision("", "", "", "", "", "")),
    "销号申请表": closing_application(ClosingApplication("", "", "")),
    "延期申请表": extension_application(ExtensionApplication("", "", "", None)),
}


@pytest.mark.parametrize("name", EMPTY)
def test_missing_data_leaves_its_place_empty(name: str) -> None:
    shown = {label: text for label, text in places(EMPTY[name]).items() if text}
    assert set(shown) <= {"销号决定", "领导批复", "申请次数"}
    assert all("☑" not in text for text in shown.values())
    assert "None" not in str(shown)


def test_a_level_is_whatever_the_office_calls_it() -> None:
    notice = supervision_notice(replace(sample.MATTER, level="二级"))
    assert "督办级别为二级" in words(notice)
    assert notice.annexes[0].title == "督办通知书签收回执"


def test_an_urging_says_how_late_the_matter_is_and_which_urging_it_is() -> None:
    filled = places(reminder_sheet(sample.URGING))
    assert (filled["逾期天数"], filled["催办次数"], filled["新的时限"]) == ("5个工作日", "第2次", "2026年4月10日")
    assert filled["未按期办结的原因"] == ""
    early = places(reminder_sheet(Urging("", "甲乡", "甲", date(2026, 4, 3), 0, 1)))
    assert early["逾期天数"] == "未逾期"


def test_the_plan_has_its_ten_points_in_order_and_closes_up_where_one_is_missing() -> None:
    full = headings(inspection_plan(sample.PLAN))
    assert [heading.split("、")[1] for heading in full] == [
        "目的和依据",
        "督查内容",
        "督查对象和范围",
        "督查时间",
        "督查方式",
        "分组与组长",
        "抽样办法",
        "评分办法",
        "工作纪律",
        "结果运用",
    ]
    assert "授权依据：领导小组2026年第3次会议纪要" in words(inspection_plan(sample.PLAN))
    short = inspection_plan(replace(sample.PLAN, sampling="", teams=(), score_items=()))
    assert headings(short)[-1] == "七、结果运用"
    assert short.annexes == ()


def test_the_notice_names_every_problem_and_the_right_to_object_within_30_days() -> None:
    text = words(rectification_notice(sample.NOTICE))
    for problem in sample.NOTICE.problems:
        assert problem.number in text
        assert problem.fact in text
        assert problem.basis in text
    assert "自收到本通知之日起30日内" in text
    assert "30日内作出复核决定" in text
    assert "未参与本次督查的人员" in text
    assert headings(rectification_notice(sample.NOTICE))[-1] == "四、异议的提出"


def test_the_ledger_has_its_eighteen_columns_and_counts_what_is_closed() -> None:
    paper = rectification_ledger(sample.CAMPAIGN, sample.LEDGER, sample.OFFICE, sample.DAY)
    names = [column.heading.replace("\n", "") for column in table(paper).columns]
    assert names == [
        "序号",
        "问题编号",
        "来源（批次、日期）",
        "问题",
        "类别",
        "整改目标",
        "整改措施",
        "责任领导",
        "责任单位",
        "责任人",
        "整改类型",
        "整改时限",
        "进展",
        "完成日期",
        "佐证",
        "核查人",
        "销号日期",
        "回头看",
    ]
    assert {len(row) for row in table(paper).rows} == {18}
    assert "共11个问题，已销号1个，未销号10个" in str(paper.blocks[0])
    section = docx.Document(io.BytesIO(official_docx(paper))).sections[0]
    assert section.page_width > section.page_height


def test_a_decision_ticks_one_box_and_a_return_has_its_reason_and_limit() -> None:
    returned = replace(sample.CLOSING, decision="退回", reason="现场未完工", new_limit=date(2026, 5, 15))
    assert (
        places(closing_application(returned))["销号决定"]
        == "□准予销号　　☑退回\n退回理由：现场未完工\n新的时限：2026年5月15日"
    )
    granted = replace(sample.EXTENSION, decision="同意延期", decided_limit=date(2026, 4, 30))
    assert places(extension_application(granted))["领导批复"] == "☑同意延期　　□不同意延期\n批准的时限：2026年4月30日"


def test_the_summary_dates_every_figure_and_says_where_it_has_nothing() -> None:
    text = words(work_summary(sample.SUMMARY))
    assert text.count("截至2026年6月25日，适龄儿童入学率为99.8%（目标为100%）。") == 3
    assert headings(work_summary(sample.SUMMARY))[0] == "一、组织领导和工作机制"
    empty = work_summary(Summary("甲", "2026年", "乙", date(2026, 6, 30)))
    assert words(empty).count("台账中没有") == 4
    assert empty.mark.startswith("草稿")


def test_the_compilation_has_eight_sections_and_the_office_merges_the_units() -> None:
    paper = compilation(merged(sample.OWN_BOOK, [sample.UNIT_BOOK]))
    assert [heading for heading in headings(paper) if heading[1] == "、"] == [
        f"{'一二三四五六七八'[place]}、{name}" for place, name in enumerate(SECTIONS)
    ]
    index = paper.blocks[-1]
    assert isinstance(index, Table)
    assert [row[0] for row in index.rows] == [str(place) for place in range(1, 9)]
    assert index.rows[-1][1] == "学生台账"
    assert index.rows[-1][-1] == "县教育局"
    assert "本部分没有收录材料。" in words(paper), "影像目录"


def test_pieces_of_two_tasks_stand_under_their_tasks_with_the_numbers_of_the_index() -> None:
    pieces = tuple(Piece(5, f"材料{number}", task=f"任务{number % 2}") for number in range(4))
    paper = compilation(Compilation("甲", "乙", "2026年", "", pieces))
    blocks = list(paper.blocks)
    at = blocks.index(Heading(2, "（一）任务0")) + 1
    first = blocks[at]
    assert isinstance(first, Table)
    assert [row[:2] for row in first.rows] == [("1", "材料0"), ("3", "材料2")]


def test_a_chain_is_signed_level_by_level_and_its_gaps_are_counted() -> None:
    letters = list(pledges(sample.CHAIN))
    assert len(letters) == 3
    assert list(places(letters[0])) == ["上一级责任人", "本级责任人"]
    assert "自2026年1月1日起至2026年12月31日止。" in words(letters[0])
    assert "其中4级未填姓名" in str(chain_table(sample.CHAIN).blocks[0])


def test_the_whole_list_has_every_task_once_boilerplate_behind_the_rule(
    campaign: Campaign, result: MonthResult, edition: Edition
) -> None:
    paper = campaign_list(campaign, edition, result.obligations, sample.OFFICE)
    scored, unscored = (block for block in paper.blocks if isinstance(block, Table))
    assert [row[1] for row in scored.rows] == ["1", "2"]
    assert [row[:2] for row in unscored.rows] == [("3", "3")]
    assert unscored.caption == UNSCORED_RULE
    assert "牵头：县教育局" in scored.rows[0][6]
    assert "逾期未结1项" in scored.rows[0][9]
    assert scored.rows[0][10:] == ("", "")


@pytest.mark.parametrize("name", sample.PAPERS)
def test_the_same_values_give_the_same_bytes_and_every_place_is_in_them(name: str) -> None:
    paper = sample.PAPERS[name]
    content = official_docx(paper)
    assert content == official_docx(paper)
    body = docx.Document(io.BytesIO(content)).element.body
    text = "".join(element.text or "" for element in body.iter() if element.tag.endswith("}t"))
    for label, filled in places(paper).items():
        assert label in text
        assert filled.replace("\n", "") in text
