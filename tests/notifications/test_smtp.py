"""Sending over SMTP against a scripted server: what each ending means, that nothing is sent twice, and what never goes in clear."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from duban.errors import ConfigurationError, InputRefused
from notifications.outcome import Outcome
from notifications.smtp import Smtp, SmtpServer
from notifications.smtp_client import Patience
from tests.notifications.conftest import Authority
from tests.notifications.smtp_server import DROP, HANG, Sink

MESSAGE = b"From: a@example.test\r\nMessage-ID: <1@example.test>\r\n\r\n.a line that starts with a dot\r\n..two\r\n"
BIG = MESSAGE + (b"y" * 76 + b"\r\n") * 100_000
PATIENCE = Patience(connect=5, command=5, body=5, dot=5)
Start = Callable[..., Sink]


def sender(sink: Sink, **changed: Any) -> Smtp:
    usual = SmtpServer("127.0.0.1", sink.port, "duban.example.test", "none", patience=PATIENCE)
    return Smtp(replace(usual, **changed))


def send(sink: Sink, message: bytes = MESSAGE, to: str = "edu@example.test", **changed: Any) -> Outcome:
    smtp = sender(sink, **changed)
    try:
        return smtp.send(message, "duban@example.test", to)
    finally:
        smtp.close()


def test_a_taken_message_is_accepted_as_it_was_sent(sink: Start) -> None:
    server = sink()
    assert send(server) == Outcome("accepted", "dot", 250, "taken")
    assert [(taken.sender, taken.recipient, taken.message) for taken in server.taken] == [
        ("duban@example.test", "edu@example.test", MESSAGE)
    ]
    assert server.commands[0] == "ehlo duban.example.test"
    assert server.commands[-1] == "quit"


SESSION = ("connect", "ehlo")
TRANSACTION = ("mail", "rcpt", "data", "dot")


@pytest.mark.parametrize("stage", SESSION + TRANSACTION)
@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_temporary_refusal_is_tried_again(sink: Start, stage: str, code: int) -> None:
    outcome = send(sink(**{stage: [f"{code} 4.0.0 later"]}))
    assert (outcome.state, outcome.code, outcome.text) == ("retry", code, "4.0.0 later")
    assert outcome.phase == {"ehlo": "hello"}.get(stage, stage)
    assert outcome.concerns_everyone == (stage in SESSION)


@pytest.mark.parametrize("stage", TRANSACTION)
@pytest.mark.parametrize("code", [500, 550, 552, 553, 554])
def test_a_final_refusal_of_the_message_bounces(sink: Start, stage: str, code: int) -> None:
    outcome = send(sink(**{stage: [f"{code} 5.7.1 never"]}))
    assert (outcome.state, outcome.phase, outcome.code) == ("bounced", stage, code)
    assert not outcome.concerns_everyone


@pytest.mark.parametrize("stage", SESSION)
@pytest.mark.parametrize("code", [500, 550, 554])
def test_a_final_refusal_of_the_session_keeps_the_queue(sink: Start, stage: str, code: int) -> None:
    outcome = send(sink(**{stage: [f"{code} go away"]}))
    assert (outcome.state, outcome.concerns_everyone) == ("retry", True)


def test_a_server_that_wants_a_login_keeps_the_queue_too(sink: Start) -> None:
    outcome = send(sink(mail=["530 5.7.0 Authentication required"]))
    assert (outcome.state, outcome.concerns_everyone) == ("retry", True)
    assert outcome.sentence.startswith("E505")


@pytest.mark.parametrize("answer", [DROP, HANG])
@pytest.mark.parametrize(
    ("stage", "state"),
    [
        ("connect", "retry"),
        ("ehlo", "retry"),
        ("mail", "retry"),
        ("rcpt", "retry"),
        ("data", "retry"),
        ("dot", "uncertain"),
    ],
)
def test_silence_before_the_dot_is_harmless_and_after_it_is_uncertain(
    sink: Start, stage: str, state: str, answer: str
) -> None:
    server = sink(**{stage: [answer]})
    patience = Patience(connect=1, command=1, body=1, dot=0.3)
    outcome = send(server, patience=patience)
    assert (outcome.state, outcome.code) == (state, None)
    assert len(server.taken) == (1 if stage == "dot" else 0)
    assert ("超时" in outcome.text) == (answer == HANG)


def test_a_drop_while_the_body_goes_out_is_harmless(sink: Start) -> None:
    server = sink(body=[DROP])
    outcome = send(server, BIG)
    assert (outcome.state, outcome.phase, server.taken) == ("retry", "body", [])


def test_an_answer_before_the_body_ended_proves_nothing(sink: Start) -> None:
    server = sink(body=["250 taken already"])
    outcome = send(server, BIG, patience=replace(PATIENCE, body=20))
    assert (outcome.state, outcome.code) == ("uncertain", None)
    assert server.taken == []


def test_answers_given_in_advance_prove_nothing(sink: Start) -> None:
    server = sink(mail=["250 ok\r\n250 ok\r\n354 go on\r\n250 taken"], rcpt=[DROP])
    outcome = send(server)
    assert (outcome.state, outcome.phase, server.taken) == ("retry", "rcpt", [])


@pytest.mark.parametrize("answer", [DROP, HANG, "500 what", "garbage"])
def test_what_happens_at_goodbye_no_longer_matters(sink: Start, answer: str) -> None:
    server = sink(quit=[answer])
    began = monotonic()
    assert send(server, patience=Patience(connect=1, command=8, body=8, dot=8)).state == "accepted"
    assert len(server.taken) == 1
    assert monotonic() - began < 6


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data"])
@pytest.mark.parametrize(
    "answer",
    [
        "999 what",
        "hello",
        "250",
        "",
        b"\x1b]0;x\x07\r\n",
        "现在不行".encode("gbk") + b"\r\n",
        b"25\r\n",
        b"250-\r\n\r\n",
    ],
)
def test_a_reply_that_cannot_be_read_is_temporary(sink: Start, stage: str, answer: str | bytes) -> None:
    if answer == "250" and stage != "data":
        assert send(sink(**{stage: [answer]})).state == "accepted"
    else:
        outcome = send(sink(**{stage: [answer]}))
        assert outcome.state == "retry"
        assert outcome.text.isprintable()


@pytest.mark.parametrize(
    "answer", ["999 what", "hello", "354 go on", "199 hm", "", b"\x1b[2J\r\n", b"250-one\r\nhello\r\n"]
)
def test_a_reply_to_the_dot_that_cannot_be_read_is_uncertain(sink: Start, answer: str | bytes) -> None:
    assert send(sink(dot=[answer])).state == "uncertain"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("收到".encode("gbk") + b" \x1b[31m\x00", r"\xca\xd5\xb5\xbd \x1b[31m\x00"),
        ("已收到".encode(), "已收到"),
        (b"x" * 20_000, "x" * 512),
    ],
)
def test_a_long_or_strange_text_after_250_is_still_accepted(sink: Start, answer: bytes, text: str) -> None:
    assert send(sink(dot=[b"250 " + answer + b"\r\n"])) == Outcome("accepted", "dot", 250, text)


@pytest.mark.parametrize("answer", [b"250-still talking\r\n" * 20_000, b"250 " + b"x" * 200_000])
def test_a_reply_without_end_is_cut_off(sink: Start, answer: bytes) -> None:
    outcome = send(sink(rcpt=[answer]))
    assert (outcome.state, outcome.phase, outcome.text) == ("retry", "rcpt", "连接中断：应答过长")


def test_a_trickle_does_not_outlast_patience(sink: Start) -> None:
    began = monotonic()
    outcome = send(sink(rcpt=[b"SLOW 250-" + b"x" * 400]), patience=replace(PATIENCE, command=0.5))
    assert (outcome.state, outcome.text) == ("retry", "等候服务器应答超时")
    assert monotonic() - began < 10


def test_one_connection_serves_many_and_one_bad_address_stops_nobody(sink: Start) -> None:
    server = sink(rcpt=["250 ok", "550 5.1.1 no such user"])
    smtp = sender(server)
    states = [smtp.send(MESSAGE, "duban@example.test", f"unit{n}@example.test").state for n in range(4)]
    smtp.close()
    assert states == ["accepted", "bounced", "accepted", "accepted"]
    assert server.connections == 1
    assert [taken.recipient for taken in server.taken] == [
        "unit0@example.test",
        "unit2@example.test",
        "unit3@example.test",
    ]


@pytest.mark.parametrize("farewell", [DROP, "421 idle too long", "garbage"])
def test_a_connection_gone_between_two_messages_is_opened_again(sink: Start, farewell: str) -> None:
    server = sink(mail=["250 ok", farewell])
    smtp = sender(server)
    states = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(2)]
    smtp.close()
    assert (states, server.connections, len(server.taken)) == (["accepted", "accepted"], 2, 2)


def test_an_answer_nobody_asked_for_ends_the_conversation(sink: Start) -> None:
    server = sink(mail=["250 ok\r\n250 and the next one too"])
    smtp = sender(server)
    outcomes = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test") for _ in range(2)]
    smtp.close()
    assert [outcome.state for outcome in outcomes] == ["retry", "accepted"]
    assert (server.connections, len(server.taken)) == (2, 1)


def test_after_an_uncertain_ending_the_next_message_goes_over_a_new_connection(sink: Start) -> None:
    server = sink(dot=[DROP])
    smtp = sender(server)
    states = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(2)]
    smtp.close()
    assert (states, server.connections) == (["uncertain", "accepted"], 2)


@pytest.mark.parametrize("answer", ["421 too busy", "hello", "999 what"])
def test_a_conversation_that_went_wrong_is_not_carried_on(sink: Start, answer: str) -> None:
    server = sink(rcpt=[answer])
    smtp = sender(server)
    states = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(2)]
    smtp.close()
    assert (states, server.connections) == (["retry", "accepted"], 2)


def test_greylisting_ends_in_one_copy(sink: Start) -> None:
    server = sink(rcpt=["450 4.2.0 greylisted"])
    smtp = sender(server)
    states = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(2)]
    smtp.close()
    assert (states, len(server.taken)) == (["retry", "accepted"], 1)


def test_nobody_listening_is_temporary() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    smtp = Smtp(SmtpServer("127.0.0.1", port, "duban.example.test", "none", patience=PATIENCE))
    outcome = smtp.send(MESSAGE, "duban@example.test", "edu@example.test")
    assert (outcome.state, outcome.phase, outcome.concerns_everyone) == ("retry", "connect", True)


@pytest.mark.parametrize(
    "to", ["a b@example.test", "a@b.c<d@e.f>", "a@example.test\r\nRCPT TO:<x@example.test>", "甲@example.test"]
)
def test_an_unusable_recipient_never_reaches_the_server(sink: Start, to: str) -> None:
    server = sink()
    with pytest.raises(InputRefused, match="E506"):
        send(server, to=to)
    assert server.commands == []


def server_context(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_mail_and_password_go_encrypted_to_a_verified_server(sink: Start, authority: Authority, security: str) -> None:
    context = server_context(authority.certificate("localhost"))
    server = sink(
        context=context, implicit_tls=security == "tls", extensions=("STARTTLS", "AUTH PLAIN"), auth=["235 welcome"]
    )
    smtp = sender(
        server, host="localhost", security=security, ca_file=authority.ca_file, username="office", password="secret"
    )
    outcomes = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(3)]
    smtp.close()
    assert outcomes == ["accepted"] * 3
    verbs = [command.split()[0].upper() for command in server.commands]
    assert verbs.index("AUTH") > (verbs.index("STARTTLS") if security == "starttls" else 0)
    assert server.connections == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("flaw", ["wrong name", "expired", "unknown authority"])
def test_an_unverified_server_gets_neither_mail_nor_password(
    sink: Start, authority: Authority, security: str, flaw: str
) -> None:
    files = authority.certificate(
        "elsewhere.example.test" if flaw == "wrong name" else "localhost", expired=flaw == "expired"
    )
    server = sink(context=server_context(files), implicit_tls=security == "tls", extensions=("STARTTLS", "AUTH PLAIN"))
    ca_file = None if flaw == "unknown authority" else authority.ca_file
    outcome = send(server, host="localhost", security=security, ca_file=ca_file, username="office", password="secret")
    assert (outcome.state, outcome.concerns_everyone) == ("retry", True)
    assert "证书不可信" in outcome.text
    assert not [command for command in server.commands if command.split()[0].upper() in ("AUTH", "MAIL")]


def test_a_stripped_starttls_sends_nothing(sink: Start, authority: Authority) -> None:
    server = sink(extensions=("AUTH PLAIN",))
    outcome = send(server, security="starttls", username="office", password="secret")
    assert (outcome.state, outcome.phase) == ("retry", "starttls")
    assert server.commands == ["ehlo duban.example.test"]


@pytest.mark.parametrize("answer", ["454 not now", "502 no", "220 go\r\n250 injected"])
def test_a_refused_or_forged_starttls_sends_nothing(sink: Start, authority: Authority, answer: str) -> None:
    context = server_context(authority.certificate("localhost"))
    server = sink(context=context, extensions=("STARTTLS",), starttls=[answer])
    outcome = send(server, host="localhost", security="starttls", ca_file=authority.ca_file)
    assert (outcome.state, outcome.phase) == ("retry", "starttls")
    assert not [command for command in server.commands if command.upper().startswith("MAIL")]


@pytest.mark.parametrize(
    ("stage", "answer"), [("starttls", "454 not now"), ("starttls", "501 no"), ("auth", "454 4.7.0 busy")]
)
def test_after_a_refused_session_the_next_mail_does_not_slip_through_it(
    sink: Start, authority: Authority, stage: str, answer: str
) -> None:
    context = server_context(authority.certificate("localhost"))
    server = sink(context=context, extensions=("STARTTLS", "AUTH PLAIN"), **{stage: [answer]})
    smtp = sender(
        server,
        host="localhost",
        security="starttls",
        ca_file=authority.ca_file,
        username="office",
        password="secret",
    )
    states = [smtp.send(MESSAGE, "duban@example.test", "edu@example.test").state for _ in range(2)]
    smtp.close()
    assert (states, server.connections) == (["retry", "accepted"], 2)
    verbs = [command.split()[0].upper() for command in server.commands]
    assert verbs.index("MAIL") > len(verbs) - 1 - verbs[::-1].index("STARTTLS")
    assert verbs.index("MAIL") > len(verbs) - 1 - verbs[::-1].index("AUTH")


@pytest.mark.parametrize("answer", ["535 5.7.8 bad credentials", "454 4.7.0 busy", "334 abcde", DROP])
def test_a_failed_login_keeps_the_queue_and_is_one_alarm(sink: Start, answer: str) -> None:
    server = sink(extensions=("AUTH PLAIN",), auth=[answer])
    outcome = send(server, username="office", password="secret")
    assert (outcome.state, outcome.phase, outcome.concerns_everyone) == ("retry", "login", True)
    assert outcome.sentence.startswith("E505")
    assert server.taken == []


@pytest.mark.parametrize(
    "changed",
    [
        {"host": "mail.example.test"},
        {"host": "10.0.0.1"},
        {"host": "127.0.0.1.example.test"},
        {"host": "mail example", "security": "tls"},
        {"port": 0},
        {"port": 65536},
        {"username": "办公室"},
        {"password": "口令"},
    ],
)
def test_unsafe_settings_stop_the_start(changed: dict[str, Any]) -> None:
    safe = SmtpServer("127.0.0.1", 25, "duban.example.test", "none")
    with pytest.raises(ConfigurationError):
        replace(safe, **changed)


def test_a_missing_authority_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="证书文件"):
        Smtp(SmtpServer("mail.example.test", 465, "duban.example.test", "tls", ca_file=tmp_path / "none.pem"))


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(SmtpServer("127.0.0.1", 25, "duban.example.test", password="secret"))
