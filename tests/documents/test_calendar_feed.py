"""The calendars of units and leaders: parsed back by another reader, their alarms and recurrences counted out day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from duban.documents.calendar_entries import Entry, Feed, leader_feeds, unit_feeds
from duban.documents.calendar_feed import calendar_feed
from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.judgement import Case
from duban.units import Register, Unit

MADE = datetime(2026, 4, 1, 1, 30, tzinfo=UTC)
DAY = date(2026, 3, 31)
TASKS = (
    CampaignTask(
        "三/（四）",
        "落实学生资助政策",
        leader="县委副书记",
        lead=("甲局",),
        cooperating=("乙乡",),
        due=(Due("2026年5月底前", "by", end=date(2026, 5, 31)), Due("", "by", end=date(2026, 10, 8))),
    ),
    CampaignTask("四", "走访帮扶", lead=("甲局",), due=(Due("每季度2次", "recurring", every="P3M", times=2),)),
    CampaignTask("五", "长期任务", lead=("丙局",), due=(Due("", "ongoing"),)),
)
UNITS = Register((Unit("甲局", "department"), Unit("乙乡", "township"), Unit("丙局", "department")))
CAMPAIGN = Campaign("某县专项行动", date(2026, 2, 24), None, UNITS, TASKS)
ASSIGNED = tuple(Fact(place, date(2026, 3, 2), "assign", task=task.number) for place, task in enumerate(TASKS, 1))


def feeds(campaign: Campaign = CAMPAIGN, *facts: Fact) -> tuple[dict[str, Feed], dict[str, Feed]]:
    case = Case(campaign, (*ASSIGNED, *facts), [DAY])
    lines = case.lines_at(DAY)
    return unit_feeds(case.ledger, lines), leader_feeds(case.ledger, lines)


def parsed(feed: Feed) -> list[Any]:
    return list(Calendar.from_ical(calendar_feed(feed, MADE)).walk("VEVENT"))


def nine(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(9))


def alarm_moments(event: Any) -> list[datetime]:
    begin = datetime.combine(event["dtstart"].dt, time())
    return [begin + alarm["trigger"].dt for alarm in event.walk("VALARM")]


def test_a_node_is_a_whole_day_with_alarms_on_working_days_before() -> None:
    first, second = (event for event in parsed(feeds()[0]["甲局"]) if "rrule" not in event)
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 5, 31), date(2026, 6, 1))
    assert first["summary"] == "【时限】三/（四） 落实学生资助政策"
    assert "遇休息日，顺延至2026年6月1日" in first["description"]
    # 31 May 2026 is a Sunday: the fifth working day before Monday is 25 May, the last one Friday the 29th.
    assert alarm_moments(first) == [nine(2026, 5, 25), nine(2026, 5, 29)]
    # Before 8 October lie the National Day week and Mid-Autumn (25 to 27 September).
    assert alarm_moments(second) == [nine(2026, 9, 23), nine(2026, 9, 30)]


def test_alarms_ring_on_the_days_of_the_reminder_rules() -> None:
    calendar = Case(CAMPAIGN, ASSIGNED, [DAY]).ledger.calendar
    for event in parsed(feeds()[0]["甲局"]):
        if "rrule" not in event:
            due = calendar.on_or_after(event["dtstart"].dt.toordinal())
            expected = [date.fromordinal(calendar.before(due, number)) for number in (5, 1)]
            assert [moment.date() for moment in alarm_moments(event)] == expected


def test_who_only_cooperates_sees_the_date_and_hears_no_alarm() -> None:
    events = parsed(feeds()[0]["乙乡"])
    assert [event["dtstart"].dt for event in events] == [date(2026, 5, 31), date(2026, 10, 8)]
    assert not any(event.walk("VALARM") for event in events)


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        ("P1M", date(2026, 2, 27), [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 29)]),
        ("P3M", date(2026, 3, 31), [date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]),
        ("P6M", date(2026, 6, 30), [date(2026, 12, 31)]),
        ("P1Y", date(2026, 12, 31), []),
        ("P7D", date(2026, 2, 27), [date(2026, 3, 6), date(2026, 3, 13)]),
        ("P1D", date(2026, 2, 24), [date(2026, 2, 25), date(2026, 2, 26), date(2026, 2, 27), date(2026, 3, 2)]),
    ],
)
def test_a_recurring_duty_recurs_on_the_last_weekday_of_each_period(
    every: str, first: date, expected: list[date]
) -> None:
    task = replace(TASKS[1], due=(Due("", "recurring", every=every),))
    (event,) = (
        event
        for event in parsed(feeds(replace(CAMPAIGN, tasks=(TASKS[0], task, TASKS[2])))[0]["甲局"])
        if "rrule" in event
    )
    start = event["dtstart"].dt
    assert start == first
    words = event["rrule"].to_ical().decode()
    days = [moment.date() for moment in rrulestr(words, dtstart=datetime.combine(start, time()))]
    assert days[0] == start, "an RRULE whose first day is not its start means something else to every program"
    assert days[1 : len(expected) + 1] == expected
    assert max(days) <= date(2026, 12, 31)


def test_what_is_claimed_or_suspended_leaves_the_calendar() -> None:
    claimed = Fact(9, date(2026, 3, 20), "claim", task="三/（四）", unit="甲局", node="2026-05-31")
    assert [e.day for e in feeds(CAMPAIGN, claimed)[0]["甲局"].entries if not e.rule] == [date(2026, 10, 8)]
    suspended = Fact(9, date(2026, 3, 20), "suspend", task="三/（四）", basis="县委〔2026〕1号")
    found, leaders = feeds(CAMPAIGN, suspended)
    assert set(found) == {"甲局"}
    assert leaders == {}


def test_an_extension_moves_the_entry_and_keeps_its_identity() -> None:
    before = {entry.uid: entry.day for entry in feeds()[0]["甲局"].entries}
    asked = Fact(
        8, date(2026, 3, 10), "extend_request", task="三/（四）", unit="甲局", node="2026-05-31", to=date(2026, 6, 15)
    )
    granted = Fact(
        9, date(2026, 3, 12), "extend_grant", task="三/（四）", unit="甲局", node="2026-05-31", to=date(2026, 6, 15)
    )
    after = {entry.uid: entry.day for entry in feeds(CAMPAIGN, asked, granted)[0]["甲局"].entries}
    assert before.keys() == after.keys()
    assert [after[uid] for uid in before if after[uid] != before[uid]] == [date(2026, 6, 15)]


def test_a_leader_sees_each_node_once_with_the_units_that_owe_it() -> None:
    ((name, feed),) = feeds()[1].items()
    assert name == "县委副书记"
    assert [entry.day for entry in feed.entries] == [date(2026, 5, 31), date(2026, 10, 8)]
    assert "甲局（牵头）" in feed.entries[0].description
    assert "乙乡（配合）" in feed.entries[0].description


def test_a_unit_without_dates_has_no_calendar() -> None:
    assert "丙局" not in feeds()[0]


def test_identities_differ_between_units_nodes_and_campaigns() -> None:
    every = [feeds(campaign) for campaign in (CAMPAIGN, replace(CAMPAIGN, title="另一行动"))]
    uids = [entry.uid for pair in every for kind in pair for feed in kind.values() for entry in feed.entries]
    assert len(uids) == len(set(uids)) == 2 * (3 + 2 + 2)


text = st.text(min_size=1, max_size=200).map(lambda words: words.replace("\r", ""))


@given(text, text)
def test_any_text_comes_back_and_every_line_is_folded_between_characters(summary: str, description: str) -> None:
    from duban.documents.wording import plain

    entry = Entry("1@duban", DAY, plain(summary), plain(description), (1,))
    content = calendar_feed(Feed("名", (entry,)), MADE)
    assert content == calendar_feed(Feed("名", (entry,)), MADE)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == entry.summary
    assert str(event["description"]) == entry.description


def test_a_title_cannot_write_properties_of_its_own() -> None:
    entry = Entry("1@duban", DAY, "甲\nBEGIN:VALARM\nATTACH:file:///etc/passwd", "乙;X=1,\\n", (1,))
    (event,) = parsed(Feed("名\nX-EVIL:1", (entry,)))
    assert len(event.walk("VALARM")) == 1
    assert "attach" not in event
    assert alarm_moments(event) == [datetime.combine(DAY, time()) + timedelta(days=-1, hours=9)]
