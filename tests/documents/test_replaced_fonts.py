"""Fonts a paper names and the faces of its PDF: whose styles they are of, under which names they go, what is reported as missing."""

import io
import zipfile

import pytest
from sample_papers import FORMAL, PAPERS

from duban.documents.docx_package import docx_bytes
from duban.documents.official_docx import official_docx
from duban.documents.replaced_fonts import FontReport, replaced_fonts, together

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OURS = ("Times New Roman", "仿宋_GB2312", "宋体", "方正小标宋简体", "楷体_GB2312", "黑体")


def pdf(*faces: str) -> bytes:
    """One page whose fonts have these names."""
    fonts = " ".join(f"/F{at} {at + 4} 0 R" for at in range(len(faces)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<<{fonts}>>>>>>",
        *(f"<</Type/Font/Subtype/Type1/BaseFont/{face}>>" for face in faces),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj{text}endobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + table.encode() + f"startxref\n{len(out)}\n%%EOF".encode()


def paper(body: str, styles: str = "") -> bytes:
    """A Word file of another program's with these paragraphs and styles."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if styles:
            package.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
    return out.getvalue()


def style(name: str, font: str = "", based: str = "", default: bool = False) -> str:
    fonts = f'<w:rPr><w:rFonts w:eastAsia="{font}" w:ascii="{font}"/></w:rPr>' if font else ""
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    first = ' w:default="1"' if default else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"{first}>{on}{fonts}</w:style>'


def paragraph(text: str, named: str = "", run: str = "") -> str:
    of = f'<w:pPr><w:pStyle w:val="{named}"/></w:pPr>' if named else ""
    return f"<w:p>{of}<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_every_font_of_ours_is_missed_where_none_is_there() -> None:
    report = replaced_fonts(official_docx(FORMAL), pdf("ABCDEF+NotoSerifCJKjp-Bold", "ABCDEF+NotoSerifCJKjp-Regular"))
    assert report == FontReport(OURS, ("NotoSerifCJKjp",))
    assert all(name in report.words for name in (*OURS, "NotoSerifCJKjp"))


def test_nothing_is_missed_where_all_are_there_under_their_names_in_files() -> None:
    faces = ("ABCDEF+FangSong_GB2312", "KaiTi_GB2312", "FZXiaoBiaoSong-B05S", "SimHei", "SimSun", "TimesNewRomanPSMT")
    report = replaced_fonts(official_docx(FORMAL), pdf(*faces))
    assert report == FontReport((), ())
    assert report.words == ""


def test_the_red_head_of_a_letter_counts() -> None:
    head = docx_bytes("函", f"<w:document {W}><w:body/></w:document>")
    assert "方正小标宋简体" not in replaced_fonts(head, pdf("SimSun")).missing
    assert "方正小标宋简体" in replaced_fonts(official_docx(PAPERS["函"]), pdf("SimSun")).missing


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (paragraph("督办", "own"), ("方正仿宋_GBK",)),
        (paragraph("督办", "based"), ("方正仿宋_GBK",)),
        (paragraph("督办", "bare"), ("华文中宋",)),
        (paragraph("督办"), ("华文中宋",)),
        (paragraph("督办", "own", '<w:rFonts w:eastAsia="隶书"/>'), ("隶书",)),
        (paragraph("60", "bare", '<w:rFonts w:eastAsia="隶书" w:ascii="Arial"/>'), ("Arial",)),
        (paragraph("——", "own"), ("方正仿宋_GBK",)),
        (paragraph("　", "own"), ()),
        (paragraph("督办", "round"), ()),
    ],
)
def test_the_font_of_a_run_is_its_own_its_styles_or_the_papers(body: str, missing: tuple[str, ...]) -> None:
    styles = style("a", "华文中宋", default=True) + style("own", "方正仿宋_GBK") + style("based", based="own")
    styles += style("bare", based="a") + style("round", based="round")
    assert replaced_fonts(paper(body, styles), pdf("SimSun")).missing == missing


def test_a_paper_that_names_no_font_misses_none() -> None:
    assert replaced_fonts(paper(paragraph("督办")), pdf("SimSun")) == FontReport((), ("SimSun",))


def test_reports_are_told_as_one() -> None:
    one, other = FontReport(("黑体",), ("NotoSans",)), FontReport(("宋体", "黑体"), ("NotoSans", "NotoSerif"))
    assert together((one, other, FontReport((), ()))) == FontReport(("宋体", "黑体"), ("NotoSans", "NotoSerif"))
