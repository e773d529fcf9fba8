"""The rectification ledger (整改台账): every finding that goes to a unit as one row of plain values, read off its acts.

Columns in the order offices keep them (序号 … 回头看). Printing them is duban.documents' and the command line's.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from duban.life.batches import batch_of, seen_by
from duban.life.finding import Finding
from duban.life.finding_kinds import BATCH, RECTIFY
from duban.life.findings import findings, told_of
from duban.life.history import History
from duban.months import Month
from duban.phrases import day_text

HEADINGS = (
    "序号",
    "问题编号",
    "来源",
    "问题",
    "类别",
    "整改目标",
    "措施",
    "责任领导",
    "责任单位",
    "责任人",
    "类型",
    "时限",
    "进展",
    "完成日",
    "佐证",
    "核查人",
    "销号日",
    "回头看",
)


class LedgerRow(NamedTuple):
    """One row of the rectification ledger; a day is None and a text empty where there is nothing to say yet."""

    place: int
    key: str
    source: str
    problem: str
    sort: str
    goal: str
    measures: str
    leader: str
    unit: str
    person: str
    type: str
    limit: date | None
    progress: str
    done_on: date | None
    proofs: tuple[str, ...]
    checkers: tuple[str, ...]
    closed_on: date | None
    recheck: str

    def cells(self) -> tuple[str, ...]:
        """Return the row as texts, under HEADINGS."""
        return tuple(_text(value) for value in self)

    def as_json(self) -> dict[str, Any]:
        """Return the row as JSON would hold it, by the fields' names."""
        return {
            name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
            for name, value in self._asdict().items()
        }


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, date):
        return day_text(value)
    return "" if value is None else str(value)


def ledger(history: History, unit: str | None = None) -> tuple[LedgerRow, ...]:
    """Return the ledger's rows as known today, of one unit where named: no dropped finding, no clue, nothing that goes up."""
    listed = [
        finding
        for finding in told_of(findings(history), unit)
        if finding.route == RECTIFY and finding.standing != "dropped"
    ]
    return tuple(_row(history, place, finding, unit) for place, finding in enumerate(listed, 1))


def _row(history: History, place: int, finding: Finding, unit: str | None) -> LedgerRow:
    order, plan, acts = finding.order, finding.plan, finding.acts
    visited = next((act for act in reversed(acts) if act.do == "visit"), None)
    rechecked = next((act for act in reversed(acts) if act.do == "recheck"), None)
    task = history.case.ledger.tasks.get(finding.opening.told("task"))
    return LedgerRow(
        place=place,
        key=finding.key,
        source=source_words(history, finding, unit),
        problem=finding.opening.told("facts"),
        sort=finding.sort,
        goal=order.told("goal") if order else "",
        measures=plan.told("measures") if plan else "",
        leader=(order.told("leader") if order else "") or (task.task.leader if task else None) or "",
        unit=finding.unit or "",
        person=plan.told("person") if plan else "",
        type=order.told("type") if order else "",
        limit=finding.limit,
        progress="；".join(_progress(history, finding)),
        done_on=finding.application.on if finding.application else None,
        proofs=_proofs(finding),
        checkers=visited.names("people") if visited else (),
        closed_on=finding.closed_on,
        recheck=f"{day_text(rechecked.on)}，{rechecked.told('outcome')}" if rechecked else "",
    )


class Origin(NamedTuple):
    """Where a finding came from: the inspection's name, the batch's key where there is one, the day where a name does not tell it."""

    name: str
    batch: str
    on: date | None


def origin(history: History, finding: Finding, unit: str | None = None) -> Origin:
    """Return where a finding came from; a unit is not told of an unannounced batch that is not done there yet."""
    opening = finding.opening
    if opening.told("month"):
        month = Month.parse(opening.told("month"))
        return Origin(f"{month.year}年{month.month}月督查", "", None)
    batch = batch_of(history, opening.told("batch"))
    if batch is None or (unit is not None and batch.key not in {one.key for one in seen_by(history, unit)}):
        return Origin("督查" if opening.told("source") == BATCH else "日常工作", "", opening.on)
    return Origin(batch.proposal.told("title"), batch.key, opening.on)


def source_words(history: History, finding: Finding, unit: str | None = None) -> str:
    """Return where a finding came from as the ledger says it (来源)."""
    found = origin(history, finding, unit)
    return "".join(
        (found.name, f"（{found.batch}）" if found.batch else "", f"，{day_text(found.on)}" if found.on else "")
    )


def inspection_of(history: History, finding: Finding, unit: str | None = None) -> str:
    """Return the inspection a finding was made in, as a unit may be told of it, nothing where there was none."""
    found = origin(history, finding, unit)
    return f"{found.name}（{found.batch}）" if found.batch else ""


def _progress(history: History, finding: Finding) -> Iterator[str]:
    yield finding.words()
    over = finding.days_over(history.today, history.calendar)
    if over:
        yield f"超期{over}个工作日"
    if finding.extended:
        yield f"准予延期{finding.extended}次（原时限{finding.ordered_limit}）"
    if finding.returned:
        yield f"退回{finding.returned}次"
    if finding.relapses:
        yield f"复发{finding.relapses}次"
    told = next((act for act in reversed(finding.acts) if act.do == "progress"), None)
    if told is not None:
        yield f"{day_text(told.on)}：{told.told('progress')}"


def _proofs(finding: Finding) -> tuple[str, ...]:
    named: Iterable[str] = (
        name
        for act in finding.acts
        if act.do == "apply"
        for name in (*(proof.name for proof in act.proofs), act.told("evidence"))
    )
    return tuple(dict.fromkeys(name for name in named if name))
