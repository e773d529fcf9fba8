"""Acting on many (批量办理): one act on every finding chosen, judged one after another and recorded in one transaction, all or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from duban.life.act import Act
from duban.life.choosing import Choice, choose
from duban.life.finding import Finding
from duban.life.findings import findings
from duban.life.history import History
from duban.life.judging import after
from duban.life.kinds import Effects
from models.acts import history_of
from tasks.acting import Refused, judged, kept_files, store
from tasks.ledger import reading_sessions, sessions
from tasks.overseeing import named_unit
from tasks.printing import tell_made
from tasks.telling_units import owe_letters


class ManyRefused(Refused):
    """Some of many acts break a rule, each told in `reasons`; none was recorded."""

    def __init__(self, of: int, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(
            f"{of}件中有{len(reasons)}件不合规则，全部未登记", remedy="改正，或用 --except 排除这些编号后重试"
        )


class Together(NamedTuple):
    """The acts taken, in order, the findings as they leave them, and how many letters they owe: none in a rehearsal."""

    acts: tuple[Act, ...]
    findings: tuple[Finding, ...]
    letters: int


def do_together(
    campaign_id: int, act: Act, choice: Choice, files: Sequence[Path], now: datetime, *, rehearse: bool = False
) -> Together:
    """Record an act on every finding chosen, each with the files, and return them; ManyRefused, UsageError: nothing is recorded.

    `act.key` is given here. A rehearsal (试办) judges the same and writes nothing. Each unit gets one letter on all that is its own.
    """
    kept = kept_files(files)
    act = replace(act, proofs=tuple(file.proof for file in kept))
    if rehearse:
        with reading_sessions().begin() as session:
            made, left = _judge(history_of(session, campaign_id, now.date()), act, choice)
        return _together([one for one, _ in made], left, 0)
    with sessions(act.by, "批量办理", campaign_id).begin() as session:
        made, left = _judge(history_of(session, campaign_id, now.date()), act, choice)
        acts: list[Act] = []
        for count, one in enumerate(made, 1):
            acts.append(store(session, campaign_id, left, one, kept, now).act)
            tell_made(len(made) + count, 2 * len(made))
        return _together(acts, left, owe_letters(session, campaign_id, left, acts, now.date()))


def _together(acts: Sequence[Act], left: History, letters: int) -> Together:
    every = {one.key: one for one in findings(left)}
    return Together(tuple(acts), tuple(every[one.key] for one in acts), letters)


def _judge(history: History, act: Act, choice: Choice) -> tuple[list[tuple[Act, Effects]], History]:
    """Return every act with what follows from it, each judged by what those before it left, and the history they leave."""
    keys = choose(history, choice._replace(unit=named_unit(history, choice.unit)))
    made: list[tuple[Act, Effects]] = []
    refused: list[str] = []
    for count, key in enumerate(keys, 1):
        try:
            one = judged(history, replace(act, key=key))
        except Refused as error:
            refused.append(str(error))
        else:
            made.append(one)
            history = after(history, *one)
        tell_made(count, 2 * len(keys))
    if refused:
        raise ManyRefused(len(keys), refused)
    return made, history
