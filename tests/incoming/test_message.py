"""What a received message says: writers, words, files, machines, reports; and that no bytes at all stop the reading."""

import json
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.errors import InputRefused
from duban.incoming.message import MAX_FILES, incoming_as_json, incoming_from_json, read_message

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def letter(**headers: str) -> EmailMessage:
    message = EmailMessage()
    fields = {"From": "县教育局 <Edu@Example.test>", "To": "office@example.test", "Message-ID": "<1@example.test>"}
    for name, value in {**fields, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        message[name] = value
    message.set_content("任务3已办结，请核。\n")
    return message


def test_a_reply_says_who_wrote_what_with_which_files() -> None:
    message = letter(Subject="回复：任务清单", In_Reply_To="<b@duban.test>", References="<a@duban.test> <b@duban.test>")
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype=XLSX, filename="../清单/任务清单.xlsx")
    read = read_message(message.as_bytes())
    assert (read.sender, read.subject, read.message_id) == ("edu@example.test", "回复：任务清单", "<1@example.test>")
    assert read.answers == ("<b@duban.test>", "<a@duban.test>")
    assert read.words == "任务3已办结，请核。"
    assert [(file.name, file.content) for file in read.files] == [("任务清单.xlsx", b"PK\x03\x04")]
    assert read.automatic == ""
    assert read.report is None


def test_a_letter_of_an_old_program_in_gbk_reads_right() -> None:
    raw = (
        b"From: edu@example.test\r\nSubject: =?gb2312?B?"
        + __import__("base64").b64encode("任务进展".encode("gb18030"))
        + b"?=\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
        + "已办结，镕基路小学。".encode("gb18030")
        + b'\r\n--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="'
        + "清单.xlsx".encode("gb18030")
        + b'"\r\n\r\nPK\r\n--x--\r\n'
    )
    read = read_message(raw)
    assert (read.subject, read.text) == ("任务进展", "已办结，镕基路小学。")
    assert [file.name for file in read.files] == ["清单.xlsx"]


def test_only_html_is_read_as_words_and_the_quotation_is_left_out() -> None:
    message = letter()
    message.set_content(
        "<html><head><style>p{}</style></head><p>已办结</p><p>2026年3月2日 办公室写道：</p><p>旧文</p>", "html"
    )
    read = read_message(message.as_bytes())
    assert read.words == "已办结"
    assert "旧文" in read.text


def test_the_picture_of_a_signature_is_no_file() -> None:
    message = letter()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png", cid="<logo>")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="现场.png")
    assert [file.name for file in read_message(message.as_bytes()).files] == ["现场.png"]


@pytest.mark.parametrize(
    "value",
    ["edu@example.test, jia@example.test", "县教育局", "", "<>", "a b@example.test <x@example.test> y@example.test"],
)
def test_a_writer_that_is_not_one_address_is_none(value: str) -> None:
    raw = f"From: {value}\r\n\r\nx".encode()
    assert read_message(raw).sender is None


def test_two_from_lines_are_no_writer() -> None:
    assert read_message(b"From: edu@example.test\r\nFrom: jia@example.test\r\n\r\nx").sender is None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Return_Path": "<>"},
        {"Precedence": "Bulk"},
        {"List_Id": "<news.example.test>"},
        {"List_Unsubscribe": "<mailto:x@example.test>"},
        {"X_Autoreply": "yes"},
        {"Subject": "自动回复：〔回执〕来件未能登记"},
        {"Subject": "Automatic reply: x"},
        {"Subject": "Out of Office"},
        {"From": "MAILER-DAEMON@example.test"},
        {"From": "no-reply@example.test"},
        {"From": "noreply+1@example.test"},
        {"From": "owner-list@example.test"},
        {"From": "list-bounces@example.test"},
    ],
)
def test_what_a_machine_wrote_is_known(headers: dict[str, str]) -> None:
    assert read_message(letter(**headers).as_bytes()).automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Subject": "回复：自动回复机的采购进展"},
        {"Return_Path": "<edu@example.test>"},
        {"Precedence": "first-class"},
        {"From": "reply@example.test"},
        {"From": "bouncer@example.test"},
        {"Feedback_ID": "foxmail:x"},
    ],
)
def test_a_person_is_not_taken_for_a_machine(headers: dict[str, str]) -> None:
    assert read_message(letter(**headers).as_bytes()).automatic == ""


def report(returned_id: str, *, headers_only: bool = False) -> bytes:
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return f"""From: MAILER-DAEMON@mx.example.test
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x

Your message could not be delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Original-Recipient: rfc822;Edu@example.test
Final-Recipient: rfc822; edu@inner.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User
 unknown

--x
Content-Type: {kind}

From: office@example.test
Message-ID:
 {returned_id}
Subject: x

--x--
""".encode()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_delivery_report_names_message_address_and_reason(headers_only: bool) -> None:
    read = read_message(report("<abc@duban.test>", headers_only=headers_only))
    assert read.automatic
    assert read.files == ()
    assert read.report is not None
    assert read.report.message_id == "<abc@duban.test>"
    assert incoming_from_json(json.loads(json.dumps(incoming_as_json(read)))) == read
    (failure,) = read.report.recipients
    assert failure.addresses == ("edu@example.test", "edu@inner.test")
    assert (failure.action, failure.status, failure.words) == ("failed", "5.1.1", "550 5.1.1 User unknown")


def test_two_copies_have_one_fingerprint_and_two_letters_two() -> None:
    message = letter(Subject="x")
    one = message.as_bytes()
    message["Received"] = "from elsewhere"
    assert read_message(one).fingerprint == read_message(message.as_bytes()).fingerprint
    message.set_content("任务4已办结。\n")
    assert read_message(one).fingerprint != read_message(message.as_bytes()).fingerprint


def test_what_no_letter_looks_like_is_refused() -> None:
    head = "From: a@example.test\r\n"
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(400))
    with pytest.raises(InputRefused, match="E130"):
        read_message((head + deep).encode())
    wide = "--x\r\n\r\ny\r\n" * 300
    with pytest.raises(InputRefused, match="E130"):
        read_message((head + f"Content-Type: multipart/mixed; boundary=x\r\n\r\n{wide}--x--").encode())
    message = letter()
    for number in range(MAX_FILES + 1):
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename=f"{number}.pdf")
    with pytest.raises(InputRefused, match="E131"):
        read_message(message.as_bytes())


PIECES = [
    b"From: a@example.test\r\n", b"Subject: =?gb2312?B?zfI=?=\r\n", b"Subject: =?x?q?=ff?=\r\n", b"\r\n", b"--x\r\n", b"--x--",
    b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: multipart/report; boundary=x\r\n", b"Content-Type: message/rfc822\r\n",
    b"Content-Type: message/delivery-status\r\n", b"Content-Type: text/html; charset=none\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Disposition: attachment; filename*=gbk''%C7%E5\r\n", b"Content-Disposition: attachment; filename*0*=x''a; filename*1=b\r\n",
    b"\xc7\xe5\xb5\xa5", b"\x00\x1b[31m", b"Message-ID: <a@b>\r\n", b"From: =?utf-8?q?x=0d=0aBcc:_y?= <a@b.test>\r\n",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join)))
def test_no_bytes_stop_the_reading(raw: bytes) -> None:
    try:
        read = read_message(raw)
    except InputRefused:
        return
    assert incoming_from_json(json.loads(json.dumps(incoming_as_json(read)))) == read
    for text in (read.subject, *(file.name for file in read.files), read.sender or ""):
        assert text.isprintable()
        assert len(text) <= 320
    assert not any("/" in file.name or "\\" in file.name for file in read.files)
