"""The official paper's bytes: parts, styles, page, text kept as text. How it falls on pages: test_paper_pages."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from duban.documents.official_docx import official_docx
from duban.documents.paper import Annex, Column, Heading, Paper, Table, Text

TABLE = Table("（一）进展", (Column("序号"), Column("任务", share=1)), (("1", "控辍\n保学"), ("2", "<b>&")))
PAPER = Paper(
    title_parts=("关于2025年3月", "某县义务教育优质均衡发展攻坚", "督查情况的通报"),
    addressees="各成员单位：",
    blocks=(
        Heading(1, "一、总体情况"),
        Text("共10项。"),
        Heading(2, "（一）逾期"),
        Text("立即整改。", lead="（一）限期整改。"),
    ),
    issuer="某县教育攻坚领导小组办公室",
    day=date(2025, 4, 3),
    mark="送审稿",
    annexes=(
        Annex("进展表", (TABLE,), landscape=True),
        Annex("问题清单", (replace(TABLE, rows=()),)),
        Annex("名单", (TABLE,)),
    ),
)


def opened(paper: Paper) -> "docx.document.Document":
    return docx.Document(io.BytesIO(official_docx(paper)))


def lines(paper: Paper) -> list[str]:
    return [paragraph.text for paragraph in opened(paper).paragraphs if paragraph.text]


def test_text_in_order() -> None:
    assert lines(PAPER)[:7] == [
        "送审稿",
        "关于2025年3月\n某县义务教育优质均衡发展攻坚\n督查情况的通报",
        "各成员单位：",
        "一、总体情况",
        "共10项。",
        "（一）逾期",
        "（一）限期整改。立即整改。",
    ]
    assert lines(PAPER)[7:] == [
        "附件：1.\t进展表",
        "2.\t问题清单",
        "3.\t名单",
        "某县教育攻坚领导小组办公室",
        "2025年4月3日",
        "附件1",
        "进展表",
        "（一）进展",
        "附件2",
        "问题清单",
        "（一）进展",
        "附件3",
        "名单",
        "（一）进展",
    ]


def test_a_signed_paper_has_its_letterhead_and_number_and_no_mark() -> None:
    signed = replace(PAPER, mark="", number="某教攻办〔2025〕3号")
    assert lines(signed)[:2] == ["某县教育攻坚领导小组办公室", "某教攻办〔2025〕3号"]


def test_one_annex_bears_no_number() -> None:
    assert "附件：进展表" in lines(replace(PAPER, annexes=PAPER.annexes[:1]))


def test_page_and_grid() -> None:
    sections = opened(PAPER).sections
    upright, sideways, last = sections
    assert (round(upright.page_width.mm), round(upright.page_height.mm)) == (210, 297)
    assert (round(upright.top_margin.mm), round(upright.left_margin.mm)) == (37, 28)
    area = (
        upright.page_width - upright.left_margin - upright.right_margin,
        upright.page_height - upright.top_margin - upright.bottom_margin,
    )
    assert (round(area[0] / Mm(1)), round(area[1] / Mm(1))) == (156, 225)
    assert sideways.page_width > sideways.page_height
    assert last.page_width < last.page_height
    grid = upright._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_official_fonts_stand_in_the_styles() -> None:
    document = opened(PAPER)
    found = {}
    for style in document.styles:
        fonts = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            found[style.name] = fonts.get(qn("w:eastAsia"))
    assert {name: found[name] for name in ("Title", "Heading 1", "Heading 2", "附件标识", "单页页码")} == {
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "附件标识": "黑体",
        "单页页码": "宋体",
    }
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert defaults.get(qn("w:eastAsia")) == "仿宋_GB2312"
    normal = document.styles["Normal"].element
    assert normal.find(f"{qn('w:pPr')}/{qn('w:spacing')}").get(qn("w:line")) == "579"
    assert normal.find(f"{qn('w:rPr')}/{qn('w:spacing')}").get(qn("w:val")) == "-5"


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages() -> None:
    document = opened(PAPER)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    assert section.footer.paragraphs[0].style.name == "单页页码"
    assert section.even_page_footer.paragraphs[0].style.name == "双页页码"
    assert "PAGE" in section.footer._element.xml


def test_tables_repeat_their_head_and_keep_their_rows_whole() -> None:
    full, empty, _ = opened(PAPER).tables
    assert [[cell.text for cell in row.cells] for row in full.rows] == [
        ["序号", "任务"],
        ["1", "控辍\n保学"],
        ["2", "<b>&"],
    ]
    assert full.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert empty.rows[1].cells[0].text == "（无）"
    widths = [int(column.get(qn("w:w"))) for column in full._tbl.tblGrid]
    assert sum(widths) == 12756


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", "甲<w:p/>乙 & ]]>", "“引号”'\""])
def test_hostile_text_stays_text(hostile: str) -> None:
    paper = replace(
        PAPER,
        blocks=(Text(hostile),),
        issuer=hostile,
        annexes=(Annex(hostile, (replace(TABLE, rows=(("1", hostile),)),)),),
    )
    assert lines(paper).count(hostile) == 3
    assert opened(paper).tables[0].rows[1].cells[1].text == hostile


def test_control_characters_do_not_break_the_paper() -> None:
    assert "甲乡乙乡" in lines(replace(PAPER, blocks=(Text("甲乡\x00\x0b\ud800\u202e乙乡\uffff"),)))


def test_every_part_is_well_formed_and_bytes_repeat() -> None:
    content = official_docx(PAPER)
    assert content == official_docx(PAPER)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for part in package.namelist():
            etree.fromstring(package.read(part))
        assert not any(
            re.search(rb"https?://(?!schemas|purl|www\.w3)", package.read(part)) for part in package.namelist()
        )
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_issuer_is_centred_over_the_date_or_the_date_under_a_long_issuer() -> None:
    def indents(issuer: str) -> list[int]:
        found = [
            paragraph
            for paragraph in opened(replace(PAPER, issuer=issuer)).paragraphs
            if paragraph.style.name == "署名"
        ]
        return [int(paragraph._p.pPr.find(qn("w:ind")).get(qn("w:rightChars"))) for paragraph in found]

    assert indents("办公室") == [550, 400], "2025年4月3日 is 6 characters wide, 办公室 3"
    assert indents("某县教育攻坚领导小组办公室")[0] == 200
