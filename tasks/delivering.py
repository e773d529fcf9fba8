"""Delivering (投递): the day's digests are frozen, claimed, sent and recorded; no transaction is open while a server talks."""

from collections import Counter, deque
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from time import monotonic, sleep
from typing import NamedTuple

from duban.errors import InputRefused, TryLater
from duban.rules.calendar import is_published_workday
from models.dispatch import Attempted, Claim, claim, give_back, record_all, recover
from models.outbox import Digest, bundle
from models.sending import anything_due, seconds_to_wait
from models.withdrawal import expire_overdue, merge_backlog
from notifications.channels import Channels, Routed, is_channel, note_bytes
from notifications.digest import compose
from notifications.folder import Folder
from notifications.journal import Journal, Tried
from notifications.lanes import Lanes
from notifications.limits import Limits, within
from notifications.outcome import Outcome, Sender
from notifications.smtp import Smtp, SmtpServer
from tasks import engine
from tasks.ledger import moment, office, sessions
from tasks.noting import channels, owe_notes
from tasks.reconciling import FLOW, catch_up, open_journal
from tasks.settings import Settings, settings
from tasks.withdrawing import withdraw_answered

# The contract: letters leave between 08:00 and 18:00 local time.
OPENS, CLOSES = 8, 18
# Mails to a claim, and the seconds after which those not begun go back: the lease counts on both (models.dispatch).
BATCH, BATCH_SECONDS = 200, 60.0
# A run ends before the next tick: what a unit answered meanwhile is looked at again.
RUN_SECONDS = 540.0
# After a refusal that concerns every mail (login, TLS, no connection) the rest waits this long.
PAUSE = timedelta(minutes=5)

Clock = Callable[[], datetime]


class Ended(NamedTuple):
    """How one claim ended, and the fault that kept the journal from being written, if one did."""

    claimed: Claim
    outcome: Outcome
    fault: TryLater | None = None


@engine.task(name="投递")
def deliver(at: str) -> dict[str, int]:
    """Send what is due and return how many mails ended in which state; nothing leaves outside office hours or on a rest day.

    TryLater where the journal cannot be written, or where the ledger was restored and not yet reconciled.
    """
    now, began = moment(at), monotonic()
    if not _in_hours(now):
        return {}
    journal = open_journal()
    catch_up(journal, now)
    withdraw_answered(now)
    owe_notes(now)
    with sessions(FLOW, "整理待发邮件").begin() as session:
        recover(session, now)
        expire_overdue(session, now)
        merge_backlog(session, now.date(), now)
    while _bundle(now):
        pass

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - began)

    run = _Run(journal, clock)
    with closing(run.lanes):
        run.send_all(until=began + RUN_SECONDS)
    return dict(run.counts)


def _in_hours(now: datetime) -> bool:
    return OPENS <= now.hour < CLOSES and is_published_workday(now.date().toordinal())


def _bundle(now: datetime) -> int:
    with sessions(FLOW, "封装邮件").begin() as session:
        return bundle(session, now.date(), now, lambda digest: _render(digest, now))


def _render(digest: Digest, now: datetime) -> bytes:
    if is_channel(digest.to):
        return note_bytes(digest.letters, now, settings().mail_domain)
    message = compose(digest.letters, office(), now, settings().mail_domain).message
    return within(Limits(settings().mail_max_mb, settings().attachment_max_mb), digest.letters, message)


def _claim(clock: Clock) -> tuple[Claim, ...]:
    """Claim the next mails, or the next one when its turn has come where the office limits the rate."""
    limit, pace = BATCH, settings().mail_per_minute
    while pace:
        with sessions(FLOW, "查看发送节奏").begin() as session:
            if not anything_due(session, clock()):
                return ()
            wait = seconds_to_wait(session, clock(), pace)
        if not wait:
            limit = 1
            break
        sleep(wait)
    with sessions(FLOW, "领取邮件").begin() as session:
        return claim(session, clock(), limit)


