"""A checklist goes out, is filled in as a clerk would, and comes back: as answers, or as all its faults."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from damaged import flipped
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.documents.answers import Answers, Awaited, Head, head_of, read_answers
from duban.documents.checklist import Checklist
from duban.documents.checklist_xlsx import PROOF_SHEET, SHEET, checklist_xlsx
from duban.months import Month

DATED, RECURRING = 6, 7
Fill = dict[str, object]


@pytest.fixture
def awaited(checklist: Checklist) -> Awaited:
    duties = frozenset((row.task, row.node) for row in checklist.rows)
    return Awaited("c1", Month(2025, 3), 2, {"县教育局": duties, "县财政局": frozenset()})


def changed(checklist: Checklist, change: Callable[[Worksheet, Worksheet], None]) -> bytes:
    """Return the issued workbook after a change made to its two sheets."""
    book = load_workbook(io.BytesIO(checklist_xlsx(checklist)))
    change(book[SHEET], book[PROOF_SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(checklist: Checklist, cells: Fill) -> bytes:
    def fill(sheet: Worksheet, _: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place] = value

    return changed(checklist, fill)


def answers(checklist: Checklist, awaited: Awaited, cells: Fill) -> Answers:
    read = read_answers(filled(checklist, cells), awaited)
    assert isinstance(read, Answers), read
    return read


def faults(content: bytes, awaited: Awaited) -> list[tuple[str, str]]:
    read = read_answers(content, awaited)
    assert not isinstance(read, Answers)
    assert all(fault.remedy for fault in read)
    return [(fault.code, fault.place) for fault in read]


def test_an_untouched_list_gives_no_answers(checklist: Checklist, awaited: Awaited) -> None:
    assert answers(checklist, awaited, {}).answers == ()
    assert head_of(checklist_xlsx(checklist)) == Head("c1", "县教育局", Month(2025, 3), 2)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"L6": "有进展", "M6": 60, "O6": "已劝返3人", "P6": "名册"},
            [("report", 60, None, None, "已劝返3人；佐证：名册")],
        ),
        ({"M6": "６０％"}, [("report", 60, None, None, None)]),
        ({"L6": "无变化"}, [("nochange", None, None, None, None)]),
        ({"L6": "申请办结", "M6": 100, "Q6": "请核查"}, [("claim", 100, None, None, "备注：请核查")]),
        (
            {"L6": "申请延期", "M6": 70, "N6": date(2025, 4, 30), "O6": "汛期停工"},
            [("report", 70, None, None, None), ("extend_request", None, date(2025, 4, 30), None, "汛期停工")],
        ),
        (
            {"L7": "已开展", "N7": "2025-03-11、2025年3月18日", "O7": "走访20户"},
            [
                ("occur", None, None, date(2025, 3, 11), "走访20户"),
                ("occur", None, None, date(2025, 3, 18), "走访20户"),
            ],
        ),
    ],
)
def test_what_a_clerk_fills_in_is_read(
    checklist: Checklist, awaited: Awaited, cells: Fill, expected: list[object]
) -> None:
    found = answers(checklist, awaited, cells).answers
    assert [(answer.kind, answer.progress, answer.to, answer.on, answer.note) for answer in found] == expected
    row = RECURRING if "L7" in cells else DATED
    assert {answer.place for answer in found} == {f"任务清单!L{row}"}
    assert {(answer.task, answer.node) for answer in found} == {
        ("1", "every:P1M" if row == RECURRING else "2025-03-31")
    }


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"L6": "快完成了"}, "L6"),
        ({"L6": "有进展"}, "M6"),
        ({"L6": "有进展", "M6": 101}, "M6"),
        ({"L6": "有进展", "M6": -1}, "M6"),
        ({"L6": "有进展", "M6": 59.5}, "M6"),
        ({"L6": "有进展", "M6": "六成"}, "M6"),
        ({"L6": "无变化", "M6": 60}, "M6"),
        ({"L6": "申请办结", "M6": 90}, "M6"),
        ({"L6": "申请办结", "N6": date(2025, 3, 1)}, "N6"),
        ({"L6": "申请延期", "O6": "理由"}, "N6"),
        ({"L6": "申请延期", "N6": "2025-02-30", "O6": "理由"}, "N6"),
        ({"L6": "申请延期", "N6": "2025-04-01、2025-04-02", "O6": "理由"}, "N6"),
        ({"L6": "申请延期", "N6": "2025-04-01"}, "O6"),
        ({"O6": "只写了进展"}, "L6"),
        ({"O6": "长" * 2001, "L6": "无变化"}, "O6"),
        ({"L7": "有进展", "N7": "2025-03-11"}, "L7"),
        ({"L7": "已开展"}, "N7"),
        ({"L7": "已开展", "N7": "2025-03-11", "M7": 50}, "M7"),
        ({"O5": "已办结的行"}, "O5"),
        ({"L9": "有进展"}, "L9"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(checklist: Checklist, awaited: Awaited, cells: Fill, place: str) -> None:
    assert faults(filled(checklist, cells), awaited) == [("E123", f"任务清单!{place}")]


def test_all_faults_come_at_once_and_nothing_is_taken(checklist: Checklist, awaited: Awaited) -> None:
    content = filled(checklist, {"L6": "有进展", "M6": 200, "L7": "已开展", "O9": "x", "D5": "改了任务"})
    assert faults(content, awaited) == [
        ("E122", "任务清单!A5"),
        ("E123", "任务清单!M6"),
        ("E123", "任务清单!N7"),
        ("E123", "任务清单!O9"),
    ]


def test_a_figure_that_may_be_a_lost_percent_sign_is_doubted(checklist: Checklist, awaited: Awaited) -> None:
    read = answers(checklist, awaited, {"M6": 1, "O6": "已劝返\u202e"})
    assert [(doubt.code, doubt.place) for doubt in read.doubts] == [("D216", "任务清单!M6"), ("D215", "任务清单!O6")]
    assert read.answers[0].note == "已劝返"


def test_another_months_units_campaigns_or_versions_list_is_refused(checklist: Checklist, awaited: Awaited) -> None:
    content = checklist_xlsx(checklist)
    assert faults(content, replace(awaited, campaign="c2")) == [("E120", "任务清单!A2")]
    assert faults(content, replace(awaited, month=Month(2025, 4))) == [("E120", "任务清单!A2")]
    assert faults(content, replace(awaited, sender="县财政局")) == [("E121", "任务清单!A2")]
    assert faults(content, replace(awaited, duties={})) == [("E121", "任务清单!A2")]
    assert faults(content, replace(awaited, version=3)) == [("E124", "任务清单!A2")]


def test_altered_rows_and_columns_are_refused(checklist: Checklist, awaited: Awaited) -> None:
    assert faults(changed(checklist, lambda sheet, _: sheet.delete_rows(6)), awaited)[0] == ("E122", "任务清单!A6")
    assert faults(filled(checklist, {"B6": "9"}), awaited) == [("E122", "任务清单!A6")]
    assert faults(filled(checklist, {"B12": "9", "D12": "新增任务"}), awaited) == [("E122", "任务清单!A12")]
    moved = faults(changed(checklist, lambda sheet, _: sheet.insert_cols(3)), awaited)
    assert {code for code, _ in moved} == {"E122"}
    assert ("E122", "任务清单!C4") in moved
    assert faults(filled(checklist, {"S6": "多出的列"}), awaited) == [("E122", "任务清单!S4")]


def test_rows_are_found_again_wherever_they_stand(checklist: Checklist, awaited: Awaited) -> None:
    def turn_round(sheet: Worksheet, _: Worksheet) -> None:
        sheet["L6"], sheet["M6"] = "有进展", 40
        rows = [[cell.value for cell in sheet[row]] for row in (5, 6, 7)]
        for row, values in zip((5, 6, 7), reversed(rows), strict=True):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = value
        sheet.insert_rows(6, 2)

    plain = answers(checklist, awaited, {"L6": "有进展", "M6": 40})
    read = read_answers(changed(checklist, turn_round), awaited)
    assert isinstance(read, Answers), read
    assert [answer[:4] for answer in read.answers] == [answer[:4] for answer in plain.answers]


def test_a_row_copied_and_answered_twice_is_shown_row_by_row(checklist: Checklist, awaited: Awaited) -> None:
    def copy(sheet: Worksheet, _: Worksheet) -> None:
        sheet["L6"], sheet["M6"] = "有进展", 40
        for column, cell in enumerate(sheet[6], 1):
            sheet.cell(20, column).value = cell.value
        sheet["M20"] = 60

    assert faults(changed(checklist, copy), awaited) == [("E122", "任务清单!A20")]


def test_a_task_written_into_the_hidden_sheet_is_refused(checklist: Checklist, awaited: Awaited) -> None:
    def forge(sheet: Worksheet, proof: Worksheet) -> None:
        proof["C7"] = "2"
        sheet["B6"] = "2"

    assert faults(changed(checklist, forge), awaited) == [("E122", "核对!A7")]


def test_a_list_without_its_hidden_sheet_is_none_of_ours(checklist: Checklist, awaited: Awaited) -> None:
    book = load_workbook(io.BytesIO(checklist_xlsx(checklist)))
    del book[PROOF_SHEET]
    out = io.BytesIO()
    book.save(out)
    assert faults(out.getvalue(), awaited) == [("E120", "")]
    assert faults(changed(checklist, lambda _, proof: proof.cell(4, 2, "三月")), awaited) == [("E120", "核对!B1:B5")]


def test_files_that_are_no_workbook_are_named_for_what_they_are(checklist: Checklist, awaited: Awaited) -> None:
    content = checklist_xlsx(checklist)
    encrypted = b"\xd0\xcf\x11\xe0" + b"\0" * 508 + "EncryptedPackage".encode("utf-16-le")
    for damaged in (b"", b"<html>", content[: len(content) // 2], b"PK\x03\x04" + b"\0" * 100):
        assert faults(damaged, awaited) == [("E101", "")]
    assert faults(flipped(content, "xl/worksheets/sheet1.xml"), awaited) == [("E101", "")]
    assert faults(b"\xd0\xcf\x11\xe0" + b"\0" * 512, awaited) == [("E102", "")]
    assert faults(encrypted, awaited) == [("E103", "")]


def test_macros_bombs_and_far_cells_are_refused(checklist: Checklist, awaited: Awaited) -> None:
    def with_part(name: str, data: bytes) -> bytes:
        out = io.BytesIO(checklist_xlsx(checklist))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(name, data)
        return out.getvalue()

    assert faults(with_part("xl/vbaProject.bin", b"x"), awaited) == [("E105", "")]
    assert faults(with_part("xl/media/zeros.bin", bytes(60_000_000)), awaited) == [("E107", "")]
    assert faults(filled(checklist, {"XFD1048576": "x"}), awaited) == [("E108", "")]


def test_a_formula_is_no_answer(checklist: Checklist, awaited: Awaited) -> None:
    assert faults(filled(checklist, {"L6": "有进展", "M6": "=30+30"}), awaited) == [("E123", "M6")]


@pytest.mark.skipif(
    not shutil.which("soffice"),
    reason="LibreOffice is optional at run time; the rest of the reader is tested without it",
)
def test_a_list_saved_again_by_libreoffice_is_read(checklist: Checklist, awaited: Awaited, tmp_path: Path) -> None:
    cells: Fill = {
        "L6": "申请延期",
        "M6": 70,
        "N6": date(2025, 4, 30),
        "O6": "汛期停工",
        "L7": "已开展",
        "N7": "2025-03-11",
    }
    (tmp_path / "in.xlsx").write_bytes(filled(checklist, cells))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--norestore",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    read = read_answers((tmp_path / "out" / "in.xlsx").read_bytes(), awaited)
    assert isinstance(read, Answers), read
    assert [(answer.kind, answer.progress, answer.to, answer.on) for answer in read.answers] == [
        ("report", 70, None, None),
        ("extend_request", None, date(2025, 4, 30), None),
        ("occur", None, None, date(2025, 3, 11)),
    ]
