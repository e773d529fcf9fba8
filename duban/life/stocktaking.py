"""The weekly stock-take (周盘点): what moved between two days, what falls due, what is stuck and since when. Units are asked nothing.

It is a difference of standings at two days and of what was recorded between them. How it is printed stands in
duban.documents.stocktake_paper.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from duban.life.act import Act
from duban.life.catalogue import kind_of
from duban.life.decisions import Decision, decisions_of
from duban.life.history import History
from duban.life.indicators import Standing, standings
from duban.life.task_kinds import as_act
from duban.rules.ledger import Obligation
from duban.rules.result import ObligationLine

AHEAD = 10
"""Working days the stock-take looks ahead (domain practice: what will be due in ten working days)."""
WEEK = timedelta(days=7)
SLOW = ("overdue", "far_behind", "behind", "not_kept", "partly_kept")
NOBODY = "未明确责任领导"


class Moved(NamedTuple):
    """An obligation whose standing, progress or date changed between the two days; `before` is None where it is new."""

    before: ObligationLine | None
    now: ObligationLine


class Stuck(NamedTuple):
    """An obligation that is slow at both days and has not moved between them; `since` is the day it last did."""

    line: ObligationLine
    since: date
    days: int
    leader: str


@dataclass(frozen=True, slots=True)
class LeaderLine:
    """The obligations one responsible leader answers for, by the plan's name: counted, and those slow or due soon."""

    leader: str
    counted: int
    done: int
    slow: int
    due_soon: int


@dataclass(frozen=True)
class StockTake:
    """The state of a campaign at a day against an earlier one; every figure is as of the end of `day`."""

    title: str
    since: date
    day: date
    horizon: date
    decisions: tuple[Decision, ...]
    decided: tuple[Act, ...]
    moved: tuple[Moved, ...]
    due_soon: tuple[ObligationLine, ...]
    stuck: tuple[Stuck, ...]
    lines: tuple[ObligationLine, ...]
    indicators: tuple[Standing, ...]
    leaders: tuple[LeaderLine, ...]
    leader_of: Mapping[str, str]
    title_of: Mapping[str, str]

    @property
    def slow(self) -> tuple[ObligationLine, ...]:
        """The scored obligations that are not on track."""
        return tuple(line for line in self.lines if line.standing in SLOW)

    @property
    def counts(self) -> Counter[str]:
        """How many scored obligations stand how."""
        return Counter(line.standing for line in self.lines)

    @property
    def on_track(self) -> Fraction | None:
        """Per cent of the scored obligations that are not slow, None where there is none."""
        return Fraction(100 * (len(self.lines) - len(self.slow)), len(self.lines)) if self.lines else None


def stocktake(history: History, day: date, since: date | None = None) -> StockTake:
    """Return the stock-take of a day against an earlier one (a week before where None), both as of their end.

    `history` must know both days (History.days). Only obligations that weigh and are not out are counted.
    """
    earlier = since or day - WEEK
    leader_of = {task.number: task.leader or NOBODY for task in history.campaign.tasks}
    lines = _counted(history.case.lines_at(day))
    before = {_key(line): line for line in _counted(history.case.lines_at(earlier))}
    horizon = date.fromordinal(history.calendar.after(day.toordinal(), AHEAD))
    due_soon = tuple(line for line in lines if line.due and not line.claimed and day < line.due <= horizon)
    return StockTake(
        title=history.campaign.title,
        since=earlier,
        day=day,
        horizon=horizon,
        decisions=tuple(one for one in decisions_of(history.acts, day) if _to_look_at(one, earlier, day)),
        decided=tuple(act for act in _acts(history) if earlier < act.on <= day and _decides(act)),
        moved=tuple(_moved(lines, before)),
        due_soon=tuple(sorted(due_soon, key=lambda line: line.due or day)),
        stuck=tuple(_stuck(history, lines, before, (earlier, day))),
        lines=lines,
        indicators=standings(history.targets, history.acts, day),
        leaders=_by_leader(leader_of, lines, due_soon),
        leader_of=leader_of,
        title_of={task.number: task.title for task in history.campaign.tasks},
    )


def _acts(history: History) -> list[Act]:
    facts = [as_act(entry.fact, entry.by, entry.on_behalf_of) for entry in history.entries]
    return sorted([*facts, *history.acts], key=lambda act: (act.on, act.order))


def _decides(act: Act) -> bool:
    """Return whether an act is a director's or leader's decision on what is supervised, or a claim sent back."""
    kind = kind_of(act)
    of_office = act.subject in ("person", "decision")
    return kind is not None and not of_office and (kind.right in ("director", "leader") or act.do == "return")


def _to_look_at(one: Decision, earlier: date, day: date) -> bool:
    """Return whether a decision belongs on the list: made before today and open, or settled since the last stock-take."""
    return one.on < day and (one.is_open or (one.settled is not None and one.settled > earlier))


def _key(line: ObligationLine) -> tuple[str, str, str | None]:
    return line.task, line.unit, line.node


def _counted(lines: Sequence[ObligationLine]) -> tuple[ObligationLine, ...]:
    return tuple(line for line in lines if line.s is not None and line.weight > 0)


def _moved(
    lines: Sequence[ObligationLine], before: dict[tuple[str, str, str | None], ObligationLine]
) -> Iterator[Moved]:
    for line in lines:
        old = before.get(_key(line))
        state = (line.standing, line.progress, line.claimed, line.date)
        if old is None or (old.standing, old.progress, old.claimed, old.date) != state:
            yield Moved(old, line)


def _stuck(
    history: History,
    lines: Sequence[ObligationLine],
    before: dict[tuple[str, str, str | None], ObligationLine],
    days: tuple[date, date],
) -> Iterator[Stuck]:
    earlier, day = days
    tasks = {task.number: task for task in history.campaign.tasks}
    for line in lines:
        old = before.get(_key(line))
        if line.standing not in SLOW or old is None or old.standing not in SLOW:
            continue
        since = _last_move(_obligation(history, line), day.toordinal())
        if since <= earlier.toordinal():
            waited = history.calendar.count(since, day.toordinal())
            yield Stuck(line, date.fromordinal(since), waited, tasks[line.task].leader or "")


def _obligation(history: History, line: ObligationLine) -> Obligation:
    state = history.case.ledger.tasks[line.task]
    return state.assignments[line.unit].obligations[state.places[line.node or ""]]


def _last_move(one: Obligation, day: int) -> int:
    """Return the last day an obligation moved by a day: its progress changed, it took place, was claimed or returned; else its start."""
    moves = [one.assignment.day or 0, *(one.occurrences)]
    last: object = None
    for reported, progress in one.reports:
        if progress != last:
            moves.append(reported)
        last = progress
    moves += [at for claim in one.claims for at in (claim.day, claim.returned) if at is not None]
    if one.start is not None:
        moves.append(one.start)
    return max(move for move in moves if move <= day)


def _by_leader(
    names: Mapping[str, str], lines: Sequence[ObligationLine], due_soon: Sequence[ObligationLine]
) -> tuple[LeaderLine, ...]:
    soon = Counter(names[line.task] for line in due_soon)
    found = []
    for leader in dict.fromkeys(names.values()):
        own = [line for line in lines if names[line.task] == leader]
        if own:
            done = sum(line.standing in ("done", "done_late", "kept") for line in own)
            slow = sum(line.standing in SLOW for line in own)
            found.append(LeaderLine(leader, len(own), done, slow, soon[leader]))
    return tuple(found)
