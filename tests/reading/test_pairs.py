"""The reader against whole documents: every document beside its gold answer, each fact compared."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from duban.plan import plan_from_json
from duban.reading.reader import read_plan
from duban.reading.sources import read_source

HERE = Path(__file__).resolve().parent
# The reference sets lie beside the project where they are at hand; the project's own set is always read.
FOLDERS = [HERE / "plans"] + [p for name in ("seeds", "reading") if (p := HERE.parents[2] / "shared" / name).is_dir()]
ANSWERS = [answer for folder in FOLDERS for answer in sorted(folder.glob("*.expected.json"))]
UNITS = ("leaders", "lead_units", "responsible_units", "cooperating_units")
DUE = ("kind", "start", "end", "every", "times", "within")
# One field of one document may be wrong; a set of documents as a whole may not.
FLOOR, SET_FLOOR = 0.90, 0.98


def document_of(answer: Path) -> Path:
    name = answer.name.removesuffix(".expected.json")
    found = [path for path in answer.parent.iterdir() if path.stem == name and path != answer]
    assert len(found) == 1, f"{name} needs exactly one document beside its answer, has {len(found)}"
    return found[0]


@cache
def read(answer: Path) -> dict[str, Any]:
    document = document_of(answer)
    return read_plan(read_source(document.name, document.read_bytes())).as_json()


def folded(text: str | None) -> str:
    return "".join(unicodedata.normalize("NFKC", text or "").split())


def dues(item: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(due[key] for key in DUE) for due in item["due"]]


def facts(plan: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield what a plan says as facts; a task is known by its number and how often that number stood before."""
    seen: Counter[str] = Counter()
    for key in ("title", "document_number", "issuer", "issued_on"):
        if plan[key]:
            yield (key, folded(plan[key]))
    for task in plan["tasks"]:
        number = folded(task["number"])
        seen[number] += 1
        name = (number, seen[number])
        yield (*name, "task")
        yield from ((*name, field, folded(unit)) for field in UNITS for unit in task[field])
        yield from ((*name, "due", due) for due in dues(task))
        for at, step in enumerate(task["steps"]):
            yield (*name, "step", at)
            yield from ((*name, "step", at, due) for due in dues(step))
    yield from (("target", t["op"], float(t["value"]), folded(t["unit"])) for t in plan["targets"])


def score(answers: list[Path]) -> float:
    """Return the F1 of the facts read over some documents."""
    both = given = got = 0
    for answer in answers:
        gold = Counter(facts(json.loads(answer.read_text(encoding="utf-8"))))
        found = Counter(facts(read(answer)))
        both, given, got = both + (gold & found).total(), given + gold.total(), got + found.total()
    return 2 * both / (given + got)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_a_document_is_read_as_its_answer_says(answer: Path) -> None:
    assert score([answer]) >= FLOOR


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_set_of_documents_is_read_nearly_whole(folder: Path) -> None:
    assert score([answer for answer in ANSWERS if answer.parent == folder]) >= SET_FLOOR


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_a_plan_comes_back_from_its_json(answer: Path) -> None:
    plan = read(answer)
    again = plan_from_json(plan).as_json()
    assert {**again, "doubts": []} == {**plan, "doubts": []}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_every_task_says_its_lines(answer: Path) -> None:
    for task in read(answer)["tasks"]:
        first, last = task["lines"]
        assert 1 <= first <= last
