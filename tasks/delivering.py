"""Delivering (投递): the day's digests are frozen, claimed, sent and recorded; no transaction is open while a server talks."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from duban.rules.calendar import is_published_workday
from models.dispatch import Attempted, Claim, claim, give_back, mark_accepted, record, recover
from models.outbox import LIFETIME, Digest, bundle
from notifications.channels import Channels, Routed, is_channel, note_bytes
from notifications.digest import compose
from notifications.folder import Folder
from notifications.journal import Journal
from notifications.outcome import Outcome, Sender
from notifications.smtp import Smtp, SmtpServer
from tasks import engine
from tasks.ledger import moment, office, sessions
from tasks.noting import channels, owe_notes
from tasks.reminding import renew
from tasks.settings import Settings, settings

# The contract: letters leave between 08:00 and 18:00 local time.
OPENS, CLOSES = 8, 18
BATCH = 50
FLOW = "投递流程"
# After a refusal that concerns every mail (login, TLS, no connection) the rest waits this long.
PAUSE = timedelta(minutes=5)


@engine.task(name="投递")
def deliver(at: str) -> dict[str, int]:
    """Send what is due and return how many mails ended in which state; nothing leaves outside office hours or on a rest day."""
    now = moment(at)
    counts: dict[str, int] = {}
    if not (OPENS <= now.hour < CLOSES and is_published_workday(now.date().toordinal())):
        return counts
    journal = Journal(_journal_path())
    with sessions(FLOW, "核对发送日志").begin() as session:
        recover(session, now)
        recent = [entry.message_id for entry in journal.read() if entry.at > now - LIFETIME]
        mark_accepted(session, recent, now)
    renew(now)
    owe_notes(now)
    with sessions(FLOW, "封装邮件").begin() as session:
        while bundle(session, now.date(), now, lambda digest: _render(digest, now)):
            pass
    with closing(Routed(_sender(settings()), Channels(channels()))) as sender:
        while claims := _claim(now):
            for place, claimed in enumerate(claims):
                outcome = sender.send(claimed.message, settings().mail_from, claimed.to)
                state = _record(claimed, outcome, journal, now)
                counts[state] = counts.get(state, 0) + 1
                if outcome.state == "retry" and outcome.concerns_everyone:
                    with sessions(FLOW, "退回未发邮件").begin() as session:
                        give_back(session, claims[place + 1 :], now + PAUSE)
                    return counts
    return counts


def _render(digest: Digest, now: datetime) -> bytes:
    if is_channel(digest.to):
        return note_bytes(digest.letters, now, settings().mail_domain)
    return compose(digest.letters, office(), now, settings().mail_domain).message


def _claim(now: datetime) -> tuple[Claim, ...]:
    with sessions(FLOW, "领取邮件").begin() as session:
        return claim(session, now, BATCH)


def _record(claimed: Claim, outcome: Outcome, journal: Journal, now: datetime) -> str:
    """Write the journal's line first, then the ledger's: a crash between them is healed by the journal."""
    if outcome.state == "accepted":
        journal.record(claimed.message_id, now, outcome.code or 250)
    attempted = Attempted(outcome.state, outcome.phase, outcome.code, outcome.sentence or outcome.text)
    with sessions(FLOW, "登记发送结果").begin() as session:
        return record(session, claimed, attempted, now) or "taken over"


def _journal_path() -> Path:
    path = settings().out / "发送日志.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _sender(chosen: Settings) -> Sender:
    if chosen.mail == "folder":
        return Folder(chosen.out / "邮件")
    return Smtp(
        SmtpServer(
            host=chosen.smtp_host,
            port=chosen.smtp_port,
            helo=chosen.mail_domain,
            security=chosen.smtp_security,
            ca_file=chosen.smtp_ca_file,
            username=chosen.smtp_user,
            password=chosen.smtp_password.get_secret_value(),
        )
    )
