"""One act on many findings, on both databases: chosen as a clerk writes it, judged one by one, recorded all or none."""

from pathlib import Path

import pytest
from offices import Office, at, duban
from sqlalchemy import func, select

from duban.errors import UsageError
from duban.life.act import Act
from duban.life.choosing import Choice
from duban.life.findings import finding_of
from models.rows import ActRow, AuditEntryRow, EvidenceRow, LetterRow, ProofRow
from tasks.acting import do
from tasks.acting_together import ManyRefused, Together, do_together
from tasks.ledger import reading_sessions
from tasks.looking import history_at
from tasks.printing import watched

DAY = "2026-05-18"
UNITS = ("云城镇", "青石镇", "松河乡", "云城镇", "青石镇", "云城镇")
ORDER = {"type": "限期整改", "goal": "按期办结", "limit": "2026-06-30"}


@pytest.fixture
def found(office: Office) -> Office:
    """Six findings of May at three units, the fourth answered and disputed, the sixth of another class and found only today."""
    director = "办公室主任"
    for who, role in (("督查员甲", "督查员"), ("分管领导", "领导")):
        do(office.id, _act("person", who, "appoint", director, role=role), (), at(f"{DAY}T09:00"))
    for place, unit in enumerate(UNITS, 1):
        day = DAY if place == 6 else "2026-05-06"
        told = {"sort": "逾期未结" if place < 6 else "严重滞后", "facts": f"事项{place}逾期", "source": "日常发现"}
        do(office.id, _act("finding", "", "find", "督查员甲", day, unit=unit, **told), (), at(f"{day}T09:00"))
    disputed = _act("finding", "2026-05/4", "verify", "督查员甲", DAY, behalf="云城镇", outcome="申辩", reason="已办结")
    do(office.id, disputed, (), at(f"{DAY}T09:00"))
    return office


def _act(subject: str, key: str, word: str, by: str, day: str = "2026-03-02", /, **told: str) -> Act:
    unit, behalf = told.pop("unit", None), told.pop("behalf", None)
    return Act(0, at(f"{day}T09:00").date(), subject, key, word, by, unit or behalf, behalf, "方案", told)


def order(office: Office, text: str, but: str = "", **how: object) -> Together:
    """Order what a text means put right, by the director."""
    choice = Choice(text, "order", but, how.pop("sort", None), how.pop("unit", None))
    files = how.pop("files", ())
    return do_together(office.id, _act("finding", "", "order", "办公室主任", DAY, **ORDER), choice, files, NOW, **how)


NOW = at(f"{DAY}T10:00")


def rows() -> dict[str, int]:
    with reading_sessions().begin() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (ActRow, AuditEntryRow, EvidenceRow, LetterRow, ProofRow)
        }


def test_a_month_is_ordered_at_once_and_each_unit_gets_one_notice(found: Office, tmp_path: Path) -> None:
    before = rows()
    minutes = tmp_path / "会议纪要.pdf"
    minutes.write_bytes(b"%PDF-1.7 minutes")
    done = order(found, "2026-05", sort="逾期未结", files=[minutes])
    assert [act.key for act in done.acts] == ["2026-05/1", "2026-05/2", "2026-05/3", "2026-05/5"]
    assert {one.standing for one in done.findings} == {"rectifying"}
    after = rows()
    assert {name: after[name] - before[name] for name in after} == {
        "act": 4,
        "audit_entry": 1,
        "evidence": 1,
        "letter": 3,
        "proof": 4,
    }
    history = history_at(found.id, NOW.date())
    assert [act.order for act in history.of("finding") if act.do == "order"] == [act.order for act in done.acts]
    assert finding_of(history, "2026-05/4").standing == "disputed"
    with reading_sessions().begin() as session:
        texts = list(session.scalars(select(LetterRow.text).where(LetterRow.kind == "rectification")))
    (two,) = (text for text in texts if "青石镇" in text)
    assert "发现问题2项" in two
    assert ("1. 事项2逾期" in two, "2. 事项5逾期" in two) == (True, True)


@pytest.mark.parametrize(
    ("text", "but", "how", "keys"),
    [
        ("2026-05/3", "", {}, "3"),
        ("2026-05/5，2026-05/1", "", {}, "1 5"),
        ("2026-05/1-3", "2026-05/2", {}, "1 3"),
        ("2026-05/1-5", "", {}, "1 2 3 5"),
        ("全部", "2026-05/6", {}, "1 2 3 5"),
        ("全部", "", {"unit": "青石镇"}, "2 5"),
        ("2026-05/1、2026-05/4-5", "", {}, "1 5"),
    ],
)
def test_what_is_written_is_what_is_meant(found: Office, text: str, but: str, how: dict[str, str], keys: str) -> None:
    before = rows()
    told = order(found, text, but, rehearse=True, **how)
    assert [act.key.removeprefix("2026-05/") for act in told.acts] == keys.split()
    assert {one.standing for one in told.findings} == {"rectifying"}
    assert rows() == before


