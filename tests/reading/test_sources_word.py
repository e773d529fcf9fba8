"""Word documents: automatic numbers, merged cells, text boxes, tracked changes, and what is refused."""

import io
import zipfile

import docx
import pytest

from duban.errors import InputRefused
from duban.reading.source import Cell, Line, Table
from duban.reading.sources import read_source
from tests.reading.word_files import cell, listed, paragraph, word_file


def lines(body: str, **parts: str) -> list[str]:
    """The texts of a document's lines."""
    return [block.text for block in read_source("a.docx", word_file(body, parts)).blocks if isinstance(block, Line)]


def doubts(body: str) -> list[tuple[str, str]]:
    """The codes and places of a document's doubts."""
    return [(doubt.code, doubt.place) for doubt in read_source("a.docx", word_file(body)).doubts]


def level(index: int, number_format: str, text: str, more: str = "") -> str:
    """A w:lvl."""
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


TWO_WIDE, MERGED, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
SECOND = '<w:pStyle w:val="H2"/>'
THREE_LEVELS = level(0, "chineseCounting", "%1、") + level(1, "japaneseCounting", "（%2）") + level(2, "decimal", "%3.")
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="7">{THREE_LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="8">{level(0, "decimal", "%1")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="9">{level(0, "bullet", "·")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="9"/></w:num>'
)


def test_three_levels_count_and_restart() -> None:
    items = ("目标", 0), ("任务", 0), ("甲", 1), ("细", 2), ("目", 2), ("乙", 1), ("条", 2), ("保障", 0), ("丙", 1)
    body = "".join(listed(text, level=depth) for text, depth in items)
    assert lines(body, numbering=NUMBERING) == (
        ["一、目标", "二、任务", "（一）甲", "1.细", "2.目", "（二）乙", "1.条", "三、保障", "（一）丙"]
    )


def test_lists_of_one_definition_count_on_and_an_override_starts_anew() -> None:
    body = listed("甲", 1) + listed("乙", 2) + listed("丙", 3) + listed("丁", 3) + listed("点", 5)
    assert lines(body, numbering=NUMBERING) == ["一、甲", "二、乙", "一、丙", "二、丁", "点"]


def test_a_number_without_mark_keeps_its_distance() -> None:
    body = listed("总则", 4) + listed("范围", 4, 1) + listed("对象", 4, 1)
    assert lines(body, numbering=NUMBERING) == ["1 总则", "1.1 范围", "1.2 对象"]


def test_styles_hand_their_numbering_down_and_zero_takes_it_away() -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, "chineseCounting", "%1、")}'
        f"{level(1, 'chineseCounting', '（%2）', SECOND)}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="本单位标题"/><w:basedOn w:val="H1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    )

    def styled(text: str, style: str, more: str = "") -> str:
        return paragraph(text, f'<w:pStyle w:val="{style}"/>{more}')

    body = (
        styled("目标……3", "T1")
        + styled("目标", "H1")
        + styled("甲", "H2")
        + styled("任务", "Own")
        + styled("附记", "H1", '<w:numPr><w:numId w:val="0"/></w:numPr>')
        + styled("乙", "H2")
        + styled("保障", "H1")
    )
    assert lines(body, numbering=numbering, styles=styles) == [
        "一、目标",
        "（一）甲",
        "二、任务",
        "附记",
        "（一）乙",
        "三、保障",
    ]


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("upperRoman", "II"), ("lowerLetter", "b"), ("decimalEnclosedCircleChinese", "②"), ("ideographTraditional", "乙"),
        ("chineseLegalSimplified", "贰"), ("decimalZero", "02"), ("decimalFullWidth", "２"), ("somethingNew", "2"), ("none", ""),
    ],
)  # fmt: skip
def test_number_formats(number_format: str, expected: str) -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="7">{level(0, number_format, "第%1条")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    )
    assert lines(listed("甲") + listed("乙"), numbering=numbering)[1] == f"第{expected}条乙"


def test_soft_breaks_tabs_and_blank_paragraphs() -> None:
    body = (
        "<w:p><w:r><w:t>牵头领导：张</w:t><w:br/><w:t>责任单位：</w:t><w:tab/><w:t>水务局</w:t></w:r></w:p><w:p/>"
        + paragraph("尾")
    )
    assert read_source("a.docx", word_file(body)).blocks == (
        Line(1, "牵头领导：张"),
        Line(2, "责任单位：\t水务局"),
        Line(4, "尾"),
    )


def test_insertions_stay_deletions_go() -> None:
    body = (
        "<w:p><w:r><w:t>责任单位：</w:t></w:r><w:del><w:r><w:delText>财政局</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>水务局</w:t></w:r></w:ins></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>" + paragraph("后半")
    )
    assert lines(body) == ["责任单位：水务局", "前半后半"]
    assert doubts(body) == [("D205", "第1行")]


def test_text_boxes_controls_links_and_fields_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    body = (
        f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>锚点</w:t></w:r><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>'
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    )
    assert lines(body) == ["锚点链接3", "框内", "控件"]
    assert doubts(body) == [("D207", "第2行")]


