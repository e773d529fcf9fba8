"""The clock of a case, by properties: stopping never shortens a limit, days stopped move it as far, lateness grows with time."""

from datetime import datetime, timedelta

from histories import campaign
from hypothesis import given
from hypothesis import strategies as some

from duban.life.clocks import Limit, Stop, limit_of, read
from duban.rules.judgement import Case

LEDGER = Case(campaign(), ()).ledger
LIMITS = some.sampled_from(
    [
        Limit("1个月内", months=1),
        Limit("20日内", days=20),
        Limit("5个工作日内", days=5, working=True),
        Limit("15个工作日内", days=15, working=True),
        Limit("2小时内", hours=2),
    ]
)
MOMENTS = some.datetimes(datetime.fromisoformat("2026-03-02T08:00"), datetime.fromisoformat("2026-10-31T18:00"))
SPANS = some.timedeltas(timedelta(), timedelta(days=40))


@given(LIMITS, MOMENTS, SPANS, SPANS)
def test_a_stopped_clock_never_ends_earlier(limit: Limit, opened: datetime, wait: timedelta, still: timedelta) -> None:
    stops = [Stop(opened + wait, opened + wait + still)]
    at = opened + wait + still
    plain, moved = (read(LEDGER, limit, opened, given, at).due for given in ([], stops))
    assert plain is not None
    assert moved is not None
    assert moved >= plain
    if limit.hours:
        assert moved - plain == still


@given(LIMITS, MOMENTS, SPANS, SPANS)
def test_lateness_grows_with_time_and_begins_after_the_due_moment(
    limit: Limit, opened: datetime, first: timedelta, more: timedelta
) -> None:
    early, late = (read(LEDGER, limit, opened, [], opened + wait) for wait in (first, first + more))
    assert early.late <= late.late
    assert early.due == late.due
    assert early.due is not None
    assert (early.late == 0) or opened + first > early.due


@given(LIMITS, MOMENTS, SPANS)
def test_a_clock_that_stands_still_since_the_opening_is_never_late(
    limit: Limit, opened: datetime, wait: timedelta
) -> None:
    reading = read(LEDGER, limit, opened, [Stop(opened)], opened + wait)
    assert (reading.due, reading.stopped, reading.late) == (None, True, 0)


@given(MOMENTS)
def test_working_days_are_those_of_the_campaign(opened: datetime) -> None:
    due = read(LEDGER, Limit("5个工作日内", days=5, working=True), opened, [], opened).due
    assert due is not None
    assert LEDGER.calendar.count(opened.date().toordinal(), due.date().toordinal()) == 5
    assert LEDGER.calendar.is_working(due.date().toordinal())


def test_durations_that_cannot_be_counted_set_no_limit() -> None:
    assert limit_of("P1Y2M", "") is None
    assert limit_of("PT30M", "30分钟内") is None
    assert limit_of("P1Y", "1年内") == Limit("1年内", months=12)
    assert limit_of("P2W", "两周内") == Limit("两周内", days=14)
