"""`duban sign` through the real steps, on both databases: numbers in order, all or nothing, once only, corrections that name the old."""

import json
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from offices import Office, at, at_once, duban

from duban.errors import InputRefused, UsageError
from duban.life.act import Act
from models.paper_register import signed_bytes
from tasks import signing
from tasks.acting import Refused, do
from tasks.auditing import verify
from tasks.drafting import Wanted
from tasks.ledger import reading_sessions
from tasks.registering import Registered, Signing, register
from tasks.settings import settings
from tasks.signing import Outcome, sign

TASK, DIRECTOR, LEADER = "三/（一）", "办公室主任", "县委副书记"
UNITS = ("云城镇", "松河乡")
ORDER = {"level": "橙色", "limit": "2026-05-29", "basis": "县委副书记批示"}


def act(office: Office, day: str, what: tuple[str, str, str], by: str, /, **told: str) -> Act:
    unit, behalf, basis = (told.pop(name, None) for name in ("unit", "behalf", "basis"))
    now = at(f"{day}T09:00")
    return do(office.id, Act(0, now.date(), *what, by, unit or behalf, behalf, basis, told), (), now).act


def ordered(office: Office, unit: str, facts: str = "缺7人") -> str:
    told = {"sort": "工作未落实", "facts": facts, "source": "日常发现", "evidence": "点名册"}
    key = act(office, "2026-03-10", ("finding", "", "find"), DIRECTOR, unit=unit, basis="方案", **told).key
    act(office, "2026-03-11", ("finding", key, "verify"), DIRECTOR, behalf=unit, outcome="认可")
    order = {"type": "限期整改", "goal": "全部劝返", "limit": "2026-03-31"}
    act(office, "2026-03-12", ("finding", key, "order"), DIRECTOR, **order)
    return key


@pytest.fixture
def found(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office with its 机关代字 and, in March, a finding ordered at each of two units, the later in the register's order first."""
    monkeypatch.setenv("DUBAN_OFFICE_CODE", "云教组办")
    settings.cache_clear()
    for unit in reversed(UNITS):
        ordered(office, unit)
    return office


def signed(
    office: Office, kind: str, key: str, on: str = "2026-04-01", by: str = DIRECTOR, /, **rest: str
) -> tuple[Outcome, ...]:
    return sign(
        str(office.id),
        Wanted(kind, key, rest.get("unit")),
        Signing(by, at(f"{on}T09:00"), rest.get("number")),
        rest.get("corrects"),
    )


def told(done: tuple[Outcome, ...]) -> list[tuple[str, bool]]:
    return [(one.paper.key, one.is_new) for one in done]


def papers(office: Office) -> tuple[Registered, ...]:
    return register(str(office.id))[1]


def words(path: Path) -> str:
    paper = Document(str(path))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(paragraph.text for paragraph in paper.paragraphs), *cells))


def test_a_months_notices_are_signed_together_in_the_units_order_and_once_only(found: Office) -> None:
    first = signed(found, "整改通知书", "2026-03")
    assert told(first) == [("云教组办改〔2026〕1号", True), ("云教组办改〔2026〕2号", True)]
    text = words(first[0].file)
    for word in ("云教组办改〔2026〕1号", "云城镇：", "2026年4月1日", "云岭县教育工作领导小组办公室"):
        assert word in text, word
    assert "送审稿" not in text
    with reading_sessions().begin() as session:
        assert [signed_bytes(session, one.paper.id) for one in first] == [one.file.read_bytes() for one in first]
    assert {one.paper.through for one in first} == {first[0].paper.through}
    again = signed(found, "整改通知书", "2026-03", "2026-04-08")
    assert told(again) == [("云教组办改〔2026〕1号", False), ("云教组办改〔2026〕2号", False)]
    assert [one.paper for one in again] == [one.paper for one in first]
    assert [one.paper.key for one in papers(found)] == ["云教组办改〔2026〕1号", "云教组办改〔2026〕2号"]
    assert verify().faults == ()


