"""A Word checklist goes out, is filled in by hand, and comes back: read like the workbook, refused like it."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from damaged import flipped
from docx.table import Table

from duban.documents.answers import Answers, Awaited, Head, head_of, read_answers
from duban.documents.checklist import Checklist
from duban.documents.checklist_docx import COLUMNS, checklist_docx
from duban.months import Month

STATUS, TEXT, EVIDENCE = (
    next(at for at, (name, _) in enumerate(COLUMNS) if name == wanted) for wanted in ("办理情况", "进展", "佐证")
)
Change = Callable[[Table], None]


@pytest.fixture
def awaited(checklist: Checklist) -> Awaited:
    duties = frozenset((row.task, row.node) for row in checklist.rows)
    return Awaited("c1", Month(2025, 3), 2, {"县教育局": duties})


def changed(checklist: Checklist, change: Change) -> bytes:
    """The issued form after a change made to its table."""
    document = docx.Document(io.BytesIO(checklist_docx(checklist)))
    change(document.tables[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def fill(table: Table) -> None:
    """The second row asks for more time; the third was done twice. The first has been claimed and takes no answer."""
    table.cell(2, STATUS).text, table.cell(2, TEXT).text = "申请延期：2025-04-30", "汛期施工受阻"
    table.cell(3, STATUS).text, table.cell(3, EVIDENCE).text = "已开展 2025-03-05、2025年3月20日", "走访记录"


def told(read: Answers) -> list[tuple[object, ...]]:
    return [(one.kind, one.node, one.progress, one.to or one.on, one.note) for one in read.answers]


ANSWERS = [
    ("extend_request", "2025-03-31", None, date(2025, 4, 30), "汛期施工受阻"),
    ("occur", "every:P1M", None, date(2025, 3, 5), "佐证：走访记录"),
    ("occur", "every:P1M", None, date(2025, 3, 20), "佐证：走访记录"),
]


def test_a_filled_form_is_read_as_the_workbook_would_be(checklist: Checklist, awaited: Awaited) -> None:
    content = changed(checklist, fill)
    assert head_of(content) == Head("c1", "县教育局", Month(2025, 3), 2)
    read = read_answers(content, awaited)
    assert isinstance(read, Answers), read
    assert told(read) == ANSWERS


@pytest.mark.parametrize("written", ["有进展 ６０％", "有进展60", "有进展：60%", "有进展　60"])
def test_progress_is_read_however_it_is_set(checklist: Checklist, awaited: Awaited, written: str) -> None:
    def report(table: Table) -> None:
        table.cell(2, STATUS).text, table.cell(2, TEXT).text = written, "完成摸底"

    read = read_answers(changed(checklist, report), awaited)
    assert isinstance(read, Answers), read
    assert told(read) == [("report", "2025-03-31", 60, None, "完成摸底")]


def test_an_untouched_form_answers_nothing(checklist: Checklist, awaited: Awaited) -> None:
    read = read_answers(checklist_docx(checklist), awaited)
    assert isinstance(read, Answers), read
    assert read.answers == ()


def test_wrong_answers_are_named_by_row_and_column(checklist: Checklist, awaited: Awaited) -> None:
    def wrong(table: Table) -> None:
        table.cell(1, STATUS).text = "有进展 50"
        table.cell(2, STATUS).text = "有进展 120"
        table.cell(3, STATUS).text = "已开展 2025-02-30"

    read = read_answers(changed(checklist, wrong), awaited)
    assert not isinstance(read, Answers)
    assert {fault.code for fault in read} == {"E123"}
    assert {fault.place for fault in read} == {f"表格第{row}行“办理情况”" for row in (1, 2, 3)}
    assert any("120" in fault.what for fault in read)


def test_altered_rows_and_other_lists_are_refused(checklist: Checklist, awaited: Awaited) -> None:
    def alter(table: Table) -> None:
        table.cell(1, 9).text = "2025年12月31日"

    read = read_answers(changed(checklist, alter), awaited)
    assert not isinstance(read, Answers)
    assert [fault.code for fault in read] == ["E122"]
    other = read_answers(changed(checklist, fill), replace(awaited, sender="县财政局"))
    assert not isinstance(other, Answers)
    assert other[0].code == "E121"


def test_altered_headings_are_named(checklist: Checklist, awaited: Awaited) -> None:
    def rename(table: Table) -> None:
        fill(table)
        table.cell(0, EVIDENCE).text = "附件"

    def swap(table: Table) -> None:
        table.cell(0, TEXT).text, table.cell(0, EVIDENCE).text = "佐证", "进展"

    for change, words in ((rename, "缺少“佐证”；多出“附件”"), (swap, "各栏次序变了")):
        read = read_answers(changed(checklist, change), awaited)
        assert not isinstance(read, Answers)
        assert [(fault.code, fault.what) for fault in read] == [("E122", f"任务清单的表头已被改动：{words}")]


def test_rows_moved_in_word_are_found_again(checklist: Checklist, awaited: Awaited) -> None:
    def move(table: Table) -> None:
        fill(table)
        rows = table._tbl.tr_lst
        # The last issued row, which shares no merged cell, goes to the top.
        rows[0].addnext(rows[-1])

    read = read_answers(changed(checklist, move), awaited)
    assert isinstance(read, Answers), read
    assert sorted(map(str, told(read))) == sorted(map(str, ANSWERS))


def test_a_form_without_its_hidden_properties_or_with_macros_is_none_of_ours(
    checklist: Checklist, awaited: Awaited
) -> None:
    def repacked(keep: Callable[[str], bool], **more: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(checklist_docx(checklist))) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                if keep(name):
                    new.writestr(name, more.pop(name, old.read(name)))
            for name, data in more.items():
                new.writestr(name, data)
        return out.getvalue()

    def code(content: bytes) -> str:
        read = read_answers(content, awaited)
        assert not isinstance(read, Answers)
        return read[0].code

    assert code(repacked(lambda name: "custom" not in name)) == "E120"
    assert code(repacked(lambda _: True, **{"word/vbaProject.bin": b"x"})) == "E105"
    assert code(repacked(lambda _: True, **{"word/document.xml": b"<!DOCTYPE x><w/>"})) == "E106"
    assert code(repacked(lambda _: True, **{"word/document.xml": b"<broken"})) == "E120"
    assert code(checklist_docx(checklist)[:-400]) == "E101"
    assert code(flipped(checklist_docx(checklist), "word/document.xml")) == "E101"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is optional at run time")
def test_a_form_saved_again_by_libreoffice_loses_nothing(
    checklist: Checklist, awaited: Awaited, tmp_path: Path
) -> None:
    (tmp_path / "回执.docx").write_bytes(changed(checklist, fill))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        tmp_path / "out",
        tmp_path / "回执.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    read = read_answers((tmp_path / "out" / "回执.docx").read_bytes(), awaited)
    assert isinstance(read, Answers), read
    assert told(read) == ANSWERS
