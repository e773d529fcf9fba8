"""What a person is reminded of is what stands when the letter leaves: claims take reminders back, a stop of days leaves one letter."""

from pathlib import Path

import pytest
from offices import Office, at
from sqlalchemy import select

from app.demo.clerk import fill
from duban.rules.scenario import read_facts
from flows.deliver_mail import deliver_mail
from flows.send_reminders import send_reminders
from models.outbox import mails
from models.queries import campaign_values
from models.register import register_of
from models.rows import LetterRow, MailRow
from tasks.ledger import reading_sessions
from tasks.reminding import remind
from tasks.taking import record, take

FINANCE, EDUCATION = "县财政局", "县教育体育局"


@pytest.fixture(autouse=True)
def _handed_out(office: Office) -> None:
    """The checklists of the 2nd have left, so that what is looked at is reminders."""
    assert deliver_mail("2026-03-02T09:00") == {"accepted": 24}


def address(office: Office, unit: str) -> str | None:
    with reading_sessions().begin() as session:
        found = register_of(session, office.id).named(unit)
    return found.contact if found else None


def reminders(office: Office, unit: str) -> list[LetterRow]:
    query = select(LetterRow).where(
        LetterRow.kind == "reminder", LetterRow.address == address(office, unit), LetterRow.cancelled.is_(None)
    )
    with reading_sessions().begin() as session:
        return list(session.scalars(query.order_by(LetterRow.id)))


def claim(office: Office, unit: str, task: str, when: str) -> None:
    issued = office.paper("2026-03", f"任务清单/{unit}.xlsx")
    filled = fill(issued, [[task, "申请办结", 100, "办结"]], Path(office.out) / f"{unit}{task.replace('/', '_')}.xlsx")
    assert take(filled, at(when), "办公室").outcome == "taken"


def settled(office: Office, unit: str) -> list[tuple[str, str]]:
    query = select(MailRow.day, MailRow.state).where(MailRow.address == address(office, unit)).order_by(MailRow.id)
    with reading_sessions().begin() as session:
        return [(f"{day:%m-%d}", state) for day, state in session.execute(query)][1:]


def test_a_claim_takes_back_the_reminder_that_has_not_left(office: Office) -> None:
    # 三/（四） is due on the 25th: the sweep of the 18th owes both units a letter, and the mail leaves an hour later.
    assert remind(office.id, "2026-03-18T09:00")["letters"] == 2
    claim(office, FINANCE, "三/（四）", "2026-03-18T09:30")
    assert deliver_mail("2026-03-18T10:00")["accepted"] == 2
    assert reminders(office, FINANCE) == []
    assert len(reminders(office, EDUCATION)) == 1
    with reading_sessions().begin() as session:
        mail = session.scalars(select(MailRow).where(MailRow.day == at("2026-03-18").date())).all()
    # 县财政局 still gets the receipt of its answer, and nothing that says it has not given one.
    assert {one.address for one in mail} == {address(office, FINANCE), address(office, EDUCATION)}


def test_after_a_stop_of_days_there_is_one_current_letter(office: Office) -> None:
    for day in ("18", "24", "26"):
        remind(office.id, f"2026-03-{day}T09:00")
    for unit in (FINANCE, EDUCATION):
        (letter,) = reminders(office, unit)
        assert "催办事项（已逾期）" in letter.text
        assert letter.text.count("任务三/（四）") == 1
    assert send_reminders("2026-03-26T09:30")["accepted"] > 0
    assert settled(office, EDUCATION) == [("03-26", "accepted")]


def test_a_mail_frozen_before_a_servers_stop_is_taken_apart(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from tasks import settings

    with monkeypatch.context() as away:
        for name, value in {"MAIL": "smtp", "SMTP_PORT": "1", "SMTP_SECURITY": "none"}.items():
            away.setenv(f"DUBAN_{name}", value)
        settings.settings.cache_clear()
        for day in ("18", "24", "26"):
            assert "accepted" not in send_reminders(f"2026-03-{day}T09:00")
    settings.settings.cache_clear()
    assert deliver_mail("2026-03-26T11:00")["accepted"] > 0
    # One mail of the 26th; the frozen ones of the days before are cancelled with their reason.
    assert settled(office, EDUCATION)[-1] == ("03-26", "accepted")
    assert {state for _, state in settled(office, EDUCATION)[:-1]} == {"cancelled"}
    with reading_sessions().begin() as session:
        assert all(mail.note for mail in mails(session, ["cancelled"])), "every mail taken back says why"


def test_a_frozen_mail_of_today_goes_where_all_of_it_is_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks import settings

    with monkeypatch.context() as away:
        for name, value in {"MAIL": "smtp", "SMTP_PORT": "1", "SMTP_SECURITY": "none"}.items():
            away.setenv(f"DUBAN_{name}", value)
        settings.settings.cache_clear()
        send_reminders("2026-03-18T09:00")
    settings.settings.cache_clear()
    claim(office, FINANCE, "三/（四）", "2026-03-18T09:30")
    assert deliver_mail("2026-03-18T10:00") == {"accepted": 2}
    # The frozen mail is taken back; what goes to it instead is the receipt of its answer, and no reminder.
    assert settled(office, FINANCE) == [("03-18", "cancelled"), ("03-18", "accepted")]
    assert reminders(office, FINANCE) == []
    assert settled(office, EDUCATION) == [("03-18", "accepted")]


def test_a_suspended_task_and_a_moved_date_drop_out_too(office: Office) -> None:
    remind(office.id, "2026-03-18T09:00")
    with reading_sessions().begin() as session:
        assert any(task.number == "三/（四）" for task in campaign_values(session, office.id).tasks)
    paused = read_facts(
        "facts:\n  - {on: 2026-03-18, task: 三/（四）, do: suspend, basis: 县委专题会议纪要〔2026〕2号}\n"
    )
    assert record(office.id, paused, at("2026-03-18T09:30"), "县委副书记") == ()
    assert deliver_mail("2026-03-18T10:00") == {}
    assert reminders(office, FINANCE) == []


def test_what_has_not_changed_is_not_written_again(office: Office) -> None:
    remind(office.id, "2026-03-18T09:00")
    before = [letter.occurrence for letter in reminders(office, EDUCATION)]
    for minute in ("10", "20"):
        remind(office.id, f"2026-03-18T09:{minute}")
    assert [letter.occurrence for letter in reminders(office, EDUCATION)] == before
    assert deliver_mail("2026-03-18T10:00") == {"accepted": 2}
