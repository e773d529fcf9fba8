"""More time for a finding on a real ledger: asked with a file, answered by letter, told in the list and the ledger, by command."""

import json
from pathlib import Path

from offices import Office, duban
from sqlalchemy import select

from models.rows import LetterRow
from tasks.ledger import reading_sessions

DAY, KEY, UNIT = "2026-05-18", "2026-05/1", "云城镇"


def test_a_unit_asks_for_time_the_office_answers_and_the_ledger_shows_the_date(office: Office, tmp_path: Path) -> None:
    proof = tmp_path / "审图意见.pdf"
    proof.write_bytes(b"%PDF-1.7 drawing")

    def run(*given: str | Path, by: str = "办公室主任") -> str:
        done = duban(office.variables, "act", str(office.id), *given, "--by", by, "--on", DAY)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("人员", "督查员甲", "登记人员", "role=督查员")
    told = ("sort=工作未落实", "facts=台账不全", "source=日常发现", "--unit", UNIT, "--basis", "方案")
    run("问题", "-", "登记问题", *told, by="督查员甲")
    run("问题", KEY, "核实", "outcome=认可", "--for", UNIT)
    run("问题", KEY, "交办整改", "type=限期整改", "goal=补齐", "limit=2026-05-29")
    run("问题", KEY, "申请延期", "to=2026-06-30", "reason=图纸待审", "--for", UNIT, "--file", proof, by="督查员甲")
    listed = duban(office.variables, "findings", str(office.id), "--on", DAY, "--json")
    assert [(row["standing"], row["limit"]) for row in json.loads(listed.stdout)] == [
        ("整改中，延期待批", "2026-05-29")
    ]
    run("问题", KEY, "不准延期", "reason=可先行补齐")
    run("问题", KEY, "申请延期", "to=2026-06-30", "reason=图纸待审", "--for", UNIT, "--file", proof, by="督查员甲")
    run("问题", KEY, "准予延期", "to=2026-06-15")
    kept = duban(office.variables, "ledger", str(office.id), "--on", "2026-06-17", "--json")
    (row,) = json.loads(kept.stdout)
    assert (row["limit"], row["progress"]) == ("2026-06-15", "整改中；超期2个工作日；准予延期1次（原时限2026-05-29）")
    with reading_sessions().begin() as session:
        sent = list(
            session.scalars(select(LetterRow.subject).where(LetterRow.kind == "extension").order_by(LetterRow.id))
        )
    title = office.adoption.title
    assert sent == [
        f"〔延期批复〕{title}问题整改{KEY}不同意延期",
        f"〔延期批复〕{title}问题整改{KEY}同意延至2026年6月15日",
    ]
