"""The outbox's far side: which mail is being sent by whom, and what became of each attempt. Sending lives in notifications.

claim → commit → send → record → commit: no transaction stands open while a server talks.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models.outbox import LIFETIME
from models.rows import AttemptRow, MailRow
from models.writing import insert_all

State = Literal["accepted", "retry", "bounced", "uncertain"]

# Longer than the longest wait of a mail session (600 s after the final dot, RFC 5321 §4.5.3.2.6).
LEASE = timedelta(minutes=15)
# Postfix: minimal_backoff_time 300 s, doubled up to maximal_backoff_time 4000 s.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=300), timedelta(seconds=4000)
_OPEN = ("pending", "retry")
# States that a word from the server, however late, still settles, as long as nobody has claimed the mail since.
_UNSETTLED = ("sending", "retry", "uncertain", "held")
_MANY = 1000


class Claim(NamedTuple):
    """A mail that is this worker's to send until its lease ends; `fence` proves it."""

    mail_id: int
    fence: int
    to: str
    message: bytes
    message_id: str
    attempt: int


class Attempted(NamedTuple):
    """How one attempt ended: the state it led to, the phase it ended in, the server's code and words."""

    state: State
    phase: str
    code: int | None
    text: str


_LOST = Attempted("uncertain", "lost", None, "发送进程中断，对方是否收到不明")


def wait_after(attempts: int) -> timedelta:
    """Return how long a mail waits after so many failed attempts.

    >>> [wait_after(n).seconds // 60 for n in (1, 2, 3, 4, 5, 50)]
    [5, 10, 20, 40, 66, 66]
    """
    return min(_FIRST_WAIT * (1 << min(attempts - 1, 8)), _LONGEST_WAIT)


