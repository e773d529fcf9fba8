"""Received messages in the record: bytes once wherever they lay, three attempts counted before each, settled by a person."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session, sessionmaker

from models.received import (
    Fetched,
    Handled,
    Place,
    begin,
    copy_of,
    failed,
    finish,
    inbox,
    keep,
    known_uids,
    settle,
    waiting,
)

NOW = datetime(2026, 3, 20, 8, tzinfo=UTC)


def fetched(uid: int, content: bytes = b"x", validity: int = 1, minutes: int = 0) -> Fetched:
    place = Place("box", validity, uid)
    return Fetched(place, content, NOW + timedelta(minutes=minutes), "edu@example.test", "主题")


def test_the_same_bytes_are_kept_once_and_every_place_is_known(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        assert keep(session, fetched(4_294_967_295), NOW)
        assert not keep(session, fetched(4_294_967_295), NOW)
        assert not keep(session, fetched(2), NOW)
        # A server that counts anew shows everything again.
        assert not keep(session, fetched(1, validity=4_294_967_295), NOW)
    with sessions.begin() as session:
        assert known_uids(session, "box", 1) == {4_294_967_295, 2}
        assert known_uids(session, "box", 4_294_967_295) == {1}
        assert len(waiting(session)) == 1


def test_messages_wait_in_the_order_they_arrived(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        keep(session, fetched(1, b"late", minutes=5), NOW)
        keep(session, fetched(2, b"early"), NOW)
        first, second = waiting(session)
        assert [begin(session, one).content for one in (first, second) if one] == [b"early", b"late"]  # type: ignore[union-attr]


def test_after_three_attempts_a_message_is_a_persons(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        keep(session, fetched(1), NOW)
    for _ in range(3):
        with sessions.begin() as session:
            (number,) = waiting(session)
            assert begin(session, number)
            failed(session, number, "KeyError：'x'")
    with sessions.begin() as session:
        assert waiting(session) == ()
        (one,) = inbox(session)
        assert one.state == "quarantined"
        assert "3次未能读完" in one.note
        assert "KeyError" in one.note
        assert begin(session, number) is None


def test_a_handled_message_is_settled_once(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        keep(session, fetched(1), NOW)
        (number,) = waiting(session)
        finish(session, number, Handled("stranger", True, "note", "edu@example.test", "主题", "<1@x>", "f" * 64))
        assert copy_of(session, "f" * 64, number + 1) == number
        assert copy_of(session, "f" * 64, number) is None
        assert waiting(session) == ()
        assert settle(session, [number, 99], "经办人", NOW) == (number,)
        assert settle(session, [number], "经办人", NOW) == ()
        assert inbox(session) == ()
        assert [one.id for one in inbox(session, everything=True)] == [number]
