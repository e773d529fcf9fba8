"""The review sheet as a Word form: out, corrected by hand, and back, read like the workbook and refused like it."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.table import Table, _Row
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from sample_review import PLAN, REVIEW, SOURCE

from duban.documents.review import Review, review_of
from duban.documents.review_docx import review_docx
from duban.documents.review_parts import PARTS, TASKS
from duban.documents.review_xlsx import review_xlsx
from duban.documents.reviewed import Reviewed, read_review
from duban.documents.wording import plain
from duban.errors import InputRefused
from duban.plan import Plan, PlannedTask
from duban.reading.reader import read_plan
from duban.reading.source import Line, Source
from duban.reading.sources import read_source

FORM = review_docx(REVIEW)
# The reference plans lie beside the project where they are at hand; the project's own are always read.
TESTS = Path(__file__).resolve().parents[1]
FOLDERS = (TESTS / "reading" / "plans", TESTS.parents[1] / "shared" / "seeds")
PLANS = [path for folder in FOLDERS for path in sorted(folder.glob("*")) if not path.name.endswith(".json")]
NAMES = [part.name for part in PARTS]
Change = Callable[[dict[str, Table]], object]


def changed(change: Change, form: bytes = FORM) -> bytes:
    """The form after a change made to its tables, by the names of their parts."""
    document = docx.Document(io.BytesIO(form))
    change(dict(zip(NAMES, document.tables, strict=True)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(content: bytes) -> Reviewed:
    return read_review(read_source("核对.docx", content), content)


def refused(content: bytes) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        read(content)
    return caught.value


def row(table: Table, key: str) -> _Row:
    return next(row for row in table.rows if row.cells[0].text == key)


def write(part: str, key: str, heading: str, text: str) -> Change:
    def change(tables: dict[str, Table]) -> None:
        column = [cell.text for cell in tables[part].rows[0].cells].index(heading)
        row(tables[part], key).cells[column].text = text

    return change


def all_of(*changes: Change) -> Change:
    def change(tables: dict[str, Table]) -> None:
        for one in changes:
            one(tables)

    return change


CORRECTIONS = (
    ("方案", "成文日期", "核定", "2021年4月2日"),
    ("任务", "1", "责任单位", "县水务局、县财政局\n各乡镇"),
    ("任务", "1", "时限", "2021年6月30日前\n每月1次"),
    ("任务", "3", "采用", "否"),
    ("任务", "", "任务", "补充任务"),
    ("分项", "2.2", "采用", "否"),
    ("分项", "2.1", "时限", "长期坚持"),
    ("目标", "1", "数值", "15"),
    ("目标", "1", "关系", ">="),
    ("存疑", "1", "核对意见", "由县住建局负责"),
)


def in_excel() -> Reviewed:
    """The same corrections in the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(review_xlsx(REVIEW)))
    for name, key, heading, text in CORRECTIONS:
        sheet = book[name]
        column = [cell.value for cell in sheet[1]].index(heading) + 1
        at = next(at for at in range(2, 60) if (sheet.cell(at, 1).value or "") == key)
        sheet.cell(at, column).value = text
    out = io.BytesIO()
    book.save(out)
    return read_review(read_source("核对.xlsx", out.getvalue()), out.getvalue())


def test_an_untouched_form_is_the_same_plan() -> None:
    assert read(FORM) == Reviewed("方案.docx", "abc", PLAN, PLAN, ())
    assert review_docx(REVIEW) == FORM


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_every_plan_goes_out_and_comes_back_unchanged(path: Path) -> None:
    source = read_source(path.name, path.read_bytes())
    plan = read_plan(source)
    review = review_of(plan, source, path.name, "abc")
    content = review_xlsx(review)
    workbook = read_review(read_source("核对.xlsx", content), content)
    assert read(review_docx(review)) == workbook == Reviewed(path.name, "abc", plan, plan, ())


