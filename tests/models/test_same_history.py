"""The same history leaves the same rows in SQLite and in PostgreSQL, to the last column."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from logged import checked, keep_log, logged
from sqlalchemy import Engine, select

from duban.letters import Attachment, Letter
from duban.life.act import Act
from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.judgement import judge
from models.acts import Kept, append_act, keep_files
from models.adoption import Adopting, adopt
from models.bounced import mark_bounced
from models.dispatch import Attempted, claim, record, recover
from models.months import Judged, publish_month, store_month
from models.outbox import bundle, owe
from models.paper_register import Made, Signature, next_number, register_paper
from models.queries import campaign_values, facts_of
from models.received import Fetched, Handled, Place, begin, finish, keep, waiting
from models.recording import Entered, Returned, record_facts, take_file
from models.rows import Base

NOW = datetime(2026, 6, 30, 1, tzinfo=UTC)


def live(engine: Engine, adopting: Adopting, amended: Adopting) -> None:
    """Play adoption, facts, an amendment, a judged and corrected month, and letters of every end, all of it in the audit log."""
    sessions = logged(keep_log(engine))
    with sessions.begin() as session:
        campaign_id = adopt(session, adopting).campaign_id
        facts = [
            Fact(0, date(2026, 3, 3), "assign", "三/(一)"),
            Fact(0, date(2026, 5, 9), "report", "三/(一)", "甲乡", progress=Decimal("33.3")),
            Fact(0, date(2026, 6, 9), "bonus", unit="县财政局", points=Fraction(1, 3), basis="通报表扬"),
        ]
        record_facts(session, campaign_id, facts, Entered("督查专员", NOW))
        adopt(session, amended, confirmed=True)
        report = [Fact(0, date(2026, 6, 30), "claim", "三/(一)", "乙乡")]
        take_file(session, campaign_id, Returned("乙乡.xlsx", b"PK", "乙乡"), report, Entered("乙乡", NOW, "乙乡"))
    with sessions.begin() as session:
        month = Month(2026, 6)
        campaign, found = campaign_values(session, campaign_id), list(facts_of(session, campaign_id))
        result = judge(campaign, found, [month]).months[month]
        stored = store_month(session, campaign_id, Judged(month, result, campaign.parameters), NOW)
        publish_month(session, stored.month_id, "县委书记", NOW)
        made = Made("circular", str(month), 1, "2026年6月督查通报", "application/x", b"PK\x00", 3, NOW)
        number = next_number(session, "云教组办通", 2026)
        register_paper(session, campaign_id, made, number, Signature("县委书记", NOW))
        assert result.obligations
        changed = result._replace(obligations=result.obligations[1:])
        store_month(session, campaign_id, Judged(month, changed, campaign.parameters), NOW)
    with sessions.begin() as session:
        attached = (Attachment("清单.xlsx", "application/x", b"\x00PK\xff"),)
        letters = [Letter(f"{n}@example.test", "k", str(n), "题", "文", "<p>", "hold", attached) for n in range(4)]
        owe(session, letters, NOW.date(), campaign_id)
        bundle(session, NOW.date(), NOW, lambda digest: f"Message-ID: <{digest.to}>\n\n".encode())
    with sessions.begin() as session:
        proof = Kept("说明.txt", "text/plain", "验收单".encode())
        act = Act(
            0, date(2026, 6, 10), "task", "三/(一)", "object", "县财政局", "县财政局", detail={"reason": "非职责"}
        )
        keep_files(session, campaign_id, append_act(session, campaign_id, act, NOW), [proof, proof], NOW)
        claims = claim(session, NOW, 3)
        for held, end in zip(claims, ("accepted", "bounced"), strict=False):
            record(session, held, Attempted(end, "dot", 250, "ok"), NOW)  # type: ignore[arg-type]
        recover(session, NOW + timedelta(hours=1))
    with sessions.begin() as session:
        owe(session, [Letter("9@example.test", "reminder", "催办", "题", "文", "<p>")], NOW.date(), campaign_id)
        keep(session, Fetched(Place("box", 4_294_967_295, 7), b"\x00\xff", NOW, "yi@example.test", "题"), NOW)
        (number,) = waiting(session)
        begin(session, number)
        handled = Handled("bounce", True, "退信", "yi@example.test", "题", "<1@x>", "f" * 64, campaign_id, "乙乡", 1)
        finish(session, number, handled)
        assert mark_bounced(session, 1, number, "5.1.1", NOW)


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def test_both_databases_tell_the_same_story(
    sqlite_url: str, postgres_url: str, open_ledger: Callable[[str], Engine], adopting: Adopting, amended: Adopting
) -> None:
    found = []
    for url in (sqlite_url, postgres_url):
        engine = open_ledger(url)
        live(engine, replace(adopting), amended)
        found.append(rows(engine))
        assert checked(engine).faults == ()
    assert found[0] == found[1]
    empty = {name for name, held in found[0].items() if not held}
    assert empty <= {"post", "calendar_day", "reminder_rung", "deduction", "journal", "departed"}
