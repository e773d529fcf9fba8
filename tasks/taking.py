"""Taking what comes back (收件、登记): returned checklists, and the office's own decisions. All of a file or nothing of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
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
from duban.rules.decisions import decisions
from duban.rules.facts import REASONS, Refused
from duban.rules.judgement import Case
from duban.rules.linting import bonus_doubt
from models.campaigns import CampaignName, find_campaign
from models.outbox import owe
from models.queries import campaign_values, facts_of
from models.recording import Entered, Returned, record_facts, take_file, was_taken
from notifications.decisions import decision_letter
from notifications.receipts import Answered, receipt
from tasks.assigning import edition_of
from tasks.intake import read_bytes, read_source_of
from tasks.ledger import desk, sessions


class Received(NamedTuple):
    """What became of one returned file. `faults` are sentences; a file with any was not taken at all."""

    path: Path
    outcome: Literal["taken", "same", "refused"]
    unit: str = ""
    facts: int = 0
    faults: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """A file as it reached the office: its bytes, when, and the units (campaign id, name) whose address sent it.

    `writers` is None where a person vouches for the file.
    """

    name: str
    content: bytes
    arrived: datetime
    writers: frozenset[tuple[int, str]] | None = None

    @property
    def caged_fault(self) -> str:
        """Why the file cannot be read, "" where it can: what would exhaust or crash a reader of workbooks is found in the cage."""
        try:
            read_source_of(self.name, self.content)
        except InputRefused as refused:
            return str(refused)
        return ""


class TakenIn(NamedTuple):
    """What became of a submitted file, and the facts it gave to which campaign."""

    received: Received
    campaign_id: int | None = None
    facts: tuple[Fact, ...] = ()


def take(path: Path, now: datetime, by: str) -> Received:
    """Return what became of one returned checklist (收件): its answers become facts of the day, all of them or none.

    The same bytes again change nothing. An answer that the rules would refuse refuses the file, with its cell.
    """
    submitted = Submitted(path.name, read_bytes(path), now)
    if fault := submitted.caged_fault:
        return Received(path, "refused", faults=(fault,))
    with sessions().begin() as session:
        taken = take_in(session, submitted, by, now)
        if taken.facts and taken.campaign_id is not None:
            campaign = campaign_values(session, taken.campaign_id)
            unit, number = campaign.register.named(taken.received.unit), hashlib.sha256(submitted.content).hexdigest()
            letter = receipt(desk(campaign), unit, Answered(number[:12], taken.facts), now.date()) if unit else None
            owe(session, [letter] if letter else [], now.date(), taken.campaign_id)
        return taken.received._replace(path=path)


def take_in(session: Session, submitted: Submitted, by: str, now: datetime) -> TakenIn:
    """Return what became of a file that the cage let through: facts of the day it arrived, all of them or none; no letter is owed here."""
    path = Path(submitted.name)
    head = head_of(submitted.content)
    if not isinstance(head, Head):
        return TakenIn(Received(path, "refused", faults=tuple(map(str, head))))

    def refused(*faults: str) -> TakenIn:
        return TakenIn(Received(path, "refused", head.unit, faults=faults))

    try:
        campaign_id = _campaign_of(session, head).id
    except InputRefused as error:
        return refused(str(error))
    if submitted.writers is not None and (campaign_id, head.unit) not in submitted.writers:
        return refused(f"E121 不属于贵单位：本表为{head.unit}的清单 · 请发回本单位的清单")
    returned = Returned(submitted.name, submitted.content, head.unit)
    if was_taken(session, campaign_id, returned):
        return TakenIn(Received(path, "same", head.unit), campaign_id)
    campaign = campaign_values(session, campaign_id)
    known = list(facts_of(session, campaign_id))
    read = read_answers(submitted.content, _awaited(session, campaign_id, campaign, head, submitted.arrived))
    if not isinstance(read, Answers):
        return refused(*map(str, read))
    facts = read.facts(submitted.arrived.date(), _next(known))
    if faults := _against_the_rules(campaign, known, facts, read.answers):
        return refused(*faults)
    take_file(session, campaign_id, returned, facts, Entered(by, now, head.unit))
    return TakenIn(Received(path, "taken", head.unit, len(facts), doubts=read.doubts), campaign_id, tuple(facts))


class NotRecorded(NamedTuple):
    """A decision that was not recorded, with the reason in Chinese."""

    fact: Fact
    reason: str


def record(campaign_id: int, facts: Sequence[Fact], now: datetime, by: str) -> tuple[NotRecorded, ...]:
    """Record the office's decisions (登记) and return those that may not count: refused by the rules, or a bonus the law forbids.

    In the same transaction every unit whose claim was sent back or whose extension was answered is owed the letter that says so.
    """
    with sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        known = list(facts_of(session, campaign_id))
        new = [fact._replace(order=order) for order, fact in enumerate(facts, _next(known))]
        case = Case(campaign, [*known, *new])
        barred = {item.fact.order: REASONS[item.reason] for item in _refused(case, known)}
        barred |= {
            fact.order: doubt.text for fact in new if fact.do == "bonus" and (doubt := bonus_doubt(fact.basis or ""))
        }
        barred |= {fact.order: "进度应为整数百分点" for fact in new if fact.progress is not None and fact.progress % 1}
        record_facts(session, campaign_id, [fact for fact in new if fact.order not in barred], Entered(by, now))
        writer = desk(campaign)
        letters = (decision_letter(writer, made, now.date()) for made in decisions(case.ledger, _next(known)))
        owe(session, filter(None, letters), now.date(), campaign_id)
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
        for item in _refused(Case(campaign, [*known, *facts]), known)
    )


def _refused(case: Case, known: Sequence[Fact]) -> tuple[Refused, ...]:
    """Return those of the new facts, numbered behind the known ones, that the rules refuse."""
    return tuple(item for item in case.recorded.refused if item.fact.order >= _next(known))


def _next(known: Sequence[Fact]) -> int:
    return known[-1].order + 1 if known else 1
