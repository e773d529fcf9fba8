"""`duban draft` writes every kind of paper of the example office as Word and HTML, and records nothing by it."""

import json
import re
from pathlib import Path

import pytest
from docx import Document
from offices import Office, at, duban
from sqlalchemy import func, select

from duban.documents.drafts import KINDS
from duban.errors import UsageError
from duban.life.act import Act
from flows.monthly_cycle import monthly_cycle
from models.rows import ActRow, FactRow, PaperRow
from tasks.acting import do
from tasks.drafting import Wanted, draft
from tasks.ledger import reading_sessions
from tasks.looking import history_at
from tasks.reminding import remind

UNIT, TASK, CLOSED = "松河乡", "三/（一）", "三/（四）"
DAY = at("2026-05-08T09:00").date()


def words(path: Path) -> str:
    paper = Document(str(path))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in paper.paragraphs), *cells))


def act(office: Office, day: str, what: tuple[str, str, str], by: str, /, **told: str) -> Act:
    unit, behalf, basis = (told.pop(name, None) for name in ("unit", "behalf", "basis"))
    files = [Path(told.pop("file"))] if "file" in told else []
    now = at(f"{day}T09:00")
    made = Act(0, now.date(), *what, by, unit or behalf, behalf, basis, told)
    return do(office.id, made, files, now).act


def close(office: Office, proof: Path) -> None:
    """Close 三/（四）: every unit claims every node with a file, two others review and approve."""
    history = history_at(office.id, DAY)
    owed = [
        (unit, one.node.name)
        for unit, own in history.case.ledger.tasks[CLOSED].assignments.items()
        for one in own.obligations
        if one.node.first is not None
    ]
    assert owed
    task = ("task", CLOSED)
    for unit, node in owed:
        told = {"node": node, "reason": "验收单"}
        act(office, "2026-04-20", (*task, "claim"), "督查员甲", behalf=unit, file=str(proof), **told)
    for unit, node in owed:
        act(office, "2026-04-21", (*task, "approve"), "办公室主任", unit=unit, node=node)


@pytest.fixture
def worked(office: Office, tmp_path: Path) -> Office:
    """The office in May: a judged month, a batch, a finding to be put right, a request, a closed task, a chain."""
    for who, role in (("督查员甲", "督查员"), ("督查员乙", "督查员"), ("分管领导", "领导")):
        act(office, "2026-03-02", ("person", who, "appoint"), "办公室主任", role=role)
    plan = {"title": "春季督查", "sort": "专项督查", "methods": "检查", "matters": "控辍保学", "scope": "全县"}
    plan |= {"units": f"{UNIT}、云城镇", "start": "2026-03-09", "end": "2026-03-13", "plan": "分组入校"}
    act(office, "2026-03-05", ("batch", "", "propose"), "督查员甲", leader="督查员甲", members="督查员乙", **plan)
    act(office, "2026-03-05", ("batch", "督查1", "approve_plan"), "分管领导")
    sheet = {"place": "中心小学", "people": "督查员甲、督查员乙", "matter": "控辍保学", "facts": "缺7人"}
    act(office, "2026-03-10", ("batch", "督查1", "worksheet"), "督查员甲", unit=UNIT, opinion="属实", **sheet)
    problem = {"sort": "工作未落实", "facts": "缺7人", "source": "督查批次", "batch": "督查1", "sheet": "1"}
    key = act(
        office, "2026-03-10", ("finding", "", "find"), "督查员甲", unit=UNIT, basis="方案", evidence="点名册", **problem
    ).key
    assert key == "2026-03/1"
    act(office, "2026-03-11", ("finding", key, "verify"), "督查员甲", behalf=UNIT, outcome="认可")
    order = {"type": "限期整改", "goal": "全部劝返", "limit": "2026-03-31"}
    act(office, "2026-03-11", ("finding", key, "order"), "办公室主任", **order)
    for level, place, upper in (("1", "松河乡", ""), ("2", "松树村", "松河乡")):
        link = {"line": "四包", "level": level, "place": place, "holder": f"{place}包保人"}
        act(office, "2026-03-12", ("chain", "", "list"), "督查员甲", **link, **({"upper": upper} if upper else {}))
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"%PDF-1.4 invented\n")
    close(office, proof)
    asked = {"to": "2026-05-29", "reason": "雨季停工"}
    act(office, "2026-04-22", ("task", TASK, "extend_request"), "督查员甲", behalf=UNIT, **asked)
    order = {"level": "橙色", "limit": "2026-05-29", "basis": "县委副书记批示"}
    act(office, "2026-04-23", ("task", TASK, "supervise"), "分管领导", unit=UNIT, **order)
    monthly_cycle(str(office.id), "2026-04", "2026-05-06T08:30")
    remind(office.id, "2026-05-07T08:30")
    return office


