"""The papers on one unit's part of a task: what it asked (延期申请表), and what urges it once it is late (催办单).

Those of a matter under supervision are in supervision.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from duban.documents.drafts.source import Draft, Final, Source, pick
from duban.documents.extension_application import EXTENSION_ANSWERS, ExtensionApplication, extension_application
from duban.documents.paper import Paper
from duban.documents.reminder_sheet import Urging, reminder_sheet
from duban.documents.wording import day_text, node_text
from duban.errors import UsageError
from duban.life.history import Entry, History
from duban.phrases import quoted
from duban.rules.ledger import Assignment, Decided, Obligation


class Late(NamedTuple):
    """Something overdue on a day: the obligation, the date in force, working days over it."""

    one: Obligation
    limit: date
    over: int


def late(history: History, own: Assignment) -> Iterator[Late]:
    """Yield what a unit's part of a task is overdue with at the end of the history's last day; nothing while it is suspended or waived."""
    day = history.today.toordinal()
    if own.is_waived_at(day) or own.task.paused_at(day):
        return
    for one in own.obligations:
        if one.node.first is not None and one.is_open_at(day):
            limit = one.date_at(day)
            over = history.case.ledger.counted(one, history.case.ledger.effective_due(limit), day)
            if over > 0:
                yield Late(one, date.fromordinal(limit), over)


def assignment(source: Source) -> Assignment:
    """Return the part of a task that is asked for; UsageError with the choices, where several units have one also for the unit."""
    own = pick(source.key, source.history.case.ledger.tasks, "任务").assignments
    if source.unit is None and len(own) == 1:
        return next(iter(own.values()))
    return pick(source.unit or "", own, f"任务{source.key}的单位（--unit）")


def overdue(source: Source) -> list[Late]:
    """Return what the part asked for is overdue with; UsageError naming the units that are, where it is with nothing."""
    own = assignment(source)
    found = list(late(source.history, own))
    if not found:
        units = source.history.case.ledger.tasks[source.key].assignments.values()
        others = [one.unit.unit.name for one in units if any(late(source.history, one))]
        raise UsageError(
            f"任务{source.key}的{own.unit.unit.name}截至{source.day}没有逾期事项",
            remedy=f"逾期的单位：{'、'.join(others)}" if others else "该任务没有单位逾期",
        )
    return found


def _matter(one: Obligation) -> str:
    task = one.assignment.task.task
    return f"{quoted(task.title)}（{node_text(task, one.node.name, None)}）"


def urgings(source: Source) -> tuple[Draft, ...]:
    """Return an urging sheet (催办单) for every node of a task a unit is late with.

    It is one more urging than went out for the node since the date in force passed, by mail or signed.
    """
    return tuple(_urging(source, found) for found in overdue(source))


def _urging(source: Source, found: Late) -> Draft:
    unit, node, day = found.one.assignment.unit.unit.name, found.one.node.name, source.day
    on = f"{source.key} {unit} {node}"
    # One urging a day: signed on this day it is this one, not one before it.
    signed = [one.day for one in source.filed if (one.kind, one.about.rpartition(" ")[0]) == ("urging", on)]
    before = [one for one in signed if one and found.limit < one < day]
    sheet = Urging(
        reference="",
        unit=unit,
        matter=_matter(found.one),
        limit=found.limit,
        days_over=found.over,
        time=source.urged.count((unit, node, found.limit)) + len(before) + 1,
        issuer=source.issuer,
        day=day,
        contact=source.contact,
    )

    def make(number: str, on: date | None) -> Paper:
        return reminder_sheet(replace(sheet, reference=number, day=on or day))

    final = Final(f"{on} {day}", make, unit, source.key)
    return Draft(f"催办单_{source.key}_{unit}_{node}", final.make("", None), final)


def extensions(source: Source) -> tuple[Draft, ...]:
    """Return the extension application (延期申请表) a unit made last for a task, with the answer it got."""
    own = assignment(source)
    number, unit = own.task.task.number, own.unit.unit.name
    asked = [entry for entry in source.history.facts(number) if entry.fact.do == "extend_request"]
    mine = [entry for entry in asked if entry.fact.unit == unit]
    if not mine:
        others = "、".join(dict.fromkeys(entry.fact.unit or "" for entry in asked))
        raise UsageError(
            f"任务{number}的{unit}没有提出过延期申请",
            remedy=f"提出过的单位：{others}" if others else "该任务没有单位申请延期",
        )
    return (Draft(f"延期申请表_{number}_{unit}", extension_application(_extension(source.history, own, mine))),)


def _extension(history: History, own: Assignment, asked: list[Entry]) -> ExtensionApplication:
    last = asked[-1].fact
    answer = _answer(history, own, last.order)
    one = answer.obligation if answer else _pending(own, last.to)
    task, day = own.task.task, last.on.toordinal()
    # The answer may come on the day of the request: the date asked about is that of the day before.
    limit = date.fromordinal(one.date_at(day - 1)) if one else None
    progress = one.progress_at(day) if one else None
    granted = answer is not None and answer.fact.do == "extend_grant" and answer.to is not None
    return ExtensionApplication(
        number=task.number,
        unit=own.unit.unit.name,
        item=_matter(one) if one else quoted(task.title),
        limit=limit,
        progress=f"截至{day_text(last.on)}，报送进度{progress}%" if progress is not None else "",
        reason=last.reason or "",
        asked_limit=last.to,
        time=len(asked),
        inspector_opinion="",
        decision=EXTENSION_ANSWERS.get(answer.fact.do, "") if answer else "",
        decided_limit=date.fromordinal(answer.to) if granted and answer and answer.to else None,
    )


def _answer(history: History, own: Assignment, order: int) -> Decided | None:
    """Return the first decision on an extension of this part that was made after a request."""
    return next(
        (
            made
            for made in history.case.ledger.decided
            if made.fact.do in EXTENSION_ANSWERS and made.obligation.assignment is own and made.fact.order > order
        ),
        None,
    )


def _pending(own: Assignment, to: date | None) -> Obligation | None:
    return next((one for one in own.obligations if to and one.request and one.request.to == to.toordinal()), None)
