"""Review sheets: passages beside what was read, doubts first, and a corrected workbook back to a plan."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sample_review import JUNE, PLAN, REVIEW

from duban.documents.review_cells import Deadlines, due_text, names_of, names_text, value_of
from duban.documents.review_html import review_html
from duban.documents.review_xlsx import review_xlsx
from duban.documents.reviewed import Correction, Reviewed, read_review
from duban.errors import InputRefused
from duban.plan import Due, PlannedTask
from duban.reading.sources import read_source

BOOK = review_xlsx(REVIEW)


def corrected(change: Callable[[openpyxl.Workbook], object]) -> Reviewed:
    """The workbook changed as in Excel, and read back."""
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return read_review(read_source("核对.xlsx", out.getvalue()), out.getvalue())


def row_of(book: openpyxl.Workbook, sheet: str, key: str) -> int:
    return next(row for row in range(2, 60) if book[sheet].cell(row, 1).value == key)


def set_cell(sheet: str, key: str, heading: str, value: object) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        columns = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row_of(book, sheet, key), columns.index(heading) + 1).value = value  # type: ignore[assignment]

    return change


def test_each_task_stands_beside_its_passage_doubtful_ones_first() -> None:
    assert [(row.at, row.place, row.passage, [doubt.code for doubt in row.doubts]) for row in REVIEW.rows] == [
        (2, "第4行", "2.铺设管网", ["no-unit"]),
        (1, "第2—3行", "1.修建水厂。\n责任单位：县水务局。", []),
        (3, "工作表“附表”第2行", "2 │ 改造厕所", []),
    ]


def test_same_review_same_bytes() -> None:
    assert review_xlsx(REVIEW) == BOOK


def test_what_excel_shows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    assert book.sheetnames == ["存疑", "方案", "任务", "分项", "目标", "原读"]
    assert book["原读"].sheet_state == "hidden"
    sheet = book["任务"]
    first = {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (first["任务"].value, first["任务"].data_type) == ("=铺设管网", "s")
    assert first["原文"].fill.fgColor.rgb == "FFFCE4E4"
    assert (first["原文"].protection.locked, first["任务"].protection.locked) == (True, False)


def test_an_untouched_workbook_is_the_same_plan() -> None:
    reviewed = corrected(lambda book: None)  # noqa: ARG005
    assert reviewed == Reviewed("方案.docx", "abc", PLAN, PLAN, ())


def test_corrections_stand_beside_what_the_paper_said() -> None:
    def change(book: openpyxl.Workbook) -> None:
        for one in (
            set_cell("方案", "成文日期", "核定", "2021年4月2日"),
            set_cell("任务", "1", "责任单位", "县水务局、县财政局\n各乡镇"),
            set_cell("任务", "1", "时限", "2021年6月30日前\n每月1次"),
            set_cell("任务", "2", "时限", date(2021, 9, 30)),
            set_cell("任务", "3", "采用", "否"),
            set_cell("分项", "2.2", "采用", "否"),
            set_cell("目标", "1", "数值", 15),
            set_cell("目标", "1", "关系", ">="),
            set_cell("存疑", "1", "核对意见", "由县住建局负责"),
        ):
            one(book)
        place = next(row for row in range(2, 60) if not book["任务"].cell(row, 1).value)
        book["任务"].cell(place, 5).value, book["任务"].cell(place, 7).value = "是", "补充任务"

    reviewed = corrected(change)
    first, second, third = reviewed.plan.tasks
    assert reviewed.paper == PLAN
    assert reviewed.plan.issued_on == date(2021, 4, 2)
    assert first.responsible_units == ("县水务局", "县财政局", "各乡镇")
    assert first.due == (JUNE, Due("每月1次", "recurring", every="P1M", times=1))
    assert [due.end for due in second.due] == [date(2021, 9, 30)]
    assert [step.text for step in second.steps] == ["<b>年底前</b>完成"]
    assert third == PlannedTask("", "补充任务")
    assert (reviewed.plan.targets[0].value, reviewed.plan.targets[0].op) == (15, ">=")
    assert [doubt.code for doubt in reviewed.plan.doubts] == ["group"]
    assert (
        Correction("工作表“任务”第3行", "责任单位", "县水务局、各县（市、区）人民政府", "县水务局、县财政局\n各乡镇")
        in reviewed.corrections
    )
    assert [item.field for item in reviewed.corrections if item.person == "不采用"] == ["采用", "采用"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_cell("任务", "1", "时限", "等通知"), "时限“等通知”无法识别"),
        (set_cell("任务", "1", "采用", "也许"), "“采用”栏应填"),
        (set_cell("目标", "1", "数值", "很多"), "数值“很多”不是数"),
        (set_cell("目标", "1", "关系", "约"), "关系“约”应为"),
        (set_cell("方案", "成文日期", "核定", "某日"), "日期“某日”无法识别"),
        (set_cell("任务", "1", "时限", "=A1&A2"), "为公式且无缓存值"),
        (set_cell("任务", "1", "序", "2"), "重复"),
        (set_cell("任务", "1", "原文", "另一段话"), "工作表“任务”第3行“序”、“存疑”、“位置”、“原文”与下发的不符"),
        (set_cell("存疑", "1", "序", "7"), "工作表“存疑”第2行“序”：序号“7”不是原有的"),
        (lambda book: book["任务"].delete_rows(3), "缺少序号为 1 的行"),
        (lambda book: book["分项"].append(["", "", "是", "补充的分项"]), "工作表“分项”第4行“序”"),
        (lambda book: book["任务"].append(["", "", "", "", "", "", "", "张三"]), "增加的行应写明任务"),
        (lambda book: book["任务"].cell(1, 12, "期限"), "工作表“任务”的表头已被改动：缺少“时限”；多出“期限”"),
        (lambda book: book["任务"].cell(1, 13, "备注"), "多出“备注”"),
        (lambda book: book.remove(book["方案"]), "缺少工作表“方案”"),
    ],
)
def test_cells_that_cannot_be_understood_refuse_the_file(
    change: Callable[[openpyxl.Workbook], object], words: str
) -> None:
    with pytest.raises(InputRefused, match=words) as refused:
        corrected(change)
    assert refused.value.code == "E131"


def test_another_workbook_is_no_review() -> None:
    with pytest.raises(InputRefused) as refused:
        corrected(lambda book: book.remove(book["原读"]))
    assert refused.value.code == "E130"


DAYS = st.dates(date(2016, 1, 1), date(2029, 12, 31))
DUES = st.one_of(
    st.builds(lambda end: Due("", "by", end=end), DAYS),
    st.builds(lambda start, end: Due("", "window", min(start, end), max(start, end)), DAYS, DAYS).filter(
        lambda due: due.start != due.end
    ),
    st.builds(
        lambda every, times: Due("", "recurring", every=every, times=times),
        st.sampled_from(["P1D", "P7D", "P1M", "P3M", "P6M", "P1Y"]),
        st.one_of(st.none(), st.integers(1, 9)),
    ),
    st.builds(
        lambda count, form: Due("", "relative", within=form.format(count)),
        st.integers(1, 60),
        st.sampled_from(["P{}D", "P{}M", "PT{}H"]),
    ),
    st.just(Due("", "ongoing")),
)


@given(DUES)
def test_a_deadline_in_words_reads_back_as_itself(due: Due) -> None:
    (found,) = value_of("due", due_text(due), Deadlines())
    assert replace(found, text="") == due


@given(st.lists(st.sampled_from(["县水务局", "各县（市、区）人民政府", "各镇（街道）", "县委办"]), max_size=4))
def test_names_read_back_as_themselves(names: list[str]) -> None:
    assert names_of(names_text(names)) == tuple(names)


def test_the_page_shows_everything_and_fetches_nothing() -> None:
    page = html.fromstring(review_html(REVIEW).decode())
    text = "".join(map(str, page.itertext()))
    for words in (
        "某县改水实施方案",
        "没有责任单位",
        "1.修建水厂。",
        "<b>年底前</b>完成",
        "各县（市、区）人民政府",
        "普及率达95.5%",
    ):
        assert words in text
    assert [item.get("class") for item in page.iter("section")] == ["task keep doubtful", "task keep", "task keep"]
    assert not page.xpath("//@src | //@href | //script | //b[text()='年底前']")
