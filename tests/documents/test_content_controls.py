"""The lists to choose from (内容控件) in a Word form: chosen, typed, wrapped as another program would, left alone, saved by LibreOffice."""

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from duban.documents.answers import Answers, Awaited, read_answers
from duban.documents.checklist import Checklist
from duban.documents.checklist_docx import checklist_docx
from duban.documents.checklist_xlsx import STATUSES
from duban.documents.rectification_docx import ledger_docx
from duban.documents.rectification_xlsx import CHOICES, Ledger
from duban.life.rectification import LedgerRow
from duban.months import Month

Control = etree._Element
Change = Callable[[Control], None]


@pytest.fixture
def awaited(checklist: Checklist) -> Awaited:
    duties = frozenset((row.task, row.node) for row in checklist.rows)
    return Awaited("c1", Month(2025, 3), 2, {"县教育局": duties})


def controls(document: docx.document.Document) -> list[Control]:
    return list(document.element.body.iter(qn("w:sdt")))


def changed(content: bytes, *changes: Change) -> bytes:
    """The form after changes made to its lists, in the order of the rows that ask."""
    document = docx.Document(io.BytesIO(content))
    for change, control in zip(changes, controls(document), strict=False):
        change(control)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def written(text: str) -> Change:
    """What Word does when something is chosen or typed: the hint and its mark go, the words stand in their place."""

    def change(control: Control) -> None:
        properties = control.find(qn("w:sdtPr"))
        properties.remove(properties.find(qn("w:showingPlcHdr")))
        shown(text)(control)

    return change


def shown(text: str) -> Change:
    """The words in the control, whatever its mark says."""

    def change(control: Control) -> None:
        (piece,) = control.iter(qn("w:t"))
        piece.text = text

    return change


def wrapped(name: str, text: str) -> Change:
    """The words written, then the control put round the cell's paragraph, the cell or the row (Word's other kinds of control)."""

    def change(control: Control) -> None:
        written(text)(control)
        content = control.find(qn("w:sdtContent"))
        outer = next(control.iterancestors(qn(f"w:{name}")))
        outer.addprevious(around := OxmlElement("w:sdt"))
        around.append(control.find(qn("w:sdtPr")))
        around.append(holder := OxmlElement("w:sdtContent"))
        for run in list(content):
            control.addprevious(run)
        control.getparent().remove(control)
        holder.append(outer)

    return change


def left_alone(_: Control) -> None:
    """Nothing was answered."""


def told(content: bytes, awaited: Awaited) -> list[tuple[object, ...]]:
    read = read_answers(content, awaited)
    assert isinstance(read, Answers), read
    return [(one.kind, one.progress, one.to or one.on) for one in read.answers]


def test_every_row_that_asks_offers_what_its_reader_takes(checklist: Checklist) -> None:
    found = controls(docx.Document(io.BytesIO(checklist_docx(checklist))))
    asked = [STATUSES[row.reply] for row in checklist.rows if row.reply != "none"]
    assert [tuple(item.get(qn("w:displayText")) for item in one.iter(qn("w:listItem"))) for one in found] == asked
    assert {one.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val")) for one in found} == {"办理情况"}
    # Signed on paper: nothing is printed where nothing is answered.
    assert not "".join(piece.text for one in found for piece in one.iter(qn("w:t"))).strip()


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        (("有进展 60%", "已开展 2025-03-11"), [("report", 60, None), ("occur", None, date(2025, 3, 11))]),
        (("申请办结",), [("claim", None, None)]),
        (("无变化",), [("nochange", None, None)]),
    ],
)
def test_what_is_chosen_or_typed_is_read(
    checklist: Checklist, awaited: Awaited, words: tuple[str, ...], answers: list[tuple[object, ...]]
) -> None:
    assert told(changed(checklist_docx(checklist), *map(written, words)), awaited) == answers


@pytest.mark.parametrize("name", ["p", "tc", "tr"])
def test_a_control_round_the_paragraph_the_cell_or_the_row_is_read(
    checklist: Checklist, awaited: Awaited, name: str
) -> None:
    content = changed(checklist_docx(checklist), wrapped(name, "有进展 60%"))
    assert told(content, awaited) == [("report", 60, None)]


def test_words_after_the_control_belong_to_its_answer(checklist: Checklist, awaited: Awaited) -> None:
    def chosen_then_written_on(control: Control) -> None:
        written("有进展")(control)
        control.addnext(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve"> 60%</w:t></w:r>'))

    assert told(changed(checklist_docx(checklist), chosen_then_written_on), awaited) == [("report", 60, None)]


def test_a_programs_own_hint_is_no_answer(checklist: Checklist, awaited: Awaited) -> None:
    issued = checklist_docx(checklist)
    assert told(issued, awaited) == []
    hint = shown("单击或点击此处输入文字。")
    assert told(changed(issued, hint, hint), awaited) == []

    def without_mark(control: Control) -> None:
        hint(control)
        control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}").set(qn("w:val"), "0")

    read = read_answers(changed(issued, without_mark), awaited)
    assert not isinstance(read, Answers)
    assert "单击或点击此处输入文字。" in read[0].what


def test_an_answer_is_not_lost_where_a_program_leaves_the_hints_mark(checklist: Checklist, awaited: Awaited) -> None:
    assert told(changed(checklist_docx(checklist), shown("有进展 60%")), awaited) == [("report", 60, None)]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is optional at run time")
@pytest.mark.parametrize(
    ("changes", "answers"),
    [
        ((written("有进展 60%"), left_alone), [("report", 60, None)]),
        (
            (wrapped("p", "有进展 60%"), written("已开展 2025-03-11")),
            [("report", 60, None), ("occur", None, date(2025, 3, 11))],
        ),
        ((wrapped("tc", "申请办结"), left_alone), [("claim", None, None)]),
    ],
    ids=["inline", "paragraph", "cell"],
)
def test_libreoffice_shows_the_lists_and_saves_them_without_loss(
    checklist: Checklist,
    awaited: Awaited,
    changes: tuple[Change, ...],
    answers: list[tuple[object, ...]],
    tmp_path: Path,
) -> None:
    (tmp_path / "回执.docx").write_bytes(changed(checklist_docx(checklist), *changes))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML"]
    command += ["--outdir", str(tmp_path / "saved"), str(tmp_path / "回执.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = (tmp_path / "saved" / "回执.docx").read_bytes()
    assert told(saved, awaited) == answers
    # Lists stay lists: what was left alone can still be chosen from.
    found = controls(docx.Document(io.BytesIO(saved)))
    asked = [row for row in checklist.rows if row.reply != "none"]
    for control, row in zip(found, asked, strict=True):
        assert set(STATUSES[row.reply]) <= {item.get(qn("w:displayText")) for item in control.iter(qn("w:listItem"))}


def test_a_ledger_offers_the_three_things_a_unit_may_do() -> None:
    row = LedgerRow(1, "问题1", "来源", "问题", "类", "", "", "", "云城镇", "", "", None, "", None, (), (), None, "")
    document = docx.Document(io.BytesIO(ledger_docx(Ledger("某县专项行动", "云城镇", date(2026, 4, 10), [row, row]))))
    found = [[item.get(qn("w:displayText")) for item in one.iter(qn("w:listItem"))] for one in controls(document)]
    assert found == [list(CHOICES)] * 2
