"""A reminder answered before it left is dropped, and after an outage a unit gets one current letter (promise P6)."""

from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from offices import EXAMPLE, Office, at, environment, in_process

from duban.rules.campaign import Fact
from models.outbox import cancelled_letters, mails, outbox_counts, troubled
from models.recording import Entered, record_facts
from tasks import settings
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign
from tasks.delivering import deliver
from tasks.ledger import reading_sessions, sessions
from tasks.reminding import remind

AWAY = {"DUBAN_MAIL": "smtp", "DUBAN_SMTP_HOST": "127.0.0.1", "DUBAN_SMTP_PORT": "1", "DUBAN_SMTP_SECURITY": "none"}


@pytest.fixture
def office(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The example county with everything assigned and no letter yet; its mail server is away."""
    variables = environment(database_url, tmp_path / "out") | AWAY
    with in_process(monkeypatch, variables):
        adoption = adopt_file(
            Order(EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", at("2026-03-02T08:30"), "办公室", head="县委副书记")
        )
        assign(adoption.campaign_id, "2026-03-02T08:30", "办公室")
        yield Office(tmp_path / "out", adoption, variables)


@pytest.fixture
def back(office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it to have the mail server back: into a folder of files."""

    def again() -> None:
        monkeypatch.setenv("DUBAN_MAIL", "folder")
        settings.settings.cache_clear()

    return again


def claim(office: Office, unit: str, day: str, task: str = "三/（四）") -> None:
    with sessions("测试", "测试").begin() as session:
        fact = Fact(0, date.fromisoformat(day), "claim", task, unit)
        record_facts(session, office.id, [fact], Entered(unit, at(f"{day}T10:00")))


def left(office: Office) -> dict[str, str]:
    """The mails in the folder: address and decoded text."""
    found = {}
    for path in sorted((office.out / "邮件").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body
        assert str(message["To"]) not in found, "one mail to an address"
        found[str(message["To"])] = body.get_content()
    return found


def dropped() -> list[str]:
    with reading_sessions().begin() as session:
        return [reason for _, _, reason in cancelled_letters(session)]


def test_a_claim_before_the_mail_left_drops_the_reminder_with_the_reason(
    office: Office, back: Callable[[], None]
) -> None:
    assert remind(office.id, "2026-03-18T09:00")["letters"] == 2
    assert deliver("2026-03-18T09:00") == {"retry": 1}
    claim(office, "县财政局", "2026-03-18")
    back()
    assert deliver("2026-03-18T10:30") == {"accepted": 1}
    assert dropped() == ["已申请办结或不再催办，未发出"]
    assert "czj-lly@yunling.example" not in left(office)
    assert len(left(office)) == 1
    with reading_sessions().begin() as session:
        assert troubled(session) == ()


def test_what_is_still_open_is_pressed_for_in_a_letter_of_its_own(office: Office, back: Callable[[], None]) -> None:
    remind(office.id, "2026-03-18T09:00")
    remind(office.id, "2026-03-24T09:00")
    with reading_sessions().begin() as session:
        before = outbox_counts(session)["waiting"]
    claim(office, "县教育体育局", "2026-03-24")
    back()
    deliver("2026-03-24T09:30")
    mail = left(office)["jtj-lly@yunling.example"]
    assert "三/（二）" in mail
    assert "三/（四）" not in mail
    assert "部分事项已申请办结或不再催办，其余另函催办" in dropped()
    assert len(left(office)) == before


def test_after_an_outage_each_address_gets_one_current_letter(office: Office, back: Callable[[], None]) -> None:
    for day in ("18", "24", "26", "27"):
        remind(office.id, f"2026-03-{day}T09:00")
        deliver(f"2026-03-{day}T09:00")
    claim(office, "县财政局", "2026-03-27")
    remind(office.id, "2026-03-30T09:00")
    back()
    deliver("2026-03-30T09:00")
    deliver("2026-03-30T12:00")
    found = left(office)
    assert "czj-lly@yunling.example" not in found
    text = found["jtj-lly@yunling.example"]
    assert text.count("三/（四）") == 1
    assert "逾期3个工作日" in text
    with reading_sessions().begin() as session:
        counts = outbox_counts(session)
        assert {mail.day for mail in mails(session, ["accepted"])} == {date(2026, 3, 30)}
    assert counts["accepted"] == len(found)
    assert counts.keys() <= {"accepted", "cancelled"}
    assert any("并入2026-03-30的催办函" in reason for reason in dropped())


def test_a_checklist_held_up_leaves_with_the_mail_of_the_day(office: Office, back: Callable[[], None]) -> None:
    from tasks.assigning import hand_out

    hand_out(office.id, "2026-03", "2026-03-17T09:00")
    deliver("2026-03-17T09:00")
    remind(office.id, "2026-03-18T09:00")
    back()
    deliver("2026-03-18T09:30")
    with reading_sessions().begin() as session:
        found = mails(session, ["accepted"])
    days = {mail.to: mail.day for mail in found}
    assert len(found) == len(days) == 24
    # Where nothing else was due the old mail keeps its bytes; where a reminder was, both leave in one.
    assert [to for to, day in days.items() if day == date(2026, 3, 18)] == [
        "czj-lly@yunling.example",
        "jtj-lly@yunling.example",
    ]


def test_a_reminder_that_may_have_left_is_not_taken_back(office: Office) -> None:
    from models.dispatch import Attempted, record
    from models.dispatch import claim as take
    from models.outbox import Digest, bundle

    remind(office.id, "2026-03-18T09:00")

    def render(digest: Digest) -> bytes:
        return f"Message-ID: <{digest.to}>\r\n\r\n".encode()

    with sessions("测试", "测试").begin() as session:
        bundle(session, date(2026, 3, 18), at("2026-03-18T09:00"), render)
        for one in take(session, at("2026-03-18T09:00"), 9):
            record(session, one, Attempted("uncertain", "dot", None, "gone"), at("2026-03-18T09:00"))
    claim(office, "县财政局", "2026-03-18")
    deliver("2026-03-18T09:30")
    assert dropped() == []
    with reading_sessions().begin() as session:
        assert outbox_counts(session) == {"retry": 2}


def test_a_second_sweep_of_a_day_owes_what_became_due_since(office: Office) -> None:
    assert remind(office.id, "2026-03-24T09:00")["letters"] >= 2
    with sessions("测试", "测试").begin() as session:
        fact = Fact(0, date(2026, 3, 23), "extend_approve", "三/（四）", "县财政局", to=date(2026, 3, 25))
        record_facts(session, office.id, [fact], Entered("办公室", at("2026-03-24T10:00")))
    assert remind(office.id, "2026-03-24T11:00")["letters"] == 0
