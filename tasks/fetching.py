"""Fetching (收信): the office's mailbox is read by IMAP, every message kept with its bytes, then handled one by one."""

from collections import Counter
from datetime import datetime, timedelta

from duban.errors import ConfigurationError, TryLater
from duban.incoming.message import head_of_message
from models.received import Fetched, Place, failed, keep, known_uids, since, waiting
from notifications.mailbox import Listed, Mailbox, MailboxServer
from tasks import engine
from tasks.handling import handle
from tasks.ledger import moment, reading_sessions, sessions
from tasks.settings import settings

# Larger than any letter with a filled checklist; of what is larger only the head is fetched.
LARGEST = 30 * 2**20
# Messages to a round: the next round goes on where this one stopped.
BATCH = 500


def is_configured() -> bool:
    """Return whether the office has named a mailbox to read."""
    return bool(settings().imap_host)


@engine.task(name="收信")
def fetch(at: str) -> dict[str, int]:
    """Fetch what is new in the mailbox, handle what is kept, and return how many messages came to which state.

    `fetched` counts the new ones, `left` those the server would not give out this time. A message whose handling fails is tried again
    in the next rounds and goes to a person after the third; the others go on.
    """
    now = moment(at)
    counts = Counter(_fetch_new(now))
    with sessions("收信", "处理来信").begin() as session:
        ids = waiting(session)
    for received_id in ids:
        if (state := _handled(received_id, now)) is not None:
            counts[state] += 1
    return dict(counts)


def _fetch_new(now: datetime) -> dict[str, int]:
    with reading_sessions().begin() as session:
        first = since(session)
    if first is None:
        return {}
    counts = Counter[str]()
    with Mailbox(_server()) as mailbox:
        with reading_sessions().begin() as session:
            known = known_uids(session, mailbox.server.name, mailbox.validity)
        # A day earlier: the server counts days by its own clock.
        for listed in mailbox.listed(first - timedelta(days=1), known)[:BATCH]:
            counts[_kept(mailbox, listed, now)] += 1
    return {name: count for name, count in counts.items() if name}


def _kept(mailbox: Mailbox, listed: Listed, now: datetime) -> str:
    oversize = listed.size > LARGEST
    content = mailbox.content(listed.uid, head_only=oversize)
    if content is None:
        return "left"
    place = Place(mailbox.server.name, mailbox.validity, listed.uid)
    with sessions("收信", "处理来信").begin() as session:
        found = Fetched(place, content, listed.arrived_at, *head_of_message(content), oversize)
        return "fetched" if keep(session, found, now) else ""


def _handled(received_id: int, now: datetime) -> str | None:
    try:
        return handle(received_id, now)
    except (TryLater, ConfigurationError):
        raise
    except Exception as error:  # noqa: BLE001 - one message must not stop the others; its outcome is kept, and shown after the third time
        with sessions("收信", "处理来信").begin() as session:
            failed(session, received_id, f"{type(error).__name__}：{error}"[:500])
        return "failed"


def _server() -> MailboxServer:
    chosen = settings()
    if not chosen.imap_host:
        raise ConfigurationError(
            "没有设置收件邮箱", where="DUBAN_IMAP_HOST", remedy="收件邮箱的各项设置见 duban settings"
        )
    return MailboxServer(
        host=chosen.imap_host,
        port=chosen.imap_port,
        security=chosen.imap_security,
        user=chosen.imap_user,
        password=chosen.imap_password.get_secret_value(),
        folder=chosen.imap_folder,
        ca_file=chosen.imap_ca_file,
    )
