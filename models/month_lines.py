"""The lines of a stored month: obligations, scores, deductions, bonuses, written in bulk and read back in order."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from duban.rules.result import Bonus, Deduction, MonthResult, ObligationLine, UnitScore
from models.database import plain_rows
from models.recording import task_ids
from models.register import unit_ids
from models.rows import BonusRow, DeductionRow, ObligationLineRow, ScoreRow, TaskRow, UnitRow
from models.writing import insert_all

# The columns in the order of the values' own fields; month and place come first.
_OBLIGATION = (
    *("month_id", "ordinal", "task_id", "unit_id", "role", "node", "date_in_force", "due", "standing"),
    *("n", "gap", "progress", "claimed", "s", "weight", "c"),
)
_SCORE = ("month_id", "ordinal", "unit_id", "kind", "base", "score", "grade", "rank", "red_cards")
_DEDUCTION = ("month_id", "ordinal", "unit_id", "rule", "points", "task_id", "node", "on_day")
_BONUS = ("month_id", "ordinal", "unit_id", "rule", "points", "basis", "on_day")


def store_lines(session: Session, campaign_id: int, month_id: int, result: MonthResult) -> None:
    """Write all lines of a month, made into rows as they are written."""
    tasks, units = task_ids(session, campaign_id), unit_ids(session, campaign_id)
    insert_all(
        session,
        ObligationLineRow,
        (
            _row(_OBLIGATION, month_id, place, tasks[line.task], units[line.unit], *line[2:])
            for place, line in enumerate(result.obligations)
        ),
    )
    insert_all(
        session,
        ScoreRow,
        (
            _row(_SCORE, month_id, place, units[unit.unit], *unit[1:6], unit.red_cards)
            for place, unit in enumerate(result.units)
        ),
    )
    off = ((unit.unit, line) for unit in result.units for line in unit.deductions)
    insert_all(
        session,
        DeductionRow,
        (
            _row(_DEDUCTION, month_id, place, units[name], *line[:2], tasks[line.task], *line[3:])
            for place, (name, line) in enumerate(off)
        ),
    )
    plus = ((unit.unit, line) for unit in result.units for line in unit.bonus)
    insert_all(
        session,
        BonusRow,
        (_row(_BONUS, month_id, place, units[name], *line) for place, (name, line) in enumerate(plus)),
    )


def drop_lines(session: Session, month_id: int) -> None:
    """Take away all lines of a draft that is judged again."""
    for kind in (ObligationLineRow, ScoreRow, DeductionRow, BonusRow):
        session.execute(delete(kind).where(kind.month_id == month_id))


def obligation_lines(session: Session, month_id: int) -> Iterator[ObligationLine]:
    """Return the obligations of a month in the result's order."""
    columns = [getattr(ObligationLineRow, name) for name in _OBLIGATION[4:]]
    query = (
        select(TaskRow.number, UnitRow.name, *columns)
        .join(TaskRow, ObligationLineRow.task_id == TaskRow.id)
        .join(UnitRow, ObligationLineRow.unit_id == UnitRow.id)
        .where(ObligationLineRow.month_id == month_id)
        .order_by(ObligationLineRow.ordinal)
    )
    return map(ObligationLine._make, plain_rows(session, query))


def unit_scores(session: Session, month_id: int) -> Iterator[UnitScore]:
    """Yield the scores of a month with their deductions and bonuses, in the result's order."""
    deductions = _deductions(session, month_id)
    bonuses = _bonuses(session, month_id)
    columns = [getattr(ScoreRow, name) for name in _SCORE[3:8]]
    query = (
        select(ScoreRow.unit_id, ScoreRow.red_cards, UnitRow.name, *columns)
        .join(UnitRow, ScoreRow.unit_id == UnitRow.id)
        .where(ScoreRow.month_id == month_id)
        .order_by(ScoreRow.ordinal)
    )
    for unit_id, red_cards, *values in plain_rows(session, query):
        yield UnitScore._make((*values, tuple(deductions.get(unit_id, ())), tuple(bonuses.get(unit_id, ())), red_cards))


def _deductions(session: Session, month_id: int) -> dict[int, list[Deduction]]:
    line = DeductionRow
    query = (
        select(line.unit_id, line.rule, line.points, TaskRow.number, line.node, line.on_day)
        .join(TaskRow, line.task_id == TaskRow.id)
        .where(line.month_id == month_id)
        .order_by(line.ordinal)
    )
    found: dict[int, list[Deduction]] = {}
    for unit_id, *values in plain_rows(session, query):
        found.setdefault(unit_id, []).append(Deduction(*values))
    return found


def _bonuses(session: Session, month_id: int) -> dict[int, list[Bonus]]:
    line = BonusRow
    query = select(line.unit_id, line.rule, line.points, line.basis, line.on_day)
    found: dict[int, list[Bonus]] = {}
    for unit_id, *values in plain_rows(session, query.where(line.month_id == month_id).order_by(line.ordinal)):
        found.setdefault(unit_id, []).append(Bonus(*values))
    return found


def _row(columns: tuple[str, ...], *values: object) -> dict[str, Any]:
    return dict(zip(columns, values, strict=True))
