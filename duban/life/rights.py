"""Who may do what (权限): the one place where a person's right to an act is decided."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.roster import Person

_OFFICE = frozenset({"officer", "director", "leader"})


class Right(NamedTuple):
    """A right: what it is called, which roles of the office hold it, which roles of the unit concerned do.

    Where the unit holds it, the office may write the act down for the unit (代录).
    """

    title: str
    office: frozenset[str]
    unit: frozenset[str] = frozenset()


RIGHTS = {
    "office": Right("办公室人员", _OFFICE),
    "director": Right("办公室主任或领导", frozenset({"director", "leader"})),
    "leader": Right("领导（组长、副组长、分管领导）", frozenset({"leader"})),
    "inspector": Right("督查组成员或办公室人员", _OFFICE | {"inspector"}),
    "judge": Right("评议员或办公室人员", _OFFICE | {"judge"}),
    "unit": Right("本单位联络员或负责人", frozenset(), frozenset({"head", "contact"})),
    "head": Right("本单位负责人", frozenset(), frozenset({"head"})),
    "anyone": Right("任何在册人员", _OFFICE | {"inspector", "judge"}, frozenset({"head", "contact"})),
}


def right_refusal(history: History, act: Act, right: str) -> Refusal | None:
    """Return why a person may not do an act that asks for a right, None where they may.

    The first director of an empty roster is appointed by whoever sets the office up.
    """
    if not history.roster.people and (act.subject, act.do, act.told("role")) == ("person", "appoint", "主任"):
        return None
    wanted = RIGHTS[right]
    serving = history.roster.serving(act.by, act.on)
    if act.on_behalf_of is not None:
        return _for_another(act, wanted, serving)
    if any(person.role in wanted.office for person in serving):
        return None
    if wanted.unit and any(person.role in wanted.unit and person.unit == act.unit for person in serving):
        return None
    return Refusal(f"“{act.by}”无权办理：须由{wanted.title}办理", _remedy(history, act, wanted))


def _for_another(act: Act, wanted: Right, serving: Iterable[Person]) -> Refusal | None:
    if act.on_behalf_of != act.unit:
        return Refusal(f"代录的单位“{act.on_behalf_of}”与事项所涉单位“{act.unit or '无'}”不一致")
    if not wanted.unit:
        return Refusal("该事项不能代录", f"须由{wanted.title}本人办理")
    # A unit that writes from its registered mailbox speaks for itself.
    if act.by == act.unit or any(person.role in _OFFICE for person in serving):
        return None
    return Refusal(f"“{act.by}”不是办公室人员，不能代录", "由办公室人员代录，或由本单位人员办理")


def _remedy(history: History, act: Act, wanted: Right) -> str:
    if not history.roster.people:
        return "尚未登记人员：先登记办公室主任，见 duban people --help"
    holders = [one.name for role in sorted(wanted.office) for one in history.roster.holding(role, act.on)]
    if wanted.unit and act.unit:
        return f"由{act.unit}人员办理，或由办公室代录（--for {act.unit}）"
    named = list(dict.fromkeys(holders))
    listed = "、".join(named[:5]) + ("等" if len(named) > 5 else "")
    return f"现有：{listed}" if named else "请先登记有此权限的人员"


def may(people: Iterable[Person], right: str, day: date) -> bool:
    """Return whether any of a person's roles gives an office right on a day."""
    return any(person.role in RIGHTS[right].office and person.serves(day) for person in people)
