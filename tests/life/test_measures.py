"""Recurring duties by evidence date, cases with their clocks, indicators against targets."""

from datetime import date, datetime
from fractions import Fraction

import pytest
from histories import Office, campaign, office

from duban.life.indicators import standings
from duban.life.recurring import duties
from duban.life.service import cases_of, relative_dues, service_levels
from duban.plan import Due, Target
from duban.rules.campaign import CampaignTask


def test_occurrences_count_in_the_period_of_their_evidence_date() -> None:
    made = office("2026-08-10")
    for day in ("2026-03-20", "2026-05-06", "2026-06-01"):
        made.fact("occur", day, "3", "县教育局")
    (duty,) = duties(made.history.case, date(2026, 8, 10))
    # The first quarter began before the assignment but was kept, as in a month's judgement.
    assert [(str(one.first), len(one.days), one.state) for one in duty.periods] == [
        ("2026-01-01", 1, "kept"),
        ("2026-04-01", 2, "kept"),
        ("2026-07-01", 0, "running"),
    ]
    assert (duty.kept, duty.ended) == (2, 2)


def test_a_period_begun_before_the_assignment_counts_only_where_it_was_kept() -> None:
    (duty,) = duties(office("2026-08-10").history.case, date(2026, 8, 10))
    assert [(str(one.first), one.state) for one in duty.periods] == [
        ("2026-04-01", "missed"),
        ("2026-07-01", "running"),
    ]


def test_the_past_is_told_as_it_was_known() -> None:
    made = office("2026-08-10")
    made.fact("occur", "2026-05-06", "3", "县教育局")
    (duty,) = duties(made.history.case, date(2026, 4, 30))
    assert [(str(one.first), one.days, one.state) for one in duty.periods] == [("2026-04-01", (), "running")]


def test_a_suspended_task_leaves_its_periods_out() -> None:
    made = office("2026-08-10")
    made.fact("suspend", "2026-06-10", "3")
    made.fact("resume", "2026-07-10", "3")
    (duty,) = duties(made.history.case, date(2026, 8, 10))
    assert [(str(one.first), one.state) for one in duty.periods] == [("2026-07-01", "running")]


PERMITS = CampaignTask(
    "2",
    "限时办理",
    responsible=("县住建局",),
    due=(
        Due("1个月内", "relative", within="P1M"),
        Due("15个工作日内", "relative", within="P15D"),
        Due("20日内", "relative", within="P20D"),
        Due("2小时内", "relative", within="PT2H"),
    ),
)


@pytest.fixture
def counter() -> Office:
    return office("2026-12-31", campaign((PERMITS,)))


def opens(made: Office, limit: str, on: str, **told: str) -> str:
    key = f"件{len(cases_of(made.history.campaign.tasks, made.history.acts)) + 1}"
    told = {"task": "2", "matter": "施工许可", "limit": limit, "on": on} | told
    assert made.does("case", "", "open", "住建联络", unit="县住建局", **told) == ""
    return key


def does(made: Office, key: str, do: str, on: str, **told: str) -> str:
    return made.does("case", key, do, "住建联络", unit="县住建局", on=on, **told)


def standing(made: Office, key: str, at: str = "2026-12-31T18:00") -> tuple[str, str | None, int]:
    levels = service_levels(
        made.history.case.ledger,
        cases_of(made.history.campaign.tasks, made.history.acts).values(),
        datetime.fromisoformat(at),
    )
    line = next(line for level in levels for line in level.lines if line.case.key == key)
    due = line.reading.due
    return line.standing, f"{due:%Y-%m-%d %H:%M}" if due else None, line.reading.late


@pytest.mark.parametrize(
    ("limit", "on", "due"),
    [
        ("1个月内", "2026-03-31", "2026-04-30 23:59"),
        # 10 May 2026 is a Sunday: the last day moves to Monday.
        ("1个月内", "2026-04-10", "2026-05-11 23:59"),
        # Labour day (1–5 May) is off, 9 May is worked instead.
        ("15个工作日内", "2026-04-20", "2026-05-13 23:59"),
        ("20日内", "2026-04-20", "2026-05-11 23:59"),
    ],
)
def test_limits_run_as_their_words_say(counter: Office, limit: str, on: str, due: str) -> None:
    assert standing(counter, opens(counter, limit, on), f"{on}T12:00") == ("在办", due, 0)


