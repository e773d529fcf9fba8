"""The audit log for people (审计): its head, its entries, its check. What is logged and how lives in models.audit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.chain import Head
from duban.chain_words import campaigns_of, changes
from models.audit import head_of
from models.covering import Fault
from models.verifying import Verified, entries
from models.verifying import verify as verified
from tasks.audit_key import KeyFile
from tasks.ledger import reading_sessions
from tasks.settings import settings


class Shown(NamedTuple):
    """An entry as it is shown: number, moment, who, what they did, the campaign's number, what changed in words."""

    number: int
    at: str
    actor: str
    action: str
    campaign: int | None
    changes: str
    hash: str


def head() -> Head:
    """Return the chain's length and last hash."""
    with reading_sessions().begin() as session:
        return head_of(session)


def verify(printed: Sequence[Head] = ()) -> Verified:
    """Return what a check of the whole log and of what it answers for found, against heads from papers too."""
    keeper = KeyFile(settings().audit_key_path)
    key = keeper.read()
    with _one_moment() as session:
        found = verified(session, key, printed)
    if key is not None and keeper.open_to_others():
        doubt = Fault(None, f"审计密钥文件 {keeper.path} 他人可读，请改为仅本人可读（chmod 600）", doubt=True)
        return found._replace(total=found.total + 1, faults=(*found.faults, doubt))
    return found


def log(campaign_id: int | None = None, since: datetime | None = None) -> Iterator[Shown]:
    """Yield the entries in order as they are read, of one campaign and from a moment on where given."""
    first = since.astimezone(UTC).isoformat(timespec="microseconds") if since else ""
    with _one_moment() as session:
        for (number, at, actor, action, campaign, summary), _, own in entries(session):
            if str(at) >= first and (campaign_id is None or campaign_id in campaigns_of(campaign, summary)):
                yield Shown(number, str(at), actor, action, campaign, changes(summary), own)


@contextmanager
def _one_moment() -> Iterator[Session]:
    """Give a session that sees the ledger as it is at one moment, however long the reading takes."""
    with reading_sessions().begin() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
