"""Reminders (催办): what one address is told on one day about dates that come near or have passed.

Which obligation is due for which rung is decided in duban.rules; the words are here and in templates/reminder (to a unit's
contact, who answers) and templates/escalation (to heads and leaders, who see to it).
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Literal, NamedTuple

from duban.documents.wording import node_text
from duban.letters import Letter
from duban.rules.result import ObligationLine, ReminderItem, ReminderLetter
from notifications.desk import Desk, occurrence
from notifications.templating import render

Addressee = Literal["contact", "head", "leader"]


class Rung(NamedTuple):
    """One rung of the ladder in words: what it is called, when it is reached, what is asked of the unit."""

    name: str
    reached: str
    demand: str


RUNGS = {
    "late10": Rung("督办", "逾期10个工作日以上", "请主要负责人亲自督促，立即办结，并书面说明逾期原因。"),
    "late5": Rung("督办", "逾期5个工作日以上", "请主要负责人督促，抓紧办结，并书面说明逾期原因。"),
    "late1": Rung("催办", "已逾期", "请抓紧办理，尽快办结并反馈。"),
    "lead1": Rung("提醒", "距时限1个工作日以内", "请按时办结；确需延期的，请在时限届满前提出申请。"),
    "lead5": Rung("提醒", "距时限5个工作日以内", "请对照进度抓紧办理；确需延期的，请在时限届满前提出申请。"),
}
_ESCALATED = ("late10", "late5")
_NAMED_UNITS = 3


class Row(NamedTuple):
    """One item as the letter's table shows it, in the order of its columns."""

    number: str
    title: str
    unit: str
    node: str
    situation: str
    progress: str


class Section(NamedTuple):
    """The items of one rung."""

    rung: Rung
    rows: tuple[Row, ...]


Standings = Mapping[tuple[str, str, str | None], ObligationLine]


def reminder(desk: Desk, owed: ReminderLetter, lines: Iterable[ObligationLine]) -> Letter:
    """Return the letter for one address and day; to heads and leaders it is held where nobody knows whether it arrived.

    `lines` are the standings at the end of the letter's day from which the working days over are told; an item without its line
    is a KeyError.
    """
    standings = {(line.task, line.unit, line.node): line for line in lines}
    addressee, salutation = _addressed(desk, owed)
    worst = RUNGS[min((item.rung for item in owed.items), key=list(RUNGS).index)]
    kind = "reminder" if addressee == "contact" else "escalation"
    wording = render(
        kind,
        office=desk.office,
        campaign=desk.campaign.title,
        on=owed.on,
        worst=worst,
        count=len(owed.items),
        addressee=addressee,
        salutation=salutation,
        sections=_sections(desk, owed.items, standings),
    )
    return Letter(
        to=owed.to,
        kind=kind,
        occurrence=occurrence("reminder", desk.campaign.title, owed.to, owed.on.isoformat()),
        subject=wording.subject,
        text=wording.text,
        html=wording.html,
        policy="resend" if addressee == "contact" else "hold",
    )


def _sections(desk: Desk, items: Iterable[ReminderItem], standings: Standings) -> tuple[Section, ...]:
    return tuple(
        Section(RUNGS[rung], tuple(_row(desk, item, standings[item.task, item.unit, item.node]) for item in group))
        for rung, group in groupby(items, key=lambda item: item.rung)
    )


def _row(desk: Desk, item: ReminderItem, line: ObligationLine) -> Row:
    task = desk.tasks[item.task]
    return Row(
        number=item.task,
        title=task.title,
        unit=item.unit,
        node=node_text(task, item.node, line.date),
        situation=f"逾期{line.n}个工作日" if line.n else RUNGS[item.rung].reached,
        progress=f"{line.progress or 0}%",
    )


def _addressed(desk: Desk, owed: ReminderLetter) -> tuple[Addressee, str]:
    """Return as whom the address is written to, the highest of what it is for any item, and how it is called."""
    posts = _posts(desk, owed)
    if posts:
        return "leader", "、".join(posts)
    headed = [item.unit for item in owed.items if item.rung in _ESCALATED and _head(desk, item.unit) == owed.to]
    if headed:
        return "head", f"{_listed(headed)}主要负责人"
    return "contact", _listed(item.unit for item in owed.items)


def _posts(desk: Desk, owed: ReminderLetter) -> list[str]:
    campaign = desk.campaign
    asked = [desk.tasks[item.task].leader for item in owed.items if item.rung in _ESCALATED]
    asked += [campaign.head for item in owed.items if item.rung == "late10"]
    return [post for post in dict.fromkeys(asked) if post and campaign.addresses.get(post) == owed.to]


def _head(desk: Desk, name: str) -> str | None:
    unit = desk.campaign.register.named(name)
    return unit.head if unit else None


def _listed(names: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(names))
    listed = "、".join(distinct[:_NAMED_UNITS])
    return listed if len(distinct) <= _NAMED_UNITS else f"{listed}等{len(distinct)}个单位"
