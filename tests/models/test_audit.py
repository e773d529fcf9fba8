"""The log is kept by the machinery: every change one sealed entry in its own transaction, whoever writes and how; or no change."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from logged import KEY, KeyInMemory, checked, keep_log, logged, statements, unguard
from sqlalchemy import Engine, delete, event, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, sessionmaker

from duban.chain import Head
from duban.chain_words import TABLES
from duban.errors import ConfigurationError
from duban.letters import Attachment, Letter
from duban.rules.campaign import Fact
from models.adoption import Adopting, adopt
from models.audit import Book, audited, head_of
from models.beginning import begin
from models.outbox import owe
from models.recording import Entered, Returned, record_facts, take_file
from models.rows import AuditEntryRow, Base, CampaignRow, FactRow, LetterRow, MonthRow, PostRow
from models.triggers import unguarded
from models.verifying import entries, verify

NOW = datetime(2026, 6, 30, 1, tzinfo=UTC)
Open = Callable[..., Engine]


@pytest.fixture
def kept(database: Engine) -> Engine:
    """A fresh ledger that keeps its log."""
    return keep_log(database)


@pytest.fixture
def campaign(kept: Engine, adopting: Adopting) -> int:
    """A campaign in it."""
    with logged(kept, "督查专员", "方案入账").begin() as session:
        return adopt(session, adopting).campaign_id


def report(day: int) -> Fact:
    return Fact(0, date(2026, 5, day), "report", "三/(一)", "甲乡", progress=day)


def summaries(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [entry.content.summary for entry in entries(session)]


def facts_in(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(FactRow)) or 0


def test_an_entry_says_who_did_what_where_and_counts_what_changed(kept: Engine, campaign: int) -> None:
    with logged(kept, "县教育局 甲", "收件").begin() as session:
        returned = Returned("甲乡.xlsx", b"PK", "甲乡")
        take_file(session, campaign, returned, [report(1), report(2)], Entered("甲乡", NOW, "甲乡"))
    with Session(kept) as session:
        last = list(entries(session))[-1].content
    assert (last.number, last.actor, last.action, last.campaign) == (3, "县教育局 甲", "收件", campaign)
    assert '"rows":{"fact":[2,0,0],"returned_file":[1,0,0]}' in last.summary
    assert last.at == "2026-03-02T01:00:02.000000+00:00"


def test_only_what_changed_is_counted_and_no_change_leaves_no_entry(kept: Engine, campaign: int) -> None:
    letters = [Letter(f"{n}@example.test", "k", str(n), "题", "文", "<p>") for n in range(3)]
    with logged(kept).begin() as session:
        assert owe(session, letters[:1], NOW.date(), campaign) == 1
    with logged(kept).begin() as session:
        assert owe(session, letters, NOW.date(), campaign) == 2
    before = summaries(kept)
    assert [line for line in before if "letter" in line] == [
        '{"rows":{"letter":[1,0,0]}}',
        '{"rows":{"letter":[2,0,0]}}',
    ]
    with logged(kept).begin() as session:
        assert owe(session, letters, NOW.date(), campaign) == 0
        session.execute(update(LetterRow).where(LetterRow.id < 0).values(cancelled="无"))
        session.scalars(select(LetterRow.id)).all()
    assert summaries(kept) == before
    with logged(kept).begin() as session:
        moved = update(LetterRow).values(cancelled="无").returning(LetterRow.id)
        assert len(session.scalars(moved).all()) == 3
        session.execute(delete(LetterRow).where(LetterRow.occurrence == "1"))
    assert summaries(kept)[-1] == '{"rows":{"letter":[0,3,1]}}'


def test_a_change_by_nobody_is_refused(kept: Engine, campaign: int) -> None:
    head, nobody = len(summaries(kept)), sessionmaker(kept)
    row = {"campaign_id": campaign, "post": "县委书记", "address": "head@example.test"}
    with pytest.raises(RuntimeError, match="who acts"), nobody.begin() as session:
        session.add(PostRow(**row))
    with pytest.raises(RuntimeError, match="who acts"), kept.begin() as connection:
        connection.execute(insert(PostRow), row)
    assert len(summaries(kept)) == head
    with Session(kept) as session:
        assert session.scalar(select(func.count()).select_from(PostRow)) == 0


def test_what_cannot_be_accounted_for_is_refused(kept: Engine, campaign: int) -> None:
    dialect: Any = postgresql if kept.dialect.name == "postgresql" else sqlite
    fact = {"campaign_id": campaign, "sequence": 1, "on_day": NOW.date(), "do": "assign", "nochange": False, "recorded_by": "甲", "recorded_at": NOW}  # fmt: skip
    month = {"campaign_id": campaign, "month": "2026-06", "version": 1, "state": "draft", "cutoff": NOW.date(), "parameters": {}, "digest": "0" * 64, "reminders": {}, "judged_at": NOW}  # fmt: skip
    for statement in (
        text("DELETE FROM letter"),
        text("WITH gone AS (SELECT 1) UPDATE letter SET policy = 'hold'"),
        dialect.insert(FactRow).values(**fact).on_conflict_do_nothing(),
        update(FactRow).values(do="claim"),
        delete(FactRow),
        insert(MonthRow).values(**month),
        insert(AuditEntryRow).values(number=9, at="", actor="", action="", summary="", previous="", hash=""),
    ):
        with pytest.raises(RuntimeError), logged(kept).begin() as session:
            session.execute(statement)
    assert checked(kept).faults == ()
    assert len(summaries(kept)) == 2


def test_a_log_that_cannot_be_written_refuses_the_change(database: Engine, adopting: Adopting) -> None:
    keeper = KeyInMemory(None)
    with database.begin() as connection:
        assert begin(connection, Book(keeper, lambda: NOW))
        assert not begin(connection, Book(keeper, lambda: NOW))
    for key, words in ((None, "审计密钥不在"), (b"x" * 32, "不是本台账的那一把")):
        keeper.key = key
        engine = audited(database.execution_options(), Book(keeper, lambda: NOW))
        with pytest.raises(ConfigurationError, match=words), logged(engine).begin() as session:
            adopt(session, adopting)
    assert summaries(database)[1:] == []
    with Session(database) as session:
        assert session.scalar(select(func.count()).select_from(CampaignRow)) == 0
    keeper.key = KEY
    with logged(engine).begin() as session:
        adopt(session, adopting)
    assert len(summaries(database)) == 2
    keeper.key = None
    with pytest.raises(ConfigurationError, match="审计密钥不在"), logged(engine).begin() as session:
        owe(session, [Letter("a@example.test", "k", "1", "题", "文", "")], NOW.date())
    assert checked(database).faults == ()


def test_an_emptied_log_is_not_begun_anew(kept: Engine, campaign: int, open_ledger: Open) -> None:
    bare = open_ledger(kept.url.render_as_string(hide_password=False))
    with bare.begin() as connection:
        unguard(connection)
        connection.execute(delete(AuditEntryRow))
    with bare.begin() as connection:
        assert not begin(connection, Book(KeyInMemory(), lambda: NOW))
    with pytest.raises(ConfigurationError, match="审计记录是空的"), logged(kept).begin() as session:
        record_facts(session, campaign, [report(1)], Entered("甲", NOW))
    assert "审计记录是空的" in [fault.what for fault in checked(bare).faults]


def test_a_ledger_from_before_the_log_is_covered_by_its_first_entry(
    database: Engine, adopting: Adopting, open_ledger: Open
) -> None:
    with sessionmaker(database).begin() as session:
        campaign_id = adopt(session, adopting).campaign_id
        record_facts(session, campaign_id, [report(1), report(2)], Entered("甲", NOW))
    keep_log(database)
    with logged(database).begin() as session:
        record_facts(session, campaign_id, [report(3)], Entered("甲", NOW))
    bare = open_ledger(database.url.render_as_string(hide_password=False))
    assert checked(bare).faults == ()
    with bare.connect() as connection:
        places = connection.scalars(select(FactRow.sequence).order_by(FactRow.sequence)).all()
    for sequence, number in ((places[0], 1), (places[-1], 2)):
        with bare.connect() as connection:
            done = connection.begin()
            unguard(connection)
            connection.execute(update(FactRow).where(FactRow.sequence == sequence).values(progress=99))
            with Session(connection) as session:
                assert [fault.number for fault in verify(session, KEY).faults if not fault.doubt] == [number]
            done.rollback()


def test_values_of_every_sort_are_found_as_they_were_written(kept: Engine, campaign: int) -> None:
    words = "“引号”\t🏫\u2028换行\n完", "\ufeff\\'; --", "e\u0301é"
    facts = [
        Fact(0, date(2026, 5, 1), "report", "三/(一)", "甲乡", progress=Decimal("1E+2"), reason=words[0]),
        Fact(0, date(2026, 5, 1), "report", "三/(一)", "乙乡", progress=Decimal("33.30"), nochange=True),
        Fact(0, date(2026, 5, 1), "bonus", unit="县财政局", points=Fraction(-7, 3), basis=words[1]),
        Fact(0, date(2026, 5, 1), "return", "三/(一)", "甲乡", to=date(2026, 12, 31), by=words[2]),
    ]
    moment = datetime(2026, 6, 30, 9, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    with logged(kept, "甲\n乙", "登记").begin() as session:
        record_facts(session, campaign, facts, Entered("甲", moment))
    assert checked(kept).faults == ()


def test_a_row_added_through_the_orm_or_in_bulk_is_digested_alike(kept: Engine, campaign: int) -> None:
    shared = {"campaign_id": campaign, "on_day": NOW.date(), "do": "report", "nochange": False, "recorded_by": "甲", "recorded_at": NOW}  # fmt: skip
    with logged(kept).begin() as session:
        session.add_all(FactRow(sequence=sequence, **shared) for sequence in range(1, 2500))
        session.flush()
        session.add(FactRow(sequence=2500, progress=70, **shared))
    assert '"order":{"fact":{"1":[2500,2500,' in summaries(kept)[-1]
    assert checked(kept).faults == ()


def test_the_database_itself_refuses_to_change_what_is_append_only(
    kept: Engine, campaign: int, open_ledger: Open
) -> None:
    with logged(kept).begin() as session:
        take_file(session, campaign, Returned("甲乡.xlsx", b"PK", "甲乡"), [report(1)], Entered("甲乡", NOW))
    bare = open_ledger(kept.url.render_as_string(hide_password=False))
    orders = [
        order
        for table in ("audit_entry", "fact", "returned_file")
        for order in (f"DELETE FROM {table}", f"UPDATE {table} SET campaign_id = campaign_id")
    ]
    if bare.dialect.name == "postgresql":
        orders += ["TRUNCATE audit_entry", "TRUNCATE fact", "TRUNCATE returned_file CASCADE"]
    else:
        orders += [f"REPLACE INTO {table} SELECT * FROM {table}" for table in ("audit_entry", "fact", "returned_file")]
    for order in orders:
        with pytest.raises(DatabaseError, match="append-only"), bare.begin() as connection:
            connection.execute(text(order))
    with bare.connect() as connection:
        assert unguarded(connection, ["audit_entry", "fact", "returned_file"]) == ()
        assert unguarded(connection, ["fact", "letter"]) == ("letter",)
    assert checked(bare).faults == ()
    with bare.begin() as connection:
        connection.execute(text('DROP TRIGGER "fact_keeps_rows" ON fact' if bare.dialect.name == "postgresql" else 'DROP TRIGGER "fact_keeps_DELETE"'))  # fmt: skip
    found = checked(bare)
    assert not found.tampered
    assert ["fact" in fault.what for fault in found.faults] == [True]


def test_two_writers_at_once_keep_one_chain(kept: Engine, campaign: int, open_ledger: Open) -> None:
    rounds, url = 25, kept.url.render_as_string(hide_password=False)
    failures: list[BaseException] = []

    def write(number: int) -> None:
        engine = audited(open_ledger(url), Book(KeyInMemory(), lambda: NOW))
        try:
            for turn in range(rounds):
                with logged(engine, f"第{number}人").begin() as session:
                    if number < 2:
                        record_facts(session, campaign, [report(1)], Entered("甲", NOW))
                    else:
                        owe(session, [Letter("a@example.test", "k", f"{number}/{turn}", "题", "文", "")], NOW.date())
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = checked(kept)
    assert (found.head.length, found.faults) == (2 + 4 * rounds, ())


def test_a_kill_anywhere_leaves_the_change_with_its_entry_or_neither(
    kept: Engine, campaign: int, open_ledger: Open
) -> None:
    url = kept.url.render_as_string(hide_password=False)
    kept.dispose()
    boundary = kills = 0
    while True:
        boundary += 1
        died = _killed_at(url, open_ledger, campaign, boundary)
        engine = open_ledger(url)
        found = checked(engine)
        assert found.faults == ()
        assert found.head.length - 2 == facts_in(engine) / 2
        engine.dispose()
        if not died:
            break
        kills += 1
    print(f"{kept.dialect.name}: {kills} kills, each left both or neither")
    assert kills >= 6
    assert found.head.length == 3


def _killed_at(url: str, open_one: Open, campaign: int, boundary: int) -> bool:
    """Record two facts in a process of its own that dies at a boundary; return whether it got that far."""
    child = os.fork()
    if child == 0:
        passed = 0

        def step(*_: object) -> None:
            nonlocal passed
            passed += 1
            if passed == boundary:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            engine = audited(open_one(url), Book(KeyInMemory(), lambda: NOW))
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(engine, name, step)
            with logged(engine).begin() as session:
                record_facts(session, campaign, [report(1), report(2)], Entered("甲", NOW))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_no_entry_holds_a_secret_a_letter_or_an_address(kept: Engine, campaign: int) -> None:
    attached = (Attachment("清单.xlsx", "application/x", b"SECRET-BYTES"),)
    with logged(kept).begin() as session:
        owe(
            session,
            [Letter("x@example.test", "k", "1", "机密标题", "机密正文", "<p>", "hold", attached)],
            NOW.date(),
            campaign,
        )
        session.add(PostRow(campaign_id=campaign, post="县委书记", address="head@example.test"))
        take_file(session, campaign, Returned("甲.xlsx", b"PK-SECRET", "甲乡"), [report(1)], Entered("甲", NOW))
    with Session(kept) as session:
        everything = repr(list(entries(session)))
    for secret in ("@", "机密", "SECRET", KEY.hex(), KEY.hex().upper(), "<p>"):
        assert secret not in everything


def test_the_log_costs_a_transaction_one_statement(kept: Engine, campaign: int) -> None:
    with logged(kept).begin() as session:
        record_facts(session, campaign, [report(1)], Entered("甲", NOW))
    seen = statements(kept)
    with logged(kept).begin() as session:
        owe(session, [Letter("a@example.test", "k", "1", "题", "文", "")], NOW.date(), campaign)
    own = [line for line in seen if "letter" not in line and "BEGIN" not in line]
    assert len(own) == 1, own


def test_the_head_is_what_the_last_entry_says(kept: Engine, campaign: int) -> None:
    with Session(kept) as session:
        last = list(entries(session))[-1]
        assert head_of(session) == Head(last.content.number, last.hash)
    assert checked(kept).head == (last.content.number, last.hash)
    assert checked(kept, KEY, Head(2, last.hash[:16])).faults == ()
    without = checked(kept, None)
    assert (without.tampered, [fault.doubt for fault in without.faults]) == (False, [True])
    assert "所用密钥不是本台账的那一把" in checked(kept, b"y" * 32).faults[0].what


def test_every_table_is_named_for_people(kept: Engine) -> None:
    assert set(Base.metadata.tables) - {"audit_entry"} <= set(TABLES)
