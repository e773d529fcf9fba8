"""What acts leave of a unit's parts of a task (分解项): as they stand, and their results rolled up. Which may follow which: parts.py."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from duban.life.act import Act
from duban.life.kinds import number


@dataclass(slots=True)
class Part:
    """One part as it stands: `holders` from the first to the present one, `dues` likewise; `upper` is the part it was cut from."""

    key: str
    task: str
    unit: str
    text: str
    place: str
    upper: str
    given: date
    holders: list[tuple[date, str]]
    dues: list[tuple[date, date]]
    progress: Fraction | None = None
    moved: date | None = None
    done: date | None = None
    dropped: bool = False

    @property
    def holder(self) -> str:
        """Who holds the part now."""
        return self.holders[-1][1]

    @property
    def due(self) -> date:
        """The date in force."""
        return self.dues[-1][1]

    def is_late(self, day: date) -> bool:
        """Return whether the part is past its date: done after it, or not done by the end of a day."""
        return (self.done or day) > self.due


@dataclass(frozen=True, slots=True)
class PartResult:
    """A part with what lies below it: last parts done and in all, their mean progress, and those past their date."""

    part: Part
    done: int
    total: int
    mean: Fraction
    late: tuple[str, ...]
    below: tuple["PartResult", ...] = field(default=())


def parts_of(acts: Iterable[Act], day: date | None = None) -> dict[str, Part]:
    """Return the parts that some acts leave, by key, as known at the end of a day where one is given."""
    parts: dict[str, Part] = {}
    for act in acts:
        if act.subject == "part" and (day is None or act.on <= day):
            _take(parts, act)
    return parts


def _take(parts: dict[str, Part], act: Act) -> None:
    if act.do == "give":
        parts[act.key] = Part(
            act.key,
            act.told("task"),
            act.unit or "",
            act.told("text"),
            act.told("place"),
            act.told("upper"),
            act.on,
            [(act.on, act.told("holder"))],
            [(act.on, due_of(act))],
        )
        return
    part = parts[act.key]
    if act.do == "report":
        part.moved = act.on if number(act, "progress") != part.progress else part.moved
        part.progress = number(act, "progress")
    elif act.do == "done":
        part.done, part.moved = act.on, act.on
    elif act.do == "return":
        part.done = None
    elif act.do == "move":
        part.dues.append((act.on, due_of(act)))
    elif act.do == "hand":
        part.holders.append((act.on, act.told("holder")))
    else:
        part.dropped = True


def due_of(act: Act) -> date:
    """Return the date an act sets for a part."""
    due = act.day("due")
    assert due is not None  # noqa: S101 - the catalogue has checked that it is given
    return due


def part_results(parts: Mapping[str, Part], day: date, task: str | None = None) -> tuple[PartResult, ...]:
    """Return the parts cut straight from tasks (or from one), each with those below it, results of the last parts rolled up.

    Dropped parts are left out; `day` tells which are past their date.
    """
    below: dict[str, list[Part]] = defaultdict(list)
    for part in parts.values():
        if not part.dropped:
            below[part.upper].append(part)
    return tuple(_result(part, below, day) for part in below[""] if task in (None, part.task))


def walked(results: Iterable[PartResult], depth: int = 0) -> Iterator[tuple[int, PartResult]]:
    """Yield every result with its depth, each before those below it."""
    for one in results:
        yield depth, one
        yield from walked(one.below, depth + 1)


def _result(part: Part, below: Mapping[str, list[Part]], day: date) -> PartResult:
    own = tuple(_result(one, below, day) for one in below.get(part.key, ()))
    if not own:
        progress = Fraction(100) if part.done else part.progress or Fraction(0)
        return PartResult(part, int(part.done is not None), 1, progress, (part.key,) if part.is_late(day) else ())
    total = sum(one.total for one in own)
    mean = sum((one.mean * one.total for one in own), Fraction(0)) / total
    late = tuple(key for one in own for key in one.late)
    return PartResult(part, sum(one.done for one in own), total, mean, late, own)
