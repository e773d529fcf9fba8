"""The rectification ledger goes out as a workbook and comes back filled in: acts on findings, all of a file or nothing."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.table import Table
from offices import Office, at
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.documents.office_template import TEMPLATE_NAME, template_docx
from duban.documents.rectification_xlsx import ASKED, HEAD_ROW, SHEET, SHOWN
from duban.life.act import Act
from duban.life.rectification import ledger
from duban.months import Month
from models.acts import history_of
from tasks.acting import do
from tasks.assigning import write_checklists
from tasks.ledger import reading_sessions, sessions
from tasks.papers import put
from tasks.rectifying import write_ledgers
from tasks.settings import settings
from tasks.taking import Submitted, take, take_in

DAY = date(2026, 4, 10)
NOON = at("2026-04-10T12:00")
CHOICE, MEASURES, PERSON, RESULT, EVIDENCE = range(len(SHOWN) + 1, len(SHOWN) + 1 + len(ASKED))


def act(do_: str, by: str, key: str = "", unit: str | None = None, **told: str) -> Act:
    basis = told.pop("basis", None)
    return Act(0, DAY, "finding", key, do_, by, unit=unit, basis=basis, detail=told)


@pytest.fixture
def keys(office: Office) -> list[str]:
    """Two findings of 云城镇, established and ordered to be rectified by the end of May."""
    found = []
    for facts in ("食堂进货台账缺3月记录", "校门口减速带未安装"):
        opened = do(
            office.id,
            act(
                "find", "办公室", unit="云城镇", sort="安全管理", facts=facts, source="日常发现", basis="县校园安全规定"
            ),
            (),
            NOON,
        )
        key = opened.act.key
        found.append(key)
        do(
            office.id,
            Act(
                0,
                DAY,
                "finding",
                key,
                "verify",
                "办公室",
                unit="云城镇",
                on_behalf_of="云城镇",
                detail={"outcome": "认可"},
            ),
            (),
            NOON,
        )
        do(office.id, act("order", "办公室主任", key, type="限期整改", goal="补齐", limit="2026-05-31"), (), NOON)
    return found


def issued(office: Office) -> Path:
    write_ledgers(office.id, "2026-04", DAY)
    return office.paper("2026-04", "整改台账") / "云城镇.xlsx"


def filled(path: Path, to: Path, rows: dict[int, dict[int, str]], turned: bool = False) -> Path:
    book = load_workbook(path)
    sheet: Worksheet = book[SHEET]
    for place, cells in rows.items():
        for column, text in cells.items():
            sheet.cell(HEAD_ROW + 1 + place, column).value = text
    if turned:
        first, second = HEAD_ROW + 2, HEAD_ROW + 3
        for column in range(1, EVIDENCE + 1):
            one, two = sheet.cell(first, column), sheet.cell(second, column)
            one.value, two.value = two.value, one.value
    book.save(to)
    return to


def in_word(office: Office, to: Path, change: Callable[[Table], None]) -> Path:
    """The unit's Word ledger after a change made to its table."""
    document = docx.Document(str(issued(office).with_suffix(".docx")))
    change(document.tables[0])
    document.save(str(to))
    return to


def write(row: int, cells: dict[int, str]) -> Callable[[Table], None]:
    """A change that writes into one row of a Word ledger, its columns counted from 1 as in the workbook."""

    def change(table: Table) -> None:
        for column, text in cells.items():
            table.cell(row, column - 1).text = text

    return change


def rows_of(office: Office) -> dict[str, tuple[str, str, str]]:
    with reading_sessions().begin() as session:
        return {
            row.key: (row.measures, row.person, row.progress) for row in ledger(history_of(session, office.id, DAY))
        }


def test_measures_and_progress_come_back_even_from_rows_sorted_anew(
    office: Office, keys: list[str], tmp_path: Path
) -> None:
    rows = {
        1: {CHOICE: "报整改措施", MEASURES: "补记台账并复核", PERSON: "镇中心校副校长"},
        2: {CHOICE: "报整改措施", MEASURES: "联系交管部门施工", PERSON: "镇派出所教导员"},
    }
    path = filled(issued(office), tmp_path / "回执.xlsx", rows, turned=True)
    taken = take(path, NOON, "办公室")
    assert (taken.outcome, taken.unit, taken.facts) == ("taken", "云城镇", 2), taken.faults
    told = rows_of(office)
    assert told[keys[0]][:2] == ("补记台账并复核", "镇中心校副校长")
    assert told[keys[1]][:2] == ("联系交管部门施工", "镇派出所教导员")
    assert take(path, NOON, "办公室").outcome == "same"


