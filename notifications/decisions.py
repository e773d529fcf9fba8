"""The office's answers to a unit (退办通知、延期批复): a claim sent back, an extension granted or refused.

What a decision means in dates is duban.rules.decisions'.
"""

from datetime import date

from duban.documents.wording import day_text, node_text
from duban.letters import Letter
from duban.rules.decisions import Decision
from duban.units import Unit
from notifications.desk import Desk, occurrence
from notifications.templating import Wording, render


def decision_letter(desk: Desk, decision: Decision, on: date) -> Letter | None:
    """Return the letter that tells a unit a decision, None where the unit has no contact; one decision is told once."""
    unit = desk.campaign.register.named(decision.unit)
    if unit is None or unit.contact is None:
        return None
    kind = "returned" if decision.fact.do == "return" else "extension"
    wording = _wording(desk, kind, unit, decision, on)
    return Letter(
        to=unit.contact,
        kind=kind,
        occurrence=occurrence(kind, desk.campaign.title, *_event(decision), unit.contact),
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
    )


def _event(decision: Decision) -> tuple[str, ...]:
    fact = decision.fact
    mark = str(decision.times) if decision.asked is None else str(decision.asked)
    return fact.do, decision.task, decision.unit, decision.node, fact.on.isoformat(), mark


def _wording(desk: Desk, kind: str, unit: Unit, decision: Decision, on: date) -> Wording:
    task, fact = desk.tasks[decision.task], decision.fact
    known = date.fromisoformat(decision.node)
    rows = [("任务", f"{task.number}　{task.title}"), ("原定时限", day_text(known))]
    if decision.in_force != known:
        rows.append(("现行时限", day_text(decision.in_force)))
    return render(
        kind,
        office=desk.office,
        campaign=desk.campaign.title,
        unit=unit.name,
        number=task.number,
        node=node_text(task, decision.node, decision.in_force),
        decision=decision,
        granted=fact.do == "extend_grant",
        reason=(fact.reason or "").strip().rstrip("。"),
        rows=rows,
        on=on,
    )
