"""Everything somebody with the database in hand can do to the log and to what it answers for: N tried, N found, on both databases.

Each mutation happens in a transaction of its own, with triggers and foreign keys out of the way, is looked for, and is rolled back.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from logged import KEY, keep_log, logged, unguard
from sqlalchemy import Column, Connection, Engine, Table, delete, event, func, insert, select, update
from sqlalchemy.orm import Session

from duban.chain import START, Content, Head, sealed
from duban.letters import Letter
from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.judgement import judge
from models.adoption import Adopting, adopt
from models.dispatch import Attempted, claim, record
from models.months import Judged, publish_month, store_month
from models.outbox import bundle, owe
from models.queries import campaign_values, facts_of
from models.recording import Entered, Returned, record_facts, take_file
from models.rows import AuditEntryRow, Base
from models.verifying import Verified, verify

NOW = datetime(2026, 6, 30, 1, tzinfo=UTC)
JUNE = Month(2026, 6)
TABLES = Base.metadata.tables
LOG: Table = AuditEntryRow.__table__  # type: ignore[assignment]
# What a month's own digest holds of its lines; places only order them.
LINES = {
    "obligation_line": ("task_id", "unit_id", "role", "node", "date_in_force", "due", "standing", "n", "gap", "progress", "s", "weight", "c"),
    "score": ("unit_id", "kind", "base", "score", "grade", "rank", "red_cards"),
    "deduction": ("unit_id", "task_id", "rule", "points", "on_day"),
    "bonus": ("rule", "points", "basis", "on_day"),
}  # fmt: skip


def live(engine: Engine, adopting: Adopting) -> None:
    """A campaign from adoption to a published month and mail, in some ten transactions."""
    sessions = logged(engine)
    with sessions.begin() as session:
        campaign_id = adopt(session, adopting).campaign_id
    told = [
        [Fact(0, date(2026, 3, 3), "assign", "三/(一)"), Fact(0, date(2026, 3, 3), "assign", "三/(一)-2")],
        [Fact(0, date(2026, 5, 9), "report", "三/(一)", "甲乡", progress=Decimal("33.3"))],
        [Fact(0, date(2026, 6, 9), "bonus", unit="县财政局", points=Fraction(1, 3), basis="通报表扬")],
        [Fact(0, date(2026, 6, 12), "card", unit="乙乡", colour="yellow", reason="两次逾期", by="分管副县长")],
    ]
    with sessions.begin() as session:
        numbers = [task.number for task in campaign_values(session, campaign_id).tasks]
    told[0][1] = told[0][1]._replace(task=numbers[1])
    for facts in told:
        with sessions.begin() as session:
            record_facts(session, campaign_id, facts, Entered("督查专员", NOW))
    with sessions.begin() as session:
        report = [Fact(0, date(2026, 6, 29), "claim", "三/(一)", "乙乡")]
        take_file(session, campaign_id, Returned("乙乡.xlsx", b"PK", "乙乡"), report, Entered("乙乡", NOW, "乙乡"))
    for _ in range(2):
        with sessions.begin() as session:
            campaign, found = campaign_values(session, campaign_id), list(facts_of(session, campaign_id))
            result = judge(campaign, found, [JUNE]).months[JUNE]
            stored = store_month(session, campaign_id, Judged(JUNE, result, campaign.parameters), NOW)
        with sessions.begin() as session:
            publish_month(session, stored.month_id, "县委书记", NOW, "云教组办通〔2026〕7号")
    with sessions.begin() as session:
        owe(session, [Letter("a@example.test", "k", "1", "题", "文", "<p>")], NOW.date(), campaign_id)
    with sessions.begin() as session:
        bundle(session, NOW.date(), NOW, lambda digest: f"Message-ID: <{digest.to}>\n\n".encode())
    with sessions.begin() as session:
        (held,) = claim(session, NOW, 3)
    with sessions.begin() as session:
        record(session, held, Attempted("accepted", "dot", 250, "ok"), NOW)


@dataclass
class Bench:
    """Where mutations are tried: the ledger, its true head, and the tally."""

    engine: Engine
    head: Head
    tried: int = 0
    missed: list[str] = field(default_factory=list)

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """A transaction without triggers that is taken back."""
        with self.engine.connect() as connection:
            done = connection.begin()
            unguard(connection)
            yield connection
            done.rollback()

    def look(self, connection: Connection, *printed: Head) -> Verified:
        """What a check finds now."""
        with Session(connection) as session:
            return verify(session, KEY, printed)

    def expect(
        self, what: str, mutate: Callable[[Connection], object], *printed: Head, names: int | None = None
    ) -> None:
        """Try one mutation; `names` is the entry that must be named first, where it is known."""
        self.tried += 1
        with self.attempt() as connection:
            mutate(connection)
            found = self.look(connection, *printed)
        if not found.tampered or (names is not None and found.faults[0].number != names):
            self.missed.append(f"{what}: {[str(fault) for fault in found.faults]}")

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """All rows of a table in the order of its key."""
        with self.engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]


@pytest.fixture
def bench(database_url: str, open_ledger: Callable[[str], Engine], adopting: Adopting) -> Bench:
    live(keep_log(open_ledger(database_url)), adopting)
    engine = open_ledger(database_url)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA foreign_keys=OFF")

    with engine.connect() as connection:
        head = Head(*connection.execute(select(LOG.c.number, LOG.c.hash).order_by(LOG.c.number.desc()).limit(1)).one())
        with Session(connection) as session:
            assert verify(session, KEY, [head]).faults == ()
    return Bench(engine, head)


def changed(column: Column[Any], value: Any) -> Any:
    """Another value of the same kind."""
    if column.name == "state":
        return "draft" if value == "published" else "published"
    if value is None:
        samples = {"DATE": date(2026, 1, 9), "DATETIME": NOW + timedelta(days=1), "INTEGER": 7, "VARCHAR(64)": "f" * 64}
        exact = {"Exact": Fraction(7), "Percent": 7, "Moment": NOW + timedelta(days=1)}
        return exact.get(type(column.type).__name__, samples.get(str(column.type), "改"))
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int | Decimal | Fraction):
        return value + 1000
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, dict):
        return {**value, "green": "1"} if "green" in value else {**value, "改": 1}
    if column.name in ("hash", "previous", "sha256", "digest", "audit_head"):
        return ("1" if value[0] == "0" else "0") + value[1:]
    return "2027-07" if column.name == "month" else value + "改"


def where(table: Table, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def every_field(bench: Bench, name: str, columns: tuple[str, ...] | None = None) -> None:
    """Edit each field of each row of a table."""
    table = TABLES[name]
    for row in bench.rows(table):
        for column in table.c:
            if (columns is None and column.name != "id") or (columns and column.name in columns):
                values = {column.name: changed(column, row[column.name])}
                names = row["number"] if table is LOG and column.name not in ("number", "hash", "previous") else None
                bench.expect(
                    f"{name} {[row[key.name] for key in table.primary_key]}.{column.name}",
                    lambda connection, row=row, values=values: connection.execute(
                        update(table).where(*where(table, row)).values(values)
                    ),
                    names=names,
                )


def every_row_removed(bench: Bench, name: str) -> None:
    table = TABLES[name]
    for row in bench.rows(table):
        printed = (bench.head,) if table is LOG and row["number"] == bench.head.length else ()
        bench.expect(
            f"{name} row removed {[row[key.name] for key in table.primary_key]}",
            lambda connection, row=row: connection.execute(delete(table).where(*where(table, row))),
            *printed,
        )


def replace_log(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(delete(LOG))
    connection.execute(insert(LOG), rows)


def reseal(rows: list[dict[str, Any]], first: int, key: bytes) -> list[dict[str, Any]]:
    """The rows numbered anew, sealed with a key from one place on."""
    previous, done = START, []
    for number, row in enumerate(rows, 1):
        if number >= first:
            content = Content(number, row["at"], row["actor"], row["action"], row["campaign_id"], row["summary"])
            row = {**row, "number": number, "previous": previous, "hash": sealed(key, previous, content).hash}
        previous = row["hash"]
        done.append(row)
    return done


def the_chain(bench: Bench) -> None:
    every_field(bench, "audit_entry")
    every_row_removed(bench, "audit_entry")
    rows = bench.rows(LOG)
    for place in range(len(rows)):
        copy = {**rows[place], "actor": "外人"}
        moved = [*rows[:place], copy, *({**row, "number": row["number"] + 1} for row in rows[place:])]
        bench.expect(f"inserted before {place}", lambda c, moved=moved: replace_log(c, moved), names=place + 1)
        if place:
            swapped = [*rows]
            swapped[place - 1] = {**rows[place], "number": place}
            swapped[place] = {**rows[place - 1], "number": place + 1}
            bench.expect(f"swapped at {place}", lambda c, swapped=swapped: replace_log(c, swapped), names=place)
            cut = rows[:place]
            bench.expect(f"tail cut at {place}", lambda c, cut=cut: replace_log(c, cut), bench.head)
        if place + 1 < len(rows):
            without = reseal([*rows[:place], *rows[place + 1 :]], place + 1, b"x" * 32)
            bench.expect(f"rebuilt without the key from {place}", lambda c, without=without: replace_log(c, without))
        again = reseal([*rows[:place], *rows[place + 1 :]], place + 1, KEY)
        bench.expect(f"rebuilt with the key from {place}", lambda c, again=again: replace_log(c, again), bench.head)
    bench.expect("emptied", lambda connection: connection.execute(delete(LOG)))


def facts_and_files(bench: Bench) -> None:
    for name in ("fact", "returned_file", "source_document", "month", "campaign"):
        every_field(bench, name)
        every_row_removed(bench, name)
    for name, columns in LINES.items():
        every_field(bench, name, columns)
        every_row_removed(bench, name)
    fact = TABLES["fact"]
    rows = [{name: value for name, value in row.items() if name != "id"} for row in bench.rows(fact)]
    for row in rows:
        for sequence in (0, max(one["sequence"] for one in rows) + 1, -row["sequence"]):
            forged = {**row, "sequence": sequence, "reason": "外人"}
            bench.expect(f"fact inserted at {sequence}", lambda c, forged=forged: c.execute(insert(fact), forged))
    for one, two in pairwise(rows):

        def swap(connection: Connection, one: int = one["sequence"], two: int = two["sequence"]) -> None:
            for old, new in ((one, -99), (two, one), (-99, two)):
                connection.execute(update(fact).where(fact.c.sequence == old).values(sequence=new))

        bench.expect(f"facts swapped {one['sequence']}", swap)
    for name in ("returned_file", "source_document", "month", "campaign"):
        table = TABLES[name]
        for row in bench.rows(table):
            apart = {"month": "2026-07", "sha256": "0" * 64, "title": "另一个专项行动"}
            forged = {**row, "id": 900, **{key: value for key, value in apart.items() if key in row}}
            bench.expect(f"{name} inserted", lambda c, table=table, forged=forged: c.execute(insert(table), forged))


@pytest.mark.parametrize("part", [the_chain, facts_and_files])
def test_every_mutation_is_found(bench: Bench, part: Callable[[Bench], None]) -> None:
    part(bench)
    found = bench.tried - len(bench.missed)
    print(f"{bench.engine.dialect.name} {part.__name__}: {bench.tried} mutations tried, {found} found")
    assert bench.missed == []
    assert bench.tried > 100


def test_what_only_a_printed_head_shows(bench: Bench) -> None:
    """The limits, said plainly: with the key in hand and every head in the ledger taken out, the chain itself is whole again."""
    rows, month = bench.rows(LOG), TABLES["month"]
    last = rows[-2:]
    with bench.attempt() as connection:
        connection.execute(delete(LOG).where(LOG.c.number.in_([row["number"] for row in last])))
        assert not bench.look(connection).tampered, "a tail that answers for no row leaves no gap"
        (fault,) = [fault for fault in bench.look(connection, bench.head).faults if not fault.doubt]
        assert "末尾被截去" in fault.what
    with bench.attempt() as connection:
        replace_log(connection, reseal(rows[:-2], 1, KEY))
        assert not bench.look(connection).tampered
        again = reseal([{**rows[0]}, {**rows[1], "actor": "外人"}, *rows[2:]], 1, KEY)
        replace_log(connection, again)
        by_months = bench.look(connection)
        assert by_months.tampered, "the published months hold heads"
        assert "通报所记的不符" in str(by_months.faults[0])
        assert connection.scalar(select(func.count()).select_from(month).where(month.c.audit_head.is_not(None))) == 1
