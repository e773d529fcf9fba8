"""One mail per address and day, and that its bytes say what was meant and nothing else, whatever the texts hold."""

import re
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duban.errors import ConfigurationError, InputRefused
from duban.letters import Attachment, Letter
from notifications.desk import Office
from notifications.digest import compose, message_id
from notifications.mail import HEADERS, Mail

OFFICE = Office("某县教育攻坚领导小组办公室", "duban@example.test")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=8)))
DOMAIN = "duban.example.test"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def letter(number: int = 1, **changes: object) -> Letter:
    made = Letter(
        to="edu@example.test",
        kind="reminder",
        occurrence=f"reminder/{number}",
        subject=f"〔催办〕第{number}件",
        text=f"正文{number}\n",
        html=f"<p>正文{number}</p>\n",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def mail(letters: Sequence[Letter], office: Office = OFFICE) -> Mail:
    return compose(letters, office, AT, DOMAIN)


def parsed(made: Mail) -> EmailMessage:
    message = message_from_bytes(made.message, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_one_letter_keeps_its_subject_and_both_its_bodies() -> None:
    message = parsed(mail([letter()]))
    assert message["Subject"] == "〔催办〕第1件"
    assert message["From"] == "某县教育攻坚领导小组办公室 <duban@example.test>"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["正文1"]
    assert "<p>正文1</p>" in html.get_content()


def test_several_letters_become_one_mail_with_a_list_of_them() -> None:
    message = parsed(mail([letter(1), letter(2), letter(3)]))
    assert message["Subject"] == "〔督办〕某县教育攻坚领导小组办公室2026年3月2日来函3件"
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert [text.index(f"{n}. 〔催办〕第{n}件") < text.index(f"正文{n}") for n in (1, 2, 3)] == [True] * 3


def test_the_same_letters_make_the_same_bytes_and_the_same_message_id() -> None:
    letters = [letter(1, attachments=(Attachment("清单.xlsx", XLSX, b"PK"),)), letter(2)]
    assert mail(letters) == mail(letters)
    assert mail(letters).message_id == mail(letters[::-1]).message_id
    assert re.fullmatch(rf"<[0-9a-f]{{64}}@{re.escape(DOMAIN)}>", mail(letters).message_id)
    assert f"\r\nMessage-ID: {mail(letters).message_id}\r\n".encode() in mail(letters).message


def test_another_event_or_another_installation_has_another_message_id() -> None:
    ids = [message_id(events, DOMAIN) for events in (["a"], ["b"], ["a", "b"], ["a\nb"], ["ab"], [])]
    assert len({*ids, message_id(["a"], "other.example.test")}) == len(ids) + 1


def test_attachments_arrive_whole_and_under_their_own_names() -> None:
    files = (
        Attachment("县教育局2026年3月任务清单.xlsx", XLSX, bytes(range(256)) * 40),
        Attachment("a 'quoted' (name); x=1.docx", "application/msword", b"doc"),
        Attachment("很长的名字" * 30 + ".pdf", "application/pdf", b""),
    )
    message = parsed(mail([letter(attachments=files)]))
    attached = list(message.iter_attachments())
    assert [part.get_filename() for part in attached] == [file.name for file in files]
    assert [part.get_content_type() for part in attached] == [file.media_type for file in files]
    assert [b64decode(part.get_payload()) for part in attached] == [file.content for file in files]  # type: ignore[arg-type]
    assert b"filename*0*=utf-8''" in mail([letter(attachments=files)]).message


def test_every_relay_can_pass_it_on_unchanged() -> None:
    raw = mail(
        [letter(text="汉" * 5000 + "\n.\n", attachments=(Attachment("清单.xlsx", XLSX, b"\x00\xff\n." * 999),))]
    ).message
    assert re.fullmatch(rb"(?:[\t\x20-\x7e]{0,998}\r\n)*", raw)
    assert b"\r\n.\r\n" not in raw


@pytest.mark.parametrize(
    "subject",
    [
        "",
        " 前面有空格",
        "两行\n标题",
        "两行\r\nBcc: x@example.test",
        "=?utf-8?q?hello=0D=0ABcc:_evil@example.test?=",
        "标题 =?gb2312?b?xxxx?=",
        "终\x1b[31m端",
        "下一行\x85标题",
        "行\u2028分隔",
        "段\u2029分隔",
        "倒\u202e置",
        "零\u200b宽",
        "半\ud800个",
        "制\t表",
        "空\x00字",
    ],
)
def test_a_header_that_could_be_read_as_something_else_is_refused(subject: str) -> None:
    for hostile, office in (
        (letter(subject=subject), OFFICE),
        (letter(), Office(subject, "duban@example.test")),
        (letter(attachments=(Attachment(subject, XLSX, b""),)), OFFICE),
    ):
        with pytest.raises(InputRefused, match="E117") as refusal:
            mail([hostile], office)
        assert str(refusal.value).isprintable()


@pytest.mark.parametrize("name", ["../清单.xlsx", "C:\\清单.xlsx", "a:b", ".htaccess", "x" * 201, '"a".xlsx', "a|b"])
def test_a_file_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InputRefused, match="E117"):
        mail([letter(attachments=(Attachment(name, XLSX, b""),))])


@pytest.mark.parametrize(
    "media_type", ["", "text", "text/html; charset=x", "text/html\r\nBcc: x", "Text/HTML", "a/b/c"]
)
def test_a_media_type_is_only_a_media_type(media_type: str) -> None:
    with pytest.raises(InputRefused, match="E117"):
        mail([letter(attachments=(Attachment("a.txt", media_type, b""),))])


@pytest.mark.parametrize(
    "address", ["县教育局", "a@example.test, b@example.test", "a@example.test\r\nBcc: b@example.test"]
)
def test_an_unusable_address_is_refused_for_sender_and_recipient(address: str) -> None:
    with pytest.raises(InputRefused, match="E506"):
        mail([letter(to=address)])
    with pytest.raises(InputRefused, match="E506"):
        mail([letter()], Office("办公室", address))


def test_two_addresses_are_never_one_mail() -> None:
    with pytest.raises(InputRefused, match="E506"):
        mail([letter(1), letter(2, to="jia@example.test")])
    with pytest.raises(InputRefused, match="E506"):
        mail([])


def test_a_date_without_zone_and_a_bad_domain_are_refused() -> None:
    with pytest.raises(InputRefused, match="时区"):
        compose([letter()], OFFICE, AT.replace(tzinfo=None), DOMAIN)
    for domain in ("", "localhost", "例子.测试", "a b.test", "x.test>\r\nBcc: y"):
        with pytest.raises(ConfigurationError, match="Message-ID"):
            compose([letter()], OFFICE, AT, domain)


@pytest.mark.parametrize(
    "subject", ["x\r\nBcc: evil@example.test", "x\r\n\r\nbody", "=?utf-8?q?a=0D=0ABcc:_b?=", "x" * 999, "x\nBcc: y"]
)
def test_were_every_other_guard_gone_reading_back_would_still_refuse(
    monkeypatch: pytest.MonkeyPatch, subject: str
) -> None:
    monkeypatch.setattr("notifications.mail._check_header_text", lambda _: None)
    monkeypatch.setattr("notifications.mail._encoded", lambda text: text)
    office = Office("office", "duban@example.test")
    assert parsed(mail([letter(subject="x")], office))["Subject"] == "x"
    with pytest.raises(InputRefused, match="E117"):
        mail([letter(subject=subject)], office)


FRAGMENTS = (
    "关于任务办理的通知",
    "=?utf-8?q?x=0D=0ABcc:_evil@example.test?=",
    "=?",
    "?=",
    "\r\nBcc: evil@example.test",
    "\nSubject: x",
    "\x85",
    "\u2028",
    "\x0b",
    "\x1c",
    "\x00",
    "\u202e",
    "<evil@example.test>",
    '"',
    "\\",
    ",",
    ";",
    ":",
    " ",
    "　",
    "@",
    "%0d%0a",
    "''",
    "(",
    "--=_0_",
    "镕",
    "𠮷",
    "\ue000",
    "e\u0301",
    "x" * 90,
    "汉" * 40,
)
HOSTILE = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=8).map("".join))


