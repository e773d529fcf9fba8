"""What is worked out from a campaign's life, over a real ledger in both databases: chain, draw, stock-take, report, burden."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from offices import Office, at
from openpyxl import Workbook

from duban.errors import InputRefused, UsageError
from duban.life.act import Act
from duban.life.burden import Ceiling, over
from duban.life.chain_checks import faults
from duban.life.chains import chain_of
from duban.life.indicators import standings
from duban.months import Month
from duban.rules.campaign import Fact
from flows.monthly_cycle import monthly_cycle
from flows.weekly_stocktake import weekly_stocktake
from models.rows import ActRow
from tasks.acting import Refused, do
from tasks.chaining import take_links
from tasks.drawing import hold, verified
from tasks.ledger import sessions
from tasks.looking import history_at
from tasks.reminding import remind
from tasks.stocktaking import take_stock, write_report
from tasks.taking import record
from tasks.weighing import loads_of, warnings

NOW = at("2026-03-10T10:00")
DAY = NOW.date()
ROWS = (
    ("条线", "层级", "地点", "上级地点", "职务", "责任人", "职责"),
    ("四包", 1, "青石镇", None, "镇党委书记", "甲一", "包乡"),
    ("四包", 2, "大坪村", "青石镇", "包村干部", "甲二", "包村"),
    ("四包", 2, "小溪村", "青石镇", "包村干部", None, None),
)


def table(path: Path, rows: tuple[tuple[object, ...], ...] = ROWS) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


LIKE = Act(0, DAY, "chain", "", "list", "办公室主任")


def test_a_table_of_links_goes_in_whole_and_is_kept(office: Office, tmp_path: Path) -> None:
    assert take_links(office.id, table(tmp_path / "链条.xlsx"), LIKE, NOW) == 3
    history = history_at(office.id, DAY)
    found = faults(chain_of(history.acts), history.campaign.register)
    assert [one.sort for one in found] == ["缺位", "未列入", "未列入", "未列入", "未列入"]
    first = next(act for act in history.acts if act.subject == "chain")
    assert [proof.name for proof in first.proofs] == ["链条.xlsx"]
    assert take_links(office.id, table(tmp_path / "链条.xlsx"), LIKE, NOW) == 0


def test_a_faulty_table_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    broken = (*ROWS, ("四包", "三", "大坪一组", "大坪村", None, "甲三", None))
    with pytest.raises(InputRefused, match="第5行层级"):
        take_links(office.id, table(tmp_path / "链条.xlsx", broken), LIKE, NOW)
    stranger = Act(0, DAY, "chain", "", "list", "路人")
    with pytest.raises(Refused, match="无权办理"):
        take_links(office.id, table(tmp_path / "链条.xlsx"), stranger, NOW)
    assert [act for act in history_at(office.id, DAY).acts if act.subject == "chain"] == []


def held(office: Office, **told: str) -> str:
    detail = {"seed": "2026-1", "units": "云城镇、青石镇、白溪乡、落雁乡、松河乡"} | told
    return hold(office.id, Act(0, DAY, "draw", "", "hold", "办公室主任", detail=detail), NOW).act.key


def test_a_draw_is_recorded_and_a_forged_record_is_found(office: Office) -> None:
    key = held(office)
    assert verified(office.id, key, DAY)[1]
    with sessions("测试", "测试").begin() as session:
        row = session.query(ActRow).filter_by(subject="draw", do="hold").one()
        pairs = row.detail["result"].split("、")
        row.detail = {
            **row.detail,
            "result": "、".join([pairs[1].split("→")[0] + "→" + pairs[0].split("→")[1], *pairs[1:]]),
        }
    assert not verified(office.id, key, DAY)[1]


def test_an_impossible_draw_records_nothing(office: Office) -> None:
    with pytest.raises(Refused, match="“各乡镇”内部不得互查"):
        held(office, apart="各乡镇")
    with pytest.raises(UsageError, match="没有抽签"):
        verified(office.id, "1", DAY)


def test_indicators_stand_against_the_plans_own_targets(office: Office) -> None:
    act = Act(
        *(0, DAY, "indicator", "九年义务教育巩固率", "value", "办公室主任", "县教育体育局", "县教育体育局"),
        detail={"value": "96.5", "unit": "%", "as_of": "2026-03-09"},
    )
    do(office.id, act, (), NOW)
    history = history_at(office.id, DAY)
    found = {one.metric: one.verdict for one in standings(history.targets, history.acts, DAY)}
    assert found["九年义务教育巩固率"] == "not met"
    assert found["义务教育阶段辍学率"] == "no value"


def test_the_weekly_stock_take_is_of_the_last_friday_and_gives_the_same_bytes(office: Office) -> None:
    record(
        office.id,
        [Fact(0, date(2026, 3, 18), "report", "三/（一）", "青石镇", progress=30)],
        at("2026-03-18T09:00"),
        "办公室",
    )
    (done,) = weekly_stocktake("2026-03-23T08:00")
    assert (done["day"], done["moved"]) == ("2026-03-20", 1)
    file = Path(str(done["file"]))
    first = file.read_bytes()
    weekly_stocktake("2026-03-26T08:00")
    assert file.read_bytes() == first
    words = "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
    assert "一、上次议定事项落实情况" in words
    assert take_stock(office.id, date(2026, 3, 20)).take.moved[0].now.unit == "青石镇"


def test_the_report_speaks_of_the_recorded_month(office: Office) -> None:
    with pytest.raises(UsageError, match="尚未督查"):
        write_report(office.id, Month(2026, 3), "县委副书记")
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T09:00")
    file = write_report(office.id, Month(2026, 3), "县委副书记")
    document = Document(str(file))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "截至2026年3月31日，计分责任事项" in words
    leaders = {row.cells[0].text for row in document.tables[1].rows}
    assert {"分管教育副县长", "常务副县长"} <= leaders


def test_the_burden_counts_days_with_mail_reports_and_cells(office: Office) -> None:
    march = {load.unit: load for load in loads_of(office.id, Month(2026, 3))}
    assert march["青石镇"].letters == 1
    # Eight rows with an answer, six cells each.
    assert march["青石镇"].fields == 48
    assert march["青石镇"].reports == 0
    april = {load.unit: load for load in loads_of(office.id, Month(2026, 4))}
    assert april["青石镇"].letters == 0
    assert april["青石镇"].reports == 2


def test_reminders_are_weighed_before_they_are_owed(office: Office) -> None:
    sweeping = at("2026-03-18T09:00")
    before = loads_of(office.id, Month(2026, 3))
    expected = loads_of(office.id, Month(2026, 3), sweeping)
    assert [load.letters for load in before] != [load.letters for load in expected]
    remind(office.id, "2026-03-18T09:00")
    assert loads_of(office.id, Month(2026, 3)) == expected


def test_the_ceiling_names_the_units_over_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert warnings(Month(2026, 3)) == ()
    monkeypatch.setattr("tasks.weighing.ceiling", lambda: Ceiling(0, 0, 80))
    (line,) = warnings(Month(2026, 3))
    assert "1个单位超过本月上限——县教育体育局 填报项84格（上限80）" in line
    assert over(loads_of(office.id, Month(2026, 3))[0], Ceiling(0, 0, 80)) == ("填报项84格（上限80）",)