def claim(session: Session, now: datetime, limit: int) -> tuple[Claim, ...]:
    """Take at most `limit` mails that are due, each for this caller alone, and return them oldest first."""
    due = (
        select(MailRow.id)
        .where(MailRow.state.in_(_OPEN), MailRow.due_at <= now)
        .order_by(MailRow.due_at, MailRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = session.execute(
        update(MailRow)
        .where(MailRow.id.in_(due), MailRow.state.in_(_OPEN))
        .values(state="sending", fence=MailRow.fence + 1, attempts=MailRow.attempts + 1, lease_until=now + LEASE)
        .returning(MailRow.id, MailRow.fence, MailRow.address, MailRow.message, MailRow.message_id, MailRow.attempts)
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted(Claim(*row) for row in taken))


def record(session: Session, claimed: Claim, attempted: Attempted, now: datetime) -> str | None:
    """Record how an attempt ended and return the mail's state; None where the mail is no longer this worker's.

    A temporary failure waits longer each time and expires after five days; an unknown end is sent again with the same bytes or
    held for a person, as the mail's policy says.
    """
    policy, attempts, give_up_at = session.execute(
        select(MailRow.policy, MailRow.attempts, MailRow.give_up_at).where(MailRow.id == claimed.mail_id)
    ).one()
    values = _after(attempted, policy, attempts, give_up_at, now)
    states = _UNSETTLED if attempted.state in ("accepted", "bounced") else ("sending",)
    mine = (MailRow.id == claimed.mail_id, MailRow.fence == claimed.fence, MailRow.state.in_(states))
    if not _move(session, values, *mine):
        return None
    _log(session, [(claimed.mail_id, claimed.fence, attempted)], now)
    return str(values["state"])


def give_back(session: Session, claims: Iterable[Claim], due_at: datetime) -> int:
    """Return claimed mails untried, due again at a later moment: the server is down for everyone, no attempt is counted."""
    count = 0
    for held in claims:
        state, attempts = ("retry" if held.attempt > 1 else "pending"), held.attempt - 1
        values = {"state": state, "attempts": attempts, "due_at": due_at, "lease_until": None}
        count += _move(
            session, values, MailRow.id == held.mail_id, MailRow.fence == held.fence, MailRow.state == "sending"
        )
    return count


def recover(session: Session, now: datetime) -> dict[int, str]:
    """Settle the mails whose sender died (its lease ended): nobody knows whether they left. Return {mail id: state}."""
    died = session.execute(
        select(MailRow.id, MailRow.fence, MailRow.policy, MailRow.attempts, MailRow.give_up_at)
        .where(MailRow.state == "sending", MailRow.lease_until <= now)
        .with_for_update(skip_locked=True)
    ).all()
    settled = {}
    for mail_id, fence, policy, attempts, give_up_at in died:
        values = _after(_LOST, policy, attempts, give_up_at, now)
        if _move(session, values, MailRow.id == mail_id, MailRow.fence == fence, MailRow.state == "sending"):
            settled[mail_id] = str(values["state"])
    _log(session, [(row.id, row.fence, _LOST) for row in died if row.id in settled], now)
    return settled


def mark_accepted(session: Session, message_ids: Collection[str], now: datetime) -> int:
    """Settle mails a send journal says have left, also ones a restored backup thinks unsent, and return how many."""
    ids = list(message_ids)
    values = {"state": "accepted", "settled_at": now, "lease_until": None, "note": "发送日志记有对方的确认"}
    return sum(
        _move(
            session,
            values,
            MailRow.message_id.in_(ids[start : start + _MANY]),
            MailRow.state.in_((*_UNSETTLED, "pending")),
        )
        for start in range(0, len(ids), _MANY)
    )


def decide(
    session: Session, mail_id: int, choice: Literal["resend", "arrived", "cancel"], by: str, now: datetime
) -> bool:
    """Settle a held, bounced or expired mail as a person says: send it again, take it as arrived, or drop it.

    False where the mail is in no such state.
    """
    values: dict[str, Any] = {
        "resend": {"state": "retry", "due_at": now, "give_up_at": now + LIFETIME, "settled_at": None},
        "arrived": {"state": "accepted", "settled_at": now},
        "cancel": {"state": "cancelled", "settled_at": now},
    }[choice]
    words = {"resend": "再次发送", "arrived": "确认已送达", "cancel": "撤回"}[choice]
    held = MailRow.state.in_(("held", "bounced", "expired"))
    return _move(session, {**values, "note": f"{by}：{words}"}, MailRow.id == mail_id, held) == 1


def cancel_mail(session: Session, mail_id: int, reason: str, now: datetime) -> bool:
    """Drop a mail that has not left, with the reason; False where it is being sent or settled."""
    values = {"state": "cancelled", "settled_at": now, "note": reason}
    return _move(session, values, MailRow.id == mail_id, MailRow.state.in_(_OPEN)) == 1


def _move(session: Session, values: dict[str, Any], *where: ColumnElement[bool]) -> int:
    """Change the mails that meet every condition, in one statement, and return how many: what decides between two workers."""
    moved = session.scalars(
        update(MailRow)
        .where(*where)
        .values(**values)
        .returning(MailRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(moved.all())


def _after(attempted: Attempted, policy: str, attempts: int, give_up_at: datetime, now: datetime) -> dict[str, Any]:
    note = " ".join(part for part in (attempted.phase, str(attempted.code or ""), attempted.text) if part)
    state: str = attempted.state
    if state == "uncertain":
        state = "retry" if policy == "resend" else "held"
    due_at = now + wait_after(attempts)
    if state == "retry" and due_at > give_up_at:
        state = "expired"
    settled = {} if state == "retry" else {"settled_at": now}
    return {"state": state, "lease_until": None, "note": note, **settled} | (
        {"due_at": due_at} if state == "retry" else {}
    )


def _log(session: Session, ended: Iterable[tuple[int, int, Attempted]], now: datetime) -> None:
    insert_all(
        session,
        AttemptRow,
        (
            {
                "mail_id": mail_id,
                "fence": fence,
                "ended_at": now,
                "outcome": attempted.state,
                "code": attempted.code,
                "reply": f"{attempted.phase} {attempted.text}".strip(),
            }
            for mail_id, fence, attempted in ended
        ),
    )