@settings(max_examples=1000, deadline=None)
@given(subject=HOSTILE, office=HOSTILE, address=HOSTILE, name=HOSTILE)
def test_hostile_texts_never_make_another_header(subject: str, office: str, address: str, name: str) -> None:
    """The names of the headers and the recipients are those meant, or there is no mail at all."""
    for sender, made in (
        (OFFICE, letter(subject=subject, attachments=(Attachment(name, XLSX, b"x"),))),
        (OFFICE, letter(subject=subject)),
        (Office(office, "duban@example.test"), letter()),
        (OFFICE, letter(to=address)),
        (OFFICE, letter(attachments=(Attachment(name, XLSX, b"x"),))),
    ):
        try:
            composed = mail([made], sender)
        except InputRefused:
            continue
        lines = composed.message.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
        names = [line.split(b":")[0].decode() for line in lines if line[:1] not in b" \t"]
        assert tuple(names) == HEADERS
        message = parsed(composed)
        assert message["Subject"] == made.subject
        assert [each.addr_spec for each in message["To"].addresses] == [made.to]
        assert [part.get_filename() for part in message.iter_attachments()] == [file.name for file in made.attachments]


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    body = parsed(mail([letter(text=text + "\n")])).get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == (text + "\n").splitlines()


@pytest.mark.parametrize(
    "subject",
    ["关于某县教育攻坚二〇一七年六月任务办理的通知", "汉" * 300, "A " * 80 + "b", "任务 1 与 任务 2 的 通知" * 5],
)
def test_ordinary_names_of_any_length_are_never_refused(subject: str) -> None:
    attachments = (Attachment(subject[:200], XLSX, b""),)
    composed = mail([letter(subject=subject, attachments=attachments)], Office(subject, "duban@example.test"))
    assert parsed(composed)["Subject"] == subject
    assert max(len(line) for line in composed.message.split(b"\r\n\r\n")[0].splitlines() if b"=?" in line) <= 76
