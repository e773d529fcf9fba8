"""Answers by mail, the whole way: letters out by SMTP, the unit's reply in a real IMAP mailbox, facts in the ledger, a receipt owed."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from mailboxes import DOVECOT, ImapServer, dovecot, free_port, pymap
from offices import Office, at, duban
from sqlalchemy import select

from app.demo.clerk import fill
from duban.errors import ConfigurationError, TryLater
from flows.deliver_mail import deliver_mail
from flows.fetch_answers import fetch_answers
from models.bounced import bounced_addresses
from models.outbox import mails
from models.queries import facts_of
from models.received import ReceivedInRecord, inbox
from models.register import register_of
from models.rows import LetterRow, MailRow, ReceivedRow
from notifications.mailbox import Mailbox, MailboxServer
from tasks import answering, fetching, settings
from tasks.ledger import reading_sessions
from tests.notifications.conftest import Authority

DAY = "2026-03-20T16:00"
FOLDER = "督办回信"
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def imap(request: pytest.FixtureRequest, authority: Authority) -> Iterator[ImapServer]:
    """A running IMAP server: pymap unless a test names dovecot."""
    if getattr(request, "param", "pymap") == "pymap":
        with pymap() as server:
            yield server
        return
    if DOVECOT is None:
        pytest.skip("no dovecot: install Debian's package `dovecot-imapd`")
    with dovecot(*authority.certificate("localhost")) as server:
        yield server


BOTH = pytest.mark.parametrize("imap", ["pymap", "dovecot"], indirect=True)
REAL = pytest.mark.parametrize("imap", ["dovecot"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh ledger in SQLite, in PostgreSQL where a test says so."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


ON_BOTH = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


class Post:
    """An office with a mailbox, and the units that write into it."""

    def __init__(self, office: Office, imap: ImapServer, folder: str) -> None:
        self.office, self.imap, self.folder = office, imap, folder

    def address(self, unit: str) -> str:
        with reading_sessions().begin() as session:
            found = register_of(session, self.office.id).named(unit)
        assert found is not None
        assert found.contact is not None
        return found.contact

    def sheet(self, unit: str, rows: list[list[object]], name: str = "a") -> Path:
        issued = self.office.paper("2026-03", f"任务清单/{unit}.xlsx")
        return fill(issued, rows, self.office.out / f"{name}_{unit}.xlsx")

    def letter(self, sender: str, text: str = "", *sheets: Path, **headers: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = sender
        message["To"] = "bangongshi@yunling.example"
        message["Subject"] = "回复：任务清单"
        message["Date"] = "Fri, 20 Mar 2026 15:59:00 +0800"
        for name, value in {"Message_ID": f"<{id(message)}@unit.example>", **headers}.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        for sheet in sheets:
            message.add_attachment(sheet.read_bytes(), maintype="application", subtype=XLSX, filename=sheet.name)
        return message

    def lay(self, message: EmailMessage | bytes, when: str = DAY) -> None:
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=policy.SMTP)
        self.imap.append(self.folder, raw, at(when))

    def facts(self) -> list[tuple[str, str | None, str | None, str]]:
        with reading_sessions().begin() as session:
            return [(f.do, f.task, f.unit, str(f.on)) for f in facts_of(session, self.office.id) if f.do != "assign"]

    def receipts(self) -> list[LetterRow]:
        with reading_sessions().begin() as session:
            return list(session.scalars(select(LetterRow).where(LetterRow.kind == "receipt").order_by(LetterRow.id)))

    def open(self, *, everything: bool = False) -> list[ReceivedInRecord]:
        with reading_sessions().begin() as session:
            return list(inbox(session, everything=everything))


@pytest.fixture
def post(
    office: Office, imap: ImapServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Post]:
    folder = f"{FOLDER}{abs(hash(request.node.name)):x}"
    imap.new_folder(folder)
    values = {
        "IMAP_HOST": "127.0.0.1", "IMAP_PORT": str(imap.port), "IMAP_SECURITY": "none", "IMAP_USER": imap.user,
        "IMAP_PASSWORD": imap.password, "IMAP_FOLDER": folder,
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"DUBAN_{name}", value)
        office.variables[f"DUBAN_{name}"] = value
    settings.settings.cache_clear()
    yield Post(office, imap, folder)
    settings.settings.cache_clear()


@contextmanager
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, bytes]]]:
    """An SMTP server on loopback that the office sends through while the block lasts; what it took, in order."""
    taken: list[tuple[str, bytes]] = []

    class Sink:
        async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
            taken.append((envelope.rcpt_tos[0], envelope.content))  # type: ignore[attr-defined]
            return "250 taken"

    port = free_port()
    for name, value in {"MAIL": "smtp", "SMTP_PORT": str(port), "SMTP_SECURITY": "none"}.items():
        monkeypatch.setenv(f"DUBAN_{name}", value)
    settings.settings.cache_clear()
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield taken
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("imap", "database_url"), [("pymap", "sqlite"), ("dovecot", "postgres"), ("dovecot", "sqlite")], indirect=True
)
def test_the_whole_way_from_the_letter_to_the_receipt(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    unit, address = "县财政局", post.address("县财政局")
    with mail_server(monkeypatch) as sent:
        assert deliver_mail("2026-03-02T09:00") == {"accepted": 24}
        out = message_from_bytes(next(raw for to, raw in sent if to == address), policy=policy.default)
        issued = next(part for part in out.iter_attachments() if part.get_filename().endswith(".xlsx"))
        (post.office.out / "收到.xlsx").write_bytes(issued.get_content())
        rows: list[list[object]] = [
            ["三/（四）", "申请办结", 100, "资金拨付到位"],
            ["三/（五）", "有进展", 20, "测算经费"],
        ]
        filled = fill(post.office.out / "收到.xlsx", rows, post.office.out / "填好.xlsx")
        post.lay(post.letter(f"财政局联络员 <{address.upper()}>", "", filled, In_Reply_To=str(out["Message-ID"])))

        assert fetch_answers("2026-03-20T16:10") == {"fetched": 1, "taken": 1}
        assert post.facts() == [("claim", "三/（四）", unit, "2026-03-20"), ("report", "三/（五）", unit, "2026-03-20")]
        (receipt,) = post.receipts()
        assert receipt.address == address
        assert "共2项" in receipt.text
        assert "申请办结" in receipt.text
        assert "没有登记" not in receipt.text
        assert post.open() == []

        assert fetch_answers("2026-03-20T16:20") == {}
        assert len(post.facts()) == 2
        assert deliver_mail("2026-03-20T16:30")["accepted"] >= 1
        back = message_from_bytes(next(raw for to, raw in sent[24:] if to == address), policy=policy.default)
    assert back["Auto-Submitted"] == "auto-generated"
    assert "回执" in back["Subject"]
    with reading_sessions().begin() as session:
        row = session.scalars(select(ReceivedRow)).one()
        assert session.get_one(MailRow, row.mail_id).address == address
        assert row.content.startswith(b"From: ")
    # The mailbox was only looked at.
    assert not [line for line in post.imap.flags(post.folder) if b"Seen" in line or b"Deleted" in line]


def test_an_answer_counts_from_the_day_it_arrived_not_from_the_day_it_was_fetched(post: Post) -> None:
    # Due on the 25th: read on the 26th, the request for an extension is still in time.
    sheet = post.sheet("县民政局", [["三/（四）", "申请延期", "2026-04-10", "手续未齐"]])
    post.lay(post.letter(post.address("县民政局"), "", sheet), "2026-03-25T23:50")
    assert fetch_answers("2026-03-26T08:10") == {"fetched": 1, "taken": 1}
    assert post.facts() == [("extend_request", "三/（四）", "县民政局", "2026-03-25")]


def test_a_strangers_workbook_is_kept_shown_and_not_answered(post: Post) -> None:
    sheet = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    post.lay(post.letter("someone@elsewhere.example", "代县财政局报送", sheet))
    assert fetch_answers(DAY) == {"fetched": 1, "stranger": 1}
    assert post.facts() == []
    assert post.receipts() == []
    (waiting,) = post.open()
    assert "不是名录中" in waiting.note
    assert waiting.sender == "someone@elsewhere.example"


def test_no_unit_changes_or_sees_anothers_data(post: Post) -> None:
    theirs = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    post.lay(post.letter(post.address("县财政局"), "", theirs))
    post.lay(post.letter(post.address("县民政局"), "", theirs))
    assert fetch_answers(DAY) == {"fetched": 2, "taken": 1, "refused": 1}
    assert [fact[2] for fact in post.facts()] == ["县财政局"]
    told = {letter.address: letter.text for letter in post.receipts()}
    refused = told[post.address("县民政局")]
    assert "E121" in refused
    # Nothing says whether the other unit has answered, and what.
    for word in ("此前已收到", "拨付", "三/（四）"):
        assert word not in refused


def test_words_are_kept_and_shown_and_never_become_facts(post: Post) -> None:
    post.lay(post.letter(post.address("县财政局"), "三/（四）已办结，进度100%。\n\n> 旧信", Subject_X="1"))
    assert fetch_answers(DAY) == {"fetched": 1, "words": 1}
    assert post.facts() == []
    (receipt,) = post.receipts()
    assert "未能登记" in receipt.subject
    assert "已转办公室经办人" in receipt.text
    (waiting,) = post.open()
    assert (waiting.unit, waiting.state) == ("县财政局", "words")


def test_a_receipt_says_what_was_taken_and_what_was_not(post: Post) -> None:
    good = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    bad = post.sheet("县财政局", [["三/（五）", "有进展", 140, "经费"]], "b")
    message = post.letter(post.address("县财政局"), "另：三/（六）请求撤销。", good, bad)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="拨付凭证.pdf")
    post.lay(message)
    assert fetch_answers(DAY) == {"fetched": 1, "taken": 1}
    assert [fact[:2] for fact in post.facts()] == [("claim", "三/（四）")]
    (receipt,) = post.receipts()
    assert "登记如下，共1项" in receipt.text
    for words in (
        "b_县财政局.xlsx：E123",
        "任务清单!M",
        "拨付凭证.pdf：不是任务清单电子表",
        "来信正文：文字不能直接登记",
    ):
        assert words in receipt.text
    assert post.open()[0].state == "taken"


@ON_BOTH
def test_two_copies_of_one_message_are_one(post: Post) -> None:
    message = post.letter(
        post.address("县财政局"), "", post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    )
    post.lay(message)
    post.lay(b"Received: from another way\r\n" + message.as_bytes(policy=policy.SMTP))
    assert fetch_answers(DAY) == {"fetched": 2, "taken": 1, "repeat": 1}
    assert (len(post.facts()), len(post.receipts())) == (1, 1)
    # The very same bytes once more are not even new.
    post.lay(message)
    assert fetch_answers(DAY) == {}


def test_the_same_file_in_another_message_changes_nothing_and_is_answered(post: Post) -> None:
    sheet = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    for number in (1, 2):
        post.lay(post.letter(post.address("县财政局"), "", sheet, Message_ID=f"<{number}@unit.example>"))
        assert fetch_answers(DAY) == {"fetched": 1, "taken": 1}
    assert len(post.facts()) == 1
    assert "此前已收到同一文件" in post.receipts()[1].text


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"List_Id": "<x.example>"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_a_machine_is_never_answered(post: Post, headers: dict[str, str]) -> None:
    post.lay(post.letter(post.address("县财政局"), "本人出差，暂不能回复。", **headers))
    assert fetch_answers(DAY) == {"fetched": 1, "automatic": 1}
    assert post.receipts() == []
    assert post.open() == []


def test_words_about_a_receipt_get_no_receipt_so_that_no_exchange_is_endless(post: Post) -> None:
    deliver_mail("2026-03-02T09:00")
    address = post.address("县财政局")
    post.lay(post.letter(address, "收到", Message_ID="<1@unit.example>"), "2026-03-20T16:00")
    assert fetch_answers("2026-03-20T16:10") == {"fetched": 1, "words": 1}
    assert deliver_mail("2026-03-20T16:20") == {"accepted": 1}
    with reading_sessions().begin() as session:
        receipt = session.scalars(select(MailRow).where(MailRow.day == at("2026-03-20").date())).one()
    robot = post.letter(address, "我已外出", Message_ID="<2@unit.example>", In_Reply_To=receipt.message_id)
    post.lay(robot, "2026-03-20T16:21")
    assert fetch_answers("2026-03-20T16:30") == {"fetched": 1, "words": 1}
    assert len(post.receipts()) == 1
    assert len(post.open()) == 2


def test_a_flood_of_messages_is_no_flood_of_receipts(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_RECEIPTS", 2)
    for number in range(4):
        post.lay(post.letter(post.address("县财政局"), f"{number}", Message_ID=f"<{number}@unit.example>"))
    assert fetch_answers(DAY) == {"fetched": 4, "words": 4}
    assert len(post.receipts()) == 2
    assert len(post.open()) == 4


def test_our_own_letter_come_back_is_not_answered(post: Post) -> None:
    post.lay(post.letter("Bangongshi@yunling.example", "转自己"))
    assert fetch_answers(DAY) == {"fetched": 1, "automatic": 1}
    assert post.receipts() == []


def test_a_machine_with_a_units_workbook_is_shown(post: Post) -> None:
    sheet = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    post.lay(post.letter(post.address("县财政局"), "", sheet, Auto_Submitted="auto-generated"))
    assert fetch_answers(DAY) == {"fetched": 1, "automatic": 1}
    assert (post.facts(), post.receipts()) == ([], [])
    assert "附有电子表" in post.open()[0].note


def report(message_id: str, address: str, action: str = "failed") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nAuto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nno\r\n--x\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown user\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: ours\r\n\r\nbody\r\n--x--\r\n"
    ).encode()


def sent_to(post: Post, unit: str) -> str:
    deliver_mail("2026-03-02T09:00")
    with reading_sessions().begin() as session:
        return session.scalars(select(MailRow.message_id).where(MailRow.address == post.address(unit))).one()


@ON_BOTH
def test_a_delivery_report_marks_the_mail_and_its_address(post: Post) -> None:
    message_id, address = sent_to(post, "县财政局"), post.address("县财政局")
    post.lay(report(message_id, address.upper()), "2026-03-02T10:00")
    assert fetch_answers("2026-03-02T10:10") == {"fetched": 1, "bounce": 1}
    with reading_sessions().begin() as session:
        (bounced,), (mail,) = bounced_addresses(session), mails(session, ["bounced"])
    assert (bounced.address, mail.to, mail.message_id) == (address, address, message_id)
    assert "5.1.1" in (mail.note or "")
    assert "unknown user" in bounced.reason
    assert post.receipts() == []
    listed = duban(post.office.variables, "inbox").stdout
    assert f"退信地址：{address}" in listed
    assert duban(post.office.variables, "inbox", "--unmark", address).returncode == 0
    assert "退信地址" not in duban(post.office.variables, "inbox").stdout


@pytest.mark.parametrize(
    ("message_id", "address", "action", "open_ones"),
    [
        ("<deadbeef@yunling.example>", "{to}", "failed", 0),
        ("", "{to}", "failed", 0),
        ("{mine}", "another@yunling.example", "failed", 1),
        ("{mine}", "{to}", "delayed", 0),
        ("{mine}", "{to}", "delivered", 0),
    ],
)
def test_a_forged_or_harmless_report_changes_nothing(
    post: Post, message_id: str, address: str, action: str, open_ones: int
) -> None:
    real = {"mine": sent_to(post, "县财政局"), "to": post.address("县财政局")}
    post.lay(report(message_id.format(**real), address.format(**real), action), "2026-03-02T10:00")
    assert fetch_answers("2026-03-02T10:10") == {"fetched": 1, "bounce": 1}
    with reading_sessions().begin() as session:
        assert bounced_addresses(session) == ()
        assert mails(session, ["bounced"]) == ()
    assert len(post.open()) == open_ones


def test_a_failure_reported_in_an_old_form_is_shown(post: Post) -> None:
    mine = sent_to(post, "县财政局")
    post.lay(post.letter("MAILER-DAEMON@mx.example", f"I was unable to deliver your message {mine}", Return_Path="<>"))
    assert fetch_answers(DAY) == {"fetched": 1, "automatic": 1}
    assert "可能是退信" in post.open()[0].note
    with reading_sessions().begin() as session:
        assert mails(session, ["bounced"]) == ()


@REAL
def test_one_bad_message_stops_nobody_and_goes_to_a_person(post: Post) -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(1000))
    post.lay(f"From: {post.address('县财政局')}\r\nSubject: deep\r\n{deep}".encode())
    post.lay(b"\x00\xff\xfe not a message at all")
    post.lay(
        post.letter(post.address("县财政局"), "", post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]]))
    )
    assert fetch_answers(DAY) == {"fetched": 3, "quarantined": 1, "stranger": 1, "taken": 1}
    assert len(post.facts()) == 1
    assert {one.subject for one in post.open() if one.state == "quarantined"} == {"deep"}


def test_a_message_that_fails_three_times_is_quarantined_and_the_others_go_on(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.lay(post.letter(post.address("县民政局"), "毒"), "2026-03-20T15:00")
    post.lay(
        post.letter(post.address("县财政局"), "", post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]]))
    )

    def fails(session: object, message: answering.Message, *rest: object) -> object:
        if message.says.words:
            raise KeyError("a bug of ours")
        return answering.of_unit(session, message, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr("tasks.handling.of_unit", fails)
    assert fetch_answers("2026-03-20T16:00") == {"fetched": 2, "failed": 1, "taken": 1}
    assert post.open() == []
    assert fetch_answers("2026-03-20T16:10") == {"failed": 1}
    assert fetch_answers("2026-03-20T16:20") == {"failed": 1}
    assert fetch_answers("2026-03-20T16:30") == {}
    (waiting,) = post.open()
    assert waiting.state == "quarantined"
    assert "KeyError" in waiting.note


@ON_BOTH
@pytest.mark.parametrize("where", ["tasks.fetching.handle", "tasks.handling.finish", "tasks.answering.owe"])
def test_a_process_that_dies_in_between_loses_and_doubles_nothing(
    post: Post, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    post.lay(
        post.letter(post.address("县财政局"), "", post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]]))
    )

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(where, dies)
        with pytest.raises(KeyboardInterrupt):
            fetch_answers("2026-03-20T16:00")
    assert (post.facts(), post.receipts()) == ([], [])
    assert fetch_answers("2026-03-20T16:10") == {"taken": 1}
    assert (len(post.facts()), len(post.receipts())) == (1, 1)


def test_of_what_is_too_large_the_head_is_kept_and_a_person_told(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 2_000)
    post.lay(post.letter(post.address("县财政局"), "x" * 5_000))
    assert fetch_answers(DAY) == {"fetched": 1}
    (waiting,) = post.open()
    assert (waiting.state, waiting.sender, waiting.subject) == ("oversize", post.address("县财政局"), "回复：任务清单")


def test_a_person_sees_saves_and_settles_a_message(post: Post, tmp_path: Path) -> None:
    sheet = post.sheet("县财政局", [["三/（四）", "申请办结", 100, "拨付"]])
    post.lay(post.letter("someone@elsewhere.example", "代县财政局报送", sheet))
    done = duban(post.office.variables, "fetch", "--on", DAY)
    assert done.returncode == 1
    assert "待人工处理 1 件" in done.stdout
    shown = duban(post.office.variables, "inbox", "--show", "1", "--save", tmp_path / "存")
    assert shown.returncode == 0, shown.stderr
    assert "代县财政局报送" in shown.stdout
    (saved,) = (tmp_path / "存").glob("*.xlsx")
    assert saved.read_bytes() == sheet.read_bytes()
    taken = duban(post.office.variables, "take", saved, "--on", DAY, "--by", "办公室")
    assert taken.returncode == 0, taken.stdout
    assert len(post.facts()) == 1
    assert "已办结" in duban(post.office.variables, "inbox", "--settle", "1", "--by", "经办人").stdout
    assert duban(post.office.variables, "inbox", "--settle", "1").returncode == 2
    assert post.open() == []
    assert duban(post.office.variables, "inbox", "--show", "99").returncode == 2


def server(imap: ImapServer, **changed: object) -> MailboxServer:
    values = {
        "host": "localhost", "port": imap.port, "security": "none", "user": imap.user, "password": imap.password,
    } | changed  # fmt: skip
    return MailboxServer(**values)  # type: ignore[arg-type]


@BOTH
def test_a_wrong_password_and_a_missing_folder_are_said(imap: ImapServer) -> None:
    with pytest.raises(ConfigurationError, match="E508") as refusal, Mailbox(server(imap, password="hunter2")):
        pass
    assert "hunter2" not in str(refusal.value)
    with pytest.raises(ConfigurationError, match="没有文件夹“没有”"), Mailbox(server(imap, folder="没有")):
        pass


def test_a_server_away_is_said_and_tried_later(imap: ImapServer) -> None:
    with pytest.raises(TryLater, match="E509"), Mailbox(server(imap, port=free_port())):
        pass


def test_nothing_is_read_unencrypted_off_this_machine(imap: ImapServer) -> None:
    with pytest.raises(ConfigurationError, match="不加密只许用于本机"), Mailbox(server(imap, host="mail.example.test")):
        pass


@REAL
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_tls_is_verified(imap: ImapServer, authority: Authority, security: str) -> None:
    port = imap.tls_port if security == "tls" else imap.port
    trusted = server(imap, port=port, security=security, ca_file=authority.ca_file)
    with Mailbox(trusted) as mailbox:
        assert mailbox.validity > 0
    for changed in ({"ca_file": None}, {"host": "127.0.0.1"}):
        values = {"port": port, "security": security, "ca_file": authority.ca_file} | changed
        with pytest.raises(ConfigurationError, match="证书不可信"), Mailbox(server(imap, **values)):
            pass


def test_a_server_without_starttls_gets_no_password(imap: ImapServer) -> None:
    # pymap offers STARTTLS only with a certificate it was given.
    with pytest.raises((TryLater, ConfigurationError)), Mailbox(server(imap, security="starttls")):
        pass


def test_without_a_mailbox_the_round_does_nothing_and_the_command_says_why(office: Office) -> None:
    assert fetch_answers("2026-03-20T16:00") == {}
    done = duban(office.variables, "fetch")
    assert done.returncode == 3
    assert "DUBAN_IMAP_HOST" in done.stderr
