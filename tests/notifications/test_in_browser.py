"""Letters of every kind in a real browser, as a mail program shows their HTML: they ask nothing, run nothing, and fit a narrow window.

With DUBAN_PICTURES naming a folder, the pictures are left there for a person to look at.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from duban.letters import Letter
from notifications.digest import compose
from tests.notifications.samples import desk, letters

AT = datetime(2017, 7, 10, 1, tzinfo=UTC)
KINDS = sorted(letters())
LONG = "为贯彻落实上级关于进一步加强义务教育控辍保学工作的意见而开展的专项排查整治" * 3


def page_of(*found: Letter) -> str:
    """The HTML part of the mail that carries these letters."""
    message = message_from_bytes(compose(found, desk().office, AT, "duban.example.test").message, policy=policy.default)
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def shown(browser: Browser, html: str, width: int, name: str, folder: Path) -> tuple[list[str], list[str], bool]:
    """What the page asked for, what it complained of, and whether it fits the window's width."""
    file = folder / f"{name}.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if pictures := os.environ.get("DUBAN_PICTURES"):
        page.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
    page.close()
    return [url for url in asked if url != file.as_uri()], complaints, fits


@pytest.mark.parametrize("width", [900, 390])
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_asks_for_nothing_and_fits(browser: Browser, kind: str, width: int, tmp_path: Path) -> None:
    assert shown(browser, page_of(letters()[kind]), width, kind, tmp_path) == ([], [], True)


@pytest.mark.parametrize("width", [900, 390])
def test_a_digest_of_several_letters_fits(browser: Browser, width: int, tmp_path: Path) -> None:
    mine = [letter for letter in letters().values() if letter.to == "edu@example.test"]
    assert len(mine) > 5
    assert shown(browser, page_of(*mine), width, "digest", tmp_path) == ([], [], True)


def test_long_words_do_not_widen_a_letter(browser: Browser, tmp_path: Path) -> None:
    names = replace(desk().campaign.tasks[0]).title
    for kind, letter in letters().items():
        html = page_of(letter).replace(names, LONG + "https://" + "x" * 120)
        assert shown(browser, html, 390, f"long-{kind}", tmp_path)[2], kind
