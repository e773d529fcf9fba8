"""One query per table and campaign: a larger campaign asks no more questions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.judgement import judge
from models.adoption import Adopting, adopt
from models.months import Judged, read_month, store_month
from models.queries import campaign_values, facts_of, unassigned
from models.recording import Entered, record_facts

NOW = datetime(2026, 7, 1, tzinfo=UTC)
JUNE = Month(2026, 6)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", see)
    yield seen
    event.remove(engine, "before_cursor_execute", see)


def questions(engine: Engine, step: Callable[[Session], object]) -> int:
    with counted(engine) as seen, Session(engine) as session, session.begin():
        step(session)
    return len(seen)


@pytest.mark.parametrize("size", [1, 60])
def test_the_number_of_statements_does_not_grow(database: Engine, adopting: Adopting, size: int) -> None:
    tasks = tuple(replace(adopting.plan.tasks[1], number=str(n), title=f"校舍改造{n}") for n in range(size))
    with Session(database) as session, session.begin():
        campaign_id = adopt(session, replace(adopting, plan=replace(adopting.plan, tasks=tasks))).campaign_id
        facts = [Fact(0, date(2026, 5, 1), "assign", str(n)) for n in range(size)]
        record_facts(session, campaign_id, facts, Entered("督查专员", NOW))
        campaign = campaign_values(session, campaign_id)
        judged = Judged(
            JUNE, judge(campaign, list(facts_of(session, campaign_id)), [JUNE]).months[JUNE], campaign.parameters
        )
    postgres = database.dialect.name == "postgresql"
    # One per table: the acts among them, for who was let off.
    assert questions(database, lambda session: campaign_values(session, campaign_id)) == 10
    # The facts, and who was on which task when they were recorded.
    assert questions(database, lambda session: list(facts_of(session, campaign_id))) == 2
    assert questions(database, lambda session: unassigned(session, campaign_id)) == 2
    # Month, its row, two lists of ids, lines, scores, deductions; PostgreSQL also takes the campaign's lock.
    assert questions(database, lambda session: store_month(session, campaign_id, judged, NOW)) == 7 + postgres
    assert questions(database, lambda session: read_month(session, 1)) == 5
