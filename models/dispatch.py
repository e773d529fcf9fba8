"""The outbox's far side: which mail is being sent by whom, and what became of each attempt. Sending lives in notifications.

claim → commit → send → record → commit: no transaction stands open while a server talks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from duban.letters import Pressed
from models.outbox import LIFETIME
from models.rows import AttemptRow, LetterRow, MailRow, MessageRow
from models.sending import next_serial
from models.writing import insert_all

State = Literal["accepted", "retry", "bounced", "uncertain"]

# Longer than two batches may wait (120 s) and the last mail may take: 240 s up to the final dot, 600 s after it (RFC 5321 §4.5.3.2.6).
LEASE = timedelta(minutes=20)
# Postfix: minimal_backoff_time 300 s, doubled up to maximal_backoff_time 4000 s.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=300), timedelta(seconds=4000)
OPEN = ("pending", "retry")
# States that a word from the server, however late, still settles, as long as nobody has claimed the mail since.
_UNSETTLED = ("sending", "retry", "uncertain", "held")
_MANY = 1000
_MOST_BYTES = 32 * 2**20


class Claim(NamedTuple):
    """A mail that is this worker's to send until its lease ends; `fence` proves it, `serial` counts the claims of all.

    `letters` holds, by occurrence, what each of its letters presses for.
    """

    mail_id: int
    fence: int
    to: str
    message: bytes
    message_id: str
    attempt: int
    policy: str
    serial: int
    letters: dict[str, tuple[Pressed, ...]]


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
    """Take at most `limit` mails that are due, each for this caller alone; those never tried come first, each sort oldest first.

    Where mails are large, fewer are taken: not more than 32 MB together, unless one alone is larger.
    """
    ids: list[int] = []
    for state in OPEN:
        if len(ids) < limit:
            ids += session.scalars(_due(state, now, limit - len(ids)))
    ids = _together(session, ids)
    if not ids:
        return ()
    columns = (MailRow.id, MailRow.fence, MailRow.address, MailRow.message_id, MailRow.attempts, MailRow.policy)
    taken = session.execute(
        update(MailRow)
        .where(MailRow.id.in_(ids), MailRow.state.in_(OPEN))
        .values(
            state="sending",
            fence=MailRow.fence + 1,
            attempts=MailRow.attempts + 1,
            begun=None,
            lease_until=now + LEASE,
        )
        .returning(*columns)
        .execution_options(synchronize_session=False)
    ).all()
    serial, held = next_serial(session), _letters(session, ids)
    stored = select(MessageRow.mail_id, MessageRow.content).where(MessageRow.mail_id.in_(ids))
    messages = dict(session.execute(stored).tuples().all())
    found = [
        Claim(id_, fence, to, messages[id_], message_id, attempt, policy, serial, held.get(id_, {}))
        for id_, fence, to, message_id, attempt, policy in taken
    ]
    places = {mail_id: place for place, mail_id in enumerate(ids)}
    return tuple(sorted(found, key=lambda one: places[one.mail_id]))


def _due(state: str, now: datetime, limit: int) -> Select[tuple[int]]:
    return (
        select(MailRow.id)
        .where(MailRow.state == state, MailRow.due_at <= now)
        .order_by(MailRow.due_at, MailRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def _together(session: Session, ids: list[int]) -> list[int]:
    """Return the first of some mails that are small enough to be held in memory together, at least one."""
    measured = select(MessageRow.mail_id, func.length(MessageRow.content)).where(MessageRow.mail_id.in_(ids))
    sizes = dict(session.execute(measured).tuples().all())
    sums = accumulate(sizes[mail_id] for mail_id in ids)
    return [
        mail_id for place, (mail_id, size) in enumerate(zip(ids, sums, strict=True)) if not place or size <= _MOST_BYTES
    ]


def _letters(session: Session, mail_ids: Collection[int]) -> dict[int, dict[str, tuple[Pressed, ...]]]:
    """Return what the letters of some mails press for, by mail and occurrence."""
    found: dict[int, dict[str, tuple[Pressed, ...]]] = {}
    query = select(LetterRow.mail_id, LetterRow.occurrence, LetterRow.about).where(LetterRow.mail_id.in_(mail_ids))
    for mail_id, occurrence, about in session.execute(query.order_by(LetterRow.id)):
        found.setdefault(mail_id, {})[occurrence] = tuple(Pressed(*item) for item in about or ())
    return found


def record(session: Session, claimed: Claim, attempted: Attempted, now: datetime) -> str | None:
    """Record how an attempt ended and return the mail's state; None where the mail is no longer this worker's.

    A temporary failure waits longer each time and expires after five days; an unknown end is sent again with the same bytes or
    held for a person, as the mail's policy says.
    """
    return record_all(session, [(claimed, attempted)], now)[0]


def record_all(session: Session, ended: Sequence[tuple[Claim, Attempted]], now: datetime) -> list[str | None]:
    """Record how several attempts ended, and return for each what `record` returns."""
    columns = (MailRow.id, MailRow.fence, MailRow.state, MailRow.policy, MailRow.attempts, MailRow.give_up_at)
    query = select(*columns).where(MailRow.id.in_([claimed.mail_id for claimed, _ in ended])).with_for_update()
    rows = {row.id: row for row in session.execute(query)}
    states: list[str | None] = []
    mine, changes = [], []
    for claimed, attempted in ended:
        row = rows.get(claimed.mail_id)
        settles = _UNSETTLED if attempted.state in ("accepted", "bounced") else ("sending",)
        if row is None or row.fence != claimed.fence or row.state not in settles:
            states.append(None)
            continue
        values = _after(attempted, row.policy, row.attempts, row.give_up_at, now)
        changes.append({"which": claimed.mail_id, **values})
        mine.append((claimed.mail_id, claimed.fence, attempted))
        states.append(str(values["state"]))
    # One statement for all that change the same columns.
    for moment in ("settled_at", "due_at"):
        group = [change for change in changes if moment in change]
        names: dict[str, Any] = {
            name: bindparam(f"new_{name}") for change in group[:1] for name in change if name != "which"
        }
        if group:
            changed = update(MailRow).where(MailRow.id == bindparam("which")).values(**names)
            session.connection().execute(changed, [_renamed(change) for change in group])
    _log(session, mine, now)
    return states


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
    """Settle the mails whose sender died (its lease ended): nobody knows whether they left. Return {mail id: state}.

    Those the journal says were claimed and never begun have not left: they are due again as if never claimed.
    """
    untouched = update(MailRow).where(MailRow.state == "sending", MailRow.lease_until <= now, MailRow.begun.is_(False))
    again = {"state": "retry", "attempts": MailRow.attempts - 1, "due_at": now, "lease_until": None}
    session.execute(untouched.values(**again).execution_options(synchronize_session=False))
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


def mark_begun(session: Session, begun: Mapping[str, bool]) -> None:
    """Note what a send journal says of the mails under way: whether each came to a conversation with the server."""
    for came in (False, True):
        ids = [message_id for message_id, so in begun.items() if so is came]
        for start in range(0, len(ids), _MANY):
            under_way = (MailRow.message_id.in_(ids[start : start + _MANY]), MailRow.state == "sending")
            noted = update(MailRow).where(*under_way, MailRow.policy == "hold").values(begun=came)
            session.execute(noted.execution_options(synchronize_session=False))


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
    if not _move(session, {**values, "note": f"{by}：{words}"}, MailRow.id == mail_id, held):
        return False
    if choice == "resend":
        session.execute(update(LetterRow).where(LetterRow.mail_id == mail_id).values(give_up_at=now + LIFETIME))
    return True


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
    when = {"due_at": due_at} if state == "retry" else {"settled_at": now}
    return {"state": state, "lease_until": None, "note": note, **when}


def _renamed(change: dict[str, Any]) -> dict[str, Any]:
    return {name if name == "which" else f"new_{name}": value for name, value in change.items()}


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
