"""The register of signed papers through the real steps, on both databases: numbers, kept bytes, corrections, sending and receipts."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from offices import Office, at, at_once
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from duban.errors import InputRefused, UsageError
from duban.life.act import Act
from duban.life.appeals import delivered_on
from duban.months import Month
from duban.rules.scenario import read_facts
from flows.monthly_cycle import monthly_cycle
from models.acts import acts_of, history_of
from models.database import open_database
from models.months import month_in_record
from models.paper_register import SignedPaper, signed_bytes
from models.rows import PaperRow
from tasks import registering
from tasks.acting import Refused, do
from tasks.auditing import verify
from tasks.ledger import reading_sessions, sessions
from tasks.publishing import publish
from tasks.registering import Draft, Registered, Signing, addressed, register, registered, take_out_paper
from tasks.settings import settings
from tasks.taking import record
from tasks.writing import write

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


@pytest.fixture
def codes(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office with its 机关代字; 县委副书记 heads the campaign and is its leader."""
    monkeypatch.setenv("DUBAN_OFFICE_CODE", "云教组办")
    settings.cache_clear()
    return office


@pytest.fixture
def coded(codes: Office) -> Office:
    """That office with March judged."""
    monthly_cycle(str(codes.id), "2026-03", "2026-04-01T08:30")
    return codes


def appoint(office: Office, name: str, role: str, unit: str | None = None) -> None:
    act = Act(0, date(2026, 3, 2), "person", name, "appoint", "办公室主任", unit=unit, detail={"role": role})
    do(office.id, act, (), at("2026-03-02T09:00"))


def papers(office: Office) -> tuple[Registered, ...]:
    return register(str(office.id))[1]


def sign_paper(campaign_id: int, draft: Draft, signing: Signing) -> SignedPaper:
    """A draft signed in a transaction of its own."""
    with sessions(signing.by, "签发", campaign_id).begin() as session:
        history = history_of(session, campaign_id, signing.at.date())
        return registering.sign_paper(session, campaign_id, draft, signing, history)


def order(number: int = 1, make: Callable[[str], bytes] = str.encode) -> Draft:
    return Draft("order", f"事项{number}", f"督办通知书{number}", make, 0)


def act_on(office: Office, key: str, kind: str, on: str, by: str, **told: Any) -> tuple[str, ...]:
    unit, behalf = told.pop("unit", None), told.pop("behalf", None)
    wanted = Act(0, date.fromisoformat(on), "paper", key, kind, by, unit, behalf, detail=told)
    return do(office.id, wanted, (), at(f"{on}T10:00")).followed


def bonus(office: Office, on: str) -> None:
    facts = read_facts(f"facts:\n  - {{on: 2026-03-30, unit: 县财政局, do: bonus, points: 1, basis: 县通报{on}}}\n")
    record(office.id, facts, at(f"{on}T09:00"), "办公室主任")


def test_a_signed_circular_gets_the_next_number_and_its_bytes_are_kept(coded: Office) -> None:
    assert publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    write(coded.id, "2026-03", "2026-04-03T09:00")
    file = coded.paper("2026-03", "月度督查通报.docx").read_bytes()
    (kept,) = papers(coded)
    assert kept.paper.key == "云教组办通〔2026〕1号"
    assert (kept.paper.kind, kept.paper.about, kept.paper.version) == ("circular", "2026-03", 1)
    assert kept.paper.signed_by == "办公室主任"
    assert kept.paper.sha256 == hashlib.sha256(file).hexdigest()
    with reading_sessions().begin() as session:
        assert signed_bytes(session, kept.paper.id) == file
        row = month_in_record(session, coded.id, MARCH)
        before = [act for act in acts_of(session, coded.id) if act.order <= kept.paper.through]
    assert row.number == "云教组办通〔2026〕1号"
    assert kept.paper.made_at == row.judged_at
    assert not [act for act in before if act.do in ("publish", "sign")]
    assert verify().faults == ()


