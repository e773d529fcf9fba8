"""The rectification ledger goes out as a workbook and comes back filled in: acts on findings, all of a file or nothing."""

from datetime import date
from pathlib import Path

import pytest
from offices import Office, at
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duban.documents.rectification_xlsx import ASKED, HEAD_ROW, SHEET, SHOWN
from duban.life.act import Act
from duban.life.rectification import ledger
from models.acts import history_of
from tasks.acting import do
from tasks.ledger import reading_sessions
from tasks.rectifying import write_ledgers
from tasks.taking import take

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
