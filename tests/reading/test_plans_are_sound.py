"""The gold answers themselves: every expected.json is a Plan of the contract, and quotes nothing its document does not say.

What a reader makes of the documents is tested elsewhere; nothing here imports duban.reading, so a fault cannot hide on both sides.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pdfplumber
import pytest
from lxml import etree, html

HERE = Path(__file__).resolve().parent
# The reference sets lie beside the project where they are at hand; the project's own set is always checked.
FOLDERS = [HERE / "plans"] + [p for name in ("seeds", "reading") if (p := HERE.parents[2] / "shared" / name).is_dir()]
ANSWERS = [answer for folder in FOLDERS for answer in sorted(folder.glob("*.expected.json"))]

NAMES = ("leaders", "lead_units", "responsible_units", "cooperating_units")
PLAN = {"title", "document_number", "issuer", "issued_on", "tasks", "targets"}
TASK = {"number", "title", *NAMES, "due", "steps"}
DUE = {"text", "kind", "start", "end", "every", "times", "within"}
TARGET = {"text", "metric", "op", "value", "unit", "by"}
# Which of a due's fields each kind fills: (always, sometimes).
FILLED = {
    "by": ({"end"}, set()),
    "window": ({"start", "end"}, set()),
    "recurring": ({"every"}, {"start", "end", "times"}),
    "relative": ({"within"}, set()),
    "ongoing": (set(), set()),
}
DURATION = re.compile(r"P(\d+[DMY]|T\d+[HM])")
BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


@cache
def plan_of(answer: Path) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return plan


def document_of(answer: Path) -> Path:
    name = answer.name.removesuffix(".expected.json")
    found = [path for path in answer.parent.iterdir() if path.stem == name and path != answer]
    assert len(found) == 1, f"{name} needs exactly one document beside its answer, has {len(found)}"
    return found[0]


def folded(text: str) -> str:
    """Return text without white space, page numbers and differences of width."""
    text = re.sub(r"^\s*[-—]\s*\d+\s*[-—]\s*$", "", text, flags=re.MULTILINE)
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@cache
def texts_of(document: Path) -> list[str]:
    """Return the folded text of a document, once for each character set it may be written in."""
    content = document.read_bytes()
    match document.suffix:
        case ".docx":
            with ZipFile(document) as package:
                parts = [etree.fromstring(package.read(n)) for n in package.namelist() if n == "word/document.xml"]
            return [folded("".join(str(text) for part in parts for text in part.itertext()))]
        case ".xlsx":
            rows = (row for sheet in openpyxl.load_workbook(document) for row in sheet.iter_rows(values_only=True))
            return [folded("\n".join(str(value) for row in rows for value in row if value is not None))]
        case ".pdf":
            with pdfplumber.open(document) as pages:
                return [folded("\n".join(page.extract_text() for page in pages.pages))]
    readings = list(decoded(content))
    if document.suffix == ".html":
        readings = [
            "".join(map(str, html.fromstring(text.encode("utf-8"), parser=UTF8).itertext())) for text in readings
        ]
    return [folded(text) for text in readings]


UTF8 = html.HTMLParser(encoding="utf-8")


def decoded(content: bytes) -> Iterator[str]:
    for encoding in ("utf-8-sig", "gb18030", "big5", "utf-16"):
        try:
            yield content.decode(encoding)
        except UnicodeDecodeError:
            continue


def dues_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [due for task in plan["tasks"] for item in (task, *task["steps"]) for due in item["due"]]


def quotes_of(plan: dict[str, Any]) -> Iterator[str]:
    """Yield every text of the answer that must stand in the document letter by letter."""
    yield plan["title"]
    yield from (plan[key] for key in ("issuer",) if plan[key])
    yield from (due["text"] for due in dues_of(plan))
    yield from (target["text"] for target in plan["targets"])
    for task in plan["tasks"]:
        yield task["title"]
        yield from (name for key in NAMES for name in task[key])
        yield from (step["text"] for step in task["steps"])
        yield from task["number"].split("/")


@pytest.fixture(params=ANSWERS, ids=lambda path: path.name.removesuffix(".expected.json"))
def answer(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_every_document_has_its_answer() -> None:
    plans = [path for path in (HERE / "plans").iterdir() if path.suffix != ".json"]
    assert len(plans) >= 34
    assert {path.stem for path in plans} == {
        a.name.removesuffix(".expected.json") for a in ANSWERS if a.parent == HERE / "plans"
    }


def test_answers_have_the_keys_and_types_of_the_contract(answer: Path) -> None:
    plan = plan_of(answer)
    assert PLAN <= plan.keys() <= PLAN | {"notes", "doubts"}
    assert plan["title"]
    assert isinstance(plan["title"], str)
    assert all(plan[key] is None or (isinstance(plan[key], str) and plan[key]) for key in ("document_number", "issuer"))
    for task in plan["tasks"]:
        assert TASK <= task.keys() <= TASK | {"lines"}
        assert isinstance(task["number"], str)
        assert isinstance(task["title"], str)
        assert task["title"]
        assert all(isinstance(name, str) and name for key in NAMES for name in task[key])
        assert all(step.keys() == {"text", "due"} and step["text"] for step in task["steps"])
    assert all(due.keys() == DUE and due["text"] for due in dues_of(plan))
    for target in plan["targets"]:
        assert target.keys() == TARGET
        assert target["text"]
        assert target["metric"]
        assert isinstance(target["unit"], str)
        assert target["op"] in {">=", "<=", ">", "<", "="}
        assert type(target["value"]) is int or (type(target["value"]) is float and not target["value"].is_integer())


def test_dates_exist_and_dues_fill_the_fields_of_their_kind(answer: Path) -> None:
    plan = plan_of(answer)
    for day in [plan["issued_on"], *(target["by"] for target in plan["targets"])]:
        assert day is None or date.fromisoformat(day).isoformat() == day
    for due in dues_of(plan):
        filled = {key for key in DUE - {"text", "kind"} if due[key] is not None}
        always, sometimes = FILLED[due["kind"]]
        assert always <= filled <= always | sometimes, due
        days = [date.fromisoformat(due[key]) for key in ("start", "end") if due[key]]
        assert days == sorted(days), due
        assert all(DURATION.fullmatch(due[key]) for key in ("every", "within") if due[key]), due
        assert due["times"] is None or (type(due["times"]) is int and due["times"] > 0), due


def test_names_are_single_and_clean(answer: Path) -> None:
    for task in plan_of(answer)["tasks"]:
        for key in NAMES:
            assert len(set(task[key])) == len(task[key]), (task["number"], key)
        for name in (name for key in NAMES for name in task[key]):
            assert not re.search(r"[\s，,；;。：:]|等(部门|单位)?$|^[（(【]", name), name
            assert "、" not in BRACKETED.sub("", name) or name.startswith("各"), name


def test_document_numbers_have_normal_brackets(answer: Path) -> None:
    number = plan_of(answer)["document_number"]
    assert number is None or re.fullmatch(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号", number)


def test_answers_quote_only_what_the_document_says(answer: Path) -> None:
    texts = texts_of(document_of(answer))
    missing = [[quote for quote in quotes_of(plan_of(answer)) if folded(quote) not in text] for text in texts]
    assert [] in missing, min(missing, key=len)