def test_what_changed_is_signed_only_as_a_correction_that_names_the_old(found: Office) -> None:
    old, _ = signed(found, "整改通知书", "2026-03")
    ordered(found, UNITS[0], "台账不全")
    third = ordered(found, "县财政局")
    with pytest.raises(InputRefused, match=r"已签发过：云教组办改〔2026〕1号，现在的内容与之不同，都未签发"):
        signed(found, "整改通知书", "2026-03")
    assert len(papers(found)) == 2
    for rest, why in (
        ({"corrects": old.paper.key}, "更正须逐件办理"),
        ({"corrects": "云教组办改〔2026〕2号", "unit": UNITS[0]}, "现行的是云教组办改〔2026〕1号"),
        ({"corrects": old.paper.key, "unit": "县财政局"}, "没有签发过文件"),
    ):
        with pytest.raises(UsageError, match=why):
            signed(found, "整改通知书", "2026-03", **rest)
    assert told(signed(found, "整改通知书", third)) == [("云教组办改〔2026〕3号", True)]
    fix = {"unit": UNITS[0], "corrects": "云教组办改[2026]1号"}
    (new,) = signed(found, "整改通知书", "2026-03", "2026-04-02", **fix)
    assert (new.paper.key, new.paper.version, new.paper.corrects) == ("云教组办改〔2026〕4号", 2, old.paper.key)
    assert "本件更正并代替云教组办改〔2026〕1号。" in words(new.file)
    assert told(signed(found, "整改通知书", "2026-03", "2026-04-03", **fix)) == [("云教组办改〔2026〕4号", False)]
    assert len(told(signed(found, "整改通知书", "2026-03", "2026-04-03"))) == 3