def test_hours_run_by_the_clock_and_need_a_time(counter: Office) -> None:
    key = opens(counter, "2小时内", "2026-04-20", at="09:30")
    assert "须写明时刻" in does(counter, key, "close", "2026-04-20")
    assert does(counter, key, "close", "2026-04-20", at="11:30") == ""
    assert standing(counter, key) == ("按时办结", "2026-04-20 11:30", 0)
    late = opens(counter, "2小时内", "2026-04-20", at="16:30")
    assert does(counter, late, "close", "2026-04-20", at="19:01") == ""
    assert standing(counter, late) == ("逾期办结", "2026-04-20 18:30", 1)


def test_outside_procedures_are_not_counted(counter: Office) -> None:
    key = opens(counter, "1个月内", "2026-03-31")
    assert does(counter, key, "stop", "2026-04-10", procedure="听证", reason="公告听证") == ""
    assert "已经停止计时" in does(counter, key, "stop", "2026-04-11", procedure="检测", reason="x")
    assert standing(counter, key, "2026-06-30T12:00") == ("停止计时", None, 0)
    assert does(counter, key, "resume", "2026-04-25") == ""
    assert "没有停止计时" in does(counter, key, "resume", "2026-04-26")
    # 30 April moved on by the 15 days it stood still.
    assert standing(counter, key, "2026-05-01T12:00") == ("在办", "2026-05-15 23:59", 0)
    assert does(counter, key, "close", "2026-05-15") == ""
    assert standing(counter, key)[0] == "按时办结"
    working = opens(counter, "15个工作日内", "2026-04-20")
    assert does(counter, working, "stop", "2026-04-22", procedure="招标", reason="x") == ""
    assert does(counter, working, "resume", "2026-04-24") == ""
    assert standing(counter, working, "2026-04-24T12:00")[1] == "2026-05-15 23:59"


def test_the_share_kept_counts_what_is_settled(counter: Office) -> None:
    kept, late, open_late, running = (
        opens(counter, "20日内", on) for on in ("2026-04-01", "2026-04-01", "2026-04-01", "2026-12-30")
    )
    assert does(counter, kept, "close", "2026-04-21") == ""
    assert does(counter, late, "close", "2026-04-22") == ""
    gone = opens(counter, "20日内", "2026-04-01")
    assert does(counter, gone, "void", "2026-04-02", reason="申请人撤回") == ""
    (level,) = service_levels(
        counter.history.case.ledger,
        cases_of(counter.history.campaign.tasks, counter.history.acts).values(),
        datetime.fromisoformat("2026-12-31T18:00"),
    )
    assert (level.kept, level.settled, level.share) == (1, 3, Fraction(100, 3))
    assert {line.case.key: line.standing for line in level.lines} == {
        kept: "按时办结",
        late: "逾期办结",
        open_late: "逾期未结",
        running: "在办",
    }
    assert next(line for line in level.lines if line.case.key == late).reading.late == 1


def test_cases_are_guarded(counter: Office) -> None:
    base = {"task": "2", "matter": "许可", "unit": "县住建局"}
    assert "时限不止一个" in counter.does("case", "", "open", "住建联络", **base)
    assert "没有编号为“9”" in counter.does("case", "", "open", "住建联络", **{**base, "task": "9"})
    assert "无权办理" in counter.does("case", "", "open", "教育联络", **base, limit="1个月内")
    key = opens(counter, "1个月内", "2026-04-10")
    assert "时间早于上一环节" in does(counter, key, "close", "2026-04-09")
    assert does(counter, key, "close", "2026-04-20") == ""
    assert "已办结" in does(counter, key, "stop", "2026-04-21", procedure="检测", reason="x")
    assert "没有“多长时间内办结”" in office().does(
        "case", "", "open", "教育联络", unit="县教育局", task="1", matter="x"
    )
    assert "应为HH:MM" in does(counter, key, "resume", "2026-04-22", at="25:00").replace(" ", "")


def test_only_durations_that_can_be_counted_set_a_clock() -> None:
    task = CampaignTask("1", "x", due=(Due("及时", "relative"), Due("半年内", "relative", within="P6M")))
    assert [due.text for due in relative_dues(task)] == ["半年内"]


def told(made: Office, metric: str, value: str, unit: str, as_of: str, **more: str) -> str:
    details = {"value": value, "unit_": unit, "as_of": as_of, "unit": "县教育局"} | more
    return made.does("indicator", metric, "value", "教育联络", **details)


def verdicts(made: Office, day: str = "2026-06-30") -> dict[tuple[str, str], tuple[str, Fraction | None]]:
    found = standings(made.history.targets, made.history.acts, date.fromisoformat(day))
    return {(one.metric, one.scope): (one.verdict, one.value) for one in found}


