"""What becomes of a file a unit sends back (收件结果): a value every kind of returned form shares."""

from pathlib import Path
from typing import Literal, NamedTuple

from duban.plan import Doubt


class Received(NamedTuple):
    """What became of one returned file. `faults` are sentences; a file with any was not taken at all."""

    path: Path
    outcome: Literal["taken", "same", "refused"]
    unit: str = ""
    facts: int = 0
    faults: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
