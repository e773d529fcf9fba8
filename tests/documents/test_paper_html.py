"""Every kind of paper as HTML: the same words as the .docx, escaped, closed to the network, readable on a telephone and in the dark."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, sync_playwright
from sample_papers import FORMAL, JOINT, LETTER, PAPERS

from duban.documents.paper import Field, Form, Table, Text
from duban.documents.paper_html import paper_html

CHROMIUM = shutil.which("chromium")
# WCAG 2: contrast of normal text.
LEAST_CONTRAST = 4.5
CONTRAST = """() => {
  const luminance = color => { const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = luminance(getComputedStyle(document.querySelector('main')).backgroundColor);
  return Math.min(...[...document.querySelectorAll('main *')].filter(e => e.childNodes.length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => { const ink = luminance(getComputedStyle(e).color); return (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05); }));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium: install Debian's package `chromium`")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM)
        yield opened
        opened.close()


@pytest.mark.parametrize("name", PAPERS)
def test_every_word_of_the_paper_is_on_the_page(name: str) -> None:
    paper = PAPERS[name]
    page = html.fromstring(paper_html(paper).decode())
    words = "".join(page.text_content().split())
    blocks = [*paper.blocks, *(block for annex in paper.annexes for block in annex.blocks)]
    texts = [paper.title, paper.number, paper.addressees, paper.issuer, *paper.cover]
    for block in blocks:
        if isinstance(block, Form):
            texts += [text for row in block.rows for field in row for text in (field.label, field.text, field.foot)]
        elif isinstance(block, Table):
            texts += [block.caption, *(cell for row in block.rows for cell in row)]
        else:
            texts.append(getattr(block, "text", ""))
    for text in texts:
        assert "".join(text.split()) in words, text
    assert paper_html(paper) == paper_html(paper)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "{{ 7*7 }}", '" onload="x', "&lt;b&gt;"])
def test_hostile_text_stays_text(hostile: str) -> None:
    paper = replace(
        FORMAL,
        title_parts=(hostile,),
        issuer=hostile,
        blocks=(Text(hostile), Form(((Field(hostile, hostile, 1, hostile),),))),
    )
    page = html.fromstring(paper_html(paper).decode())
    assert page.text_content().count(hostile) >= 5
    assert not page.xpath("//script | //*[@onload]")


def test_the_page_is_marked_up_for_a_screen_reader() -> None:
    page = html.fromstring(paper_html(FORMAL).decode())
    assert page.get("lang") == "zh-CN"
    assert len(page.xpath("//h1")) == 1
    assert [level.text for level in page.xpath("//article/h2")] == ["一、总体情况"]
    assert page.xpath("//th/@scope") == ["col"] * len(page.xpath("//th"))
    assert page.xpath("//table/caption")
    targets = set(page.xpath("//@id"))
    assert all(link.removeprefix("#") in targets for link in page.xpath("//a/@href"))
    assert [
        mark.text_content() for mark in html.fromstring(paper_html(JOINT).decode()).xpath("//p[@class='organ']")
    ] == ["某县教育局某县财政局某县人力资源和社会保障局文件"]
    assert "印发" not in html.fromstring(paper_html(LETTER).decode()).xpath("string(//footer)")


def test_every_paper_fits_a_telephone_asks_for_nothing_and_is_legible_in_the_dark(
    browser: Browser, tmp_path: Path
) -> None:
    for number, paper in enumerate(PAPERS.values()):
        (tmp_path / f"{number}.html").write_bytes(paper_html(paper))
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, complaints=complaints: complaints.append(message.text))
        for number, name in enumerate(PAPERS):
            page.goto((tmp_path / f"{number}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
            assert page.evaluate(CONTRAST) >= LEAST_CONTRAST, (name, scheme)
        assert len(asked) == len(PAPERS)
        assert complaints == []
        page.close()


def test_print_is_a4_upright_or_on_its_side(browser: Browser, tmp_path: Path) -> None:
    import pdfplumber

    sizes = {}
    page = browser.new_page()
    for name in ("整改通知书", "整改台账"):
        (tmp_path / f"{name}.html").write_bytes(paper_html(PAPERS[name]))
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.pdf(path=tmp_path / f"{name}.pdf", prefer_css_page_size=True)
        with pdfplumber.open(tmp_path / f"{name}.pdf") as pdf:
            sizes[name] = {(round(one.width), round(one.height)) for one in pdf.pages}
    assert sizes == {"整改通知书": {(595, 842)}, "整改台账": {(842, 595)}}
