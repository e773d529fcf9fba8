"""Ledger and send journal brought together (核对): after a crash without a word, after a restore when a person says so (promise P17)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.errors import TryLater
from models.dispatch import mark_accepted, mark_begun
from models.reconciliation import Departure, Kept, Owed, depart, owed, untaken
from models.sending import last_serial, raise_serial, read_to, store_read_to
from notifications.journal import Journal, News
from tasks.ledger import sessions
from tasks.papers import kept_answers
from tasks.settings import settings

FLOW = "投递流程"


class Reconciled(NamedTuple):
    """What a reconciliation found.

    `accepted` mails and `departed` letters left before the restore and will not leave again, `doubtful` ones may have left;
    `owed` is what now leaves, `untaken` the answers that were acknowledged and are not in this ledger.
    """

    accepted: int
    departed: int
    doubtful: int
    owed: tuple[Owed, ...]
    untaken: tuple[Kept, ...]


def open_journal() -> Journal:
    """Return the send journal of this installation; its folder is made where it is missing."""
    path = settings().out / "发送日志.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return Journal(path)


def catch_up(journal: Journal, now: datetime) -> None:
    """Settle what the journal says was taken since it was last read.

    TryLater, and nothing changed, where it knows of claims this ledger does not: the ledger was restored from a backup.
    """
    with sessions(FLOW, "核对发送日志").begin() as session:
        news = _news(session, journal)
        if max((tried.serial for tried in news.tried), default=0) > last_serial(session):
            raise TryLater(
                "台账比发送日志旧，像是从备份恢复的，暂停投递",
                where=str(journal.path),
                remedy="请运行 duban reconcile 核对已送出的邮件，然后继续",
            )
        mark_begun(session, news.begun)
        mark_accepted(session, [entry.message_id for entry in news.accepted], now)
        store_read_to(session, journal.name, news.end)


def reconcile(now: datetime) -> Reconciled:
    """Mark what had left according to the journal, and return what is owed and what was acknowledged; then sending goes on.

    A second run changes nothing.
    """
    journal = open_journal()
    with sessions(FLOW, "恢复后核对").begin() as session:
        news = _news(session, journal)
        known = last_serial(session)
        taken = {entry.message_id: entry.at for entry in news.accepted}
        accepted = mark_accepted(session, taken, now)
        departures = [
            Departure(
                occurrence,
                tried.message_id,
                tried.to,
                taken.get(tried.message_id, tried.at),
                tried.message_id in taken,
                about,
            )
            for tried in news.tried
            if tried.serial > known or tried.message_id in taken
            for occurrence, about in tried.letters.items()
        ]
        found = depart(session, departures, now)
        raise_serial(session, max((tried.serial for tried in news.tried), default=0))
        store_read_to(session, journal.name, news.end)
        return Reconciled(accepted, found.sure, found.doubtful, owed(session), untaken(session, kept_answers()))


def _news(session: Session, journal: Journal) -> News:
    return journal.since(read_to(session, journal.name))
