"""Many units' papers at once: the same bytes on one core and on many, in the order asked for, and somebody may watch."""

from datetime import date

import pytest

from duban.documents.checklist import Checklist, ChecklistRow, Edition
from duban.documents.docx_package import Template
from duban.months import Month
from tasks import printing
from tasks.printing import MANY, forms_of, printed, watched


def checklists(number: int) -> dict[str, Checklist]:
    edition = Edition("某县专项行动", Month(2026, 3), 1, "某发〔2026〕3号", (), date(2026, 3, 25))
    words = (
        "某发〔2026〕3号",
        "控辍保学",
        "100%",
        "分管副县长",
        "牵头",
        "牵头：甲局",
        "3月底前",
        "2026年3月31日",
        "达到序时",
    )
    row = ChecklistRow(1, "三/（一）", "2026-03-31", "dated", *words)
    return {unit: Checklist("任务清单", unit, edition, (row,), ()) for unit in (f"第{n}局" for n in range(number))}


def test_many_papers_are_made_by_other_processes_with_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, seen = checklists(MANY), list[tuple[int, int]]()
    looks = Template({}, {"TableSmall": "a9"})
    here = {unit: forms_of(one, looks) for unit, one in asked.items()}
    assert here["第0局"]["docx"] != forms_of(asked["第0局"])["docx"]

    # Nothing may be made in this process once they are many; one of two cores is enough to show it.
    monkeypatch.setattr(printing.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(printing, "map", None, raising=False)
    with watched(lambda made, total: seen.append((made, total))):
        found = printed(asked, looks)
    assert list(found) == list(asked)
    assert found == here
    assert seen == [(made, MANY) for made in range(1, MANY + 1)]


def test_few_papers_are_made_here_and_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "ProcessPoolExecutor", None)
    seen = list[tuple[int, int]]()
    with watched(lambda made, total: seen.append((made, total))):
        assert len(printed(checklists(3))) == 3
    assert seen == []


def test_a_watcher_is_asked_only_while_its_block_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MANY", 2)
    monkeypatch.setattr(printing.os, "sched_getaffinity", lambda _: {0})
    seen = list[int]()
    with watched(lambda made, _: seen.append(made)):
        printed(checklists(2))
    printed(checklists(2))
    assert seen == [1, 2]
