"""Every kind of paper laid out by LibreOffice, all in one call: nothing lost, nothing past the type area, the grid, the imprint's place,
the fonts reported."""

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from sample_papers import FORMAL, OFFICE, ONE_PAGE, PAPERS

import duban.documents
from duban.documents.assessment_sheet import assessment_sheet
from duban.documents.campaign_list import campaign_list
from duban.documents.checklist import Edition
from duban.documents.circular import Issue, circular
from duban.documents.official_docx import official_docx
from duban.documents.paper import Column, Paper, Table, Text
from duban.documents.replaced_fonts import replaced_fonts
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.explanation import Explanation, Row
from duban.rules.result import MonthResult

FONTS = Path(duban.documents.__file__).parent / "layouts" / "fonts.conf"
MM = 72 / 25.4
TWIP = 1 / 20
PLAIN = replace(FORMAL, blocks=tuple(Text("督" * 1400) for _ in range(2)), annexes=(), imprint=None)
FROM_DATA = ("月度督查通报", "任务清单", "考核得分表", "二十四个单位得分表")
# Rows up to more than a page, as plans with many targets in one task have them.
LONG_ROW = Paper(
    ("某县教育攻坚", "任务清单"),
    "",
    (
        Table(
            "",
            tuple(Column(name, 1) for name in ("序号", "内容", "目标", "领导", "单位", "时限", "节点", "进展")),
            tuple(
                (
                    str(place),
                    "校舍改造",
                    "".join(f"第{number}校新建校舍面积若干平方米，" for number in range(length)),
                    *("县教育局",) * 5,
                )
                for place, length in enumerate(range(30, 75, 3), 1)
            ),
        ),
    ),
    "",
    landscape=True,
    working=True,
)


class Laid(NamedTuple):
    """A paper's bytes and its pages."""

    docx: bytes
    pdf: bytes


def made_of_data(campaign: Campaign, result: MonthResult, edition: Edition) -> tuple[Paper, ...]:
    row = Row("控辍保学（2025年3月31日）", "按序时计算", "截至3月31日，进度80%", result.cutoff, "100")
    told = Explanation("县教育局", "县教育局2025年3月得分说明", (row,) * 3, (row,), ("Σ(w×c×s)÷Σ(w×c)=290/3=96.67",))
    return (
        circular(campaign, result, Issue(Month(2025, 3), OFFICE)),
        campaign_list(campaign, edition, result.obligations, OFFICE),
        assessment_sheet(campaign.title, Month(2025, 3), result, [told], OFFICE),
        assessment_sheet(
            "某县义务教育优质均衡发展攻坚行动",
            Month(2025, 3),
            result._replace(
                units=tuple(result.units[0]._replace(unit=f"第{place}单位", rank=place) for place in range(1, 25))
            ),
            [told, told],
            OFFICE,
        ),
    )


@pytest.fixture(scope="module")
def laid(
    tmp_path_factory: pytest.TempPathFactory, campaign: Campaign, result: MonthResult, edition: Edition
) -> dict[str, Laid]:
    """All papers, converted in one call with the fonts the package names as stand-ins."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice: install Debian's package `libreoffice-writer-nogui`")
    home = tmp_path_factory.mktemp("pages")
    more = dict(zip(FROM_DATA, made_of_data(campaign, result, edition), strict=True))
    for name, paper in {**PAPERS, **more, "满页": PLAIN, "长行": LONG_ROW}.items():
        (home / f"{name}.docx").write_bytes(official_docx(paper))
    files = sorted(home.glob("*.docx"))
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            str(home),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
    )
    return {file.stem: Laid(file.read_bytes(), file.with_suffix(".pdf").read_bytes()) for file in files}


def sections(content: bytes) -> list[Any]:
    return list(docx.Document(io.BytesIO(content)).sections)


def written(content: bytes) -> Counter[str]:
    """Every visible character of the document's body, fields left out."""
    body = docx.Document(io.BytesIO(content)).element.body
    texts = [text.text or "" for text in body.iter(qn("w:t"))]
    return Counter(re.sub(r"\s", "", "".join(texts)))


def test_a_full_page_holds_22_lines_of_28_characters(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["满页"].pdf)) as pdf:
        page = Counter(round(char["top"]) for char in pdf.pages[1].chars if char["text"] == "督")
    assert len(page) == 22
    assert set(page.values()) == {28}


@pytest.mark.parametrize("name", [*PAPERS, *FROM_DATA, "长行"])
def test_nothing_is_lost_and_nothing_leaves_the_type_area(laid: dict[str, Laid], name: str) -> None:
    margins = {
        (round(section.page_width.pt), round(section.page_height.pt)): section for section in sections(laid[name].docx)
    }
    shown: Counter[str] = Counter()
    letter = PAPERS[name].letterhead.letter if name in PAPERS and PAPERS[name].letterhead else False  # type: ignore[union-attr]
    with pdfplumber.open(io.BytesIO(laid[name].pdf)) as pdf:
        for place, page in enumerate(pdf.pages):
            section = margins[round(page.width), round(page.height)]
            shown.update(char["text"] for char in page.chars)
            body = [char for char in page.chars if char["text"].strip() and char["bottom"] < page.height - 30 * MM]
            assert body or page.chars, "no page is empty"
            top = 25 * MM if letter and place == 0 else section.top_margin.pt
            for char in body:
                # Punctuation at a line's end may hang past the edge, as in Word.
                hang = 17 if char["text"] in "，。；：、”）" else 1
                assert char["x0"] >= section.left_margin.pt - (22 if letter else 1), char
                assert char["x1"] <= page.width - section.right_margin.pt + max(
                    hang, 21 if letter and place == 0 else 0
                )
                assert char["top"] >= top - 4, char
                assert char["bottom"] <= page.height - section.bottom_margin.pt + 4, char
    missing = written(laid[name].docx) - Counter({re.sub(r"\s", "", k): v for k, v in shown.items() if k.strip()})
    # LibreOffice 7.4 drops a comma that hangs past a line of mixed letters; the .docx holds it.
    assert set(missing) <= set("，。；：、")
    assert missing.total() <= 1