def test_the_same_corrections_in_word_and_excel_say_the_same() -> None:
    in_word = read(changed(all_of(*(write(*one) for one in CORRECTIONS))))
    workbook = in_excel()
    assert (in_word.paper, in_word.plan) == (workbook.paper, workbook.plan)
    assert in_word.plan != PLAN
    assert [replace(one, place="") for one in in_word.corrections] == [
        replace(one, place="") for one in workbook.corrections
    ]
    assert {one.place for one in in_word.corrections} == {
        *("表格“存疑”第1行", "表格“方案”第4行", "表格“任务”第2行", "表格“任务”第3行", "表格“任务”第4行"),
        *("表格“分项”第1行", "表格“分项”第2行", "表格“目标”第1行"),
    }


def test_what_is_chosen_in_a_list_is_read() -> None:
    def choose(tables: dict[str, Table]) -> None:
        (box,) = row(tables["任务"], "3")._tr.xpath(".//w:sdt")
        offered = [item.get(qn("w:value")) for item in box.iter(qn("w:listItem"))]
        assert offered == ["是", "否"]
        (shown,) = box.iter(qn("w:t"))
        shown.text = offered[1]

    assert read(changed(choose)).plan.tasks == PLAN.tasks[:2]


def test_rows_sorted_and_empty_rows_put_between_are_found_again() -> None:
    def sort(tables: dict[str, Table]) -> None:
        rows = [one._tr for one in tables["任务"].rows]
        rows[0].addnext(rows[3])
        tables["任务"].add_row()
        rows[1].addnext(tables["任务"].rows[-1]._tr)

    corrections = [write(*one) for one in CORRECTIONS]
    sorted_first = read(changed(all_of(sort, *corrections)))
    assert sorted_first.plan == read(changed(all_of(*corrections))).plan


def test_columns_moved_are_read_by_their_headings() -> None:
    def move(tables: dict[str, Table]) -> None:
        for one in tables["目标"].rows:
            cells = one._tr.tc_lst
            cells[1].addprevious(cells[-1])

    assert read(changed(all_of(write("目标", "1", "数值", "15"), move))).plan.targets[0].value == 15


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (write("任务", "1", "时限", "等通知"), "表格“任务”第2行“时限”：时限“等通知”无法识别"),
        (write("分项", "2.1", "时限", "尽快"), "表格“分项”第1行“时限”"),
        (write("任务", "1", "采用", "也许"), "表格“任务”第2行“采用”"),
        (write("目标", "1", "数值", "很多"), "表格“目标”第1行“数值”"),
        (write("方案", "成文日期", "核定", "某日"), "表格“方案”第4行“核定”"),
        (write("任务", "1", "序", "2"), "表格“任务”第2行“序”：序号“2”与表格“任务”第1行重复"),
        (write("任务", "1", "原文", "别的话"), "表格“任务”第2行“序”、“存疑”、“位置”、“原文”与下发的不符"),
        (write("任务", "", "责任单位", "县水务局"), "表格“任务”第4行“任务”：增加的行应写明任务"),
        (lambda tables: tables["任务"]._tbl.remove(tables["任务"].rows[2]._tr), "“任务”缺少序号为 1 的行"),
        (lambda tables: tables["目标"]._tbl.getparent().remove(tables["目标"]._tbl), "缺少表格“目标”"),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_column(change: Change, words: str) -> None:
    fault = refused(changed(all_of(write("存疑", "1", "核对意见", "已核"), change)))
    assert fault.code == "E131"
    assert words in fault.what, fault.what


def test_all_faults_are_told_at_once() -> None:
    fault = refused(changed(all_of(write("任务", "1", "时限", "等通知"), write("目标", "2", "关系", "约"))))
    assert "有 2 处无法采用" in fault.what


def test_altered_headings_are_named_and_nothing_is_judged() -> None:
    def rename(tables: dict[str, Table]) -> None:
        tables["任务"].rows[0].cells[-1].text = "期限"

    def widen(tables: dict[str, Table]) -> None:
        tables["目标"].add_column(1000)

    fault = refused(changed(all_of(rename, widen, write("任务", "1", "采用", "也许"))))
    assert fault.code == "E131"
    assert "表格“任务”的表头已被改动：缺少“时限”；多出“期限”" in fault.what
    assert "表格“目标”的表头已被改动：多出无名栏" in fault.what
    assert "也许" not in fault.what