def test_one_that_breaks_a_rule_stops_all_and_every_such_one_is_named(found: Office) -> None:
    before = rows()
    for rehearse in (False, True):
        with pytest.raises(ManyRefused, match="4件中有2件不合规则，全部未登记") as refused:
            order(found, "2026-05/1、2026-05/2、2026-05/4、2026-05/6", rehearse=rehearse)
        disputed, fresh = refused.value.reasons
        assert ("2026-05/4" in disputed, "问题现为“待认定”" in disputed) == (True, True)
        assert ("2026-05/6" in fresh, "尚未与被查单位核实" in fresh) == (True, True)
    assert rows() == before
    assert len(order(found, "2026-05", "2026-05/6").acts) == 4


def test_what_means_nothing_is_answered_with_what_there_is(found: Office) -> None:
    for text, why in (
        ("2026-05/9", "没有编号为“2026-05/9”的问题"),
        ("2026-05/1、五月", "没有编号为“五月”的问题"),
        ("2026-04", "没有可以“交办整改”的问题 · 现有问题：待核实5件、待认定1件"),
        ("2026-05/20-30", "没有可以“交办整改”的问题"),
    ):
        with pytest.raises(UsageError, match=why):
            order(found, text)
    with pytest.raises(UsageError, match="名录中没有单位"):
        order(found, "全部", unit="某乡")
    handed = _act("finding", "", "hand_over", "分管领导", DAY, to="县纪委监委", receipt="1号")
    with pytest.raises(UsageError, match="“移送线索”应逐件办理"):
        do_together(found.id, handed, Choice("全部", "hand_over"), (), NOW)


def test_a_unit_answers_for_all_that_is_its_own(found: Office) -> None:
    agree = _act("finding", "", "verify", "督查员甲", DAY, behalf="云城镇", outcome="认可")
    done = do_together(found.id, agree, Choice("全部", "verify", unit="云城镇"), (), NOW)
    assert [act.key for act in done.acts] == ["2026-05/1", "2026-05/6"]
    assert {(act.on_behalf_of, act.unit) for act in done.acts} == {("云城镇", "云城镇")}
    with pytest.raises(ManyRefused, match="2件中有2件"):
        do_together(found.id, agree, Choice("2026-05/1、2026-05/2", "verify"), (), NOW)


def test_answers_go_to_those_who_asked(found: Office) -> None:
    order(found, "2026-05/1-3")
    told = {"to": "2026-07-31", "reason": "雨季停工", "evidence": "施工日志"}
    for key, unit in (("2026-05/1", "云城镇"), ("2026-05/3", "松河乡")):
        do(found.id, _act("finding", key, "extend_request", "督查员甲", DAY, behalf=unit, **told), (), NOW)
    grant = _act("finding", "", "extend_grant", "办公室主任", DAY, to="2026-07-15")
    done = do_together(found.id, grant, Choice("全部", "extend_grant"), (), NOW)
    assert [(one.key, str(one.limit)) for one in done.findings] == [
        ("2026-05/1", "2026-07-15"),
        ("2026-05/3", "2026-07-15"),
    ]
    assert done.letters == 2


def test_whoever_watches_is_told_how_far_it_is(found: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.printing.MANY", 1)
    told: list[tuple[int, int]] = []
    with watched(lambda made, total: told.append((made, total))):
        order(found, "2026-05/1-3")
    assert told == [(place, 6) for place in range(1, 7)]


def test_the_command_rehearses_records_and_names_what_it_refuses(found: Office) -> None:
    given = ("交办整改", *(f"{name}={value}" for name, value in ORDER.items()), "--by", "办公室主任", "--on", DAY)
    done = duban(found.variables, "act", str(found.id), "问题", "2026-05", *given, "--dry-run", "--except", "2026-05/6")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "交办整改：4件均可登记，未写入\n  - 2026-05/1　云城镇　逾期未结　事项1逾期　整改中　时限2026-06-30"
    )
    done = duban(found.variables, "act", str(found.id), "问题", "2026-05", *given)
    assert done.returncode == 4
    assert "  - 不能登记：" in done.stdout
    assert "5件中有1件不合规则，全部未登记" in done.stderr
    done = duban(found.variables, "act", str(found.id), "问题", "2026-05/1-3", *given, "--json")
    assert (done.returncode, '"2026-05/3"' in done.stdout, '"letters": 3' in done.stdout) == (0, True, True)
    done = duban(found.variables, "act", str(found.id), "任务", "三/（一）", "签收", "--dry-run", "--on", DAY)
    assert (done.returncode, "只用于问题" in done.stderr) == (2, True)