@pytest.mark.parametrize("name", ONE_PAGE)
def test_a_form_keeps_to_one_page(laid: dict[str, Laid], name: str) -> None:
    with pdfplumber.open(io.BytesIO(laid[name].pdf)) as pdf:
        assert len(pdf.pages) == 1


def test_the_imprint_stands_on_the_last_pages_foot_with_its_rules(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["通报"].pdf)) as pdf:
        page = pdf.pages[-1]
        foot = page.height - 35 * MM
        # Rules may come as thin rectangles or as lines.
        rules = [
            edge
            for edge in page.edges
            if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > 150 * MM and edge["top"] > page.height / 2
        ]
        assert max(rule["bottom"] for rule in rules) == pytest.approx(foot, abs=1.5)
        words = page.crop((0, foot - 60, page.width, foot + 2)).extract_text()
    assert words.replace(" ", "").startswith("抄送：县委办公室")
    assert "2026年4月3日印发" in words.replace(" ", "")
    table = docx.Document(io.BytesIO(laid["通报"].docx)).tables[-1]
    rules_set = [
        [border.get(qn("w:sz")) for border in cell._tc.tcPr.find(qn("w:tcBorders"))] for cell in table.columns[0].cells
    ]
    assert rules_set == [["8", "6"], ["6", "8"]], "1 pt is 0.35 mm, 0.75 pt 0.26 mm"


def test_page_numbers_are_right_on_odd_and_left_on_even_pages_and_7_mm_below(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["满页"].pdf)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            chars = [char for char in page.chars if char["top"] > page.height - 35 * MM + 10 and char["text"].strip()]
            assert "".join(char["text"] for char in chars) == f"—{number}—"
            near = chars[0]["x0"] - 28 * MM if number % 2 == 0 else page.width - 26 * MM - chars[-1]["x1"]
            assert near == pytest.approx(14, abs=2), "one character of 14 pt from the edge"
            middle = (chars[1]["top"] + chars[1]["bottom"]) / 2
            assert middle - (page.height - 35 * MM) == pytest.approx(7 * MM + 7, abs=5)


def test_a_letters_first_page_has_two_red_rules_and_no_number(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["函"].pdf)) as pdf:
        first, second = pdf.pages[:2]
        red = [edge for edge in first.edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > 165 * MM]
        assert "—1—" not in first.extract_text().replace(" ", "")
        assert "—2—" in second.extract_text().replace(" ", "")
        assert red, "170 mm wide"
        assert min(edge["top"] for edge in red) < first.height / 3
        assert max(edge["bottom"] for edge in red) == pytest.approx(first.height - 20 * MM, abs=4)
        mark = next(char for char in first.chars if char["text"] == "某")
        assert mark["top"] == pytest.approx(30 * MM, abs=8)


def test_the_red_mark_and_the_title_stand_where_the_standard_says(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["上行文"].pdf)) as pdf:
        page = pdf.pages[0]
        mark = next(char for char in page.chars if char["non_stroking_color"] in ((1, 0, 0), (1.0, 0.0, 0.0)))
        assert mark["top"] == pytest.approx(72 * MM, abs=10)
        rules = [edge for edge in page.edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > 150 * MM]
        title = next(char for char in page.chars if round(char["size"]) == 22)
        assert title["top"] - max(edge["bottom"] for edge in rules) == pytest.approx(2 * 28.95, abs=12), (
            "two blank lines"
        )


def test_the_contents_name_the_pages_their_sections_begin_on(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["资料汇编"].pdf)) as pdf:
        pages = [page.extract_text().replace(" ", "") for page in pdf.pages]
    listed = dict(re.findall(r"(?m)^(.+?)\.{3,}(\d+)$", pages[1]))
    assert len(listed) == 10
    for heading, number in listed.items():
        assert heading in pages[int(number) - 1].splitlines()


def test_the_fonts_a_rendering_replaced_are_named(laid: dict[str, Laid]) -> None:
    report = replaced_fonts(laid["通报"].docx, laid["通报"].pdf)
    assert set(report.missing) | {"仿宋_GB2312"} == set(report.missing), "no office's font is on a machine that tests"
    assert set(report.missing) <= {"仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "黑体", "宋体", "Times New Roman"}
    assert report.instead
    assert all(name in report.words for name in report.missing)


def test_the_assessment_of_four_and_twenty_units_is_signed_on_the_page_of_its_scores(laid: dict[str, Laid]) -> None:
    with pdfplumber.open(io.BytesIO(laid["二十四个单位得分表"].pdf)) as pdf:
        pages = [page.extract_text().replace(" ", "") for page in pdf.pages]
    assert "第24单位" in pages[0]
    assert "审核人（签字）" in pages[0]
    assert "得分说明附后" in pages[0]
    assert pages[1].startswith("附件"), "no page between the scores and their explanation"
