"""Writing facts down (登记): append-only, in one order per campaign. What a fact means and whether it counts lives in duban.rules."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from duban.errors import UsageError
from duban.rules.campaign import Fact
from models.database import one_at_a_time
from models.register import unit_ids
from models.rows import ActRow, FactRow, ReturnedFileRow, TaskRow
from models.writing import insert_all


class Entered(NamedTuple):
    """Who wrote facts down and when (aware), and for whom where the office did it for another (代录)."""

    by: str
    at: datetime
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A file a unit sent back, with its bytes; `unit` is None where the file is not one unit's."""

    name: str
    content: bytes
    unit: str | None = None

    @property
    def sha256(self) -> str:
        """The fingerprint of the file's bytes."""
        return hashlib.sha256(self.content).hexdigest()


class Taken(NamedTuple):
    """What became of a returned file: the same bytes are taken once, and then `facts` is 0."""

    new: bool
    facts: int


def record_facts(session: Session, campaign_id: int, facts: Iterable[Fact], entered: Entered) -> int:
    """Append facts behind those already recorded and return how many; their `order` is given by the ledger.

    UsageError where a task or unit is not the campaign's; then none is recorded.
    """
    return _append(session, campaign_id, facts, entered, None)


def take_file(session: Session, campaign_id: int, returned: Returned, facts: Iterable[Fact], entered: Entered) -> Taken:
    """Keep a returned file with the facts read from it, all or nothing; the same bytes again change nothing."""
    one_at_a_time(session, f"campaign {campaign_id}")
    if was_taken(session, campaign_id, returned):
        return Taken(False, 0)
    row = ReturnedFileRow(
        campaign_id=campaign_id,
        unit_id=None if returned.unit is None else _id(unit_ids(session, campaign_id), returned.unit, "单位"),
        name=returned.name,
        sha256=returned.sha256,
        content=returned.content,
        taken_by=entered.by,
        taken_at=entered.at,
    )
    session.add(row)
    session.flush()
    return Taken(True, _append(session, campaign_id, facts, entered, row.id))


def was_taken(session: Session, campaign_id: int, returned: Returned) -> bool:
    """Return whether these very bytes were taken before."""
    known = select(ReturnedFileRow.id).where(
        ReturnedFileRow.campaign_id == campaign_id, ReturnedFileRow.sha256 == returned.sha256
    )
    return session.scalar(known) is not None


def task_ids(session: Session, campaign_id: int) -> dict[str, int]:
    """Return {ledger number: id} of a campaign's tasks, dropped ones too."""
    rows = session.execute(select(TaskRow.number, TaskRow.id).where(TaskRow.campaign_id == campaign_id))
    return dict(rows.tuples().all())


def next_sequence(session: Session, campaign_id: int) -> int:
    """Return the place of a campaign's next fact or act: they share one order."""
    last = (
        select(func.max(FactRow.sequence)).where(FactRow.campaign_id == campaign_id).scalar_subquery(),
        select(func.max(ActRow.sequence)).where(ActRow.campaign_id == campaign_id).scalar_subquery(),
    )
    return max(found or 0 for found in session.execute(select(*last)).one()) + 1


def _append(session: Session, campaign_id: int, facts: Iterable[Fact], entered: Entered, file_id: int | None) -> int:
    one_at_a_time(session, f"campaign {campaign_id}")
    tasks, units = task_ids(session, campaign_id), unit_ids(session, campaign_id)
    shared = {
        "campaign_id": campaign_id,
        "recorded_by": entered.by,
        "recorded_at": entered.at,
        "on_behalf_of": entered.on_behalf_of,
        "returned_file_id": file_id,
    }
    rows: Sequence[dict[str, Any]] = [
        {
            **shared,
            "sequence": sequence,
            "task_id": None if fact.task is None else _id(tasks, fact.task, "任务"),
            "unit_id": None if fact.unit is None else _id(units, fact.unit, "单位"),
            **_columns(fact),
        }
        for sequence, fact in enumerate(facts, next_sequence(session, campaign_id))
    ]
    return insert_all(session, FactRow, rows)


def _columns(fact: Fact) -> dict[str, Any]:
    return {
        "on_day": fact.on,
        "do": fact.do,
        "node": fact.node,
        "progress": fact.progress,
        "nochange": fact.nochange,
        "to_day": fact.to,
        "reason": fact.reason,
        "colour": fact.colour,
        "by_whom": fact.by,
        "points": fact.points,
        "basis": fact.basis,
    }


def _id(ids: dict[str, int], name: str, sort: str) -> int:
    found = ids.get(name)
    if found is None:
        listed = "、".join(list(ids)[:20]) + (" 等" if len(ids) > 20 else "")
        raise UsageError(f"台账中没有{sort}“{name}”", remedy=f"现有{sort}：{listed or '无'}")
    return found
