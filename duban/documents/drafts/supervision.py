"""The papers on a matter under supervision (督办单、督办通知书): level, limit and demands as decided, sending and receipt as recorded."""

from dataclasses import replace
from datetime import date

from duban.documents.drafts.source import Draft, Final, Source, pick, unsigned
from duban.documents.drafts.tasks import Late, assignment, late, overdue
from duban.documents.paper import Paper
from duban.documents.signing import day_or_empty
from duban.documents.supervision_notice import Supervision, supervision_notice, supervision_sheet
from duban.documents.wording import day_text, node_text
from duban.errors import UsageError
from duban.life.entering import number_of, proposed
from duban.life.paper_kinds import PAPER_KINDS
from duban.life.papers import sendings
from duban.life.supervising import Supervised, supervised, watched_nodes
from duban.rules.ledger import Assignment, Obligation

_PLAN = "方案"


def sheets(source: Source) -> tuple[Draft, ...]:
    """Return the sheet (督办单) of a unit's part of a task as its supervision went; of one never supervised, a sheet without level
    for every node it is late with."""
    own = assignment(source)
    number, unit = own.task.task.number, own.unit.unit.name
    found = supervised(source.history, number, unit)
    if found is None:
        return tuple(_proposed(source, one) for one in overdue(source))
    sheet = _as_it_went(source, found, _ordered(source, own, found))
    return (Draft(f"督办单_{number}_{unit}_{found.act.on}", supervision_sheet(sheet)),)


def notices(source: Source) -> tuple[Draft, ...]:
    """Return the notice (督办通知书) to every unit whose part of a task is under supervision, or to the unit asked for."""
    parts = pick(source.key, source.history.case.ledger.tasks, "任务").assignments
    found = {unit: one for unit in parts if (one := supervised(source.history, source.key, unit)) and one.is_standing}
    if not found:
        raise UsageError(f"任务{source.key}没有单位在督", remedy="先登记：duban act … 任务 编号 列入督办 --unit 单位")
    if source.unit:
        pick(source.unit, found, f"任务{source.key}在督的单位")
        found = {source.unit: found[source.unit]}
    return tuple(_notice(source, parts[unit], one) for unit, one in found.items())


def _notice(source: Source, own: Assignment, found: Supervised) -> Draft:
    number, unit = own.task.task.number, own.unit.unit.name
    matter = _ordered(source, own, found)

    def make(given: str, day: date | None) -> Paper:
        return supervision_notice(replace(matter, number=given, sent_on=day))

    return unsigned(f"督办通知书_{number}_{unit}", Final(_about(number, unit, found), make, unit, number))


def _about(number: str, unit: str, found: Supervised) -> str:
    """Return what the register says the notice of a supervision is on: raised to another level, it gets a notice of its own."""
    return f"{number} {unit} 第{found.time}次督办"


def _ordered(source: Source, own: Assignment, found: Supervised) -> Supervision:
    """Return a matter as it was put under supervision."""
    task, act = own.task.task, found.act
    node = act.told("node")
    where, basis = _origin(source, task.number)
    return Supervision(
        number="",
        level=found.level,
        matter=f"{task.title}（节点{node_text(task, node, None)}）" if node else task.title,
        source=f"{basis}任务{task.number}" if where == _PLAN else where,
        basis=act.basis or "",
        lead=own.unit.unit.name,
        cooperating=tuple(name for name in task.names("cooperating") if name != own.unit.unit.name),
        leader=task.leader or "",
        demands=found.demands or tuple(step.text for step in task.steps),
        deadline=act.day("limit"),
        feedback=act.told("feedback"),
        approver=act.by,
        approved_on=act.on,
        contact=source.contact,
        issuer=source.issuer,
    )


def _as_it_went(source: Source, found: Supervised, matter: Supervision) -> Supervision:
    """Return a matter with what became of it: its notice sent and received, how far the unit has come, its end."""
    number = found.act.key
    about = _about(number, matter.lead, found)
    told = (PAPER_KINDS["order"].title, about)
    papers = [act for act in source.history.of("paper") if (act.told("kind"), act.told("about")) == told]
    key = papers[-1].key if papers else ""
    sent = next((one for one in sendings(source.history.of("paper", key)) if one.to == matter.lead), None)
    given = next((one.number for one in reversed(source.filed) if (one.kind, one.about) == ("order", about)), "")
    return replace(
        matter,
        number=given,
        approval=f"列入督办，级别为{found.level}。",
        sent_on=sent.sent if sent else None,
        received_by=sent.person if sent else "",
        received_at=day_or_empty(sent.received) if sent else "",
        progress=_progress(source, number, matter.lead, found),
        review=f"{day_text(found.lifted.on)}解除督办：{found.lifted.told('reason')}" if found.lifted else "",
        reviewer=found.lifted.by if found.lifted else "",
        closed_on=found.closed,
    )


def _progress(source: Source, number: str, unit: str, found: Supervised) -> str:
    """Return how far a unit has come with what is watched, node by node where there are several; nothing once it is done."""
    own = source.history.case.ledger.tasks[number].assignments[unit]
    watched = watched_nodes(own, found.act) if found.closed is None else []
    over = {one.one: one.over for one in late(source.history, own)}
    lines = [
        (node_text(own.task.task, one.node.name, None), _standing(source, one, over.get(one, 0))) for one in watched
    ]
    told = "；".join(f"{name}：{words}" if len(lines) > 1 else words for name, words in lines)
    return f"截至{day_text(source.day)}，{told}" if told else ""


def _standing(source: Source, one: Obligation, over: int) -> str:
    reported = one.progress_at(source.day.toordinal())
    progress = "未报送过进展" if reported is None else f"报送进度{reported}%"
    return f"逾期{over}个工作日，{progress}" if over else progress


def _proposed(source: Source, found: Late) -> Draft:
    """Return the sheet of a matter that could be put under supervision: nobody has decided its level yet."""
    task, unit = found.one.assignment.task.task, found.one.assignment.unit.unit.name
    where, basis = _origin(source, task.number)
    sheet = Supervision(
        number="",
        level="",
        matter=f"任务{task.number}“{task.title}”（节点{node_text(task, found.one.node.name, None)}）",
        source=where,
        basis=basis,
        lead=unit,
        cooperating=tuple(name for name in task.names("cooperating") if name != unit),
        leader=task.leader or "",
        demands=tuple(step.text for step in task.steps),
        deadline=found.limit,
        progress=f"截至{day_text(source.day)}，{_standing(source, found.one, found.over)}",
        contact=source.contact,
        issuer=source.issuer,
    )
    return Draft(f"督办单_{task.number}_{unit}_{found.one.node.name}", supervision_sheet(sheet))


def _origin(source: Source, number: str) -> tuple[str, str]:
    """Return where a task came from and its basis: a matter entered during the year has its own, the others the plan's."""
    entered = next((act for act in source.history.of("entry") if act.do == "enter" and number_of(act) == number), None)
    proposal = proposed(source.history, entered.key) if entered else None
    if proposal is None:
        return (_PLAN if source.basis else "", source.basis)
    day = proposal.day("source_day")
    named = f"{proposal.told('source')}：{proposal.told('source_name')}"
    return (f"{named}（{day_or_empty(day)}）" if day else named, proposal.basis or "")