def test_one_wrong_row_and_nothing_of_the_file_is_taken(office: Office, keys: list[str], tmp_path: Path) -> None:
    before = rows_of(office)
    blank = issued(office)
    for rows, code, place in (
        (
            {1: {CHOICE: "报整改措施", MEASURES: "补记", PERSON: "副校长"}, 2: {CHOICE: "差不多了"}},
            "E123",
            f"整改台账!L{HEAD_ROW + 3}",
        ),
        ({1: {CHOICE: "报整改措施", MEASURES: "补记"}}, "E123", "责任人"),
        ({1: {CHOICE: "报整改进展", RESULT: "一半", EVIDENCE: "照片"}}, "E123", "不填“佐证”"),
        ({1: {2: "别的编号", CHOICE: "报整改进展", RESULT: "x"}}, "E122", "已被改动"),
        # A closing may be asked for only once measures were reported.
        (
            {
                1: {CHOICE: "报整改措施", MEASURES: "补记", PERSON: "副校长"},
                2: {CHOICE: "申请销号", RESULT: "好了", EVIDENCE: "单"},
            },
            "E125",
            "整改台账!L",
        ),
    ):
        taken = take(filled(blank, tmp_path / "回执.xlsx", rows), NOON, "办公室")
        assert taken.outcome == "refused", rows
        assert any(code in fault and place in fault for fault in taken.faults), taken.faults
    assert rows_of(office) == before


def test_the_whole_ledger_is_closed_and_the_units_is_open_only_where_it_answers(
    office: Office, keys: list[str]
) -> None:
    unit = load_workbook(issued(office))[SHEET]
    whole = load_workbook(office.paper("2026-04", "整改台账.xlsx"))[SHEET]
    assert [cell.value for cell in whole[HEAD_ROW + 1]][-1] == "回头看"
    assert unit.protection.sheet
    opened = {cell.column for row in unit.iter_rows(min_row=HEAD_ROW + 2) for cell in row if not cell.protection.locked}
    assert opened == set(range(CHOICE, EVIDENCE + 1))
    assert unit.auto_filter.ref
    assert issued(office).read_bytes() == issued(office).read_bytes()
    assert len(keys) == 2


PLANS = (
    {CHOICE: "报整改措施", MEASURES: "补记台账并复核", PERSON: "镇中心校副校长"},
    {CHOICE: "报整改措施", MEASURES: "联系交管部门施工", PERSON: "镇派出所教导员"},
)


def answer_both_turned(table: Table) -> None:
    """Both rows answered, then the second put before the first and an empty row between them."""
    for row, cells in enumerate(PLANS, 1):
        write(row, cells)(table)
    first, second = table.rows[1]._tr, table.rows[2]._tr
    first.addprevious(second)
    table.add_row()
    second.addnext(table.rows[-1]._tr)


def told_both(office: Office, keys: list[str]) -> None:
    told = rows_of(office)
    for key, cells in zip(keys, PLANS, strict=True):
        assert told[key][:2] == (cells[MEASURES], cells[PERSON])


def test_a_word_ledger_is_taken_like_the_workbook(office: Office, keys: list[str], tmp_path: Path) -> None:
    path = in_word(office, tmp_path / "改了名的回执.docx", answer_both_turned)
    taken = take(path, NOON, "办公室")
    assert (taken.outcome, taken.unit, taken.facts) == ("taken", "云城镇", 2), taken.faults
    told_both(office, keys)
    assert take(path, NOON, "办公室").outcome == "same"
    # The workbook says the same once more: the guards judge it as they would a second workbook.
    rows = {1: {CHOICE: "申请销号", RESULT: "已补", EVIDENCE: "台账照片"}}
    assert take(filled(issued(office), tmp_path / "回执.xlsx", rows), NOON, "办公室").outcome == "taken"
    again = take(in_word(office, tmp_path / "再报.docx", write(1, PLANS[0])), NOON, "办公室")
    workbook = take(filled(issued(office), tmp_path / "再报.xlsx", {1: PLANS[0]}), NOON, "办公室")
    assert again.outcome == workbook.outcome == "refused"
    assert again.faults == tuple(
        fault.replace(f"整改台账!L{HEAD_ROW + 2}", "表格第1行“本次办理”") for fault in workbook.faults
    )


@pytest.mark.skipif(
    not shutil.which("soffice"),
    reason="LibreOffice is optional at run time; the rest of the reader is tested without it",
)
def test_a_word_ledger_saved_again_by_libreoffice_is_taken(office: Office, keys: list[str], tmp_path: Path) -> None:
    path = in_word(office, tmp_path / "回执.docx", answer_both_turned)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--norestore"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    taken = take(tmp_path / "saved" / "回执.docx", NOON, "办公室")
    assert (taken.outcome, taken.facts) == ("taken", 2), taken.faults
    told_both(office, keys)


