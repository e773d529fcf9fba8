"""The office's month through the real flows: checklists filled and taken, reminders, the cycle, the mails; on both databases."""

import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from docx import Document
from offices import EXAMPLE, Office, at
from openpyxl import load_workbook
from sqlalchemy import select

from app.demo.clerk import fill
from duban.errors import UsageError
from duban.months import Month
from duban.rules.scenario import read_facts
from flows.adopt_plan import adopt_plan
from flows.campaign_task import campaign_task
from flows.monthly_cycle import monthly_cycle
from flows.send_reminders import send_reminders
from models.campaigns import set_addresses
from models.months import month_in_record, read_month
from models.outbox import outbox_counts
from models.queries import campaign_values, facts_of
from models.register import register_of
from models.rows import AttachmentRow, LetterRow
from tasks.ledger import reading_sessions, sessions
from tasks.publishing import publish
from tasks.scoring import check
from tasks.taking import record, take
from tasks.writing import write


def facts(office: Office) -> list[tuple[str, str | None, str | None]]:
    with reading_sessions().begin() as session:
        return [(f.do, f.task, f.unit) for f in facts_of(session, office.id) if f.do != "assign"]


def letters_of(office: Office, kind: str) -> list[LetterRow]:
    with reading_sessions().begin() as session:
        return list(
            session.scalars(select(LetterRow).where(LetterRow.kind == kind, LetterRow.campaign_id == office.id))
        )


def contact(office: Office, name: str) -> str | None:
    with reading_sessions().begin() as session:
        unit = register_of(session, office.id).named(name)
    return unit.contact if unit else None


def answer(office: Office, unit: str, rows: list[list[object]], on: str = "2026-03-20", name: str = "a") -> Path:
    issued = office.paper("2026-03", f"任务清单/{unit}.xlsx")
    return fill(issued, rows, office.out / f"{name}_{unit}_{on}.xlsx")


def test_every_unit_gets_its_checklist_in_three_forms(office: Office) -> None:
    folder = office.paper("2026-03", "任务清单")
    assert (
        len(list(folder.glob("*.xlsx"))) == len(list(folder.glob("*.docx"))) == len(list(folder.glob("*.html"))) == 24
    )
    sheet = load_workbook(folder / "松河乡.xlsx")["任务清单"]
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    # 松河乡 is named only through 各乡镇, and what the plan wrote is what the paper shows.
    assert "各乡镇" in text
    assert "以下事项不计分" in text
    assert text.index("以下事项不计分") < text.index("资料汇编")


def test_a_filled_checklist_becomes_facts_once(office: Office) -> None:
    file = answer(
        office, "县财政局", [["三/（四）", "申请办结", 100, "资金拨付到位"], ["三/（五）", "有进展", 20, "测算经费"]]
    )
    assert take(file, at("2026-03-20T16:00"), "办公室").outcome == "taken"
    assert facts(office) == [("claim", "三/（四）", "县财政局"), ("report", "三/（五）", "县财政局")]
    assert take(file, at("2026-03-21T16:00"), "办公室").outcome == "same"
    assert len(facts(office)) == 2


def test_a_file_with_one_bad_cell_changes_nothing(office: Office) -> None:
    file = answer(office, "县财政局", [["三/（四）", "申请办结", 100, "拨付"], ["三/（五）", "有进展", 140, "经费"]])
    received = take(file, at("2026-03-20T16:00"), "办公室")
    assert received.outcome == "refused"
    assert any("E123" in fault and "任务清单!" in fault for fault in received.faults)
    assert facts(office) == []


def test_an_answer_the_rules_refuse_refuses_the_file_with_its_cell(office: Office) -> None:
    late = answer(
        office, "县财政局", [["三/（四）", "申请延期", "2026-04-10", "手续未齐"], ["三/（五）", "有进展", 20, "经费"]]
    )
    received = take(late, at("2026-03-27T16:00"), "办公室")
    assert received.outcome == "refused"
    assert any("申请延期时已过时限" in fault and "任务清单!" in fault for fault in received.faults)
    assert facts(office) == []


