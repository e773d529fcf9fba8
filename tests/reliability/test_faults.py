"""Faults of the mail server through the whole delivery: what the outbox makes of each, on the fake clock, and that nobody else waits."""

from collections.abc import Callable
from functools import partial
from time import monotonic

import pytest

from notifications.lanes import Lanes
from notifications.smtp import SmtpServer
from notifications.smtp_client import USUAL, Patience
from tasks import delivering
from tests.notifications.smtp_server import DROP, HANG
from tests.reliability.conftest import Outbox

Open = Callable[..., Outbox]
STAGES = ("connect", "ehlo", "mail", "rcpt", "data", "dot")
IMPATIENT = Patience(connect=1, command=1, body=1, dot=1)


def tries(outbox: Outbox) -> list[int]:
    """Deliver just before and at the moments that count, and return the minutes after nine at which the one mail was tried."""
    found, attempts = [], 0
    for minute in (0, 1, 4, 5, 9, 14, 15, 25, 34, 35):
        outbox.deliver(minute)
        (mail,) = outbox.mails()
        if mail.attempts > attempts:
            found.append(minute)
            attempts = mail.attempts
    return found


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_f5_a_temporary_refusal_is_tried_again_after_5_10_20_minutes(outbox: Open, stage: str, code: int) -> None:
    office = outbox(**{stage: [f"{code} later"] * 3})
    office.owe("jia")
    # 5, then 10, then 20 minutes after the attempt before.
    assert tries(office) == [0, 5, 15, 35]
    refused = 3 if stage == "dot" else 0
    assert (office.states(), office.taken()[refused:]) == ({"jia": "accepted"}, ["jia"])


def test_f5_a_login_refused_for_now_is_tried_again(outbox: Open) -> None:
    office = outbox(("AUTH PLAIN",), {"SMTP_USER": "office", "SMTP_PASSWORD": "secret"}, auth=["454 4.7.0 later"] * 2)
    office.owe("jia")
    assert tries(office) == [0, 5, 15]
    assert office.taken() == ["jia"]


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("code", [500, 550, 552, 553, 554])
def test_f6_a_final_refusal_is_not_tried_again_and_stops_nobody(outbox: Open, stage: str, code: int) -> None:
    office = outbox(**{stage: [f"{code} never"]})
    office.owe("a", "b", "c")
    assert office.deliver() == {"bounced": 1, "accepted": 2}
    for minute in (5, 15, 70):
        assert office.deliver(minute) == {}
    assert office.states() == {"a": "bounced", "b": "accepted", "c": "accepted"}


def test_f6_a_wrong_password_is_one_alarm_a_run_and_keeps_the_queue(outbox: Open) -> None:
    office = outbox(
        ("AUTH PLAIN",), {"SMTP_USER": "office", "SMTP_PASSWORD": "wrong"}, auth=["535 5.7.8 bad credentials"] * 3
    )
    office.owe(*"abcdef")
    for minute in (0, 10, 20):
        assert office.deliver(minute) == {"retry": 1}
    assert len([said for said in office.sink.commands if said.upper().startswith("AUTH")]) == 3
    assert set(office.states().values()) == {"retry", "pending"}
    assert office.deliver(120)["accepted"] == 6
    assert sorted(office.taken()) == list("abcdef")


@pytest.mark.parametrize("policy", ["resend", "hold"])
@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data"])
def test_f7_a_drop_before_the_dot_ends_in_one_copy(outbox: Open, stage: str, policy: str) -> None:
    office = outbox(**{stage: [DROP]})
    office.owe("jia", policy=policy)
    office.deliver()
    office.deliver(5)
    assert (office.states(), office.taken()) == ({"jia": "accepted"}, ["jia"])


@pytest.mark.parametrize(("policy", "state", "copies"), [("resend", "accepted", 2), ("hold", "held", 1)])
def test_f7_a_drop_after_the_dot_follows_the_policy(outbox: Open, policy: str, state: str, copies: int) -> None:
    office = outbox(dot=[DROP])
    office.owe("jia", policy=policy)
    for minute in (0, 5, 60):
        office.deliver(minute)
    assert (office.states(), len(office.taken())) == ({"jia": state}, copies)
    assert len({taken.message for taken in office.sink.taken}) == 1


def test_f7_a_drop_at_goodbye_sends_nothing_again(outbox: Open) -> None:
    office = outbox(quit=[DROP])
    office.owe("jia")
    assert office.deliver() == {"accepted": 1}
    assert office.deliver(5) == {}
    assert office.taken() == ["jia"]


