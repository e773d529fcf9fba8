"""The receipt (收到反馈回执): what of a unit's answer was entered, and under which number."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from duban.documents.wording import day_text, node_text
from duban.letters import Letter
from duban.rules.campaign import Fact
from duban.units import Unit
from notifications.desk import Desk
from notifications.writing import write


class EntryRow(NamedTuple):
    """One fact taken from the answer, in words, in the order of the table's columns."""

    number: str
    title: str
    node: str
    answer: str


class Leftover(NamedTuple):
    """What of an answer was not entered, and why, in the order of the table's columns."""

    name: str
    why: str


class Answered(NamedTuple):
    """One answer of a unit: the number that names it, the facts it gave, and what of it gave none."""

    number: str
    facts: Sequence[Fact]
    leftovers: Sequence[Leftover] = ()


def receipt(desk: Desk, unit: Unit, answered: Answered, on: date) -> Letter | None:
    """Return the receipt for an answer: what of it was entered and what was not; None where the unit has no contact."""
    if unit.contact is None:
        return None
    return write(
        desk,
        "receipt",
        unit.contact,
        (answered.number, unit.name, unit.contact),
        unit=unit.name,
        number=answered.number,
        rows=[_entry(desk, fact) for fact in answered.facts],
        leftovers=answered.leftovers,
        on=on,
    )


def _entry(desk: Desk, fact: Fact) -> EntryRow:
    task = desk.tasks[fact.task or ""]
    node = node_text(task, fact.node, None) if fact.node else "按当前节点"
    return EntryRow(task.number, task.title, node, _answer(fact))


def _answer(fact: Fact) -> str:
    match fact.do:
        case "report":
            return "无变化" if fact.nochange else f"进展{fact.progress}%"
        case "claim":
            return "申请办结"
        case "occur":
            return f"{day_text(fact.on)}开展一次"
        case "extend_request" if fact.to:
            return f"申请延期至{day_text(fact.to)}"
        case other:
            raise KeyError(other)