def test_direction_and_as_of_day_decide() -> None:
    made = office("2026-06-30")
    assert told(made, "巩固率", "96.9", "%", "2026-05-31") == ""
    assert told(made, "巩固率", "97", "%", "2026-06-30") == ""
    assert told(made, "辍学率", "0.3", "%", "2026-06-30") == ""
    found = verdicts(made)
    assert found["巩固率", ""] == ("met", Fraction(97))
    assert found["辍学率", ""] == ("met", Fraction(3, 10))
    assert found["配套资金", ""] == ("no value", None)
    assert told(made, "辍学率", "0.31", "%", "2026-06-30") == ""
    assert verdicts(made)["辍学率", ""][0] == "not met"
    # As of May nobody knew of June.
    made.today("2026-07-01")
    assert {name: one[0] for name, one in verdicts(made, "2026-05-31").items()}["巩固率", ""] == "no value"


def test_units_are_converted_only_where_that_is_exact_and_said() -> None:
    made = office("2026-06-30")
    assert told(made, "配套资金", "10960000", "元", "2026-06-30") == ""
    assert told(made, "辍学率", "2", "‰", "2026-06-30") == ""
    found = {one.metric: one for one in standings(made.history.targets, made.history.acts, date(2026, 6, 30))}
    assert (found["配套资金"].verdict, found["配套资金"].value, found["配套资金"].note) == (
        "met",
        1096,
        "由10960000元折算",
    )
    assert (found["辍学率"].verdict, found["辍学率"].value) == ("met", Fraction(1, 5))
    assert "计量单位“所”与目标的单位“%”不同" in told(made, "巩固率", "97", "所", "2026-06-30")
    assert "计量单位“未写”" in told(made, "巩固率", "97", "", "2026-06-30")


def test_what_is_lacking_is_told_in_the_targets_unit() -> None:
    made = office("2026-06-30")
    told(made, "巩固率", "95.5", "%", "2026-06-30")
    one = next(
        one for one in standings(made.history.targets, made.history.acts, date(2026, 6, 30)) if one.metric == "巩固率"
    )
    assert one.short == Fraction(3, 2)
    assert not one.is_due(date(2026, 6, 30))
    assert one.is_due(date(2026, 12, 31))


def test_a_units_own_value_stands_beside_the_whole() -> None:
    made = office("2026-06-30")
    assert told(made, "巩固率", "98", "%", "2026-06-30") == ""
    details = {"value": "90", "unit_": "%", "as_of": "2026-06-30", "scope": "本单位", "unit": "青石镇"}
    assert made.does("indicator", "巩固率", "value", "青石镇联络", **details) == ""
    found = verdicts(made)
    assert found["巩固率", ""][0] == "met"
    assert found["巩固率", "青石镇"][0] == "not met"


def test_indicators_are_guarded_and_the_office_may_set_a_target() -> None:
    made = office("2026-06-30")
    assert "是否为“巩固率”" in told(made, "巩固", "97", "%", "2026-06-30")
    assert "晚于上报日" in told(made, "巩固率", "97", "%", "2026-07-01")
    setting = {"op": "不低于", "value": "800", "unit_": "人次"}
    assert "未写明依据" in made.does("indicator", "教师培训", "target", "主任甲", **setting)
    assert made.does("indicator", "教师培训", "target", "主任甲", basis="方案二", **setting) == ""
    assert told(made, "教师培训", "799", "人次", "2026-06-30") == ""
    assert verdicts(made)["教师培训", ""] == ("not met", Fraction(799))
    assert "计量单位是“%”" in made.does(
        "indicator", "巩固率", "target", "主任甲", basis="会议", **{**setting, "unit_": "人"}
    )
    raised = {"op": "不低于", "value": "98.5", "unit_": "%", "by": "2026-12-31"}
    assert made.does("indicator", "巩固率", "target", "主任甲", basis="会议纪要", **raised) == ""
    assert told(made, "巩固率", "98", "%", "2026-06-30") == ""
    assert [
        one.target.value
        for one in standings(made.history.targets, made.history.acts, date(2026, 6, 30))
        if one.metric == "巩固率"
    ] == [98.5]


def test_a_target_in_a_float_is_taken_as_written() -> None:
    target = Target("", "率", "<=", 0.3, "%")
    from duban.life.measures import bound

    assert bound(target) == Fraction(3, 10)