def test_wrong_words_in_word_are_named_by_row_and_column(office: Office, keys: list[str], tmp_path: Path) -> None:
    before = rows_of(office)

    def both(table: Table) -> None:
        write(1, PLANS[0])(table)
        write(2, {CHOICE: "差不多了"})(table)

    def one_too_many(table: Table) -> None:
        write(1, PLANS[0])(table)
        cell = table.rows[2].cells[-1]
        cell._tc.addnext(docx.oxml.parse_xml(cell._tc.xml))
        table.rows[2]._tr.tc_lst[-1].p_lst[0].add_r().text = "另有说明"

    def copied(table: Table) -> None:
        write(1, PLANS[0])(table)
        table.rows[2]._tr.addnext(docx.oxml.parse_xml(table.rows[1]._tr.xml))

    for change, code, place in (
        (both, "E123", "表格第2行“本次办理”"),
        (write(1, {CHOICE: "报整改措施", MEASURES: "补记"}), "E123", "表格第1行“责任人”"),
        (write(2, {2: "别的编号", CHOICE: "报整改进展", RESULT: "x"}), "E122", "表格第2行“序号”"),
        (write(2, {CHOICE: "申请销号", RESULT: "好了", EVIDENCE: "单"}), "E125", "表格第2行“本次办理”"),
        (one_too_many, "E122", "不是原表的列"),
        (copied, "E122", "第3行与第1行是同一问题"),
    ):
        taken = take(in_word(office, tmp_path / "回执.docx", change), NOON, "办公室")
        assert taken.outcome == "refused", taken
        assert any(code in fault and place in fault for fault in taken.faults), taken.faults
    assert rows_of(office) == before
    assert len(keys) == 2


def test_anothers_word_ledger_or_one_without_its_identity_is_refused(
    office: Office, keys: list[str], tmp_path: Path
) -> None:
    content = in_word(office, tmp_path / "回执.docx", answer_both_turned).read_bytes()
    before = rows_of(office)
    others = Submitted("回执.docx", content, NOON, frozenset({(office.id, "县财政局")}))
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as issued_file, zipfile.ZipFile(bare, "w") as stripped:
        for part in issued_file.namelist():
            if part != "docProps/custom.xml":
                stripped.writestr(part, issued_file.read(part))
    for submitted, fault in (
        (others, "E121 不属于贵单位：本表为云城镇的台账"),
        (Submitted("回执.docx", bare.getvalue(), NOON), "E120 不是下发的整改台账，或其核对信息已丢失"),
    ):
        with sessions("办公室", "收件").begin() as session:
            received = take_in(session, submitted, "办公室", NOON).received
        assert received.outcome == "refused"
        assert received.faults[0].startswith(fault), received.faults
    assert rows_of(office) == before
    with sessions("办公室", "收件").begin() as session:
        own = Submitted("回执.docx", content, NOON, frozenset({(office.id, "云城镇")}))
        assert take_in(session, own, "办公室", NOON).received.outcome == "taken"
    told_both(office, keys)


def test_altered_headings_of_a_word_ledger_are_named_as_its_own(
    office: Office, keys: list[str], tmp_path: Path
) -> None:
    def rename(table: Table) -> None:
        answer_both_turned(table)
        table.rows[0].cells[-1].text = "附件"

    before = rows_of(office)
    taken = take(in_word(office, tmp_path / "回执.docx", rename), NOON, "办公室")
    assert taken.outcome == "refused"
    (fault,) = taken.faults
    assert fault == "E122 整改台账的表头已被改动：缺少“佐证”；多出“附件” · 请恢复原表的栏目"
    assert rows_of(office) == before
    assert len(keys) == 2


def test_the_word_ledger_opens_the_units_cells_and_comes_out_the_same_twice(office: Office, keys: list[str]) -> None:
    path = issued(office).with_suffix(".docx")
    first = path.read_bytes()
    table = docx.Document(str(path)).tables[0]
    assert ["".join(cell.text.split()) for cell in table.rows[0].cells][-len(ASKED) :] == list(ASKED)
    marked = [bool(cell._tc.xpath("./w:tcPr/w:shd")) for cell in table.rows[1].cells]
    assert marked == [False] * len(SHOWN) + [True] * len(ASKED)
    assert [row.cells[1].text for row in table.rows[1:]] == keys
    assert issued(office).with_suffix(".docx").read_bytes() == first


def test_ledgers_and_checklists_are_written_in_the_offices_looks(
    office: Office, keys: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_docx())) as ours, zipfile.ZipFile(own, "w") as theirs:
        for part in ours.namelist():
            theirs.writestr(part, ours.read(part).decode().replace("仿宋_GB2312", "仿宋"))
    put(tmp_path / "looks" / TEMPLATE_NAME, own.getvalue())
    monkeypatch.setenv("DUBAN_LAYOUTS", str(tmp_path / "looks"))
    settings.cache_clear()
    ledger_form = issued(office).with_suffix(".docx")
    checklist = next(Path(path) for path in write_checklists(office.id, Month(2026, 4), DAY) if path.endswith(".docx"))
    for form in (ledger_form, checklist):
        with zipfile.ZipFile(form) as package:
            assert "仿宋_GB2312" not in package.read("word/styles.xml").decode()
    assert len(keys) == 2
