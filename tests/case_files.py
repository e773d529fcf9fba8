"""Closed tasks with their papers, findings and evidence, as an office leaves them; and what stands in an archive's folders."""

import shutil
import subprocess
from pathlib import Path

from logged import unguard
from offices import Office, at
from sqlalchemy import create_engine, text

from duban.life.act import Act
from models.acts import history_of
from tasks.acting import do
from tasks.ledger import sessions
from tasks.looking import history_at
from tasks.registering import Draft, Signing, sign_paper

UNIT, OPEN, CLOSED, OTHER = "松河乡", "三/（一）", "三/（四）", "三/（九）"
DAY = at("2026-05-08T09:00").date()


def act(office: Office, day: str, what: tuple[str, str, str], by: str, /, **told: str) -> Act:
    unit, behalf, basis = (told.pop(name, None) for name in ("unit", "behalf", "basis"))
    files = [Path(file) for file in told.pop("files", "").split("|") if file]
    now = at(f"{day}T09:00")
    return do(office.id, Act(0, now.date(), *what, by, unit or behalf, behalf, basis, told), files, now).act


def file(folder: Path, name: str, words: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(b"%PDF-1.4 " + words.encode())
    return str(path)


def nodes(office: Office, number: str = CLOSED) -> list[tuple[str, str]]:
    """Who owes which node of a task."""
    task = history_at(office.id, DAY).case.ledger.tasks[number]
    return [
        (unit, one.node.name)
        for unit, own in task.assignments.items()
        for one in own.obligations
        if one.node.first is not None
    ]


def close(office: Office, number: str, folder: Path) -> None:
    """Claim a task for every unit with two files of one name, and approve."""
    owed = nodes(office, number)
    for unit, node in owed:
        files = (file(folder / one, "验收单.pdf", f"{number}{unit}{one}") for one in "甲乙")
        told = {"node": node, "reason": "验收单", "files": "|".join(files)}
        act(office, "2026-04-20", ("task", number, "claim"), "督查员甲", behalf=unit, **told)
    for unit, node in owed:
        act(office, "2026-04-21", ("task", number, "approve"), "办公室主任", unit=unit, node=node)


def with_one_closed(office: Office, tmp_path: Path) -> Office:
    """三/（四） closed with two files of one name a claim; a finding and a clue on it, each with a file; a paper signed on it."""
    for who, role in (("督查员甲", "督查员"), ("督查员乙", "督查员"), ("分管领导", "领导")):
        act(office, "2026-03-02", ("person", who, "appoint"), "办公室主任", role=role)
    problem = {"sort": "工作未落实", "source": "日常发现", "task": CLOSED, "basis": "方案", "evidence": "照片"}
    for facts, name in (("台账不全", "一般问题.pdf"), ("涉嫌套取资金", "线索材料.pdf")):
        told = problem | {"facts": facts, "files": file(tmp_path / "问题", name, facts)}
        key = act(office, "2026-03-10", ("finding", "", "find"), "督查员甲", unit=UNIT, **told).key
    told = {"to": "县纪委监委", "receipt": "移〔2026〕1号", "files": file(tmp_path / "问题", "移送函.pdf", "移送")}
    act(office, "2026-03-12", ("finding", key, "hand_over"), "分管领导", **told)
    close(office, CLOSED, tmp_path)
    for task in (CLOSED, OPEN):
        urge(office, task, "2026-04-22")
    return office


def urge(office: Office, task: str, day: str) -> None:
    """Sign an urging on a task."""
    draft = Draft("urging", f"{task} {UNIT} {day}", "催办单", lambda _: f"催办{task}".encode(), 0, UNIT, task)
    with sessions("办公室主任", "签发", office.id).begin() as session:
        signing = Signing("办公室主任", at(f"{day}T09:00"))
        sign_paper(session, office.id, draft, signing, history_of(session, office.id, DAY))


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def checked(folder: Path) -> int:
    assert shutil.which("sha256sum")
    command = ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


def tamper(office: Office, statement: str, **values: object) -> None:
    """Change the database as somebody with it in hand would: triggers out of the way, no foreign keys."""
    engine = create_engine(office.variables["DUBAN_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        unguard(connection)
        connection.execute(text(statement), values)
    engine.dispose()
