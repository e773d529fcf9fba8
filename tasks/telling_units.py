"""Letters that follow from acts (办理函件): the answer to a claim or extension, the rectification notice, owed with the act itself."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from duban.letters import Letter
from duban.life.act import Act
from duban.life.finding import Finding
from duban.life.findings import finding_of, findings
from duban.life.history import History
from duban.life.rectification import origin
from duban.phrases import day_text
from duban.rules.decisions import decisions
from models.outbox import owe
from notifications.decisions import FindingAnswer, decision_letter, finding_answer_letter
from notifications.rectifications import Notice, Problem, rectification
from tasks.ledger import desk

EXTENSION_ANSWERS = frozenset({"extend_grant", "extend_refuse"})
ANSWERS = EXTENSION_ANSWERS | {"return"}
# A long-term duty closes by stages and may have no day of its own; the year's last stands for it in the notice.
_YEAR_END = (12, 31)


def owe_letters(session: Session, campaign_id: int, history: History, acts: Sequence[Act], on: date) -> int:
    """Owe what acts that were just taken have to tell their units and return how many letters are new; `history` holds the acts."""
    letters: list[Letter | None] = []
    for act in acts:
        if act.subject == "task" and act.do in ANSWERS:
            writer = desk(history.campaign)
            letters += [decision_letter(writer, made, on) for made in decisions(history.case.ledger, act.order)]
        elif act.subject == "finding" and act.do in EXTENSION_ANSWERS:
            letters += _answer(history, act)
    letters += _notices(history, [act for act in acts if (act.subject, act.do) == ("finding", "order")], on)
    return owe(session, filter(None, letters), on, campaign_id)


def _answer(history: History, act: Act) -> Iterator[Letter | None]:
    """Yield the letter on a request for more time to put a finding right."""
    finding = finding_of(history, act.key)
    if finding is None:
        return
    asked = next(one for one in reversed(finding.acts) if one.do == "extend_request").day("to")
    ordered, limit = finding.ordered_limit, finding.limit
    if asked and ordered and limit:
        granted = act.do == "extend_grant"
        facts, passed = finding.opening.told("facts"), limit < act.on
        dates = (ordered, asked, limit, passed)
        answer = FindingAnswer(act.key, finding.unit or "", facts, *dates, granted, act.told("reason"), act.on)
        yield finding_answer_letter(desk(history.campaign), answer)


def _notices(history: History, orders: Sequence[Act], on: date) -> Iterator[Letter | None]:
    """Yield a notice for each unit and inspection, with every finding ordered there."""
    every = {one.key: one for one in findings(history)} if orders else {}
    ordered: defaultdict[tuple[str, tuple[str, str]], list[Finding]] = defaultdict(list)
    for order in orders:
        finding = every[order.key]
        ordered[finding.unit or "", _inspection(history, finding)].append(finding)
    for (name, (inspection, _)), own in ordered.items():
        unit = history.campaign.register.named(name)
        if unit is not None:
            days = [one.opening.on for one in own]
            # What tells this notice from others stands in the letter too: it has no number of an official paper.
            several = f"等{len(own)}项" if len(own) > 1 else ""
            number = f"问题{own[0].key}{several}，{day_text(own[0].acts[-1].on)}交办"
            notice = Notice(number, inspection, min(days), max(days), tuple(_problem(one, on) for one in own))
            yield rectification(desk(history.campaign), unit, notice, on)


def _inspection(history: History, finding: Finding) -> tuple[str, str]:
    """Return the name of the inspection a finding came from, as its unit may be told of it, and the batch's key."""
    found = origin(history, finding, finding.unit)
    return found.name, found.batch


def _problem(finding: Finding, on: date) -> Problem:
    goal = finding.order.told("goal") if finding.order else ""
    by = finding.limit or date(on.year, *_YEAR_END)
    return Problem(finding.opening.told("facts"), finding.opening.basis or "", goal, by)
