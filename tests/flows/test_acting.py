"""Acts on a real ledger, on both databases: guarded, kept with their files, one winner where two act at once."""

import hashlib
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from offices import Office, at
from sqlalchemy import func, select

from duban.documents.checklist_xlsx import SHEET
from duban.errors import InputRefused, UsageError
from duban.life.act import Act
from duban.months import Month
from duban.rules.judgement import Case
from models.acts import acts_of, entries_of, file_content, history_of
from models.queries import campaign_values, facts_of
from models.rows import ActRow, EvidenceRow, FactRow, ProofRow
from tasks.acting import Refused, do, take_out
from tasks.assigning import assign, hand_out
from tasks.ledger import reading_sessions
from tasks.telling import tell

NOON = at("2026-03-20T12:00")


def act(subject: str, key: str, word: str, by: str, **told: str) -> Act:
    """An act of 20 March as an office types it."""
    apart = {name: told.pop(name, None) for name in ("unit", "behalf", "basis", "on")}
    return Act(
        0,
        date.fromisoformat(apart["on"] or "2026-03-20"),
        subject,
        key,
        word,
        by,
        unit=apart["unit"] or apart["behalf"],
        on_behalf_of=apart["behalf"],
        basis=apart["basis"],
        detail=told,
    )


def counts() -> dict[str, int]:
    """How many rows the tables an act may touch hold."""
    with reading_sessions().begin() as session:
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in (ActRow, FactRow, EvidenceRow, ProofRow)
        }


def test_a_claim_is_kept_with_its_file_and_read_back(office: Office, tmp_path: Path) -> None:
    proof = tmp_path / "验收单.pdf"
    proof.write_bytes(b"%PDF-1.7 " + "验收合格".encode())
    claim = act("task", "三/（一）", "claim", "办公室主任", behalf="云城镇")
    do(office.id, claim, [proof, proof], NOON)
    with reading_sessions().begin() as session:
        (entry,) = [one for one in entries_of(session, office.id) if one.fact.do == "claim"]
        content = file_content(session, hashlib.sha256(proof.read_bytes()).hexdigest())
    assert (entry.by, entry.on_behalf_of, entry.fact.unit) == ("办公室主任", "云城镇", "云城镇")
    assert [one.name for one in entry.proofs] == ["验收单.pdf", "验收单.pdf"]
    assert content == proof.read_bytes()
    assert counts()["evidence"] == 1
    taken = tmp_path / "取出.pdf"
    take_out(entry.proofs[0].sha256[:12], taken)
    assert taken.read_bytes() == content
    with pytest.raises(UsageError, match="没有指纹"):
        take_out("0" * 64, taken)


def test_a_refused_act_leaves_nothing_behind(office: Office, tmp_path: Path) -> None:
    before = counts()
    proof = tmp_path / "单.pdf"
    proof.write_bytes(b"%PDF-1")
    for wanted, files, reason in (
        (act("task", "三/（一）", "approve", "办公室主任", unit="云城镇"), [proof], "没有待处理的办结申请"),
        (act("task", "三/（一）", "claim", "路人", behalf="云城镇"), [proof], "不是办公室人员"),
        (act("task", "九", "sign", "办公室主任", behalf="云城镇"), [proof], "没有编号为“九”的任务"),
        (act("task", "三/（一）", "sign", "办公室主任", behalf="云城镇", on="2026-03-21"), [proof], "还没有到"),
        (act("task", "三/（一）", "claim", "办公室主任", behalf="云城镇", 进度="9"), [proof], "没有“进度”这一项"),
    ):
        with pytest.raises(Refused, match=reason):
            do(office.id, wanted, files, NOON)
    (tmp_path / "坏.exe").write_bytes(b"MZ")
    with pytest.raises(InputRefused, match="E310"):
        do(office.id, act("task", "三/（一）", "claim", "办公室主任", behalf="云城镇"), [tmp_path / "坏.exe"], NOON)
    assert counts() == before


