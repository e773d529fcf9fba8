"""Names of papers: what a plan calls a unit or a campaign never leaves the folder and never meets another's name."""

from itertools import combinations
from pathlib import Path

import pytest

from tasks.papers import safe_name

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