def test_all_or_nothing_and_no_number_is_used_up(found: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []

    def fails_at_the_second(*given: object) -> bytes:
        if made:
            raise InputRefused("模板损坏")
        made.append(b"one")
        return made[0]

    with monkeypatch.context() as broken:
        broken.setattr(signing, "official_docx", fails_at_the_second)
        with pytest.raises(InputRefused, match="模板损坏"):
            signed(found, "整改通知书", "2026-03")
    assert papers(found) == ()
    with pytest.raises(UsageError, match="一次签发2件，不能都用文号"):
        signed(found, "整改通知书", "2026-03", number="云教组办改〔2026〕5号")
    assert told(signed(found, "整改通知书", "2026-03"))[0] == ("云教组办改〔2026〕1号", True)


def test_the_right_is_the_kinds_own_and_forms_are_refused_with_the_reason(found: Office) -> None:
    act(found, "2026-03-02", ("person", "督查员甲", "appoint"), DIRECTOR, role="督查员")
    with pytest.raises(Refused, match="“督查员甲”无权办理：须由办公室主任或领导办理"):
        signed(found, "整改通知书", "2026-03", "2026-04-01", "督查员甲")
    act(found, "2026-03-20", ("task", TASK, "supervise"), LEADER, unit=UNITS[1], **ORDER)
    with pytest.raises(Refused, match="“办公室主任”无权签发督办通知书"):
        signed(found, "督办通知书", TASK)
    with pytest.raises(InputRefused, match="由整改单位填报盖章"):
        signed(found, "销号申请表", "2026-03/1")
    with pytest.raises(UsageError, match="用 duban publish"):
        signed(found, "督查通报", "2026-03")
    with pytest.raises(UsageError, match="通报用 duban publish，其他文种用 duban sign"):
        act(found, "2026-04-01", ("paper", "", "sign"), LEADER)
    assert papers(found) == ()


def test_a_supervision_raised_gets_a_notice_of_its_own(found: Office) -> None:
    act(found, "2026-03-20", ("task", TASK, "supervise"), LEADER, unit=UNITS[1], **ORDER)
    (first,) = signed(found, "督办通知书", TASK, "2026-03-20", LEADER)
    raised = ORDER | {"level": "红色"}
    act(found, "2026-04-20", ("task", TASK, "supervise"), LEADER, unit=UNITS[1], **raised)
    (second,) = signed(found, "督办通知书", TASK, "2026-04-20", LEADER)
    assert [one.paper.key for one in (first, second)] == ["云教组办督〔2026〕1号", "云教组办督〔2026〕2号"]
    assert second.paper.corrects is None
    assert "督办级别为红色" in words(second.file)
    (kept,) = (one for one in papers(found) if one.paper == first.paper)
    assert kept.paper.about == f"{TASK} {UNITS[1]} 第1次督办"


def test_a_plan_is_signed_once_its_batch_is_approved(found: Office) -> None:
    act(found, "2026-03-02", ("person", "督查员甲", "appoint"), DIRECTOR, role="督查员")
    plan = {"title": "春季督查", "sort": "专项督查", "methods": "检查", "matters": "控辍保学", "scope": "全县"}
    plan |= {"units": UNITS[0], "start": "2026-03-09", "end": "2026-03-13", "plan": "分组入校"}
    act(found, "2026-03-05", ("batch", "", "propose"), DIRECTOR, leader="督查员甲", members=DIRECTOR, **plan)
    with pytest.raises(Refused, match="督查1的督查方案尚未批准"):
        signed(found, "督查方案", "督查1", "2026-03-06", LEADER)
    act(found, "2026-03-06", ("batch", "督查1", "approve_plan"), LEADER)
    assert told(signed(found, "督查方案", "督查1", "2026-03-06", LEADER)) == [("云教组办案〔2026〕1号", True)]


def test_of_two_who_sign_the_same_at_once_one_signs_and_the_other_is_told(found: Office) -> None:
    done = at_once(
        [lambda by=by: signed(found, "整改通知书", "2026-03", "2026-04-01", by) for by in (DIRECTOR, LEADER)]
    )
    assert sorted([one.is_new for one in each] for each in done) == [[False, False], [True, True]]
    assert [one.paper.key for one in papers(found)] == ["云教组办改〔2026〕1号", "云教组办改〔2026〕2号"]


def test_of_two_who_sign_different_papers_at_once_each_gets_a_number(found: Office) -> None:
    done = at_once([lambda unit=unit: signed(found, "整改通知书", "2026-03", unit=unit) for unit in UNITS])
    keys = sorted(one.paper.key for each in done for one in each)
    assert keys == ["云教组办改〔2026〕1号", "云教组办改〔2026〕2号"]
    assert verify().faults == ()


def test_a_clue_of_an_offence_is_in_no_signed_paper(found: Office) -> None:
    key = ordered(found, UNITS[0], "套取资金")
    act(found, "2026-03-13", ("finding", key, "hand_over"), LEADER, to="县纪委监委", receipt="移〔2026〕1号")
    own, _ = signed(found, "整改通知书", "2026-03")
    assert "套取资金" not in words(own.file)
    assert key not in own.paper.about
    with pytest.raises(UsageError, match="没有已交办的问题"):
        signed(found, "整改通知书", key)


def test_the_command_signs_says_what_was_signed_before_and_refuses_with_the_reason(found: Office) -> None:
    variables = found.variables | {"DUBAN_OFFICE_CODE": "云教组办"}

    def run(*given: str, on: str = "2026-04-01") -> tuple[int, str, str]:
        done = duban(variables, "sign", str(found.id), *given, "--on", on)
        return done.returncode, done.stdout, done.stderr

    code, out, _ = run("整改通知书", "2026-03", "--by", DIRECTOR, "--json")
    rows = json.loads(out)
    assert (code, [(row["key"], row["kind"], row["signed_now"]) for row in rows]) == (
        0,
        [("云教组办改〔2026〕1号", "整改通知书", True), ("云教组办改〔2026〕2号", "整改通知书", True)],
    )
    assert Path(rows[0]["file"]).parent == found.out / found.adoption.title / "发文"
    code, out, _ = run("整改通知书", "2026-03", "--by", DIRECTOR, on="2026-04-02")
    assert (code, out.count("此前已签发，未作改动")) == (0, 2)
    code, _, refused = run("整改台账", "--by", DIRECTOR)
    assert (code, "不是定稿的文件" in refused) == (4, True)
    code, _, refused = run("整改通知书", "2026-03", "--by", "路人", "--unit", "县财政局")
    assert (code, "没有已交办的问题" in refused) == (2, True)
    listed = json.loads(duban(variables, "papers", str(found.id), "--json").stdout)
    assert [row["signed_on"] for row in listed] == [date(2026, 4, 1).isoformat()] * 2
