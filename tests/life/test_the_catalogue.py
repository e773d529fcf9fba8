"""The catalogue as a whole: words are unambiguous, every right exists, and the page on acts lists what the program can do."""

from pathlib import Path

import pytest

from duban.errors import UsageError
from duban.life.catalogue import SUBJECTS
from duban.life.rights import RIGHTS
from duban.life.words import catalogue_rows, subject_and_kind

PAGE = Path(__file__).parents[2] / "docs" / "acts.md"


def test_the_page_lists_every_act_as_the_program_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for row in catalogue_rows():
        assert f"| {row.title} | {row.word} | {row.right} | {row.fields} | {row.needs} |" in page, row


def test_words_and_titles_mean_one_act_and_rights_exist() -> None:
    for subject in SUBJECTS.values():
        titles = [kind.title for kind in subject.kinds.values()]
        assert len(titles) == len(set(titles))
        assert {kind.right for kind in subject.kinds.values()} <= RIGHTS.keys()
    assert len({subject.title for subject in SUBJECTS.values()}) == len(SUBJECTS)


def test_an_unknown_word_is_answered_with_the_choices() -> None:
    with pytest.raises(UsageError, match=r"可写：.*任务（task）"):
        subject_and_kind("工单", "退回")
    with pytest.raises(UsageError, match="退回（return）"):
        subject_and_kind("task", "打回")
