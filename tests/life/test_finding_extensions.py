"""More time for putting a finding right, in sentences: asked before the limit, answered by another, reckoned by the date in force."""

from datetime import date

import pytest
from oversight import CONTACT, DIRECTOR, HEAD, LEADER, OFFICER, PROOF, VICE, World, problem, staffed

from duban.life.finding import Finding
from duban.life.findings import finding_of
from duban.life.rectification import ledger
from duban.life.story import story

ASK = {"to": "2026-04-30", "reason": "施工图审查未通过"}
LIMIT = date(2026, 3, 20)  # a Friday


@pytest.fixture
def world() -> World:
    """A finding of 甲乡 ordered to be put right by 20 March."""
    world = staffed()
    assert world.act("finding", "", "find", OFFICER, problem(), unit="甲乡", basis="方案") is None
    assert world.act("finding", KEY, "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    assert order(world) is None
    return world


KEY = "2026-03/1"


def order(world: World, **changed: str) -> str | None:
    return world.act(
        "finding", KEY, "order", DIRECTOR, {"type": "限期整改", "goal": "劝返", "limit": "2026-03-20"} | changed
    )


def ask(world: World, by: str = CONTACT, /, **changed: str) -> str | None:
    return world.act("finding", KEY, "extend_request", by, ASK | changed, unit="甲乡", proofs=PROOF)


def now(world: World) -> Finding:
    finding = finding_of(world.history(), KEY)
    assert finding is not None
    return finding


def over(world: World) -> int:
    return now(world).days_over(world.today, world.history().calendar)


def test_it_is_granted_to_the_date_asked_for_or_to_the_one_the_answer_names(world: World) -> None:
    assert ask(world) is None
    assert now(world).words() == "整改中，延期待批"
    assert now(world).limit == LIMIT
    assert world.act("finding", KEY, "extend_grant", DIRECTOR) is None
    assert (now(world).words(), now(world).limit, now(world).extended) == ("整改中", date(2026, 4, 30), 1)
    assert ask(world, to="2026-06-30") is None
    assert world.act("finding", KEY, "extend_grant", VICE, {"to": "2026-05-20"}) is None
    assert now(world).limit == date(2026, 5, 20)
    (row,) = ledger(world.history())
    assert row.limit == date(2026, 5, 20)
    assert row.progress == "整改中；准予延期2次（原时限2026-03-20）"


def test_until_it_is_granted_the_limit_counts_and_afterwards_the_new_one(world: World) -> None:
    world.today = LIMIT
    assert ask(world) is None
    world.today = date(2026, 3, 25)
    assert over(world) == 3
    assert world.act("finding", KEY, "extend_grant", DIRECTOR) is None
    assert over(world) == 0
    world.today = date(2026, 5, 7)
    assert over(world) == 2


def test_refused_or_asked_too_late_the_limit_stays(world: World) -> None:
    assert ask(world) is None
    assert "未写明理由" in (world.act("finding", KEY, "extend_refuse", DIRECTOR) or "")
    assert world.act("finding", KEY, "extend_refuse", DIRECTOR, {"reason": "可以按期完成"}) is None
    assert (now(world).words(), now(world).limit, now(world).extended) == ("整改中", LIMIT, 0)
    assert "没有待答复的延期申请" in (world.act("finding", KEY, "extend_grant", DIRECTOR) or "")
    world.today = date(2026, 3, 21)
    assert "整改时限（2026-03-20）已过" in (ask(world) or "")


def test_a_limit_on_a_rest_day_may_be_asked_about_on_the_next_working_day(world: World) -> None:
    assert ask(world, to="2026-03-28") is None
    assert world.act("finding", KEY, "extend_grant", DIRECTOR) is None
    world.today = date(2026, 3, 30)
    assert ask(world) is None
    world.today = date(2026, 3, 31)
    assert "已过" in (ask(world) or "")


def test_a_request_has_a_later_date_a_reason_and_evidence_and_comes_from_the_unit(world: World) -> None:
    asked = {"unit": "甲乡", "proofs": PROOF}
    for by, detail, rest, why in (
        (CONTACT, ASK | {"to": "2026-03-20"}, asked, "不晚于现行时限（2026-03-20）"),
        (CONTACT, {"to": "2026-04-30"}, asked, "未写明理由"),
        (CONTACT, ASK, {"unit": "甲乡"}, "申请延期应附佐证"),
        (OFFICER, ASK, asked, "无权办理"),
        ("乙乡负责人", ASK, asked, "无权办理"),
    ):
        assert why in (world.act("finding", KEY, "extend_request", by, detail, **rest) or "taken")
    told = ASK | {"evidence": "审图意见书"}
    assert world.act("finding", KEY, "extend_request", HEAD, told, unit="甲乡") is None


def test_who_asked_does_not_answer_and_the_second_is_the_leaders(world: World) -> None:
    told = {"unit": "甲乡", "on_behalf_of": "甲乡", "proofs": PROOF}
    assert world.act("finding", KEY, "extend_request", DIRECTOR, ASK, **told) is None
    for do, detail in (("extend_grant", {}), ("extend_refuse", {"reason": "无故"})):
        assert "申请人不能批复" in (world.act("finding", KEY, do, DIRECTOR, detail) or "")
    assert "无权办理" in (world.act("finding", KEY, "extend_grant", HEAD) or "")
    assert world.act("finding", KEY, "extend_grant", VICE) is None
    assert ask(world, to="2026-05-29") is None
    assert "第二次延期须由分管领导批准" in (world.act("finding", KEY, "extend_grant", DIRECTOR) or "")
    assert world.act("finding", KEY, "extend_grant", LEADER) is None
    assert ask(world, to="2026-06-30") is None
    assert "最多延期2次" in (world.act("finding", KEY, "extend_grant", LEADER) or "")


def test_an_answer_names_a_date_to_come(world: World) -> None:
    assert ask(world, to="2026-03-24") is None
    world.today = date(2026, 3, 26)
    assert "早于批复之日" in (world.act("finding", KEY, "extend_grant", DIRECTOR) or "")
    assert "不晚于现行时限" in (
        world.act("finding", KEY, "extend_grant", DIRECTOR, {"to": "2026-03-20"}, on=LIMIT) or ""
    )
    assert world.act("finding", KEY, "extend_grant", DIRECTOR, {"to": "2026-03-31"}) is None
    assert now(world).limit == date(2026, 3, 31)


def test_an_application_for_closing_makes_a_request_fall_away(world: World) -> None:
    assert world.act("finding", KEY, "plan", CONTACT, {"measures": "m", "person": "p"}, unit="甲乡") is None
    assert ask(world) is None
    assert world.act("finding", KEY, "apply", HEAD, {"result": "返校"}, unit="甲乡", proofs=PROOF) is None
    assert "问题现为“待初审”" in (world.act("finding", KEY, "extend_grant", DIRECTOR) or "")
    assert world.act("finding", KEY, "return", OFFICER, {"reason": "缺2人", "limit": "2026-03-27"}) is None
    assert now(world).words() == "整改中"
    assert "没有待答复的延期申请" in (world.act("finding", KEY, "extend_grant", DIRECTOR) or "")


def test_a_stage_is_not_moved_past_the_next(world: World) -> None:
    assert world.act("finding", KEY, "drop", DIRECTOR, {"reason": "并入"}, basis="会议") is None
    assert world.act("finding", "", "find", OFFICER, problem(), unit="甲乡", basis="方案") is None
    long = {"type": "长期坚持", "goal": "稳定", "stages": "短期 2026-03-31、中期 2026-06-30"}
    told = {"unit": "甲乡", "proofs": PROOF}
    assert world.act("finding", "2026-03/2", "verify", CONTACT, {"outcome": "认可"}, unit="甲乡") is None
    assert world.act("finding", "2026-03/2", "order", DIRECTOR, long) is None
    why = world.act("finding", "2026-03/2", "extend_request", CONTACT, ASK | {"to": "2026-06-30"}, **told)
    assert "不能到下一阶段的时限（中期 2026-06-30）" in (why or "")
    assert world.act("finding", "2026-03/2", "extend_request", CONTACT, ASK, **told) is None
    assert world.act("finding", "2026-03/2", "extend_grant", DIRECTOR) is None
    finding = finding_of(world.history(), "2026-03/2")
    assert finding is not None
    assert (finding.limit, finding.ordered_limit) == (date(2026, 4, 30), date(2026, 3, 31))


def test_the_story_of_its_task_tells_of_it(world: World) -> None:
    assert ask(world) is None
    assert world.act("finding", KEY, "extend_grant", DIRECTOR, {"to": "2026-04-15"}) is None
    told = [line.what for line in story(world.history(), "一").lines if "延期" in line.what]
    assert told == [
        "问题2026-03/1：甲乡申请延期（拟延至2026-04-30，理由：施工图审查未通过）",
        "问题2026-03/1：准予延期（准延至2026-04-15）",
    ]