def test_a_signed_circular_is_written_as_it_was_signed_whatever_the_office_is_called_since(
    coded: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    write(coded.id, "2026-03", "2026-04-03T09:00")
    file = coded.paper("2026-03", "月度督查通报.docx")
    signed = file.read_bytes()
    monkeypatch.setenv("DUBAN_OFFICE", "另一个名称的办公室")
    settings.cache_clear()
    file.unlink()
    write(coded.id, "2026-03", "2026-05-03T09:00")
    assert file.read_bytes() == signed
    _, kept = registered(str(coded.id), "云教组办通[2026]1号")
    take_out_paper(kept.paper.id, tmp_path / "原件.docx")
    assert (tmp_path / "原件.docx").read_bytes() == signed


def test_signing_again_gives_no_second_number(coded: Office) -> None:
    assert publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    assert not publish(coded.id, MARCH, "县委副书记", at("2026-04-04T09:00"))
    assert [one.paper.key for one in papers(coded)] == ["云教组办通〔2026〕1号"]


def test_a_correction_is_a_new_paper_that_names_the_old_one(coded: Office) -> None:
    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    bonus(coded, "2026-04-07")
    monthly_cycle(str(coded.id), "2026-03", "2026-04-07T09:30")
    publish(coded.id, MARCH, "办公室主任", at("2026-04-08T09:00"))
    first, second = (one.paper for one in papers(coded))
    assert (second.key, second.version, second.corrects) == ("云教组办通〔2026〕2号", 2, first.key)
    assert first.corrects is None
    assert first.sha256 != second.sha256


def test_a_number_of_ones_own_is_read_kept_and_never_given_again(coded: Office) -> None:
    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"), "云教组办通(2026)7号")
    assert papers(coded)[0].paper.key == "云教组办通〔2026〕7号"
    monthly_cycle(str(coded.id), "2026-04", "2026-05-06T08:30")
    with pytest.raises(InputRefused, match="已经用过"):
        publish(coded.id, APRIL, "办公室主任", at("2026-05-07T09:00"), "云教组办通〔2026〕7号")
    assert publish(coded.id, APRIL, "办公室主任", at("2026-05-07T09:00"))
    assert papers(coded)[1].paper.key == "云教组办通〔2026〕8号"


def test_a_number_of_another_form_signs_nothing(coded: Office) -> None:
    for number in (
        "第4号",
        "云教组办通〔2026〕04号",
        "云教组办通〔26〕4号",
        "云教组办通〔2026〕第4号",
        "〔2026〕4号",
        "",
    ):
        with pytest.raises(UsageError, match="写法不对"):
            publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"), number)
    assert papers(coded) == ()
    with reading_sessions().begin() as session:
        assert month_in_record(session, coded.id, MARCH).state == "draft"


def test_a_number_of_another_year_signs_nothing(coded: Office) -> None:
    with pytest.raises(UsageError, match="不是签发当年的"):
        publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"), "云教组办通〔2025〕4号")
    assert papers(coded) == ()


def test_an_office_without_a_code_signs_without_a_number(office: Office) -> None:
    monthly_cycle(str(office.id), "2026-03", "2026-04-01T08:30")
    assert publish(office.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    (kept,) = papers(office)
    assert kept.paper.number is None
    assert registered(str(office.id), kept.paper.key)[1] == kept


def test_every_kind_and_year_has_its_own_series_and_its_own_signers(coded: Office) -> None:
    def sign(draft: Draft, by: str, on: str) -> SignedPaper:
        return sign_paper(coded.id, draft, Signing(by, at(f"{on}T09:00")))

    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    keys = [
        sign(order(1), "县委副书记", "2026-04-03").key,
        sign(order(2), "县委副书记", "2026-12-31").key,
        sign(order(3), "县委副书记", "2027-01-04").key,
        sign(Draft("rectification", "2026-03/1", "整改通知书", str.encode, 0), "办公室主任", "2027-01-04").key,
    ]
    assert keys == ["云教组办督〔2026〕1号", "云教组办督〔2026〕2号", "云教组办督〔2027〕1号", "云教组办改〔2027〕1号"]
    with reading_sessions().begin() as session:
        assert signed_bytes(session, papers(coded)[1].paper.id).decode() == keys[0]
    with pytest.raises(Refused, match="无权签发督办通知书：须由领导"):
        sign(order(4), "办公室主任", "2027-01-05")
    assert sign(order(4), "县委副书记", "2027-01-05").key == "云教组办督〔2027〕2号"


def test_a_paper_that_cannot_be_made_takes_no_number(codes: Office) -> None:
    def fails(number: str) -> bytes:
        raise ValueError(number)

    with pytest.raises(ValueError, match="1号"):
        sign_paper(codes.id, order(1, fails), Signing("县委副书记", at("2026-04-03T09:00")))
    assert papers(codes) == ()
    assert sign_paper(codes.id, order(1), Signing("县委副书记", at("2026-04-03T09:00"))).key == "云教组办督〔2026〕1号"


def test_signers_at_once_get_a_number_each(codes: Office) -> None:
    moment = at("2026-04-03T09:00")
    calls = [
        lambda place=place: sign_paper(codes.id, order(place), Signing("县委副书记", moment)) for place in range(6)
    ]
    found = at_once(calls)
    assert sorted(paper.number.ordinal for paper in found) == [1, 2, 3, 4, 5, 6]
    assert verify().faults == ()


def test_two_who_sign_one_month_at_once_leave_one_paper(coded: Office) -> None:
    moment = at("2026-04-03T09:00")
    calls = [lambda by=by: publish(coded.id, MARCH, by, moment) for by in ("办公室主任", "县委副书记")]
    assert sorted(at_once(calls)) == [False, True]
    (kept,) = papers(coded)
    with reading_sessions().begin() as session:
        assert month_in_record(session, coded.id, MARCH).published_by == kept.paper.signed_by


def test_two_who_want_one_number_at_once_do_not_both_get_it(codes: Office) -> None:
    signing = Signing("县委副书记", at("2026-04-03T09:00"), "云教组办督〔2026〕3号")
    found = at_once([lambda place=place: sign_paper(codes.id, order(place), signing) for place in range(2)])
    assert sorted(type(one).__name__ for one in found) == ["InputRefused", "SignedPaper"]


def test_a_signed_paper_cannot_be_changed_or_taken_out(codes: Office) -> None:
    sign_paper(codes.id, order(1), Signing("县委副书记", at("2026-04-03T09:00")))
    bare = open_database(settings().database_url)
    for change in (update(PaperRow).values(title="改"), delete(PaperRow)):
        with bare.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(change)
    bare.dispose()
    assert papers(codes)[0].paper.title == "督办通知书1"


def test_a_paper_is_sent_and_received_and_the_appeal_runs_from_the_receipt(coded: Office) -> None:
    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    key = papers(coded)[0].paper.key
    appoint(coded, "财政局联络员", "联络员", "县财政局")
    with pytest.raises(Refused, match="没有发往县财政局"):
        act_on(coded, key, "receive", "2026-04-07", "财政局联络员", unit="县财政局", person="财政局联络员")
    act_on(coded, key, "send", "2026-04-07", "办公室主任", to="县财政局、县教育体育局", means="专人")
    followed = act_on(coded, key, "receive", "2026-04-08", "财政局联络员", unit="县财政局", person="值班员")
    assert any("送达" in line for line in followed)
    by_name = {one.to: one for one in papers(coded)[0].sendings}
    assert (by_name["县财政局"].received, by_name["县财政局"].person) == (date(2026, 4, 8), "值班员")
    assert by_name["县教育体育局"].received is None
    with reading_sessions().begin() as session:
        history = history_of(session, coded.id, date(2026, 4, 9))
    filing = Act(0, date(2026, 4, 9), "appeal", "1", "file", "x", unit="县财政局", detail={"month": "2026-03"})
    assert delivered_on(history, filing) == date(2026, 4, 8)
    with pytest.raises(Refused, match="已于2026-04-08签收"):
        act_on(coded, key, "receive", "2026-04-08", "财政局联络员", unit="县财政局", person="值班员")
    with pytest.raises(Refused, match="此前已发送：县财政局"):
        act_on(coded, key, "send", "2026-04-08", "办公室主任", to="县财政局")


def test_receipts_need_the_right_person_and_day(coded: Office) -> None:
    publish(coded.id, MARCH, "办公室主任", at("2026-04-03T09:00"))
    key = papers(coded)[0].paper.key
    with pytest.raises(Refused, match="早于签发之日"):
        act_on(coded, key, "send", "2026-04-02", "办公室主任", to="县财政局")
    with pytest.raises(Refused, match="没有签发过"):
        act_on(coded, "云教组办通〔2026〕9号", "send", "2026-04-07", "办公室主任", to="县财政局")
    with pytest.raises(Refused, match=r"写作 .*松河乡"):
        act_on(coded, key, "send", "2026-04-07", "办公室主任", to="各乡镇")
    assert addressed(str(coded.id), "财政局、县委办、县财政局") == "县财政局、县委办"
    assert len(addressed(str(coded.id), "全部单位、各乡镇").split("、")) == 24
    act_on(coded, key, "send", "2026-04-07", "办公室主任", to="县财政局")
    with pytest.raises(Refused, match="无权办理"):
        act_on(coded, key, "receive", "2026-04-07", "路人", unit="县财政局", person="路人")
    with pytest.raises(Refused, match="早于发送之日"):
        act_on(coded, key, "receive", "2026-04-06", "办公室主任", unit="县财政局", behalf="县财政局", person="值班员")
    act_on(coded, key, "receive", "2026-04-07", "办公室主任", unit="县财政局", behalf="县财政局", person="值班员")
    with pytest.raises(UsageError, match="不在这里登记"):
        do(
            coded.id,
            Act(0, date(2026, 4, 7), "paper", "云教组办函〔2026〕9号", "sign", "办公室主任"),
            (),
            at("2026-04-07T10:00"),
        )
