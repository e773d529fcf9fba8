"""The outbox: one letter per occurrence, one digest per address and day, one sender per mail, and nothing lost on the way."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import InputRefused
from duban.letters import Attachment, Letter
from models.dispatch import (
    LEASE,
    Attempted,
    Claim,
    claim,
    decide,
    give_back,
    mark_accepted,
    record,
    recover,
)
from models.outbox import (
    LIFETIME,
    Digest,
    bundle,
    cancel_letters,
    cancelled_letters,
    mails,
    outbox_counts,
    owe,
    troubled,
)
from models.rows import AttachmentRow, AttemptRow, LetterRow, MailRow

Sessions = sessionmaker[Session]
DAY = date(2026, 6, 29)
NOW = datetime(2026, 6, 29, 1, tzinfo=UTC)
ACCEPTED = Attempted("accepted", "dot", 250, "ok")
BUSY = Attempted("retry", "rcpt", 451, "later")
REFUSED = Attempted("bounced", "rcpt", 550, "no such user")
UNKNOWN = Attempted("uncertain", "dot", None, "connection lost")
MINUTE = timedelta(minutes=1)


def letter(to: str, what: str = "催办", policy: str = "resend") -> Letter:
    return Letter(to, "reminder", f"{what}/{to}", what, f"{what}正文", f"<p>{what}</p>", policy)  # type: ignore[arg-type]


def render(digest: Digest) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{digest.occurrence.replace('/', '.').replace('@', '.')}@duban.test>"
    message["To"] = digest.to
    message.set_content("\n".join(letter.text for letter in digest.letters))
    return message.as_bytes()


@pytest.fixture
def sent(sessions: Sessions) -> Callable[..., Claim]:
    """A mail to one address, bundled and claimed."""

    def one(to: str = "jia@example.test", policy: str = "resend") -> Claim:
        with sessions.begin() as session:
            owe(session, [letter(to, policy=policy)], DAY)
            bundle(session, DAY, NOW, render)
        with sessions.begin() as session:
            (claimed,) = claim(session, NOW, 10)
        return claimed

    return one


def state(sessions: Sessions, mail_id: int = 1) -> str:
    with sessions.begin() as session:
        return session.get_one(MailRow, mail_id).state


def ended(sessions: Sessions, claimed: Claim, attempted: Attempted, now: datetime = NOW) -> str | None:
    with sessions.begin() as session:
        return record(session, claimed, attempted, now)


def claimed_at(sessions: Sessions, now: datetime) -> tuple[Claim, ...]:
    with sessions.begin() as session:
        return claim(session, now, 10)


def test_an_occurrence_is_owed_once(sessions: Sessions) -> None:
    attached = Letter(
        "a@example.test", "checklist", "1", "清单", "", "", attachments=(Attachment("单.xlsx", "application/x", b"PK"),)
    )
    for new in (2, 0):
        with sessions.begin() as session:
            assert owe(session, [letter("a@example.test"), attached, attached], DAY) == new
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).select_from(AttachmentRow)) == 1
        assert outbox_counts(session) == {"waiting": 2}


def test_letters_fall_with_the_transaction_of_their_cause(sessions: Sessions) -> None:
    with sessions() as session:
        owe(session, [letter("a@example.test")], DAY)
        session.rollback()
    with sessions.begin() as session:
        assert outbox_counts(session) == {}


def test_all_matters_of_an_address_and_day_leave_in_one_mail(sessions: Sessions) -> None:
    seen: list[Digest] = []

    def see(digest: Digest) -> bytes:
        seen.append(digest)
        return render(digest)

    attached = Letter(
        "b@example.test",
        "checklist",
        "1",
        "清单",
        "t",
        "h",
        attachments=(Attachment("单.xlsx", "application/x", b"PK"),),
    )
    letters = [letter("b@example.test", "通报"), letter("a@example.test"), attached]
    with sessions.begin() as session:
        owe(session, letters, DAY)
        owe(session, [letter("b@example.test", "明日")], DAY + timedelta(days=1))
        assert bundle(session, DAY, NOW, see) == 2
        assert bundle(session, DAY, NOW, see) == 0
    assert [(digest.to, digest.letters) for digest in seen] == [
        ("a@example.test", (letters[1],)),
        ("b@example.test", (letters[0], attached)),
    ]


def test_what_comes_after_the_digest_waits_for_the_next_day(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter("a@example.test")], DAY)
        assert bundle(session, DAY, NOW, render) == 1
        owe(session, [letter("a@example.test", "补充")], DAY)
        assert bundle(session, DAY, NOW, render) == 0
        assert bundle(session, DAY + timedelta(days=1), NOW + timedelta(days=1), render) == 1
        assert outbox_counts(session) == {"pending": 2}


def test_many_addresses_are_bundled_in_portions(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter(f"u{n}@example.test") for n in range(7)], DAY)
        assert [bundle(session, DAY, NOW, render, limit=3) for _ in range(4)] == [3, 3, 1, 0]


def test_a_cancelled_letter_never_leaves(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter("a@example.test"), letter("b@example.test")], DAY)
        assert cancel_letters(session, ["催办/a@example.test"], "已报送", NOW) == 1
        bundle(session, DAY, NOW, render)
        assert cancel_letters(session, ["催办/b@example.test"], "已报送", NOW) == 0
        assert [mail.to for mail in mails(session, ["pending"])] == ["b@example.test"]


def test_a_mail_without_message_id_is_not_frozen(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter("a@example.test")], DAY)
    with pytest.raises(ValueError, match="Message-ID"), sessions.begin() as session:
        bundle(session, DAY, NOW, lambda _: b"Subject: x\n\n")
    with sessions.begin() as session:
        assert outbox_counts(session) == {"waiting": 1}


def test_an_address_no_mail_can_carry_keeps_nobody_elses_mail(sessions: Sessions) -> None:
    def refusing(digest: Digest) -> bytes:
        if digest.to.startswith("b"):
            raise InputRefused("收件地址有误", where=digest.to, code="E506")
        return render(digest)

    with sessions.begin() as session:
        owe(session, [letter(f"{name}@example.test") for name in "abc"], DAY)
        assert bundle(session, DAY, NOW, refusing) == 2
    with sessions.begin() as session:
        assert bundle(session, DAY, NOW, refusing) == 0
        assert [mail.to for mail in mails(session, ["pending"])] == ["a@example.test", "c@example.test"]
        ((address, subject, reason),) = cancelled_letters(session)
    assert (address, subject) == ("b@example.test", "催办")
    assert "E506" in reason


def test_two_bundlers_at_once_make_one_mail_each(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter(f"u{n}@example.test") for n in range(20)], DAY)

    def run() -> None:
        with sessions.begin() as session:
            bundle(session, DAY, NOW, render)

    at_once(run, 4)
    with sessions.begin() as session:
        assert outbox_counts(session) == {"pending": 20}
        assert session.scalar(select(func.count()).where(LetterRow.mail_id.is_(None))) == 0


def test_a_mail_is_claimed_by_one_sender_only(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter(f"u{n}@example.test") for n in range(40)], DAY)
        bundle(session, DAY, NOW, render)
    taken: list[Claim] = []

    def run() -> None:
        while claims := claimed_some(sessions):
            taken.extend(claims)

    at_once(run, 6)
    assert len(taken) == 40
    assert len({held.mail_id for held in taken}) == 40


def claimed_some(sessions: Sessions) -> tuple[Claim, ...]:
    with sessions.begin() as session:
        return claim(session, NOW, 3)


def at_once(run: Callable[[], None], workers: int) -> None:
    gate = Barrier(workers)

    def start() -> None:
        gate.wait()
        run()

    threads = [Thread(target=start) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_an_accepted_mail_is_settled(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    assert ended(sessions, sent(), ACCEPTED) == "accepted"
    assert claimed_at(sessions, NOW + timedelta(days=9)) == ()


def test_temporary_failures_wait_longer_each_time_and_expire_after_five_days(
    sessions: Sessions, sent: Callable[..., Claim]
) -> None:
    claimed, now, waits = sent(), NOW, []
    first = claimed.message
    while ended(sessions, claimed, BUSY, now) == "retry":
        with sessions.begin() as session:
            (mail,) = mails(session, ["retry"])
        waits.append((mail.due_at - now).total_seconds() / 60)
        assert claimed_at(sessions, mail.due_at - timedelta(seconds=1)) == ()
        now = mail.due_at
        (claimed,) = claimed_at(sessions, now)
        assert claimed.message == first
    assert [round(wait) for wait in waits[:6]] == [5, 10, 20, 40, 67, 67]
    assert state(sessions) == "expired"
    assert LIFETIME - timedelta(hours=2) < now - NOW <= LIFETIME
    with sessions.begin() as session:
        assert [mail.note for mail in troubled(session)] == ["rcpt 451 later"]
        assert session.scalar(select(func.count()).select_from(AttemptRow)) == len(waits) + 1


def test_a_refused_mail_is_shown_at_once(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    assert ended(sessions, sent(), REFUSED) == "bounced"
    with sessions.begin() as session:
        (mail,) = troubled(session)
    assert (mail.state, mail.attempts, mail.note) == ("bounced", 1, "rcpt 550 no such user")


@pytest.mark.parametrize(("policy", "outcome"), [("resend", "retry"), ("hold", "held")])
def test_an_unknown_end_follows_the_policy(
    sessions: Sessions, sent: Callable[..., Claim], policy: str, outcome: str
) -> None:
    assert ended(sessions, sent(policy=policy), UNKNOWN) == outcome


def test_one_letter_to_be_held_holds_the_whole_digest(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owe(session, [letter("a@example.test"), letter("a@example.test", "升级", "hold")], DAY)
        bundle(session, DAY, NOW, render)
        assert session.scalars(select(MailRow.policy)).all() == ["hold"]


@pytest.mark.parametrize(("policy", "outcome"), [("resend", "retry"), ("hold", "held")])
def test_a_dead_sender_is_found_when_its_lease_ends(
    sessions: Sessions, sent: Callable[..., Claim], policy: str, outcome: str
) -> None:
    sent(policy=policy)
    with sessions.begin() as session:
        assert recover(session, NOW + LEASE - MINUTE) == {}
        assert recover(session, NOW + LEASE) == {1: outcome}
        assert recover(session, NOW + LEASE) == {}
        assert session.scalars(select(AttemptRow.outcome)).all() == ["uncertain"]


def test_a_sender_that_wakes_up_too_late_writes_nothing(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    sleeper, now = sent(), NOW + LEASE
    with sessions.begin() as session:
        recover(session, now)
    (second,) = claimed_at(sessions, now + 5 * MINUTE)
    assert second.fence == sleeper.fence + 1
    for late in (ACCEPTED, BUSY, REFUSED, UNKNOWN):
        assert ended(sessions, sleeper, late, now + 6 * MINUTE) is None
    assert state(sessions) == "sending"
    assert ended(sessions, second, ACCEPTED, now + 7 * MINUTE) == "accepted"


def test_a_late_acceptance_still_counts_while_nobody_else_has_the_mail(
    sessions: Sessions, sent: Callable[..., Claim]
) -> None:
    held = sent(policy="hold")
    with sessions.begin() as session:
        recover(session, NOW + LEASE)
    assert ended(sessions, held, BUSY, NOW + LEASE) is None
    assert ended(sessions, held, ACCEPTED, NOW + LEASE) == "accepted"


def test_a_server_down_for_all_costs_no_attempt(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    claimed = sent()
    with sessions.begin() as session:
        assert give_back(session, [claimed], NOW + 5 * MINUTE) == 1
        assert give_back(session, [claimed], NOW) == 0
    assert claimed_at(sessions, NOW) == ()
    (again,) = claimed_at(sessions, NOW + 5 * MINUTE)
    assert again.attempt == 1
    assert ended(sessions, claimed, ACCEPTED) is None


def test_the_journal_settles_what_the_ledger_forgot(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    claimed = sent()
    other = sent("yi@example.test")
    with sessions.begin() as session:
        assert mark_accepted(session, [claimed.message_id, "<unknown@duban.test>"], NOW) == 1
        assert mark_accepted(session, [claimed.message_id], NOW) == 0
    assert (state(sessions, claimed.mail_id), state(sessions, other.mail_id)) == ("accepted", "sending")


def test_a_person_decides_about_a_held_mail(sessions: Sessions, sent: Callable[..., Claim]) -> None:
    claimed, later = sent(policy="hold"), NOW + 9 * LIFETIME
    with sessions.begin() as session:
        assert not decide(session, claimed.mail_id, "resend", "督查专员", NOW)
    ended(sessions, claimed, UNKNOWN)
    with sessions.begin() as session:
        assert decide(session, claimed.mail_id, "resend", "督查专员", later)
    (again,) = claimed_at(sessions, later)
    assert (again.message, again.message_id) == (claimed.message, claimed.message_id)
    ended(sessions, again, UNKNOWN, later)
    with sessions.begin() as session:
        assert decide(session, claimed.mail_id, "arrived", "督查专员", later)
        assert [mail.note for mail in mails(session, ["accepted"])] == ["督查专员：确认已送达"]
        assert troubled(session) == ()


ENDS = st.sampled_from([ACCEPTED, BUSY, REFUSED, UNKNOWN, None])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(policies=st.lists(st.sampled_from(["resend", "hold"]), min_size=1, max_size=4), ends=st.lists(ENDS, max_size=12))
def test_whatever_happens_no_mail_is_lost_and_a_held_one_leaves_once(
    database: Engine, policies: list[str], ends: list[Attempted | None]
) -> None:
    """None stands for a sender killed after the final dot: the mail left, nobody wrote it down."""
    sessions = sessionmaker(database, expire_on_commit=False)
    with sessions.begin() as session:
        for table in (AttemptRow, LetterRow, MailRow):
            session.query(table).delete()
        owe(session, [letter(f"{n}@example.test", policy=policy) for n, policy in enumerate(policies)], DAY)
        bundle(session, DAY, NOW, render)
    now, copies, left = NOW, dict.fromkeys((f"{n}@example.test" for n in range(len(policies))), 0), iter(ends)
    for _ in range(200):
        for held in claimed_at(sessions, now):
            end = next(left, ACCEPTED)
            copies[held.to] += end in (ACCEPTED, UNKNOWN, None)
            if end is not None:
                ended(sessions, held, end, now)
        now += timedelta(minutes=30)
        with sessions.begin() as session:
            recover(session, now)
            counts = outbox_counts(session)
        if not counts.keys() & {"pending", "retry", "sending"}:
            break
    assert sum(counts.values()) == len(policies)
    assert counts.keys() <= {"accepted", "bounced", "held", "expired"}
    with sessions.begin() as session:
        for to, ended_as in session.execute(select(MailRow.address, MailRow.state)):
            assert ended_as != "accepted" or copies[to] >= 1
            if policies[int(to.split("@")[0])] == "hold":
                assert copies[to] <= 1