def test_a_decision_the_rules_refuse_is_reported_and_the_rest_goes_on(office: Office) -> None:
    decisions = read_facts(
        "facts:\n"
        "  - {on: 2026-03-10, task: 三/（四）, unit: 县财政局, do: approve}\n"
        "  - {on: 2026-03-10, unit: 县财政局, do: bonus, points: 1, basis: 县通报1号}\n"
        "  - {on: 2026-03-10, unit: 县财政局, do: bonus, points: 1, basis: 获县委书记肯定性批示}\n"
    )
    refused = record(office.id, decisions, at("2026-03-10T10:00"), "办公室主任")
    assert [item.fact.do for item in refused] == ["approve", "bonus"]
    assert refused[0].reason == "没有待处理的办结申请"
    assert "批示" in refused[1].reason
    assert facts(office) == [("bonus", None, "县财政局")]


def test_the_month_is_judged_told_scored_and_written(office: Office) -> None:
    take(answer(office, "县财政局", [["三/（四）", "申请办结", 100, "拨付"]]), at("2026-03-20T16:00"), "办公室")
    (done,) = monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert (done["outcome"], done["version"]) == ("new", 1)
    with reading_sessions().begin() as session:
        result = read_month(session, month_in_record(session, office.id, Month(2026, 3)).id).result
    units = {score.unit: score for score in result.units}
    # The one duty of 县财政局 that was due is done; its three missing reports cost two points each.
    assert units["县教育体育局"].score != units["县财政局"].score
    names = {path.name for path in office.paper("2026-03", "").iterdir()}
    both = {f"{name}.{form}" for name in ("月度督查通报", "任务清单（总表）") for form in ("docx", "html")}
    # What a month finds by itself waits to be ordered; it stands on the ledger from the first day.
    assert names == both | {"得分表.xlsx", "index.html", "任务清单", "整改台账", "整改台账.xlsx", "日历"}
    circular = "\n".join(p.text for p in Document(str(office.paper("2026-03", "月度督查通报.docx"))).paragraphs)
    assert "云教组办发〔2026〕3号" in circular
    assert "送审稿" in circular
    page = office.paper("2026-03", "index.html").read_text(encoding="utf-8")
    for link in ("%E6%9C%88%E5%BA%A6", "<svg", "县教育体育局"):
        assert link in page or link == "%E6%9C%88%E5%BA%A6", link
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert len(list(office.paper("2026-04", "任务清单").glob("*.xlsx"))) == 24


def test_a_second_run_changes_nothing_and_says_so(office: Office) -> None:
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    papers = {p: p.read_bytes() for p in office.out.rglob("*") if p.suffix in (".docx", ".xlsx", ".html", ".ics")}
    with reading_sessions().begin() as session:
        before = outbox_counts(session)
    (again,) = monthly_cycle(str(office.id), "2026-03", "2026-04-02T08:30")
    assert (again["outcome"], again["letters"]) == ("same", 0)
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == before
    assert {p: p.read_bytes() for p in papers} == papers
    assert check(office.id, Month(2026, 3)) == ()


def test_a_month_that_has_not_begun_is_neither_judged_nor_told(office: Office) -> None:
    with reading_sessions().begin() as session:
        before = outbox_counts(session)
    with pytest.raises(UsageError, match="2030-03 还没有到"):
        monthly_cycle(str(office.id), "2030-03", "2026-04-01T08:30")
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == before


def test_a_late_fact_shows_as_a_difference_and_redoes_the_draft(office: Office) -> None:
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    bonus = read_facts("facts:\n  - {on: 2026-03-30, unit: 县财政局, do: bonus, points: 1, basis: 县通报1号}\n")
    record(office.id, bonus, at("2026-04-02T09:00"), "办公室主任")
    differences = check(office.id, Month(2026, 3))
    assert len(differences) >= 1
    assert any("县财政局" in line for line in differences)
    (again,) = monthly_cycle(str(office.id), "2026-03", "2026-04-02T09:30")
    assert again["outcome"] == "redone"
    # Only the unit it concerns is told again.
    assert again["letters"] == 1


