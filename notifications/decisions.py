"""The office's answers to a unit (退办通知、延期批复): a claim sent back, an extension granted or refused.

What a decision means in dates is duban.rules.decisions'.
"""

from datetime import date
from typing import Any

from duban.documents.wording import day_text, node_text
from duban.letters import Letter
from duban.rules.decisions import Decision
from notifications.desk import Desk


def decision_letter(desk: Desk, decision: Decision, on: date) -> Letter | None:
    """Return the letter that tells a unit a decision, None where the unit has no contact; one decision is told once."""
    unit = desk.campaign.register.named(decision.unit)
    if unit is None or unit.contact is None:
        return None
    kind = "returned" if decision.fact.do == "return" else "extension"
    return desk.write(
        kind, unit.contact, (*_event(decision), unit.contact), unit=unit.name, on=on, **_told(desk, decision)
    )


def _event(decision: Decision) -> tuple[str, ...]:
    fact = decision.fact
    mark = str(decision.times) if decision.asked is None else str(decision.asked)
    return fact.do, decision.task, decision.unit, decision.node, fact.on.isoformat(), mark


def _told(desk: Desk, decision: Decision) -> dict[str, Any]:
    """Return what the templates say of the decision."""
    task, fact = desk.tasks[decision.task], decision.fact
    known = date.fromisoformat(decision.node)
    rows = [("任务", f"{task.number}　{task.title}"), ("原定时限", day_text(known))]
    if decision.in_force != known:
        rows.append(("现行时限", day_text(decision.in_force)))
    return {
        "number": task.number,
        "node": node_text(task, decision.node, decision.in_force),
        "decision": decision,
        "granted": fact.do == "extend_grant",
        "reason": (fact.reason or "").strip().rstrip("。"),
        "rows": rows,
    }
