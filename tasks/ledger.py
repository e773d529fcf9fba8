"""The ledger and the office this process works for: opened once from the settings, at the newest schema."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import UsageError
from duban.rules.campaign import Campaign
from models.audit import Book, Deed, acting, audited, head_of
from models.beginning import begin
from models.database import one_at_a_time, open_database, reading
from models.schema import upgrade
from notifications.desk import Desk, Office
from tasks.audit_key import KeyFile
from tasks.settings import settings

Done = TypeVar("Done")

# Campaigns to a transaction: one commit for some 20,000 lines, and few enough that others need not wait long.
TOGETHER = 50


@cache
def _engine() -> Engine:
    engine = open_database(settings().database_url)
    upgrade(engine)
    book = Book(KeyFile(settings().audit_key_path), lambda: datetime.now(UTC))
    with reading(engine).connect() as connection:
        begun = head_of(connection).length > 0
    if not begun:
        with engine.begin() as connection:
            begin(connection, book)
    return audited(engine, book)


@lru_cache(256)
def sessions(by: str, doing: str, campaign_id: int | None = None) -> sessionmaker[Session]:
    """Return the maker of writing sessions: `with sessions(by, doing).begin() as session:` is one transaction.

    `by` (a person or a flow) and `doing` are what the audit log says of it, with the campaign where the rows do not name it. What is
    done to one campaign is done one at a time: each transaction sees all that those before it decided.
    """
    maker = sessionmaker(acting(_engine(), Deed(by, doing, campaign_id)), expire_on_commit=False)
    if campaign_id is not None:
        event.listen(
            maker, "after_begin", lambda _session, _, connection: one_at_a_time(connection, f"campaign {campaign_id}")
        )
    return maker


@cache
def reading_sessions() -> sessionmaker[Session]:
    """Return the maker of sessions that only read and lock nobody out."""
    return sessionmaker(reading(_engine()), expire_on_commit=False)


def in_batches(
    campaign_ids: Iterable[int], work: Callable[[Session, int], Done], by: str, doing: str
) -> Iterator[Done]:
    """Yield what some work gives for each campaign, several to a transaction, each answer only once it is committed."""
    source = iter(campaign_ids)
    while batch := list(islice(source, TOGETHER)):
        with sessions(by, doing).begin() as session:
            done = [work(session, campaign_id) for campaign_id in batch]
        yield from done


def office() -> Office:
    """Return the office as it signs its letters."""
    return Office(settings().office, settings().mail_from, settings().phone)


def desk(campaign: Campaign) -> Desk:
    """Return the office at work on a campaign."""
    return Desk(office(), campaign)


def moment(text: str | None) -> datetime:
    """Return the given instant, or the clock's, in the office's time zone: for the top of a flow or command only.

    `text` is YYYY-MM-DD (taken as 09:00) or YYYY-MM-DDTHH:MM; UsageError for anything else.
    """
    zone = ZoneInfo(settings().zone)
    if text is None:
        return datetime.now(zone)
    try:
        found = datetime.fromisoformat(text if "T" in text else f"{text}T09:00")
    except ValueError as error:
        raise UsageError(f"日期“{text}”无法识别", remedy="应写作 YYYY-MM-DD，例如 2026-03-02") from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def local(at: datetime) -> datetime:
    """Return an instant in the office's time zone."""
    return at.astimezone(ZoneInfo(settings().zone))
