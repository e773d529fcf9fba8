"""An office's own Word template: ours to start from is taken, another's styles and ids are followed, what is broken is refused with its place."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from sample_papers import FORMAL

from duban.documents.answers import Answers, Awaited, read_answers
from duban.documents.checklist import Checklist
from duban.documents.checklist_docx import checklist_docx
from duban.documents.docx_package import own_styles
from duban.documents.office_template import read_template, template_docx
from duban.documents.official_docx import official_docx
from duban.documents.rectification_answers import read_rectification
from duban.documents.rectification_docx import ledger_docx
from duban.documents.rectification_xlsx import Ledger
from duban.errors import InputRefused
from duban.life.rectification import LedgerRow
from duban.months import Month

PLACE = "layouts/公文模板.docx"


def changed(part: str, old: str, new: str, add: dict[str, str] | None = None) -> bytes:
    """Our template with one part's words replaced, and parts added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_docx())) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == part:
                assert old in text
                text = text.replace(old, new)
            if not (name == part and new == "DELETED"):
                target.writestr(name, text)
        for name, text in (add or {}).items():
            target.writestr(name, text)
    return buffer.getvalue()


def test_our_template_is_a_word_file_with_every_style_by_its_chinese_name() -> None:
    names = {style.name for style in docx.Document(io.BytesIO(template_docx())).styles}
    assert {
        "公文正文",
        "发文机关标志",
        "主送机关",
        "附件说明",
        "版记",
        "表格文字",
        "Title",
        "Heading 1",
        "Heading 4",
    } <= names
    assert template_docx() == template_docx()
    assert official_docx(FORMAL, read_template(template_docx(), PLACE)).count(b"PK") > 5


def test_the_offices_fonts_and_style_ids_are_followed() -> None:
    own = changed("word/styles.xml", 'w:styleId="Body"', 'w:styleId="a7"')
    template = read_template(own.replace(b"", b""), PLACE)
    paper = docx.Document(io.BytesIO(official_docx(FORMAL, template)))
    bodies = [p for p in paper.paragraphs if p.style.name == "公文正文"]
    assert bodies
    assert {p._p.pPr.find(qn("w:pStyle")).get(qn("w:val")) for p in bodies} == {"a7"}
    larger = read_template(changed("word/styles.xml", 'w:eastAsia="仿宋_GB2312"', 'w:eastAsia="仿宋"'), PLACE)
    defaults = docx.Document(io.BytesIO(official_docx(FORMAL, larger))).styles.element
    assert defaults.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "仿宋"


def test_the_forms_units_fill_in_take_the_offices_looks_and_are_read_back(checklist: Checklist) -> None:
    looks = read_template(changed("word/styles.xml", "仿宋_GB2312", "仿宋"), PLACE)
    looks = replace(looks, styles={**looks.styles, "TableText": "a9", "TableSmall": "a10", "TableSmallCentred": "a11"})
    row = LedgerRow(1, "问题1", "来源", "问题", "类", "", "", "", "云城镇", "", "", None, "", None, (), (), None, "")
    ledger = Ledger("某县专项行动", "云城镇", date(2026, 4, 10), [row])
    for form, ours, used in (
        (checklist_docx(checklist, looks), checklist_docx(checklist), {"a10", "a11"}),
        (ledger_docx(ledger, looks), ledger_docx(ledger), {"a10"}),
    ):
        office, own = docx.Document(io.BytesIO(form)), docx.Document(io.BytesIO(ours))
        defaults = office.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
        assert defaults.get(qn("w:eastAsia")) == "仿宋"
        styles = {one.get(qn("w:val")) for one in office.element.body.iter(qn("w:pStyle"))}
        assert used <= styles
        assert not styles & {"TableText", "TableSmall", "TableCentred"}
        # The page and the columns stay ours.
        assert [w.get(qn("w:w")) for w in office.element.body.iter(qn("w:gridCol"))] == [
            w.get(qn("w:w")) for w in own.element.body.iter(qn("w:gridCol"))
        ]
    duties = frozenset((row.task, row.node) for row in checklist.rows)
    awaited = Awaited("c1", Month(2025, 3), 2, {"县教育局": duties})
    assert isinstance(read_answers(checklist_docx(checklist, looks), awaited), Answers)
    filled = docx.Document(io.BytesIO(ledger_docx(ledger, looks)))
    for place, text in zip((-5, -2), ("报整改进展", "已补记台账"), strict=True):
        filled.tables[0].rows[1].cells[place].text = text
    filled.save(out := io.BytesIO())
    (done,) = read_rectification(out.getvalue(), date(2026, 4, 20), "办公室")
    assert done.act.detail == {"progress": "已补记台账"}


def test_word_writes_the_names_of_its_own_styles_in_either_case() -> None:
    own = changed("word/styles.xml", 'w:val="heading 1"', 'w:val="Heading 1"')
    assert read_template(own, PLACE).styles["heading1"] == "heading1"


@pytest.mark.parametrize(
    ("content", "what", "where"),
    [
        (b"", "不是 .docx", PLACE),
        (b"PK\x03\x04broken", "不是 .docx", PLACE),
        (template_docx()[:-200], "不是 .docx", PLACE),
        (changed("word/styles.xml", "公文正文", "正文甲"), "缺少样式：公文正文", "样式"),
        (changed("word/styles.xml", "<w:styles", "<w:styles DELETED"), "无法解析", "word/styles.xml"),
        (changed("word/styles.xml", "<?xml", "<?xml DELETED"), "无法解析", "word/styles.xml"),
        (changed("word/document.xml", "<w:body>", "<w:body>", {"word/vbaProject.bin": "x"}), "含宏", "vbaProject.bin"),
        (
            changed("word/styles.xml", 'standalone="yes"?>', 'standalone="yes"?><!DOCTYPE a [<!ENTITY b "c">]>'),
            "文档类型声明",
            "word/styles.xml",
        ),
        (changed("word/document.xml", "<w:body>", "<w:body>", {"big.bin": "0" * (17 << 20)}), "过大", PLACE),
    ],
    ids=["empty", "garbage", "cut", "style", "markup", "declaration", "macro", "doctype", "size"],
)
def test_a_broken_template_is_refused_with_the_place(content: bytes, what: str, where: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_template(content, PLACE)
    assert what in refused.value.what
    assert where in refused.value.where
    assert refused.value.remedy


def test_a_file_without_styles_is_no_template() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(InputRefused, match=r"\[Content_Types\]\.xml"):
        read_template(buffer.getvalue(), PLACE)


def test_every_style_a_paper_uses_is_one_of_ours() -> None:
    with zipfile.ZipFile(io.BytesIO(official_docx(FORMAL))) as package:
        used = {
            element.get(qn("w:val"))
            for part in ("word/document.xml", "word/footer1.xml", "word/footer2.xml")
            for element in docx.oxml.parse_xml(package.read(part)).iter(qn("w:pStyle"), qn("w:rStyle"))
        }
    assert used <= set(own_styles())
