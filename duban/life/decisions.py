"""What a weekly stock-take decided (周盘点议定事项): entered at one meeting, looked at first at the next, settled by an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds

OUTCOMES = ("已落实", "未落实", "不再办理")
DECISION_KINDS = kinds(
    Kind(
        "decide",
        "议定事项",
        "office",
        (Field("matter", "事项"), Field("due", "时限", "day"), Field("task", "任务编号", required=False)),
        opens=True,
    ),
    Kind("settle", "落实情况", "office", (Field("outcome", "结果", OUTCOMES), Field("reason", "说明", required=False))),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision with its outcome, None while it is open; one not carried out (未落实) stays open and keeps its last word."""

    key: str
    on: date
    matter: str
    due: date
    task: str
    unit: str
    outcome: str = ""
    settled: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the next stock-take must look at it."""
        return self.outcome in ("", "未落实")


def decisions_of(acts: Iterable[Act], day: date) -> tuple[Decision, ...]:
    """Return the decisions made by a day, in order, with what had become of them at its end."""
    found: dict[str, Decision] = {}
    for act in acts:
        if act.subject != "decision" or act.on > day:
            continue
        if act.do == "decide":
            due = act.day("due") or act.on
            found[act.key] = Decision(act.key, act.on, act.told("matter"), due, act.told("task"), act.unit or "")
        else:
            found[act.key] = replace(found[act.key], outcome=act.told("outcome"), settled=act.on)
    return tuple(found.values())


def _refusal(history: History, act: Act) -> Refusal | None:
    known = {one.key: one for one in decisions_of(history.acts, history.today)}
    if act.do == "settle":
        one = known.get(act.key)
        if one is None:
            return Refusal(f"没有“{act.key}”这一议定事项", "编号见 duban stocktake")
        return None if one.is_open else Refusal(f"“{act.key}”已于{one.settled}登记为{one.outcome}")
    if act.key in known:
        return Refusal(f"议定事项编号“{act.key}”已经使用")
    task = act.told("task")
    if task and task not in history.case.ledger.tasks:
        return Refusal(f"没有编号为“{task}”的任务")
    due = act.day("due")
    return Refusal(f"时限{due}早于议定日{act.on}") if due and due < act.on else None


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"议{len({one.key for one in history.of('decision')}) + 1}"


DECISION = Subject("议定事项", DECISION_KINDS, _refusal, next_key=_next_key)
