"""Mail that has certainly not left can be taken back; what may have left never is."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from duban.errors import InputRefused
from duban.letters import Letter, Pressed
from models.dispatch import Attempted, claim, decide, give_back, record
from models.outbox import LIFETIME, Digest, bundle, cancelled_letters, mails, outbox_counts, owe, troubled
from models.rows import LetterRow
from models.sending import seconds_to_wait
from models.withdrawal import drop_letters, expire_overdue, merge_backlog, unsent_reminders

Sessions = sessionmaker[Session]
DAY = date(2026, 6, 29)
NOW = datetime(2026, 6, 29, 1, tzinfo=UTC)
NEXT = timedelta(days=1)
BUSY = Attempted("retry", "rcpt", 451, "later")
UNKNOWN = Attempted("uncertain", "dot", None, "gone")
ITEM = Pressed("三/(一)", "甲乡", "2026-06-30", "lead1", "2026-06-30")


def letter(number: int, to: str = "a@example.test", **more: object) -> Letter:
    return Letter(to, "reminder", f"r/{number}", f"第{number}件", f"{number}", "<p>", **more)  # type: ignore[arg-type]


def render(digest: Digest) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = "<" + ".".join(one.occurrence.replace("/", "") for one in digest.letters) + "@duban.test>"
    return message.as_bytes()


@pytest.fixture
def frozen(sessions: Sessions) -> Callable[..., None]:
    """Owe and bundle letters on a day."""

    def freeze(*letters: Letter, days: int = 0) -> None:
        with sessions.begin() as session:
            owe(session, letters, DAY + days * NEXT)
            bundle(session, DAY + days * NEXT, NOW + days * NEXT, render)

    return freeze


def attempt(sessions: Sessions, end: Attempted | None, now: datetime = NOW) -> None:
    with sessions.begin() as session:
        for held in claim(session, now, 10):
            if end:
                record(session, held, end, now)


def live(sessions: Sessions) -> list[tuple[str, str]]:
    """Message-IDs and states of all mails that are not taken back."""
    with sessions.begin() as session:
        found = mails(session, ("pending", "sending", "accepted", "retry", "bounced", "held", "expired"))
    return [(mail.message_id.removesuffix("@duban.test>")[1:], mail.state) for mail in found]


def test_a_letter_taken_back_frees_the_others_of_its_mail_the_same_day(
    sessions: Sessions, frozen: Callable[..., None]
) -> None:
    frozen(letter(1), letter(2))
    with sessions.begin() as session:
        first = session.scalars(select(LetterRow.id).order_by(LetterRow.id)).first()
        assert drop_letters(session, [first or 0], "已申请办结", NOW) == 1
        bundle(session, DAY, NOW, render)
        assert [reason for _, _, reason in cancelled_letters(session)] == ["已申请办结"]
        assert troubled(session) == ()
    assert live(sessions) == [("r2", "pending")]


@pytest.mark.parametrize(("end", "dropped"), [(BUSY, 1), (UNKNOWN, 0), (None, 0)])
def test_what_may_have_left_is_not_taken_back(
    sessions: Sessions, frozen: Callable[..., None], end: Attempted | None, dropped: int
) -> None:
    frozen(letter(1))
    attempt(sessions, end)
    with sessions.begin() as session:
        assert drop_letters(session, [1], "已申请办结", NOW) == dropped


def test_what_is_left_over_leaves_with_the_mail_of_the_day(sessions: Sessions, frozen: Callable[..., None]) -> None:
    frozen(letter(1), letter(2, "b@example.test"))
    attempt(sessions, BUSY)
    frozen(days=1)
    with sessions.begin() as session:
        owe(session, [letter(3)], DAY + NEXT)
        assert merge_backlog(session, DAY + NEXT, NOW + NEXT) == 1
        bundle(session, DAY + NEXT, NOW + NEXT, render)
    # The one with nothing beside it keeps its bytes.
    assert live(sessions) == [("r2", "retry"), ("r1.r3", "pending")]


def test_two_days_left_over_become_one_mail(sessions: Sessions, frozen: Callable[..., None]) -> None:
    for number in range(3):
        frozen(letter(number), days=number)
    with sessions.begin() as session:
        assert merge_backlog(session, DAY + 3 * NEXT, NOW + 3 * NEXT) == 3
        bundle(session, DAY + 3 * NEXT, NOW + 3 * NEXT, render)
    assert live(sessions) == [("r0.r1.r2", "pending")]


def test_an_address_that_refuses_for_ever_is_given_up_whatever_comes_beside(
    sessions: Sessions, frozen: Callable[..., None]
) -> None:
    for day in range(9):
        now = NOW + day * NEXT
        with sessions.begin() as session:
            owe(session, [letter(day)], DAY + day * NEXT)
            expire_overdue(session, now)
            merge_backlog(session, DAY + day * NEXT, now)
            bundle(session, DAY + day * NEXT, now, render)
        for hour in range(9):
            attempt(sessions, BUSY, now + timedelta(hours=hour))
    with sessions.begin() as session:
        given_up = [reason for _, _, reason in cancelled_letters(session)]
        expired = [mail for mail in troubled(session) if mail.state == "expired"]
    assert expired or given_up
    assert ("r8", "retry") in live(sessions) or any("r8" in name for name, _ in live(sessions))
    assert not any("r0" in name and state == "retry" for name, state in live(sessions))


def test_a_letter_past_its_own_deadline_is_not_sent(sessions: Sessions, frozen: Callable[..., None]) -> None:
    hour = timedelta(hours=1)
    frozen(
        letter(1, give_up_at=NOW + hour),
        letter(2, "b@example.test", give_up_at=NOW + hour),
        letter(3, "b@example.test"),
    )
    with sessions.begin() as session:
        owe(session, [letter(4, "c@example.test", give_up_at=NOW + hour)], DAY + NEXT)
        assert expire_overdue(session, NOW + hour - timedelta(seconds=1)) == 0
        assert expire_overdue(session, NOW + hour) == 2
        bundle(session, DAY, NOW + hour, render)
        assert [subject for _, subject, _ in cancelled_letters(session)] == ["第2件", "第4件"]
        assert [(mail.to, mail.state) for mail in troubled(session)] == [("a@example.test", "expired")]
    assert live(sessions) == [("r1", "expired"), ("r3", "pending")]


def test_a_failing_mail_expires_at_its_own_deadline(sessions: Sessions, frozen: Callable[..., None]) -> None:
    frozen(letter(1, give_up_at=NOW + timedelta(minutes=12)))
    attempt(sessions, BUSY)
    assert live(sessions) == [("r1", "retry")]
    attempt(sessions, BUSY, NOW + timedelta(minutes=5))
    assert live(sessions) == [("r1", "expired")]


def test_an_outage_of_any_length_ends_in_one_try(sessions: Sessions, frozen: Callable[..., None]) -> None:
    frozen(letter(1))
    late = NOW + LIFETIME + NEXT
    with sessions.begin() as session:
        give_back(session, claim(session, NOW, 1), NOW)
        assert expire_overdue(session, late) == 0
        owe(session, [letter(2)], DAY)
        merge_backlog(session, late.date(), late)
        bundle(session, late.date(), late, render)
    assert live(sessions) == [("r1.r2", "pending")]


def test_a_person_who_sends_an_expired_mail_again_gives_it_five_days(
    sessions: Sessions, frozen: Callable[..., None]
) -> None:
    frozen(letter(1, give_up_at=NOW + timedelta(minutes=1)))
    attempt(sessions, BUSY)
    later = NOW + 9 * NEXT
    with sessions.begin() as session:
        assert decide(session, 1, "resend", "督查专员", later)
        assert expire_overdue(session, later) == 0
    attempt(sessions, BUSY, later)
    assert live(sessions) == [("r1", "retry")]


def test_only_reminders_that_have_not_left_are_unsent(sessions: Sessions, campaign_id: int) -> None:
    with sessions.begin() as session:
        owe(
            session,
            [letter(1), letter(2, "b@example.test", about=(ITEM,)), letter(3, "c@example.test", about=(ITEM,))],
            DAY,
            campaign_id,
        )
        bundle(session, DAY, NOW, render)
    with sessions.begin() as session:
        first = claim(session, NOW, 3)
        record(
            session, next(one for one in first if one.to.startswith("b")), Attempted("accepted", "dot", 250, ""), NOW
        )
        give_back(session, [one for one in first if not one.to.startswith("b")], NOW)
        (unsent,) = unsent_reminders(session, campaign_id)
    assert (unsent.to, unsent.day, unsent.items) == ("c@example.test", DAY, (ITEM,))


def test_one_letter_no_mail_can_carry_keeps_none_of_the_others(sessions: Sessions) -> None:
    def refusing(digest: Digest) -> bytes:
        if any(one.subject == "第2件" for one in digest.letters):
            raise InputRefused("标题有误", code="E117")
        if len(digest.letters) > 2:
            raise InputRefused("邮件过大", code="E504")
        return render(digest)

    with sessions.begin() as session:
        owe(session, [letter(number) for number in range(1, 5)], DAY)
        assert bundle(session, DAY, NOW, refusing) == 1
        assert [subject for _, subject, _ in cancelled_letters(session)] == ["第2件"]
        assert outbox_counts(session) == {"pending": 1, "waiting": 1}
        bundle(session, DAY + NEXT, NOW + NEXT, refusing)
    assert live(sessions) == [("r1.r3", "pending"), ("r4", "pending")]


def test_turns_are_spaced_evenly_for_all_senders_together(sessions: Sessions) -> None:
    second = timedelta(seconds=1)
    with sessions.begin() as session:
        assert seconds_to_wait(session, NOW, 30) == 0
        assert seconds_to_wait(session, NOW, 30) == 2
        assert seconds_to_wait(session, NOW + second, 30) == 1
        assert seconds_to_wait(session, NOW + 2 * second, 30) == 0
        # A clock set back by a day does not stop the mail for a day.
        assert seconds_to_wait(session, NOW - NEXT, 30) == 2


def test_those_never_tried_go_before_those_that_failed_and_large_ones_come_few_at_a_time(sessions: Sessions) -> None:
    def heavy(digest: Digest) -> bytes:
        return render(digest) + b"x" * (12 * 2**20 if digest.to.startswith("h") else 10)

    with sessions.begin() as session:
        owe(session, [letter(1)], DAY)
        bundle(session, DAY, NOW, render)
    attempt(sessions, BUSY)
    with sessions.begin() as session:
        owe(session, [letter(number, f"h{number}@example.test") for number in range(2, 7)], DAY)
        bundle(session, DAY, NOW, heavy)
    later = NOW + timedelta(minutes=5)
    with sessions.begin() as session:
        assert [one.to[:2] for one in claim(session, later, 10)] == ["h2", "h3"]
    with sessions.begin() as session:
        assert [one.to[:2] for one in claim(session, later, 10)] == ["h4", "h5"]
    with sessions.begin() as session:
        assert [one.to[:2] for one in claim(session, later, 10)] == ["h6", "a@"]