def test_a_signed_month_never_changes_and_a_correction_names_it(office: Office) -> None:
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert publish(office.id, Month(2026, 3), "办公室主任", at("2026-04-03T09:00"), "云教组办通〔2026〕4号")
    write(office.id, "2026-03", "2026-04-03T09:00")
    signed = office.paper("2026-03", "月度督查通报.docx").read_bytes()
    bonus = read_facts("facts:\n  - {on: 2026-03-30, unit: 县财政局, do: bonus, points: 1, basis: 县通报1号}\n")
    record(office.id, bonus, at("2026-04-07T09:00"), "办公室主任")
    (again,) = monthly_cycle(str(office.id), "2026-03", "2026-04-07T09:30")
    assert (again["outcome"], again["version"]) == ("correction", 2)
    assert office.paper("2026-03", "月度督查通报.docx").read_bytes() == signed
    correction = office.paper("2026-03", "月度督查通报（第2版）.docx")
    words = "\n".join(paragraph.text for paragraph in Document(str(correction)).paragraphs)
    assert "更正并代替云教组办通〔2026〕4号通报" in words
    assert "送审稿" in words


def test_a_signed_circular_is_owed_to_every_unit_with_its_signature_and_once(office: Office) -> None:
    with sessions("测试", "测试").begin() as session:
        set_addresses(
            session, office.id, {"县委副书记": "shuji@yunling.example", "分管副县长": "shuji@yunling.example"}
        )
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert letters_of(office, "circular") == []
    assert publish(office.id, Month(2026, 3), "办公室主任", at("2026-04-03T09:00"), "云教组办通〔2026〕4号")
    write(office.id, "2026-03", "2026-04-03T09:00")
    owed = letters_of(office, "circular")
    with reading_sessions().begin() as session:
        campaign = campaign_values(session, office.id)
    units, leaders = {unit.contact for unit in campaign.register.units}, set(campaign.addresses.values())
    assert {letter.address for letter in owed} == units | leaders
    assert len(owed) == len(units | leaders) > len(units) == 24
    assert {letter.policy for letter in owed} == {"hold"}
    copied = next(letter for letter in owed if letter.address == "shuji@yunling.example")
    assert "县委副书记、分管副县长：" in copied.text
    assert "抄送您" in copied.text
    with reading_sessions().begin() as session:
        papers = set(
            session.scalars(select(AttachmentRow.content).where(AttachmentRow.name == "月度督查通报_2026-03.docx"))
        )
    assert papers == {office.paper("2026-03", "月度督查通报.docx").read_bytes()}
    assert not publish(office.id, Month(2026, 3), "办公室主任", at("2026-04-04T09:00"))
    assert len(letters_of(office, "circular")) == len(owed)


def test_a_claim_sent_back_and_an_extension_answered_are_owed_with_the_decision(office: Office) -> None:
    take(answer(office, "县财政局", [["三/（四）", "申请办结", 100, "资金拨付到位"]]), at("2026-03-20T16:00"), "办公室")
    asked = answer(office, "县民政局", [["三/（四）", "申请延期", "2026-04-10", "手续未齐"]])
    take(asked, at("2026-03-20T16:00"), "办公室")
    decisions = read_facts(
        "facts:\n"
        "  - {on: 2026-03-23, task: 三/（四）, unit: 县财政局, do: return, reason: 缺拨付凭证}\n"
        "  - {on: 2026-03-23, task: 三/（四）, unit: 县民政局, do: extend_grant}\n"
        "  - {on: 2026-03-23, task: 三/（四）, unit: 县残疾人联合会, do: return, reason: 未申请}\n"
    )
    assert [item.fact.unit for item in record(office.id, decisions, at("2026-03-23T10:00"), "办公室主任")] == [
        "县残疾人联合会"
    ]
    (returned,) = letters_of(office, "returned")
    assert "退回原因：缺拨付凭证" in returned.text
    assert "补办期限：2026年3月30日" in returned.text
    (granted,) = letters_of(office, "extension")
    assert "同意延期至2026年4月10日" in granted.text
    assert {returned.address, granted.address} == {contact(office, "县财政局"), contact(office, "县民政局")}
    # The same decisions again are refused by the rules, and nobody is told twice.
    assert len(record(office.id, decisions, at("2026-03-24T10:00"), "办公室主任")) == 3
    assert len(letters_of(office, "returned")) == len(letters_of(office, "extension")) == 1


