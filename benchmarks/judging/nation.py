"""A made-up nation: counties of 20 units and 352 obligations each, with the facts of January to March 2026, straight into a ledger."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from duban.rules.parameters import DEFAULTS
from models.figures import parameters_as_json
from models.rows import (
    AssignmentRow,
    CampaignRow,
    DueRow,
    FactRow,
    NamedUnitRow,
    SourceDocumentRow,
    TaskRow,
    UnitRow,
)
from models.writing import insert_all

MONTH = "2026-03"
UNITS, PER_COUNTY = 20, 352
ROLES = ("lead", "responsible", "responsible", "cooperating", "cooperating")
BEGUN, ENTERED = date(2026, 1, 5), datetime(2026, 1, 5, 1, tzinfo=UTC)
Row = dict[str, Any]


def make_counties(session: Session, counties: range) -> None:
    """Write some counties with all they were told and answered; the ids follow from the county's number."""
    for kind, rows in (
        (CampaignRow, campaign),
        (SourceDocumentRow, document),
        (UnitRow, units),
        (TaskRow, tasks),
        (DueRow, dues),
        (NamedUnitRow, named),
        (AssignmentRow, assigned),
        (FactRow, facts),
    ):
        insert_all(session, kind, (row for county in counties for row in rows(county)))


def campaign(county: int) -> Iterator[Row]:
    """A county's campaign, by the figures of the contract."""
    head, figures = "县委副书记", parameters_as_json(DEFAULTS)
    yield {"id": county, "title": f"第{county}县专项行动", "start": BEGUN, "head": head, "parameters": figures}


def document(county: int) -> Iterator[Row]:
    """The paper it was adopted from."""
    yield {
        "id": county, "campaign_id": county, "name": "方案.txt", "sha256": f"{county:064d}", "content": b"", "text": "",
        "document_number": None, "issuer": None, "issued_on": BEGUN, "plan": {}, "adopted_by": "办公室",
        "adopted_at": ENTERED, "superseded_by_id": None,
    }  # fmt: skip


def units(county: int) -> Iterator[Row]:
    """Its twenty units, each with an address."""
    for place in range(UNITS):
        yield {
            "id": unit_id(county, place), "campaign_id": county, "ordinal": place, "name": f"第{place + 1}局",
            "kind": "department" if place < UNITS // 2 else "township", "groups": (), "aliases": (),
            "contact": f"u{place}@c{county}.example", "head": f"h{place}@c{county}.example",
        }  # fmt: skip


def holders(task: int) -> Iterator[tuple[int, str]]:
    """The (unit, role) pairs of a task: five, and two for the last one, so that a county has 352 obligations."""
    for step, role in enumerate(ROLES if task < PER_COUNTY // len(ROLES) else ROLES[:2]):
        yield (task * 3 + step) % UNITS, role


TASKS = range(PER_COUNTY // len(ROLES) + 1)


def tasks(county: int) -> Iterator[Row]:
    """Its tasks."""
    for task in TASKS:
        yield {
            "id": task_id(county, task), "campaign_id": county, "ordinal": task, "number": str(task + 1),
            "written_number": str(task + 1), "title": f"完成第{task + 1}项整治任务", "leaders": ("分管副县长",),
            "weight": Fraction(1 + task % 3), "first_line": task, "last_line": task,
        }  # fmt: skip


def date_of(task: int) -> date | None:
    """The date of a task, from February to December; one in ten is monthly work instead."""
    return None if task % 10 == 9 else date(2026, 2 + task % 11, 1 + task % 28)


def dues(county: int) -> Iterator[Row]:
    """One due for each task."""
    for task in TASKS:
        day = date_of(task)
        yield {
            "task_id": task_id(county, task), "step_id": None, "document_id": county, "ordinal": 0,
            "text": "每月" if day is None else f"{day.month}月{day.day}日前", "kind": "by" if day else "recurring",
            "start": None, "end": day, "every": None if day else "P1M", "times": None if day else 1, "within": None,
        }  # fmt: skip


def named(county: int) -> Iterator[Row]:
    """The names as the plan wrote them."""
    for task in TASKS:
        for place, (unit, role) in enumerate(holders(task)):
            yield {
                "task_id": task_id(county, task), "role": role, "ordinal": place, "name": f"第{unit + 1}局",
            }  # fmt: skip


def assigned(county: int) -> Iterator[Row]:
    """Who holds what."""
    for task in TASKS:
        for unit, role in holders(task):
            yield {"task_id": task_id(county, task), "unit_id": unit_id(county, unit), "role": role}


def facts(county: int) -> Iterator[Row]:
    """What happened in three months, day by day: hand-outs, monthly reports and occurrences, claims, approvals and returns."""
    told = sorted(happenings(Random(county)), key=lambda found: found[0])  # noqa: S311 - no secret is made of it
    for sequence, (day, do, task, unit, values) in enumerate(told, 1):
        yield {
            "campaign_id": county, "sequence": sequence, "on_day": day, "do": do, "task_id": task_id(county, task),
            "unit_id": None if unit is None else unit_id(county, unit), "node": None, "progress": values.get("progress"),
            "nochange": False, "to_day": None, "reason": values.get("reason"), "colour": None,
            "by_whom": values.get("by"), "points": None, "basis": None, "recorded_by": "办公室", "recorded_at": ENTERED,
            "on_behalf_of": None, "returned_file_id": None,
        }  # fmt: skip


def happenings(chance: Random) -> Iterator[tuple[date, str, int, int | None, Row]]:
    """What one county's units do, task by task: (day, fact, task, unit, values)."""
    for task in TASKS:
        yield BEGUN, "assign", task, None, {}
        for unit, role in holders(task):
            yield from answers(chance, task, unit, role)


def answers(chance: Random, task: int, unit: int, role: str) -> Iterator[tuple[date, str, int, int | None, Row]]:
    """What one unit says about one task until it claims it, some late, some not at all, some claims returned."""
    day, progress = date_of(task), 0
    for month in (1, 2, 3):
        on = date(2026, month, 18 + chance.randrange(10))
        if day and day.month == month + 1 and chance.random() < 0.7:
            yield on, "claim", task, unit, {}
            returned = chance.random() < 0.1
            verdict = "return" if returned else "approve"
            yield on + timedelta(2), verdict, task, unit, {"reason": "材料不全"} if returned else {}
            return
        progress = min(99, progress + chance.randrange(40))
        if role != "cooperating" and chance.random() < 0.85:
            yield (on, "report", task, unit, {"progress": progress}) if day else (on, "occur", task, unit, {})


def unit_id(county: int, place: int) -> int:
    """The id of a county's unit."""
    return county * 100 + place


def task_id(county: int, place: int) -> int:
    """The id of a county's task."""
    return county * 100 + place


def county_numbers(obligations: int) -> range:
    """The counties that make so many obligations; all 2,843 make one million."""
    return range(1, 1 + -(-obligations // PER_COUNTY))
