"""Taking what comes back (收件、登记): returned checklists, and the office's own decisions. All of a file or nothing of it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from duban.documents.answer_rows import Answer
from duban.documents.answers import Answers, Awaited, Head, awaited_for, head_of, read_answers
from duban.errors import InputRefused, UsageError
from duban.months import Month
from duban.plan import Doubt
from duban.rules.campaign import Campaign, Fact
from duban.rules.facts import REASONS, Refused
from duban.rules.judgement import Case
from duban.rules.linting import bonus_doubt
from models.campaigns import CampaignName, find_campaign
from models.outbox import owe
from models.queries import campaign_values, facts_of
from models.recording import Entered, Returned, record_facts, take_file, was_taken
from notifications.receipts import receipt
from tasks.assigning import edition_of
from tasks.intake import read_bytes, read_source_of
from tasks.ledger import desk, sessions
from tasks.papers import keep_answer


class Received(NamedTuple):
    """What became of one returned file. `faults` are sentences; a file with any was not taken at all."""

    path: Path
    outcome: Literal["taken", "same", "refused"]
    unit: str = ""
    facts: int = 0
    faults: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def take(path: Path, now: datetime, by: str) -> Received:
    """Return what became of one returned checklist (收件): its answers become facts of the day, all of them or none.

    The same bytes again change nothing. An answer that the rules would refuse refuses the file, with its cell.
    """
    content = read_bytes(path)
    try:
        # First in the cage: what would exhaust or crash a reader of workbooks is refused there.
        read_source_of(path.name, content)
    except InputRefused as refused:
        return Received(path, "refused", faults=(str(refused),))
    head = head_of(content)
    if not isinstance(head, Head):
        return Received(path, "refused", faults=tuple(map(str, head)))
    with sessions().begin() as session:
        campaign_id = _campaign_of(session, head).id
        returned = Returned(path.name, content, head.unit)
        if was_taken(session, campaign_id, returned):
            return Received(path, "same", head.unit)
        campaign = campaign_values(session, campaign_id)
        known = list(facts_of(session, campaign_id))
        awaited = _awaited(session, campaign_id, campaign, head, now)
        read = read_answers(content, awaited)
        if not isinstance(read, Answers):
            return Received(path, "refused", head.unit, faults=tuple(map(str, read)))
        facts = read.facts(now.date(), _next(known))
        faults = _against_the_rules(campaign, known, facts, read.answers)
        if faults:
            return Received(path, "refused", head.unit, faults=faults)
        keep_answer(returned.sha256, path.name, content)
        take_file(session, campaign_id, returned, facts, Entered(by, now, head.unit))
        unit = campaign.register.named(head.unit)
        letter = receipt(desk(campaign), unit, facts, returned.sha256[:12], now.date()) if unit and facts else None
        owe(session, [letter] if letter else [], now.date(), campaign_id)
        return Received(path, "taken", head.unit, len(facts), doubts=read.doubts)


class NotRecorded(NamedTuple):
    """A decision that was not recorded, with the reason in Chinese."""

    fact: Fact
    reason: str


def record(campaign_id: int, facts: Sequence[Fact], now: datetime, by: str) -> tuple[NotRecorded, ...]:
    """Record the office's decisions (登记) and return those that may not count: refused by the rules, or a bonus the law forbids."""
    with sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        known = list(facts_of(session, campaign_id))
        new = [fact._replace(order=order) for order, fact in enumerate(facts, _next(known))]
        barred = {item.fact.order: REASONS[item.reason] for item in _refused(campaign, known, new)}
        barred |= {
            fact.order: doubt.text for fact in new if fact.do == "bonus" and (doubt := bonus_doubt(fact.basis or ""))
        }
        barred |= {fact.order: "进度应为整数百分点" for fact in new if fact.progress is not None and fact.progress % 1}
        record_facts(session, campaign_id, [fact for fact in new if fact.order not in barred], Entered(by, now))
        return tuple(NotRecorded(fact, barred[fact.order]) for fact in new if fact.order in barred)


def _campaign_of(session: Session, head: Head) -> CampaignName:
    try:
        return find_campaign(session, head.campaign)
    except UsageError as error:
        raise InputRefused("清单所属的专项行动不在台账中", where=head.campaign[:60], code="E120") from error


def _awaited(session: Session, campaign_id: int, campaign: Campaign, head: Head, now: datetime) -> Awaited:
    """Return what the office waits for: this month's list, or last month's where a unit answers late with it."""
    month = Month.of(now.date())
    if head.month == month.plus(-1):
        month = head.month
    lines = Case(campaign, (), [now.date()]).lines_at(now.date())
    return awaited_for(edition_of(session, campaign_id, month, campaign), lines)


def _against_the_rules(
    campaign: Campaign, known: Sequence[Fact], facts: Sequence[Fact], answers: Sequence[Answer]
) -> tuple[str, ...]:
    places = {fact.order: answer.place for fact, answer in zip(facts, answers, strict=True)}
    return tuple(
        f"E125 {REASONS[item.reason]} · {places[item.fact.order]} · 请核对该行办理情况，改正后重新发回"
        for item in _refused(campaign, known, facts)
    )


def _refused(campaign: Campaign, known: Sequence[Fact], new: Sequence[Fact]) -> tuple[Refused, ...]:
    """Return those of the new facts, numbered behind the known ones, that the rules refuse."""
    refused = Case(campaign, [*known, *new]).recorded.refused
    return tuple(item for item in refused if item.fact.order >= _next(known))


def _next(known: Sequence[Fact]) -> int:
    return known[-1].order + 1 if known else 1