def test_a_refused_extension_says_that_the_date_keeps_counting(office: Office) -> None:
    asked = answer(office, "县民政局", [["三/（四）", "申请延期", "2026-04-10", "手续未齐"]])
    take(asked, at("2026-03-20T16:00"), "办公室")
    refused = read_facts(
        "facts:\n  - {on: 2026-03-26, task: 三/（四）, unit: 县民政局, do: extend_refuse, reason: 理由不足}\n"
    )
    assert record(office.id, refused, at("2026-03-26T10:00"), "办公室主任") == ()
    (letter,) = letters_of(office, "extension")
    assert "原定时限2026年3月25日继续有效" in letter.text
    assert "该时限已过，逾期天数照常计算" in letter.text


def test_letters_leave_once_a_day_in_office_hours(office: Office) -> None:
    assert send_reminders("2026-03-02T07:30").get("accepted", 0) == 0
    sent = send_reminders("2026-03-02T09:00")
    assert sent["accepted"] == 24
    assert send_reminders("2026-03-02T09:10").get("accepted", 0) == 0
    files = list((office.out / "邮件").glob("*.eml"))
    assert len(files) == 24
    mail = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert [Path(name).suffix for name in names] == [".xlsx", ".docx"]


def test_reminders_climb_and_each_rung_fires_once(office: Office) -> None:
    found = [send_reminders(f"2026-03-{day}T09:00")["letters"] for day in ("18", "18", "19", "20", "24", "26")]
    # 三/（四） of two units is due on Wednesday 25 March: lead5 on the 18th, lead1 on the 24th, late1 on the 26th. On the 24th comes lead5
    # of the node of 31 March (三/（二）, four units, one of them written to already).
    assert found == [2, 0, 0, 0, 5, 2]


def test_nothing_is_sent_on_a_rest_day(office: Office) -> None:
    assert send_reminders("2026-03-07T09:00") == {"letters": 0, "skipped": 0}


def test_one_task_can_be_inspected_alone(office: Office) -> None:
    rows = campaign_task(office.id, "2026-03", "三/（四）", "落实学生资助政策")
    assert {row["单位"] for row in rows} == {"县教育体育局", "县财政局", "县乡村振兴局", "县民政局", "县残疾人联合会"}
    assert {row["任务"] for row in rows} == {"三/（四）"}


def test_the_same_plan_again_changes_nothing(office: Office) -> None:
    again = adopt_plan(str(EXAMPLE / "方案.txt"), str(EXAMPLE / "名录.csv"), "2026-03-05")
    assert again.outcome == "same"


def test_an_amended_plan_waits_for_a_yes(office: Office, tmp_path: Path) -> None:
    text = (EXAMPLE / "方案.txt").read_text(encoding="utf-8").replace("2026年3月25日前", "2026年4月8日前")
    amended = tmp_path / "方案（修订稿）.txt"
    amended.write_text(text, encoding="utf-8")
    waiting = adopt_plan(str(amended), None, "2026-03-05")
    assert waiting.outcome == "pending"
    assert any("三/（四）" in line and "2026" in line for line in waiting.lines())
    assert adopt_plan(str(amended), None, "2026-03-05", confirmed=True).outcome == "amended"
    rows = campaign_task(office.id, "2026-03", "三/（四）")
    assert json.dumps(rows, ensure_ascii=False).count("2026-04-08") == 5