def test_the_tables_of_another_plan_are_refused() -> None:
    others = replace(PLAN, tasks=tuple(replace(task, lines=(4, 4)) for task in PLAN.tasks))
    other = docx.Document(io.BytesIO(review_docx(review_of(others, SOURCE, "别的方案.docx", "def"))))

    def paste(tables: dict[str, Table]) -> None:
        tables["任务"]._tbl.getparent().replace(tables["任务"]._tbl, other.tables[NAMES.index("任务")]._tbl)

    fault = refused(changed(paste))
    assert fault.code == "E131"
    assert "与下发的不符" in fault.what


def test_a_form_that_lost_its_record_and_other_papers_are_no_review() -> None:
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FORM)) as issued, zipfile.ZipFile(bare, "w") as stripped:
        for part in issued.namelist():
            if part != "docProps/custom.xml":
                stripped.writestr(part, issued.read(part))
    other = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("通知")
    document.save(other)
    assert [refused(content).code for content in (bare.getvalue(), other.getvalue())] == ["E130", "E130"]


def test_words_struck_through_go_along_as_a_doubt() -> None:
    def strike(tables: dict[str, Table]) -> None:
        cell = row(tables["任务"], "1").cells[TASKS.headings.index("责任单位")]
        cell.paragraphs[0].runs[0].font.strike = True

    reviewed = read(changed(strike))
    assert reviewed.plan.tasks == PLAN.tasks
    assert [doubt.code for doubt in reviewed.plan.doubts] == ["no-unit", "group", "D204"]


def test_open_cells_are_shaded_heads_repeat_and_only_long_rows_break() -> None:
    long = Review(PLAN, "", "", tuple(replace(one, passage=one.passage * (200 * (one.at == 1))) for one in REVIEW.rows))
    document = docx.Document(io.BytesIO(review_docx(long)))
    for part, table in zip(PARTS, document.tables, strict=True):
        head, *rows = table.rows
        assert tuple(cell.text for cell in head.cells) == part.headings
        assert head._tr.xpath("./w:trPr/w:tblHeader")
        for one in rows:
            shaded = [bool(cell.xpath("./w:tcPr/w:shd")) for cell in one._tr.tc_lst]
            assert shaded == [place >= part.closed for place in range(len(part.columns))]
    tasks = {one.cells[0].text: one._tr for one in document.tables[NAMES.index("任务")].rows}
    assert not tasks["1"].xpath("./w:trPr/w:cantSplit")
    assert tasks["2"].xpath("./w:trPr/w:cantSplit")


def test_what_travels_unseen_is_cut_to_what_word_keeps_of_a_property() -> None:
    tasks = tuple(PlannedTask(str(at), chr(0x4E00 + 7 * at) * at) for at in range(1, 200))
    content = review_docx(review_of(Plan("大方案", tasks=tasks), Source((Line(1, "甲"),))))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("docProps/custom.xml"))
    texts = [item[0].text for item in root]
    assert len(texts) > 10
    assert max(map(len, texts)) <= 255
    assert read(content).plan.tasks == tasks


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Cf"]), max_size=30),
        min_size=3,
        max_size=3,
    )
)
def test_any_words_go_out_and_come_back(texts: list[str]) -> None:
    number, title, text = map(plain, texts)
    plan = Plan(f"方案{number}", tasks=(PlannedTask(number, f"任务{title}", steps=PLAN.tasks[1].steps),))
    content = review_docx(review_of(plan, Source((Line(1, f"甲{text}"),))))
    assert read(content) == Reviewed("", "", plan, plan, ())


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is optional at run time")
def test_a_form_saved_again_by_libreoffice_loses_nothing(tmp_path: Path) -> None:
    hyphens = replace(PLAN, title="2021\u20112022年改水方案")
    form = review_docx(review_of(hyphens, SOURCE, "方案.docx", "abc"))
    content = changed(all_of(*(write(*one) for one in CORRECTIONS)), form)
    (tmp_path / "核对.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "核对.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = (tmp_path / "out" / "核对.docx").read_bytes()
    assert saved != content
    assert read(saved) == read(content)
