"""A ledger restored from a backup sends nothing until it is told what left; then nothing leaves again and nothing owed is lost (P17)."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from offices import EXAMPLE, Office, at, duban, environment, in_process

from duban.errors import TryLater
from models.outbox import outbox_counts, troubled
from notifications.journal import Journal
from tasks import delivering, ledger
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out
from tasks.delivering import deliver
from tasks.inspecting import record_month
from tasks.ledger import reading_sessions
from tasks.notifying import notify
from tasks.reconciling import Reconciled, reconcile
from tasks.reminding import remind

STEPS: tuple[Callable[[], object], ...] = (
    lambda: hand_out(1, "2026-03", "2026-03-02T08:30"),
    lambda: deliver("2026-03-02T09:00"),
    lambda: remind(1, "2026-03-18T09:00"),
    lambda: deliver("2026-03-18T09:00"),
    lambda: (record_month(1, "2026-03", "2026-04-01T08:30"), notify(1, "2026-03", "2026-04-01T08:30")),
    lambda: deliver("2026-04-01T09:00"),
)


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The example county with its tasks assigned; mails become files, and each sending is counted."""
    variables = environment(sqlite_url, tmp_path / "out")
    with in_process(monkeypatch, variables):
        order = Order(EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", at("2026-03-02T08:30"), "办公室", head="县委副书记")
        adoption = adopt_file(order)
        assign(adoption.campaign_id, "2026-03-02T08:30", "办公室")
        yield Office(tmp_path / "out", adoption, variables)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each message was handed over."""
    counted: Counter[str] = Counter()
    honest = delivering.Folder.send

    def send(self: object, message: bytes, *addresses: str) -> object:
        counted[str(message_from_bytes(message)["Message-ID"])] += 1
        return honest(self, message, *addresses)  # type: ignore[arg-type]

    monkeypatch.setattr(delivering.Folder, "send", send)
    return counted


def file_of(office: Office) -> Path:
    return Path(office.variables["DUBAN_DATABASE_URL"].removeprefix("sqlite:///"))


def back_up(office: Office) -> Path:
    """A backup as sqlite3's own backup makes it."""
    target = office.out.parent / "backup.sqlite3"
    with sqlite3.connect(file_of(office)) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    return target


def restore(office: Office, backup: Path) -> None:
    ledger._engine().dispose()
    shutil.copyfile(backup, file_of(office))


def all_in_ledger() -> set[tuple[str, str]]:
    from sqlalchemy import text

    with reading_sessions().begin() as session:
        found = session.execute(text("SELECT occurrence, coalesce(cancelled, 'live') FROM letter"))
        return {tuple(row) for row in found}  # type: ignore[misc]


@pytest.mark.parametrize("kept", range(len(STEPS)))
def test_restored_at_any_step_nothing_leaves_again_and_nothing_is_owed(
    office: Office, sent: Counter[str], kept: int
) -> None:
    for step in STEPS[:kept]:
        step()
    backup = back_up(office)
    for step in STEPS[kept:]:
        step()
    letters = {occurrence for occurrence, _ in all_in_ledger()}
    once = dict(sent)
    assert set(once.values()) == {1}
    restore(office, backup)
    with pytest.raises(TryLater, match="duban reconcile"):
        deliver("2026-04-01T10:00")
    assert dict(sent) == once
    done = reconcile(at("2026-04-01T10:00"))
    assert done.doubtful == 0
    assert done.accepted + done.departed > 0
    for step in STEPS[kept:]:
        step()
    deliver("2026-04-01T11:00")
    assert dict(sent) == once, "resent"
    assert {occurrence for occurrence, _ in all_in_ledger()} == letters
    with reading_sessions().begin() as session:
        assert not outbox_counts(session).keys() & {"waiting", "pending", "retry", "held"}, "owed"
    assert reconcile(at("2026-04-01T12:00")) == Reconciled(0, 0, 0, (), ())


def pressed_on(day: str) -> dict[str, str]:
    """What each address is pressed for on a day, by address."""
    from sqlalchemy import text

    with reading_sessions().begin() as session:
        query = text("SELECT address, about FROM letter WHERE not_before = :day AND cancelled IS NULL")
        return dict(session.execute(query, {"day": day}).tuples().all())


def test_a_later_sweep_presses_nobody_again_for_what_left_before_the_restore(
    office: Office, sent: Counter[str]
) -> None:
    backup = back_up(office)
    remind(1, "2026-03-18T09:00")
    deliver("2026-03-18T09:00")
    before = pressed_on("2026-03-18")
    assert len(before) > 1
    remind(1, "2026-03-19T09:00")
    due = pressed_on("2026-03-19")
    journal = office.out / "发送日志.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    restore(office, backup)
    # One server's yes is not in the journal: whether its mail came is not known, so its address is pressed once more.
    journal.write_bytes(b"".join(lines[:-1]))
    assert reconcile(at("2026-03-19T08:30")).doubtful == 1
    remind(1, "2026-03-19T09:00")
    again = {to: about for to, about in pressed_on("2026-03-19").items() if due.get(to) != about}
    assert len(again) == 1
    assert again.items() <= before.items()
    deliver("2026-03-19T09:00")
    assert len(sent) == len(before) + len(due) + 1


def test_what_is_owed_is_listed_and_leaves_after_it(office: Office, sent: Counter[str]) -> None:
    hand_out(1, "2026-03", "2026-03-02T08:30")
    backup = back_up(office)
    deliver("2026-03-02T09:00")
    journal = office.out / "发送日志.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    restore(office, backup)
    # Of the 24 the journal forgot one: its server never said yes.
    journal.write_bytes(b"".join(lines[:-1]))
    done = reconcile(at("2026-03-02T10:00"))
    assert (done.departed, done.doubtful, len(done.owed)) == (23, 1, 1)
    assert deliver("2026-03-02T10:10") == {"accepted": 1}
    assert sorted(sent.values()) == [1] * 23 + [2]


def test_what_may_have_left_and_must_not_come_twice_waits_for_a_person(office: Office, sent: Counter[str]) -> None:
    record_month(1, "2026-03", "2026-04-01T08:30")
    backup = back_up(office)
    notify(1, "2026-03", "2026-04-01T08:30")
    deliver("2026-04-01T09:00")
    journal = office.out / "发送日志.jsonl"
    restore(office, backup)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    assert reconcile(at("2026-04-01T10:00")).doubtful == 1
    notify(1, "2026-03", "2026-04-01T10:00")
    assert deliver("2026-04-01T10:10") == {}
    assert set(sent.values()) == {1}
    with reading_sessions().begin() as session:
        (held,) = troubled(session)
    assert held.state == "held"
    assert "请向对方核实" in (held.note or "")


def test_an_acknowledged_answer_newer_than_the_backup_is_named_and_taken_again(office: Office) -> None:
    from app.demo.clerk import fill
    from tasks.taking import take

    hand_out(1, "2026-03", "2026-03-02T08:30")
    deliver("2026-03-02T09:00")
    backup = back_up(office)
    rows: list[list[object]] = [["三/（四）", "申请办结", 100, "资金拨付到位"]]
    answer = fill(office.paper("2026-03", "任务清单/县财政局.xlsx"), rows, office.out / "answer.xlsx")
    assert take(answer, at("2026-03-20T16:00"), "办公室").outcome == "taken"
    answer.unlink()
    deliver("2026-03-23T09:00")
    restore(office, backup)
    with pytest.raises(TryLater):
        deliver("2026-03-23T10:00")
    (missing,) = reconcile(at("2026-03-23T10:00")).untaken
    assert take(missing.path, at("2026-03-23T10:30"), "办公室").outcome == "taken"
    # The receipt went out before; it does not go again.
    assert deliver("2026-03-24T09:00") == {}
    assert reconcile(at("2026-03-24T10:00")).untaken == ()


def test_the_office_is_told_by_commands(office: Office) -> None:
    hand_out(1, "2026-03", "2026-03-02T08:30")
    backup = back_up(office)
    deliver("2026-03-02T09:00")
    restore(office, backup)
    refused = duban(office.variables, "send", "--on", "2026-03-02T10:00")
    assert (refused.returncode, "duban reconcile" in refused.stderr) == (5, True)
    done = duban(office.variables, "reconcile", "--on", "2026-03-02T10:00")
    assert (done.returncode, done.stderr) == (0, "")
    assert "函件 24 件，均不再重发" in done.stdout
    assert "没有到时要发的" in duban(office.variables, "send", "--on", "2026-03-02T10:00").stdout
    listed = duban(office.variables, "mail", "--on", "2026-03-02T10:00").stdout
    assert listed.count("发送日志记载恢复台账前已送出，不再重发") == 24


def test_a_crash_between_two_lines_is_no_restore(office: Office) -> None:
    hand_out(1, "2026-03", "2026-03-02T08:30")
    deliver("2026-03-02T09:00")
    Journal(office.out / "发送日志.jsonl").record("<unknown@elsewhere>", at("2026-03-02T09:00"), 250)
    assert deliver("2026-03-02T09:10") == {}
