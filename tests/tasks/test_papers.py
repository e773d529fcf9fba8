"""The out folder: papers are written in the office's looks, and what a plan calls a unit or a campaign never leaves the folder and never meets another's name."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from sample_papers import FORMAL

from duban.documents.office_template import TEMPLATE_NAME, template_docx
from duban.errors import ConfigurationError, InputRefused
from tasks.papers import put_paper, safe_name
from tasks.settings import settings

LONG = "某县农村人居环境整治提升三年行动领导小组办公室" * 4
NAMES = [
    "甲/乙",
    "甲:乙",
    "甲_乙",
    "甲乙",
    "甲\u202e乙",
    "甲乙 ",
    "..",
    "../../甲",
    "",
    LONG,
    LONG + "一",
    LONG + "二",
    "😀" * 90,
]


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_two_texts_never_share_a_file(one: str, other: str) -> None:
    assert safe_name(one) != safe_name(other)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_stays_in_its_folder_and_can_be_written(text: str, tmp_path: Path) -> None:
    file = tmp_path / f"任务清单_2026-03_{safe_name(text)}.xlsx.part"
    file.write_bytes(b"1")
    assert file.resolve().parent == tmp_path.resolve()
    assert not set(file.name) & set("/\\\u202e")


def test_an_ordinary_name_is_kept() -> None:
    assert safe_name("县教育体育局") == "县教育体育局"


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder the office keeps its template in, named by its setting."""
    monkeypatch.setenv("DUBAN_LAYOUTS", str(tmp_path / "looks"))
    settings.cache_clear()
    (tmp_path / "looks").mkdir()
    yield tmp_path / "looks" / TEMPLATE_NAME
    monkeypatch.undo()
    settings.cache_clear()


def test_a_paper_is_written_in_the_offices_looks_as_word_and_html(looks: Path, tmp_path: Path) -> None:
    looks.write_bytes(template_docx())
    files = put_paper(tmp_path / "out", "通报", FORMAL)
    assert [file.name for file in files] == ["通报.docx", "通报.html"]
    assert files[0].read_bytes()[:2] == b"PK"
    assert "督查情况的通报" in files[1].read_text(encoding="utf-8")
    assert put_paper(tmp_path / "again", "通报", FORMAL)[0].read_bytes() == files[0].read_bytes()


def test_a_template_that_is_missing_or_broken_stops_the_paper_before_it_is_written(looks: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"公文模板\.docx"):
        put_paper(tmp_path / "out", "通报", FORMAL)
    looks.write_bytes(b"not a document")
    with pytest.raises(InputRefused, match=r"公文模板\.docx"):
        put_paper(tmp_path / "out", "通报", FORMAL)
    assert not (tmp_path / "out").exists()