class _Run:
    """One run under way: its lanes, its journal, the clock, and how many mails ended in which state."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self.lanes = Lanes[Claim, Ended](_routed, partial(_attempt, journal, clock))
        self.counts: Counter[str] = Counter()
        self._following: list[Claim] = []
        self._ended: list[Ended] = []

    def send_all(self, until: float) -> None:
        """Send batch after batch until nothing is due, sending is useless, or time or office hours are over."""
        claims, useful = list(_claim(self._clock)), True
        try:
            while claims and useful and monotonic() < until and _in_hours(self._clock()):
                useful = self._send(claims)
                claims, self._following = self._following, []
            self._ended += self.lanes.finish()
            self._record()
        finally:
            self._give_back([*claims, *self._following], useful=useful)

    def _send(self, claims: Sequence[Claim]) -> bool:
        """Send a batch, the one before being recorded and the next one claimed meanwhile; False where sending others is useless.

        What was accepted is recorded a batch later: the journal's line, written before anything else, holds it until then. Every
        other end is recorded at once, and whatever stops the batch, the claims not begun go back.
        """
        waiting, useful, until = deque(claims), True, monotonic() + BATCH_SECONDS
        claims_next = self._claim_next
        try:
            self._journal.trying(_tried(claims, self._clock()))
            while waiting and useful and monotonic() < until:
                ended = self.lanes.run(waiting, _halts, until - monotonic(), claims_next)
                claims_next = _nothing
                useful = not any(one.outcome.concerns_everyone and one.outcome.state == "retry" for one in ended)
                self._ended += ended
                if any(map(_halts, ended)):
                    self._record()
        finally:
            self._give_back(waiting, useful=useful)
        return useful

    def _claim_next(self) -> None:
        self._record()
        self._following += _claim(self._clock)

    def _give_back(self, claims: Collection[Claim], *, useful: bool) -> None:
        if claims:
            again = _minute(self._clock()) + (timedelta(0) if useful else PAUSE)
            with sessions(FLOW, "退回未发邮件").begin() as session:
                give_back(session, claims, again)

    def _record(self) -> None:
        """Write how mails ended into the ledger; the fault of the journal, where one of them met it, is raised after that."""
        ended, self._ended = self._ended, []
        if not ended:
            return
        faults = [one.fault for one in ended if one.fault]
        try:
            self._journal.flush()
        except TryLater as fault:
            faults.append(fault)
        with sessions(FLOW, "登记发送结果").begin() as session:
            told = [(one.claimed, _attempted(one.outcome)) for one in ended]
            states = record_all(session, told, _minute(self._clock()))
        self.counts.update(state or "taken over" for state in states)
        if faults:
            raise faults[0]


def _nothing() -> None:
    """Claim nothing meanwhile: the next batch is claimed already."""


def _halts(ended: Ended) -> bool:
    return ended.outcome.state != "accepted" or ended.fault is not None


def _attempt(journal: Journal, clock: Clock, claimed: Claim, sender: Sender) -> Ended:
    """Send one mail and write the journal's line before anybody else hears of it."""
    try:
        if claimed.policy == "hold":
            # What must not come twice is told apart from what was only claimed: after a crash a person sees no more than was begun.
            journal.begin(claimed.message_id)
        outcome = sender.send(claimed.message, settings().mail_from, claimed.to)
    except TryLater as fault:
        return Ended(claimed, Outcome("retry", "write", None, str(fault)), fault)
    except InputRefused as refused:
        return Ended(claimed, Outcome("bounced", "rcpt", None, str(refused)))
    try:
        if outcome.state == "accepted":
            journal.record(claimed.message_id, clock(), outcome.code or 250, flushed=claimed.policy == "hold")
    except TryLater as fault:
        return Ended(claimed, outcome, fault)
    return Ended(claimed, outcome)


def _minute(now: datetime) -> datetime:
    """Return the whole minute: ticks come on whole minutes, and a wait of five must not end a second after one."""
    return now.replace(second=0, microsecond=0)


def _attempted(outcome: Outcome) -> Attempted:
    return Attempted(outcome.state, outcome.phase, outcome.code, outcome.sentence or outcome.text)


def _tried(claims: Sequence[Claim], now: datetime) -> list[Tried]:
    return [Tried(one.serial, now, one.message_id, one.to, one.policy, one.letters) for one in claims]


def _routed() -> Sender:
    return Routed(_sender(settings()), Channels(channels()))


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
