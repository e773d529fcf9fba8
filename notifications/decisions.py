"""The office's answers to a unit (退办通知、延期批复): a claim sent back, an extension granted or refused.

What a decision means in dates is duban.rules.decisions'.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from duban.documents.wording import day_text, node_text
from duban.letters import Letter
from duban.rules.decisions import Decision
from notifications.desk import Desk
from notifications.writing import write


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """The answer to a unit that asked for more time to put a finding right (整改延期批复).

    `ordered` is the limit as it was ordered, `asked` the date asked for, `in_force` the one that counts from now on and `passed`
    whether that lies before the day of the answer.
    """

    key: str
    unit: str
    facts: str
    ordered: date
    asked: date
    in_force: date
    passed: bool
    granted: bool
    reason: str
    on: date


def decision_letter(desk: Desk, decision: Decision, on: date) -> Letter | None:
    """Return the letter that tells a unit a decision, None where the unit has no contact; one decision is told once."""
    kind = "returned" if decision.fact.do == "return" else "extension"
    return _letter(desk, kind, decision.unit, _event(decision), _values(desk, decision) | {"on": on})


def finding_answer_letter(desk: Desk, answer: FindingAnswer) -> Letter | None:
    """Return the letter that tells a unit the answer on a finding's limit, None where the unit has no contact; told once."""
    rows = [("问题", f"{answer.key}　{answer.facts}"), ("原定时限", day_text(answer.ordered))]
    moved = answer.in_force != answer.ordered
    if moved and not answer.granted:
        rows.append(("现行时限", day_text(answer.in_force)))
    do = "extend_grant" if answer.granted else "extend_refuse"
    event = ("finding", do, answer.key, answer.unit, answer.on.isoformat(), answer.asked.isoformat())
    values = {
        "matter": "问题整改",
        "number": answer.key,
        "asked": answer.asked,
        "in_force": answer.in_force,
        "moved": moved,
        "passed": answer.passed,
        "granted": answer.granted,
        "reason": _plain(answer.reason),
        "rows": rows,
        "on": answer.on,
    }
    return _letter(desk, "extension", answer.unit, event, values)


def _letter(desk: Desk, kind: str, name: str, event: tuple[str, ...], values: dict[str, Any]) -> Letter | None:
    unit = desk.campaign.register.named(name)
    if unit is None or unit.contact is None:
        return None
    return write(desk, kind, unit.contact, (*event, unit.contact), unit=unit.name, **values)


def _event(decision: Decision) -> tuple[str, ...]:
    fact = decision.fact
    mark = str(decision.times) if decision.asked is None else str(decision.asked)
    return fact.do, decision.task, decision.unit, decision.node, fact.on.isoformat(), mark


def _values(desk: Desk, decision: Decision) -> dict[str, Any]:
    task, fact = desk.tasks[decision.task], decision.fact
    known = date.fromisoformat(decision.node)
    rows = [("任务", f"{task.number}　{task.title}"), ("原定时限", day_text(known))]
    if decision.in_force != known:
        rows.append(("现行时限", day_text(decision.in_force)))
    return {
        "matter": "任务",
        "number": task.number,
        "node": node_text(task, decision.node, decision.in_force),
        "decision": decision,
        "asked": decision.asked,
        "in_force": decision.in_force,
        "moved": decision.in_force != known,
        "passed": decision.passed,
        "granted": fact.do == "extend_grant",
        "reason": _plain(fact.reason or ""),
        "rows": rows,
    }


def _plain(reason: str) -> str:
    return reason.strip().rstrip("。")
