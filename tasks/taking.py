"""Taking what comes back (收件、登记): returned checklists, and the office's own decisions. All of a file or nothing of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.answer_rows import Answer
from duban.documents.answers import Answers, Awaited, Head, awaited_for, head_of, read_answers
from duban.documents.rectification_answers import is_rectification
from duban.documents.returned_file import Fault
from duban.documents.returned_review import is_review
from duban.errors import InputRefused, UsageError
from duban.life.catalogue import refusal
from duban.life.history import History
from duban.life.task_kinds import as_act
from duban.months import Month
from duban.rules.campaign import Campaign, Fact
from duban.rules.facts import REASONS
from duban.rules.facts import Refused as RefusedByRules
from duban.rules.judgement import Case
from models.acts import history_of
from models.campaigns import CampaignName, find_campaign
from models.outbox import owe
from models.queries import campaign_values, facts_of
from models.recording import Entered, Returned, take_file, was_taken
from notifications.receipts import Answered, receipt
from tasks.acting import Refused, perform
from tasks.assigning import editions_of
from tasks.intake import read_bytes, read_source_of
from tasks.ledger import desk, sessions
from tasks.papers import keep_answer
from tasks.received import Received
from tasks.rectifying import take_ledger

_REVIEW = Fault("E120", "这是方案核对表，不由收件办理", "", "请由办公室用 duban adopt --reviewed 采用")


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
    """Return what became of one returned checklist or rectification ledger (收件): its answers become facts of the day, all or none.

    The same bytes again change nothing. An answer that the rules would refuse refuses the file, with its cell.
    """
    submitted = Submitted(path.name, read_bytes(path), now)
    if fault := submitted.caged_fault:
        return Received(path, "refused", faults=(fault,))
    with sessions(by, "收件").begin() as session:
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
    if is_rectification(submitted.content):
        return TakenIn(take_ledger(session, Returned(submitted.name, submitted.content), now, by, submitted.writers))
    head = head_of(submitted.content)
    if not isinstance(head, Head):
        why = (_REVIEW,) if is_review(submitted.content) else head
        return TakenIn(Received(path, "refused", faults=tuple(map(str, why))))

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
    faults = _against_the_rules(campaign, known, facts, read.answers) or _against_the_guards(
        history_of(session, campaign_id, now.date()),
        facts,
        read.answers,
        by if submitted.writers is None else head.unit,
    )
    if faults:
        return refused(*faults)
    keep_answer(returned.sha256, submitted.name, submitted.content)
    take_file(session, campaign_id, returned, facts, Entered(by, now, head.unit))
    return TakenIn(Received(path, "taken", head.unit, len(facts), doubts=read.doubts), campaign_id, tuple(facts))


class NotRecorded(NamedTuple):
    """A decision that was not recorded, with the reason in Chinese."""

    fact: Fact
    reason: str


def record(campaign_id: int, facts: Sequence[Fact], now: datetime, by: str) -> tuple[NotRecorded, ...]:
    """Record the office's decisions (登记), each judged by what those before it left, and return those that were not taken.

    `by` is who decided where a fact names nobody; what is a unit's own word is written down for the unit (代录).
    """
    barred = []
    with sessions(by, "登记", campaign_id).begin() as session:
        history = history_of(session, campaign_id, now.date())
        for fact in sorted(facts, key=lambda fact: (fact.on, fact.order)):
            try:
                perform(session, campaign_id, history, as_act(fact, by), (), now)
            except Refused as refused:
                barred.append(NotRecorded(fact, refused.what))
            else:
                history = history_of(session, campaign_id, now.date())
    return tuple(sorted(barred, key=lambda item: item.fact.order))


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
    editions = editions_of(session, campaign_id, month, campaign)
    edition = editions.get(head.unit) or next(iter(editions.values()))
    return awaited_for(edition, lines)


def _against_the_rules(
    campaign: Campaign, known: Sequence[Fact], facts: Sequence[Fact], answers: Sequence[Answer]
) -> tuple[str, ...]:
    places = {fact.order: answer.place for fact, answer in zip(facts, answers, strict=True)}
    return tuple(
        f"E125 {REASONS[item.reason]} · {places[item.fact.order]} · 请核对该行办理情况，改正后重新发回"
        for item in _refused(Case(campaign, [*known, *facts]), known)
    )


def _against_the_guards(history: History, facts: Sequence[Fact], answers: Sequence[Answer], by: str) -> tuple[str, ...]:
    """Return what the guards of a task's life say against a unit's answers, with their places."""
    judged = [
        (answer.place, refusal(history, as_act(fact, by, fact.unit)))
        for fact, answer in zip(facts, answers, strict=True)
    ]
    return tuple(f"E125 {why.rule} · {place} · {why.remedy}" for place, why in judged if why is not None)


def _refused(case: Case, known: Sequence[Fact]) -> tuple[RefusedByRules, ...]:
    """Return those of the new facts, numbered behind the known ones, that the rules refuse."""
    return tuple(item for item in case.recorded.refused if item.fact.order >= _next(known))


def _next(known: Sequence[Fact]) -> int:
    return known[-1].order + 1 if known else 1