def test_merged_cells_and_tables_in_place() -> None:
    table = (
        f"<w:tbl><w:tr>{cell('任务')}{cell('单位', TWO_WIDE)}</w:tr>"
        f"<w:tr>{cell('修路', MERGED)}{cell('甲局')}{cell('乙局')}</w:tr>"
        f"<w:tr>{cell('', GOES_ON)}{cell('丙局')}<w:sdt><w:sdtContent>{cell('丁局')}</w:sdtContent></w:sdt></w:tr></w:tbl>"
    )
    first, found, last = read_source("a.docx", word_file(paragraph("前") + table + paragraph("后"))).blocks
    assert (first, last) == (Line(1, "前"), Line(2, "后"))
    assert isinstance(found, Table)
    assert [row.cells for row in found.rows] == [
        (Cell("任务"), Cell("单位"), Cell("单位", column_span=True)),
        (Cell("修路"), Cell("甲局"), Cell("乙局")),
        (Cell("修路", row_span=True), Cell("丙局"), Cell("丁局")),
    ]


def test_numbers_in_cells_are_resolved() -> None:
    rows = "".join(
        f"<w:tr><w:tc>{listed('', 1)}{listed(text, 4)}</w:tc>{cell('甲局')}</w:tr>" for text in ("修路", "架桥")
    )
    (table,) = read_source("a.docx", word_file(f"<w:tbl>{rows}</w:tbl>", {"numbering": NUMBERING})).blocks
    assert isinstance(table, Table)
    assert [row.cells[0].text for row in table.rows] == ["1 修路", "2 架桥"]


def test_a_cell_that_holds_two_texts_is_said() -> None:
    rows = f"<w:tr>{cell('甲', MERGED)}{cell('乙')}</w:tr><w:tr>{cell('旧', GOES_ON)}{cell('丙')}</w:tr>"
    assert doubts(f"<w:tbl>{rows}</w:tbl>") == [("D201", "第1行")]


def test_hidden_and_struck_text_is_read_and_said() -> None:
    body = (
        "<w:p>"
        + "".join(f"<w:r><w:rPr><w:{mark}/></w:rPr><w:t>{mark}</w:t></w:r>" for mark in ("vanish", "strike"))
        + "</w:p>"
    )
    assert lines(body) == ["vanishstrike"]
    assert [code for code, _ in doubts(body)] == ["D202", "D204"]


def test_the_first_pages_own_header_is_the_documents_head() -> None:
    section = '<w:sectPr><w:headerReference w:type="first" r:id="header1"/>%s</w:sectPr>'
    header = paragraph("建始县人民政府文件")
    assert lines(paragraph("正文") + section % "<w:titlePg/>", header1=header) == ["建始县人民政府文件", "正文"]
    assert lines(paragraph("正文") + section % "", header1=header) == ["正文"]


def test_a_document_made_by_a_library() -> None:
    document = docx.Document()
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("条目", style="List Number")
    table = document.add_table(3, 3)
    for row in table.rows:
        for index, place in enumerate(row.cells):
            place.text = f"格{index}"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "合并"
    out = io.BytesIO()
    document.save(out)
    source = read_source("a.docx", out.getvalue())
    assert [block.text for block in source.blocks if isinstance(block, Line)] == ["一、总体要求", "1.条目"]
    assert [
        [item.text for item in row.cells] for block in source.blocks if isinstance(block, Table) for row in block.rows
    ] == ([["格0", "格1", "格2"], ["合并", "格1", "格2"], ["合并", "格1", "格2"]])


PLAIN = word_file(paragraph("正文"))
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def test_strict_dialect_is_the_same_document() -> None:
    plain = io.BytesIO(PLAIN)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            target.writestr(name, part)
    assert read_source("a.docx", out.getvalue()).blocks == (Line(1, "正文"),)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E101"),
        (PLAIN[:200], "E101"),
        (PLAIN[:-40], "E101"),
        (b"<html><p>x</p></html>", "E101"),
        (word_file(paragraph("")), "E101"),
        (ENCRYPTED, "E103"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "E104"),
        (b"%PDF-1.4", "E104"),
        (word_file("", content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "E104"),
        (word_file("", content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), "E105"),
        (word_file("", {"word/vbaProject.bin": "x"}), "E105"),
        (word_file("", {"word/embeddings/oleObject1.bin": "x"}), "E105"),
        (word_file("", {"word/_rels/settings.xml.rels": '<R><r Id="1" Type="x/attachedTemplate" Target="https://example.invalid/t.dotm" TargetMode="External"/></R>'}), "E105"),
        (word_file('<w:p><w:fldSimple w:instr=" DDEAUTO excel x"/></w:p>'), "E105"),
        (word_file(paragraph("x"), {"styles": "", "word/styles.xml": '<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>'}), "E106"),
        (word_file("", {"../evil.xml": "x"}), "E107"),
        (word_file("", {"a/b.zip": "x"}), "E107"),
        (word_file("", {"word/media/a.png": bytes(2_000_000)}), "E107"),
        (word_file("", {f"word/{index}.xml": "x" for index in range(2_000)}), "E107"),
        (word_file(paragraph("长" * 30_001)), "E116"),
    ],
)  # fmt: skip
def test_refused(content: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_source("a.docx", content)
    assert refused.value.code == code
