"""What may be done to a recorded fact (事实): struck out for a stated reason, never changed or removed."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Kind, Subject, kinds

FACT_KINDS = kinds(Kind("strike", "不再计入", "leader", basis=True))


def _refusal(history: History, act: Act) -> Refusal | None:
    if act.key not in {str(entry.fact.order) for entry in history.entries}:
        return Refusal(f"没有第{act.key}条事实，或已不再计入", "编号见 duban task")
    return None


FACT = Subject("事实", FACT_KINDS, _refusal)
