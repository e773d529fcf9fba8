"""The stored judgement of a month: written once, read back as it was, published for good. Judging lives in duban.rules."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.errors import UsageError
from duban.months import Month
from duban.rules.parameters import Parameters
from duban.rules.result import (
    MonthResult,
    ReminderItem,
    ReminderLetter,
    Skipped,
)
from models.audit import head_of
from models.database import one_at_a_time
from models.figures import parameters_as_json, parameters_from_json
from models.month_lines import drop_lines, obligation_lines, store_lines, unit_scores
from models.rows import MonthRow


class Judged(NamedTuple):
    """A month's judgement with what it was made by."""

    month: Month
    result: MonthResult
    parameters: Parameters


class Stored(NamedTuple):
    """What became of a judgement.

    `same` changed nothing; `redone` replaced a draft; `correction` is the next version of a published month.
    """

    month_id: int
    version: int
    outcome: Literal["new", "same", "redone", "correction"]


class MonthInRecord(NamedTuple):
    """One stored version of a month (期次)."""

    id: int
    month: str
    version: int
    state: str
    cutoff: date
    digest: str
    judged_at: datetime
    published_at: datetime | None
    published_by: str | None
    number: str | None
    audit_length: int | None
    audit_head: str | None


def digest(judged: Judged) -> str:
    """Return the SHA-256 of a judgement and its figures: equal where and only where every line is."""
    found = hashlib.sha256(repr(sorted(parameters_as_json(judged.parameters).items())).encode())
    for line in _flat(judged.result):
        found.update("\x1f".join(map(str, line)).encode() + b"\x1e")
    return found.hexdigest()


def store_month(session: Session, campaign_id: int, judged: Judged, at: datetime) -> Stored:
    """Store a judgement with all its lines; the same one again changes nothing, a published one is never touched."""
    one_at_a_time(session, f"campaign {campaign_id}")
    found = digest(judged)
    last = session.scalar(_versions(campaign_id, judged.month).limit(1))
    if last is not None and last.digest == found:
        return Stored(last.id, last.version, "same")
    if last is not None and last.state == "draft":
        drop_lines(session, last.id)
        row = last
    else:
        row = MonthRow(
            campaign_id=campaign_id, month=str(judged.month), version=last.version + 1 if last else 1, state="draft"
        )
        session.add(row)
    row.cutoff, row.digest, row.judged_at = judged.result.cutoff, found, at
    row.parameters, row.reminders = parameters_as_json(judged.parameters), reminders_as_json(judged.result)
    session.flush()
    store_lines(session, campaign_id, row.id, judged.result)
    return Stored(row.id, row.version, "new" if last is None else "redone" if row is last else "correction")


def publish_month(session: Session, month_id: int, by: str, at: datetime, number: str | None = None) -> bool:
    """Publish a draft (印发) in a person's name, under a number (发文字号) where given; False where it was published before."""
    row = session.get_one(MonthRow, month_id)
    if row.state == "published":
        return False
    # The chain up to this signature: its own entry cannot stand in what it seals.
    head = head_of(session)
    row.state, row.published_by, row.published_at, row.number = "published", by, at, number
    if head.length:
        row.audit_length, row.audit_head = head
    session.flush()
    return True


def stored_months(session: Session, campaign_id: int) -> tuple[MonthInRecord, ...]:
    """Return all stored versions of a campaign's months, by month and version."""
    columns = [getattr(MonthRow, name) for name in MonthInRecord._fields]
    query = select(*columns).where(MonthRow.campaign_id == campaign_id).order_by(MonthRow.month, MonthRow.version)
    return tuple(MonthInRecord(*row) for row in session.execute(query))


def month_in_record(session: Session, campaign_id: int, month: Month) -> MonthInRecord:
    """Return the newest stored version of a month; UsageError where none is."""
    row = session.scalar(_versions(campaign_id, month).limit(1))
    if row is None:
        raise UsageError(f"{month} 尚未督查", remedy=f"请先运行 duban month … {month}")
    return MonthInRecord(*(getattr(row, name) for name in MonthInRecord._fields))


def read_month(session: Session, month_id: int) -> Judged:
    """Return a stored judgement exactly as it was stored, with the figures it was made by."""
    row = session.get_one(MonthRow, month_id)
    letters, skipped = _reminders_from_json(row.reminders)
    result = MonthResult(
        cutoff=row.cutoff,
        obligations=tuple(obligation_lines(session, month_id)),
        units=tuple(unit_scores(session, month_id)),
        letters=letters,
        skipped=skipped,
    )
    return Judged(Month.parse(row.month), result, parameters_from_json(row.parameters))


def _versions(campaign_id: int, month: Month) -> Any:
    return (
        select(MonthRow)
        .where(MonthRow.campaign_id == campaign_id, MonthRow.month == str(month))
        .order_by(MonthRow.version.desc())
    )


def _flat(result: MonthResult) -> Iterator[Iterable[object]]:
    yield ("cutoff", result.cutoff)
    yield from result.obligations
    for unit in result.units:
        yield (*unit[:6], unit.red_cards)
        yield from unit.deductions
        yield from unit.bonus
    for letter in result.letters:
        yield ("letter", letter.on, letter.to, *letter.items)
    for entry in result.skipped:
        yield ("skipped", entry.on, entry.unit, entry.recipient, *entry.items, entry.reason)


def reminders_as_json(result: MonthResult) -> dict[str, Any]:
    """Return the letters of a month and what was passed over, as they are stored."""
    return {
        "letters": [[letter.on.isoformat(), letter.to, letter.items] for letter in result.letters],
        "skipped": [
            [entry.on.isoformat(), entry.unit, entry.recipient, entry.items, entry.reason] for entry in result.skipped
        ],
    }


def _reminders_from_json(stored: dict[str, Any]) -> tuple[tuple[ReminderLetter, ...], tuple[Skipped, ...]]:
    def items(entries: list[list[str]]) -> tuple[ReminderItem, ...]:
        return tuple(ReminderItem(*entry) for entry in entries)

    return (
        tuple(ReminderLetter(date.fromisoformat(on), to, items(held)) for on, to, held in stored["letters"]),
        tuple(
            Skipped(date.fromisoformat(on), unit, recipient, items(held), reason)
            for on, unit, recipient, held, reason in stored["skipped"]
        ),
    )
