"""Letters that follow from acts (办理函件): the answer to a claim or extension, the rectification notice, owed with the act itself."""

from datetime import date

from sqlalchemy.orm import Session

from duban.letters import Letter
from duban.life.act import Act
from duban.life.findings import findings
from duban.life.history import History
from duban.life.rectification import origin
from duban.rules.decisions import decisions
from models.outbox import owe
from notifications.decisions import decision_letter
from notifications.rectifications import Notice, Problem, rectification
from tasks.ledger import desk

ANSWERS = frozenset({"return", "extend_grant", "extend_refuse"})
# A long-term duty closes by stages and may have no day of its own; the year's last stands for it in the notice.
_YEAR_END = (12, 31)


def owe_letters(session: Session, campaign_id: int, history: History, act: Act, on: date) -> None:
    """Owe what an act that was just taken has to tell its unit; `history` holds the act."""
    letters: list[Letter | None] = []
    if act.subject == "task" and act.do in ANSWERS:
        writer = desk(history.campaign)
        letters = [decision_letter(writer, made, on) for made in decisions(history.case.ledger, act.order)]
    elif (act.subject, act.do) == ("finding", "order"):
        letters = [_notice(history, act, on)]
    owe(session, filter(None, letters), on, campaign_id)


def _notice(history: History, act: Act, on: date) -> Letter | None:
    finding = next(one for one in findings(history) if one.key == act.key)
    unit = history.campaign.register.named(finding.unit or "")
    if unit is None:
        return None
    opening, found = finding.opening, finding.opening.on
    by = finding.limit or date(on.year, *_YEAR_END)
    problem = Problem(opening.told("facts"), opening.basis or "", act.told("goal"), by)
    inspection = origin(history, finding, finding.unit).name
    return rectification(
        desk(history.campaign),
        unit,
        Notice(f"问题编号{act.key}", inspection, found, found, (problem,), key=f"{act.key}-{act.on}"),
        on,
    )
