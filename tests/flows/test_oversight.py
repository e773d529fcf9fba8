"""Findings, proposals and appeals through the real flows and commands: a month makes its findings, an upheld appeal its correction."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from docx import Document
from offices import Office, at, duban
from openpyxl import load_workbook

from duban.life.act import Act
from duban.life.findings import Finding, findings
from duban.life.history import History
from duban.months import Month
from duban.rules.scenario import read_facts
from flows.monthly_cycle import monthly_cycle
from models.acts import history_of
from models.months import month_in_record, read_month
from tasks.acting import Acted, Refused, do
from tasks.ledger import reading_sessions
from tasks.publishing import publish
from tasks.taking import record
from tasks.writing import write

UNIT = "松河乡"


def acts(office: Office, on: str, subject: str, key: str, kind: str, by: str, **rest: object) -> Acted:
    detail = rest.pop("detail", {})
    assert isinstance(detail, Mapping)
    return do(office.id, Act(0, at(on).date(), subject, key, kind, by, detail=detail, **rest), (), at(on))  # type: ignore[arg-type]


def history(office: Office, on: str) -> History:
    with reading_sessions().begin() as session:
        return history_of(session, office.id, at(on).date())


def found(office: Office, on: str = "2026-05-31T09:00") -> tuple[Finding, ...]:
    return findings(history(office, on))


def score(office: Office, unit: str = UNIT) -> object:
    with reading_sessions().begin() as session:
        result = read_month(session, month_in_record(session, office.id, Month(2026, 4)).id).result
    return next(one.score for one in result.units if one.unit == unit)


def words(path: Path) -> str:
    paper = Document(str(path))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in paper.paragraphs), *cells))


def test_a_month_makes_its_findings_once(office: Office) -> None:
    (first,) = monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert first["findings"] == len(found(office))
    assert isinstance(first["findings"], int)
    assert first["findings"] > 0
    # 三/（四） was due on 25 March and nobody claimed it; reports are asked from the month after the assignment on.
    assert {one.sort for one in found(office)} == {"逾期未结"}
    assert {one.opening.by for one in found(office)} == {"月度督查"}
    (again,) = monthly_cycle(str(office.id), "2026-03", "2026-04-02T08:30")
    assert again["findings"] == 0
    assert len(found(office)) == first["findings"]
    monthly_cycle(str(office.id), "2026-04", "2026-05-06T08:30")
    assert {one.sort for one in found(office, "2026-05-06T09:00") if one.key.startswith("2026-04/")} == {
        "逾期未结",
        "严重滞后",
        "进展报送不及时",
    }


def test_a_redone_month_withdraws_what_no_longer_holds(office: Office) -> None:
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    overdue = [one for one in found(office) if one.sort == "逾期未结" and one.unit == "县财政局"]
    assert [one.standing for one in overdue] == ["found"]
    claim = read_facts("facts:\n  - {on: 2026-03-24, task: 三/（四）, unit: 县财政局, do: claim, reason: 拨付凭证}\n")
    assert record(office.id, claim, at("2026-04-02T09:00"), "办公室主任") == ()
    monthly_cycle(str(office.id), "2026-03", "2026-04-02T09:30")
    assert [one.standing for one in found(office) if one.key == overdue[0].key] == ["dropped"]


def heads(office: Office) -> None:
    """Register the head of the township and an officer who took part in nothing."""
    acts(
        office,
        "2026-03-02T09:00",
        "person",
        "松河乡负责人",
        "appoint",
        "办公室主任",
        unit=UNIT,
        detail={"role": "单位负责人"},
    )
    acts(office, "2026-03-02T09:00", "person", "督查专员", "appoint", "办公室主任", detail={"role": "督查员"})


def appealed(office: Office, on: str) -> None:
    told = {"month": "2026-04", "reason": "4月20日已按要求报送进展"}
    acts(office, on, "appeal", "", "file", "松河乡负责人", unit=UNIT, detail=told)


def test_a_draft_shows_what_is_under_review(office: Office) -> None:
    heads(office)
    monthly_cycle(str(office.id), "2026-04", "2026-05-06T08:30")
    appealed(office, "2026-05-07T09:00")
    monthly_cycle(str(office.id), "2026-04", "2026-05-07T09:30")
    circular = words(office.paper("2026-04", "月度督查通报.docx"))
    assert "松河乡已申请复核，其得分、等次和名次以复核决定为准。" in circular
    assert circular.count("（复核中）") == 1
    sheet = load_workbook(office.paper("2026-04", "得分表.xlsx"))["名次"]
    marked = [row[2].value for row in sheet.iter_rows() if "复核中" in str(row[7].value)]
    assert marked == [UNIT]
    assert "（复核中）" in office.paper("2026-04", "index.html").read_text(encoding="utf-8")


def test_an_upheld_appeal_makes_a_second_version_that_names_the_signed_circular(office: Office) -> None:
    heads(office)
    monthly_cycle(str(office.id), "2026-04", "2026-05-06T08:30")
    publish(office.id, Month(2026, 4), "办公室主任", at("2026-05-08T09:00"), "云教组办通〔2026〕4号")
    write(office.id, "2026-04", "2026-05-08T09:00")
    signed, before = office.paper("2026-04", "月度督查通报.docx").read_bytes(), score(office)
    appealed(office, "2026-05-11T09:00")
    monthly_cycle(str(office.id), "2026-04", "2026-05-11T09:30")
    # What was signed stays as it was; the page, which is no paper, tells of the review.
    assert office.paper("2026-04", "月度督查通报.docx").read_bytes() == signed
    assert "（复核中）" in office.paper("2026-04", "index.html").read_text(encoding="utf-8")
    with pytest.raises(Refused, match="应当回避"):
        acts(office, "2026-05-12T09:00", "appeal", "复核1", "accept", "办公室", detail={"handler": "办公室主任"})
    acts(office, "2026-05-12T09:00", "appeal", "复核1", "accept", "办公室主任", detail={"handler": "督查专员"})
    report = f"facts: [{{on: 2026-04-20, task: 三/（一）, unit: {UNIT}, do: report, progress: 60}}]"
    decision = {"outcome": "成立", "reason": "有收件登记", "facts": report}
    done = acts(office, "2026-05-13T09:00", "appeal", "复核1", "decide", "督查专员", detail=decision)
    assert done.followed == ("2026-04-20 松河乡反馈进展（进度：60）",)
    (again,) = monthly_cycle(str(office.id), "2026-04", "2026-05-13T09:30")
    assert (again["outcome"], again["version"]) == ("correction", 2)
    assert office.paper("2026-04", "月度督查通报.docx").read_bytes() == signed
    correction = words(office.paper("2026-04", "月度督查通报（第2版）.docx"))
    assert "更正并代替云教组办通〔2026〕4号通报" in correction
    assert "复核" in correction
    assert "（复核中）" not in correction
    assert score(office) > before  # type: ignore[operator]
    gone = [one for one in found(office) if one.unit == UNIT and one.standing == "dropped"]
    assert [(one.sort, one.opening.told("task")) for one in gone if one.sort == "进展报送不及时"] == [
        ("进展报送不及时", "三/（一）")
    ]


def test_the_commands_tell_it_in_chinese_and_in_json(office: Office) -> None:
    heads(office)
    monthly_cycle(str(office.id), "2026-04", "2026-05-06T08:30")
    appealed(office, "2026-05-07T09:00")
    name, on = str(office.id), ("--on", "2026-05-08")

    def told(*words: str) -> str:
        done = duban(office.variables, *words, *on)
        assert done.returncode == 0, done.stderr
        return done.stdout

    listed = json.loads(told("findings", name, "--open", "--json"))
    assert len(listed) == len(found(office))
    of_unit = json.loads(told("findings", name, "--unit", UNIT, "--json"))
    assert {row["unit"] for row in of_unit} == {UNIT}
    key = of_unit[0]["key"]
    assert key in told("ledger", name)
    assert {row["unit"] for row in json.loads(told("ledger", name, "--unit", UNIT, "--json"))} == {UNIT}
    proposals = json.loads(told("proposals", name, "--json"))
    assert {row["level"] for row in proposals} >= {"红牌"}
    assert "确认前不产生任何效力" in told("proposals", name)
    (appeal,) = json.loads(told("appeals", name, "--json"))
    assert (appeal["unit"], appeal["standing"], appeal["decide_by"]) == (UNIT, "待受理", "2026-06-08")
    assert "2026-04得分" in told("appeals", name)
    assert json.loads(told("batches", name, "--json")) == []
    assert len(json.loads(told("visits", name, "--json"))["units"]) == 24
    wrong = duban(office.variables, "findings", name, "--unit", "无此乡")
    assert wrong.returncode == 2
    assert "名录中没有单位“无此乡”" in wrong.stderr


def test_a_batch_goes_from_plan_to_finding_by_command(office: Office) -> None:
    for who, role in (("督查组长", "督查组成员"), ("督查组员", "督查组成员")):
        acts(office, "2026-03-02T09:00", "person", who, "appoint", "办公室主任", detail={"role": role})
    acts(office, "2026-03-02T09:00", "person", "分管领导", "appoint", "办公室主任", detail={"role": "领导"})
    name = str(office.id)

    def told(*words: str) -> str:
        done = duban(office.variables, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    plan = "title=春季督查 sort=专项督查 methods=检查 matters=控辍保学 scope=全县 units=松河乡 start=2026-03-09 end=2026-03-13 leader=督查组长 members=督查组员 plan=分组入校"
    warned = "未写明授权机关或领导、授权文号（条例第七条）"
    assert warned in told(
        "act", name, "batch", "-", "propose", *plan.split(), "--by", "办公室主任", "--on", "2026-03-05"
    )
    assert warned in told("act", name, "督查批次", "督查1", "批准督查方案", "--by", "分管领导", "--on", "2026-03-05")
    sheet = "place=中心小学 people=督查组长、督查组员 matter=控辍保学 facts=缺7人 evidence=点名册 opinion=认可"
    told(
        "act",
        name,
        "batch",
        "督查1",
        "worksheet",
        *sheet.split(),
        "--unit",
        UNIT,
        "--by",
        "督查组长",
        "--on",
        "2026-03-10",
    )
    problem = "sort=工作未落实 facts=缺7人 source=督查批次 batch=督查1 sheet=1"
    told(
        "act", name, "问题", "-", "登记问题", *problem.split(), "--unit", UNIT, "--by", "督查组长", "--basis", "实施方案", "--on", "2026-03-10",
    )  # fmt: skip
    (batch,) = json.loads(told("batches", name, "--json", "--on", "2026-03-10"))
    assert (batch["sheets"], batch["standing"]) == (1, "开展中")
    assert "未写明授权机关或领导" in batch["faults"][0]
    (row,) = json.loads(told("findings", name, "--json", "--on", "2026-03-10"))
    assert (row["key"], row["unit"], row["source"]) == ("2026-03/1", UNIT, "春季督查（督查1），2026年3月10日")