def impatient(monkeypatch: pytest.MonkeyPatch, slow: float) -> None:
    """Wait a second where the product waits ten minutes, and let others go on after `slow` seconds."""
    monkeypatch.setattr(delivering, "SmtpServer", partial(SmtpServer, patience=IMPATIENT))
    monkeypatch.setattr(Lanes.__init__, "__defaults__", (slow,))


@pytest.mark.parametrize("stage", ["rcpt", "dot"])
def test_f8_a_server_that_hangs_over_one_mail_delays_no_other(
    outbox: Open, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    impatient(monkeypatch, 0.1)
    office = outbox(**{stage: [HANG, "250 ok", HANG]})
    office.owe(*"abcdef")
    began = monotonic()
    counts = office.deliver()
    # One that hung would be waited for ten minutes; the rest did not share its connection.
    assert monotonic() - began < 15
    assert office.sink.connections >= 3
    assert counts == {"retry": 2, "accepted": 4}
    others = [name for name in office.taken() if office.states()[name] == "accepted"]
    assert len(others) == 4
    office.deliver(5)
    assert set(office.states().values()) == {"accepted"}


def test_f8_the_waits_are_those_of_rfc_5321_and_the_lease_outlasts_them() -> None:
    assert USUAL.dot == 600
    held = 2 * delivering.BATCH_SECONDS + USUAL.whole + USUAL.dot
    from models.dispatch import LEASE

    assert held < LEASE.total_seconds()


def test_f9_greylisting_ends_at_the_second_attempt(outbox: Open) -> None:
    office = outbox(rcpt=["450 4.2.0 greylisted"] * 4)
    office.owe(*"abcd")
    assert office.deliver() == {"retry": 4}
    assert office.deliver(5) == {"accepted": 4}
    assert {mail.attempts for mail in office.mails()} == {2}


def test_f9_a_limit_on_the_rate_spaces_the_mails_evenly(outbox: Open) -> None:
    office = outbox(chosen={"MAIL_PER_MINUTE": "600"})
    office.owe(*"abcdefghijkl")
    began = monotonic()
    assert office.deliver() == {"accepted": 12}
    assert monotonic() - began >= 11 * 0.1
    assert len(office.taken()) == 12


def test_f9_a_server_that_stops_after_some_mails_gets_the_rest_later(outbox: Open) -> None:
    office = outbox(mail=["250 ok"] * 3 + ["452 4.3.1 too many today"] * 3)
    office.owe(*"abcdef")
    assert office.deliver() == {"accepted": 3, "retry": 3}
    assert office.deliver(5) == {"accepted": 3}
    assert sorted(office.taken()) == list("abcdef")


@pytest.mark.parametrize(
    "answer", ["999 what", "hello", b"250 " + b"x" * 20_000, "不行".encode("gbk"), b"\x1b[2J\x00\r\n"]
)
def test_f10_a_reply_that_is_none_is_temporary_and_stored_harmless(outbox: Open, answer: str | bytes) -> None:
    reply = answer if isinstance(answer, str) else answer.removesuffix(b"\r\n") + b"\r\n"
    office = outbox(mail=[reply])
    office.owe("jia")
    office.deliver()
    (mail,) = office.mails()
    assert mail.state in ("retry", "accepted")
    assert (mail.note or "").isprintable()
    assert len(mail.note or "") < 700
    office.deliver(5)
    assert office.taken() == ["jia"]


def test_f11_a_server_without_starttls_gets_no_mail_and_no_password(outbox: Open) -> None:
    office = outbox(("AUTH PLAIN",), {"SMTP_SECURITY": "starttls", "SMTP_USER": "office", "SMTP_PASSWORD": "secret"})
    office.owe(*"ab")
    for minute in (0, 10):
        assert office.deliver(minute) == {"retry": 1}
    assert office.taken() == []
    assert {command.split()[0].upper() for command in office.sink.commands} == {"EHLO"}


@pytest.mark.parametrize("size", [999, 1_000_000])
def test_a_mail_over_the_servers_or_the_offices_limit_is_refused_before_it_is_sent(outbox: Open, size: int) -> None:
    office = outbox((f"SIZE {size}",), {"MAIL_MAX_MB": "0.001"} if size > 999 else None)
    office.owe("jia")
    office.deliver()
    assert office.taken() == []
    assert not [command for command in office.sink.commands if command.upper().startswith("MAIL")]
    if size == 999:
        assert office.states() == {"jia": "bounced"}
        assert "E504" in (office.mails()[0].note or "")
