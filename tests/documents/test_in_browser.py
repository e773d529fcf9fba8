"""The pages in a real browser: they ask nothing of the network, run no script, fit a narrow window and link what is there."""

import io
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page
from sample_papers import ONE_PAGE, PAPERS

from duban.documents.checklist import Checklist
from duban.documents.checklist_html import checklist_html
from duban.documents.month_page import PaperLink, month_page
from duban.documents.paper_html import paper_html
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult


@pytest.fixture
def pages(campaign: Campaign, result: MonthResult, checklist: Checklist, tmp_path: Path) -> dict[str, Path]:
    """The two pages as files, with the paper the month links."""
    (tmp_path / "月度督查通报.docx").write_bytes(b"paper")
    links = [PaperLink("本月文件", "月度督查通报", "docx", "月度督查通报.docx")]
    made = {"month": month_page(campaign, Month(2025, 3), result, links), "checklist": checklist_html(checklist)}
    for name, content in made.items():
        (tmp_path / f"{name}.html").write_bytes(content)
    return {name: tmp_path / f"{name}.html" for name in made}


def opened(browser: Browser, file: Path, width: int, scheme: str = "light") -> tuple[Page, list[str], list[str]]:
    """The page with what it asked for and what it complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    return page, asked, complaints


@pytest.mark.parametrize("name", ["month", "checklist"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    page, asked, complaints = opened(browser, pages[name], 1200, scheme)
    assert asked == [pages[name].as_uri()]
    assert complaints == []
    assert page.title()
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("name", ["month", "checklist"])
def test_a_page_fits_a_telephone(browser: Browser, pages: dict[str, Path], name: str) -> None:
    page, _, _ = opened(browser, pages[name], 390)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_bars_are_as_long_as_the_scores(browser: Browser, pages: dict[str, Path], result: MonthResult) -> None:
    page, _, _ = opened(browser, pages["month"], 1200)
    widths = [box["width"] for bar in page.locator("rect.value").all() if (box := bar.bounding_box())]
    scores = [float(unit.score) for unit in result.units if unit.score is not None]
    assert len(widths) == len(scores)
    longest = max(widths)
    assert sorted(round(width / longest, 2) for width in widths) == sorted(round(s / max(scores), 2) for s in scores)


def test_the_links_lead_to_the_papers(browser: Browser, pages: dict[str, Path]) -> None:
    page, _, _ = opened(browser, pages["month"], 1200)
    for link in page.locator("a").all():
        href = link.evaluate("element => element.href")
        assert href.startswith("file://")
    with page.expect_download() as download:
        page.locator("a").first.click()
    assert download.value.suggested_filename == "月度督查通报.docx"


def printed(browser: Browser, file: Path) -> list[str]:
    """The texts of the pages a browser prints."""
    page, _, _ = opened(browser, file, 1200)
    content = page.pdf(prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [page.extract_text() for page in pdf.pages]


@pytest.mark.parametrize("name", ONE_PAGE)
def test_a_form_is_printed_on_one_page(browser: Browser, tmp_path: Path, name: str) -> None:
    (tmp_path / "form.html").write_bytes(paper_html(PAPERS[name]))
    assert len(printed(browser, tmp_path / "form.html")) == 1


def test_no_heading_is_the_last_line_of_a_printed_page(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "paper.html").write_bytes(paper_html(PAPERS["督查方案"]))
    pages = printed(browser, tmp_path / "paper.html")
    assert len(pages) > 2
    assert not [page.splitlines()[-1] for page in pages if page.splitlines()[-1][1:2] in "、（"]


@pytest.mark.parametrize("name", ["month", "checklist"])
def test_every_heading_of_a_table_says_what_it_heads_and_a_broad_table_can_be_scrolled_by_keys(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    page, _, _ = opened(browser, pages[name], 1200)
    assert page.locator("th").count() == page.locator("th[scope]").count() > 0
    assert page.locator(".wide").count() == page.locator('.wide[role="region"][tabindex="0"][aria-label]').count() > 0