def test_of_two_who_settle_one_claim_one_wins_and_the_other_is_told(office: Office) -> None:
    do(office.id, act("task", "三/（一）", "claim", "办公室", behalf="云城镇", reason="验收单"), (), NOON)
    for unit in ("县应急管理局", "县消防救援大队"):
        do(office.id, act("task", "三/（一）", "waive", "办公室主任", unit=unit, reason="无需配合"), (), NOON)
    outcomes: list[str] = []

    def settle(word: str, by: str, **told: str) -> None:
        try:
            do(office.id, act("task", "三/（一）", word, by, unit="云城镇", **told), (), NOON)
            outcomes.append("taken")
        except Refused as refused:
            outcomes.append(str(refused))

    threads = [
        Thread(target=settle, args=("approve", "办公室主任")),
        Thread(target=settle, args=("approve", "县委副书记")),
        Thread(target=settle, args=("return", "办公室主任"), kwargs={"reason": "佐证不足"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("taken") == 1
    assert all("已由" in told for told in outcomes if told != "taken"), outcomes


def test_a_reassigned_task_moves_with_an_edition_of_its_own(office: Office) -> None:
    monday = at("2026-03-04T09:00")
    objection = act("task", "三/（九）", "object", "办公室", behalf="县民政局", reason="不属职责", on="2026-03-04")
    do(office.id, objection, (), monday)
    answer = act(
        "task",
        "三/（九）",
        "answer_objection",
        "办公室主任",
        unit="县民政局",
        outcome="改派",
        to="县妇女联合会",
        reason="按三定方案",
        on="2026-03-04",
    )
    done = do(office.id, answer, (), monday)
    assert "改派县妇女联合会" in done.followed[0]
    with reading_sessions().begin() as session:
        campaign = campaign_values(session, office.id)
        facts = list(facts_of(session, office.id))
    case = Case(campaign, facts, [monday.date()])
    assert "县民政局" not in case.ledger.tasks["三/（九）"].assignments
    assert case.ledger.tasks["三/（九）"].assignments["县妇女联合会"].day == monday.date().toordinal()
    # Only the two units concerned get a new list; the plan's own list of names stays as written.
    assert hand_out(office.id, "2026-03", monday.isoformat()).letters == 2
    written = next(task for task in campaign.tasks if task.number == "三/（九）").written
    assert any("民政" in name for names in written.values() for name in names)


def test_a_matter_of_the_year_becomes_a_task_like_any_other(office: Office) -> None:
    told = {
        "title": "食堂专项检查",
        "source": "会议",
        "source_name": "专题会议",
        "responsible": "县教育体育局",
        "cooperating": "各乡镇",
        "due": "9月底前",
    }
    do(office.id, act("entry", "", "propose", "办公室", **told), (), NOON)
    do(office.id, act("entry", "立项1", "enter", "办公室主任"), (), NOON)
    assert assign(office.id, NOON.isoformat(), "办公室") == 1
    with reading_sessions().begin() as session:
        task = campaign_values(session, office.id).tasks[-1]
        earlier = campaign_values(session, office.id, date(2026, 3, 10)).tasks
    assert (task.number, task.title, task.responsible) == ("立项1", "食堂专项检查", ("县教育体育局",))
    assert task.cooperating == ("云城镇", "青石镇", "白溪乡", "落雁乡", "松河乡")
    assert task.due[0].end == date(2026, 9, 30)
    assert "立项1" not in {one.number for one in earlier}
    _, story = tell("立项1", None, NOON.date())
    assert [line.what.partition("（")[0] for line in story.lines] == ["立项1：拟办立项", "立项1：批准立项", "交办"]


def test_a_struck_fact_counts_no_more_and_stays_in_the_record(office: Office) -> None:
    card = act("task", "三/（一）", "card", "县委副书记", unit="松河乡", colour="黄", node="2026-04-30")
    order = do(office.id, card, (), NOON).act.order
    with pytest.raises(Refused, match="须由领导"):
        do(office.id, act("fact", str(order), "strike", "办公室主任", basis="误登"), (), NOON)
    do(office.id, act("fact", str(order), "strike", "县委副书记", basis="误登"), (), NOON)
    with reading_sessions().begin() as session:
        assert order not in {fact.order for fact in facts_of(session, office.id)}
        assert session.scalar(select(FactRow.do).where(FactRow.sequence == order)) == "card"
        assert any(one.do == "strike" for one in acts_of(session, office.id))
        case = history_of(session, office.id, NOON.date()).case
    assert not any(one.cards for own in case.ledger.units["松河乡"].assignments for one in own.obligations)
    with pytest.raises(Refused, match="不再计入"):
        do(office.id, act("fact", str(order), "strike", "县委副书记", basis="误登"), (), NOON)


def test_one_duty_in_two_lists_becomes_one_task_with_two_roles(office: Office) -> None:
    link = act("task", "三/（一）", "link", "办公室主任", unit="县民政局", role="配合", **{"from": "三/（十）"})
    done = do(office.id, link, (), NOON)
    assert done.followed[0] == "县民政局在任务三/（一）中为配合单位"
    with reading_sessions().begin() as session:
        tasks = {task.number: task for task in campaign_values(session, office.id).tasks}
    assert "县民政局" in tasks["三/（一）"].cooperating
    assert "县民政局" not in {
        *tasks["三/（十）"].lead,
        *tasks["三/（十）"].responsible,
        *tasks["三/（十）"].cooperating,
    }


def test_the_month_still_goes_through_with_all_of_it(office: Office) -> None:
    from flows.monthly_cycle import monthly_cycle

    do(office.id, act("task", "三/（十）", "withdraw", "县委副书记", reason="机构改革", basis="纪要2号"), (), NOON)
    (done,) = monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert done["outcome"] == "new"
    assert (office.paper("2026-03", "任务清单").exists(), Month(2026, 3).last.month, SHEET != "") == (True, 3, True)
