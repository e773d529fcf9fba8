"""Review sheets on the disk: out of a plan file, back from a corrected workbook or Word form."""

import hashlib
from pathlib import Path

import docx
import openpyxl
import pytest

from duban.errors import InputRefused, UsageError
from tasks.intake import read_document
from tasks.reviewing import read_reviewed_file, write_review

PLAN = "某县改水实施方案\n一、工作任务\n（一）修建水厂。责任单位：县水务局。\n（二）铺设管网。责任单位：县住建局。完成时限：2021年6月底前。\n"


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_out_and_back(plan_file: Path, tmp_path: Path) -> None:
    document = read_document(plan_file)
    out = write_review(document, plan_file.name, tmp_path / "核对.xlsx")
    reviewed, content = read_reviewed_file(out)
    assert content == out.read_bytes()
    assert (reviewed.name, reviewed.sha256) == ("方案.txt", hashlib.sha256(document.content).hexdigest())
    assert reviewed.plan == reviewed.paper == document.plan
    book = openpyxl.load_workbook(out)
    place = next(cell for row in book["任务"] for cell in row if cell.value == "县住建局")
    place.value = "县住房和城乡建设局"
    book.save(out)
    changed, _ = read_reviewed_file(out)
    assert changed.plan.tasks[1].responsible_units == ("县住房和城乡建设局",)
    assert [(item.paper, item.person) for item in changed.corrections] == [("县住建局", "县住房和城乡建设局")]


def test_a_word_form_is_known_by_what_it_holds(plan_file: Path, tmp_path: Path) -> None:
    document = read_document(plan_file)
    out = write_review(document, plan_file.name, tmp_path / "核对.docx")
    form = docx.Document(str(out))
    place = next(cell for table in form.tables for row in table.rows for cell in row.cells if cell.text == "县住建局")
    place.text = "县住房和城乡建设局"
    renamed = tmp_path / "改了名的核对表.xlsx"
    form.save(str(renamed))
    changed, _ = read_reviewed_file(renamed)
    assert (changed.name, changed.paper) == ("方案.txt", document.plan)
    assert changed.plan.tasks[1].responsible_units == ("县住房和城乡建设局",)
    workbook = write_review(document, plan_file.name, tmp_path / "核对.xlsx").rename(tmp_path / "没有扩展名")
    assert read_reviewed_file(workbook)[0].plan == document.plan


def test_a_page_to_read(plan_file: Path, tmp_path: Path) -> None:
    page = write_review(read_document(plan_file), plan_file.name, tmp_path / "核对.HTML").read_text(encoding="utf-8")
    assert "（一）修建水厂。责任单位：县水务局。" in page


def test_other_forms_are_refused(plan_file: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"xlsx、\.docx 或"):
        write_review(read_document(plan_file), plan_file.name, tmp_path / "核对.pdf")
    with pytest.raises(InputRefused) as refused:
        read_reviewed_file(plan_file)
    assert refused.value.code == "E130"
