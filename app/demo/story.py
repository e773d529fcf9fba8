"""What happens in a demonstration: a plan, its register, and who answers what when. The example county's is read from examples/."""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from duban.rules.campaign import Fact
from duban.rules.scenario import read_facts
from duban.rules.written import as_written, compose

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "yunling"
MONTHS = 3


class Story(NamedTuple):
    """What happens in a demonstration: the plan, its register, the day tasks are handed out, and who answers what when."""

    plan: Path
    units: Path | None
    handout: date | None
    head: str | None
    office: str | None
    answers: list[dict[str, Any]]
    decisions: tuple[Fact, ...]


def example() -> Story:
    """Return the example county's three months."""
    told = as_written(compose((EXAMPLE / "答复.yaml").read_text(encoding="utf-8"), "答复.yaml"))
    return Story(
        plan=EXAMPLE / "方案.txt",
        units=EXAMPLE / "名录.csv",
        handout=date.fromisoformat(told["handout"]),
        head=told["head"],
        office=told["office"],
        answers=told["answers"],
        decisions=read_facts((EXAMPLE / "审核决定.yaml").read_text(encoding="utf-8")),
    )