# What no official writes: a day as a computer does, a word of the program, double marks, half-width marks between characters.
SOFTWARE = re.compile(
    r"\d{4}-\d\d-\d\d|None|null|nan|True|False|““|””|（（|））|[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]|。。|：：|，，"
)

ASKED = {
    "督查方案": ("督查1", None, "春季督查方案"),
    "检查底稿": ("督查1", None, "缺7人"),
    "整改通知书": ("2026-03/1", None, "全部劝返"),
    "销号申请表": ("2026-03/1", None, "缺7人"),
    "整改台账": ("", None, "全部劝返"),
    "延期申请表": (TASK, UNIT, "雨季停工"),
    "催办单": (TASK, UNIT, "开展校舍安全排查整治"),
    "督办单": (TASK, UNIT, "分管教育副县长"),
    "督办通知书": (TASK, None, "督办级别为橙色"),
    "考核得分表": ("2026-04", None, UNIT),
    "工作总结": ("", None, "逾期未结：“推进学校新建和改扩建”（县教育体育局、"),
    "资料汇编": ("", None, "验收单.pdf"),
    "归档目录": ("", None, "验收单.pdf"),
    "责任书": ("四包", None, "根据《云岭县2026年基础教育提质攻坚专项行动实施方案》（云教组办发〔2026〕3号）"),
}


def test_every_kind_is_written_and_nothing_recorded(worked: Office) -> None:
    assert set(ASKED) == set(KINDS)
    tables = (ActRow, FactRow, PaperRow)

    def held() -> list[int | None]:
        with reading_sessions().begin() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = held()
    for kind, (key, unit, expected) in ASKED.items():
        files = draft(str(worked.id), Wanted(kind, key, unit), DAY)
        assert {file.suffix for file in files} == {".docx", ".html"}, kind
        assert {file.parent for file in files} == {worked.out / worked.adoption.title / "文书"}
        text = "\n".join(words(file) for file in files if file.suffix == ".docx")
        assert expected in text, kind
        assert not SOFTWARE.findall(text), kind
        bytes_before = [file.read_bytes() for file in files]
        again = draft(str(worked.id), Wanted(kind, key, unit), DAY)
        assert [file.read_bytes() for file in again] == bytes_before, kind
    assert held() == before


def test_urgings_that_went_out_count(worked: Office) -> None:
    (sheet,) = (one for one in draft(str(worked.id), Wanted("催办单", TASK, UNIT), DAY) if one.suffix == ".docx")
    assert "第2次" in words(sheet)
    (sheet,) = (
        one
        for one in draft(str(worked.id), Wanted("催办单", TASK, UNIT), at("2026-05-06T09:00").date())
        if one.suffix == ".docx"
    )
    assert "第1次" in words(sheet)


def test_the_day_asked_for_knows_nothing_later(worked: Office) -> None:
    early = at("2026-03-10T09:00").date()
    with pytest.raises(UsageError, match="台账中没有已交办的问题"):
        draft(str(worked.id), Wanted("整改通知书", "2026-03/1"), early)
    files = draft(str(worked.id), Wanted("资料汇编"), early)
    assert "验收单.pdf" not in words(next(file for file in files if file.suffix == ".docx"))


def test_what_was_handed_over_later_is_locked_on_every_day(worked: Office) -> None:
    handed = {"to": "县纪委监委", "receipt": "移〔2026〕1号"}
    act(worked, "2026-05-08", ("finding", "2026-03/1", "hand_over"), "分管领导", **handed)
    with pytest.raises(UsageError, match="台账中没有已交办的问题"):
        draft(str(worked.id), Wanted("整改通知书", "2026-03/1"), at("2026-04-01T09:00").date())
    for kind, key in (("整改台账", ""), ("检查底稿", "督查1")):
        for file in draft(str(worked.id), Wanted(kind, key), at("2026-04-01T09:00").date()):
            assert "缺7人" not in (words(file) if file.suffix == ".docx" else file.read_text(encoding="utf-8"))


def test_the_command_says_its_files_and_refuses_in_chinese(worked: Office) -> None:
    name, on = str(worked.id), ("--on", "2026-05-08")
    done = duban(worked.variables, "draft", name, "整改通知书", "--unit", UNIT, *on, "--json")
    assert done.returncode == 0, done.stderr
    assert [Path(file).suffix for file in json.loads(done.stdout)] == [".docx", ".html"]
    done = duban(worked.variables, "draft", name, "贺信", *on)
    assert done.returncode == 2
    assert "没有文种“贺信” · 可写：督查方案、检查底稿" in done.stderr
