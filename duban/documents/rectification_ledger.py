"""The rectification ledger (整改台账) as a landscape working table: one row a problem, from its finding to the look back."""

from dataclasses import dataclass, fields
from datetime import date

from duban.documents.paper import Column, Line, Paper, Table
from duban.documents.signing import day_or_empty


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One problem in the ledger, fields in the order of its columns; what is not known yet stays empty.

    `sort` is 立行立改, 限期整改 or 长期坚持.
    """

    number: str
    source: str
    problem: str
    kind: str = ""
    aim: str = ""
    measures: str = ""
    leader: str = ""
    unit: str = ""
    person: str = ""
    sort: str = ""
    limit: date | None = None
    progress: str = ""
    done_on: date | None = None
    evidence: str = ""
    checker: str = ""
    closed_on: date | None = None
    look_back: str = ""


_COLUMNS = (
    Column("序号", 3, centred=True),
    Column("问题\n编号", 5, centred=True),
    Column("来源（批次、日期）", 8),
    Column("问题", 11),
    Column("类别", 4, centred=True),
    Column("整改目标", 7),
    Column("整改措施", 8),
    Column("责任\n领导", 4, centred=True),
    Column("责任\n单位", 5, centred=True),
    Column("责任人", 4, centred=True),
    Column("整改\n类型", 4, centred=True),
    Column("整改\n时限", 7, centred=True),
    Column("进展", 8),
    Column("完成\n日期", 7, centred=True),
    Column("佐证", 6),
    Column("核查人", 4, centred=True),
    Column("销号\n日期", 7, centred=True),
    Column("回头看", 5),
)


def rectification_ledger(campaign: str, rows: tuple[LedgerRow, ...], issuer: str, as_of: date) -> Paper:
    """Return the ledger (整改台账) as it stands on a day."""
    closed = sum(row.closed_on is not None for row in rows)
    head = Line(
        f"填报单位：{issuer}　　　截至{day_or_empty(as_of)}　　　共{len(rows)}个问题，已销号{closed}个，未销号{len(rows) - closed}个"
    )
    table = Table("", _COLUMNS, tuple((str(place), *_cells(row)) for place, row in enumerate(rows, 1)))
    return Paper((campaign, "问题整改台账"), "", (head, table), "", landscape=True, working=True)


def _cells(row: LedgerRow) -> tuple[str, ...]:
    values = (getattr(row, field.name) for field in fields(row))
    # A day breaks after its year: its column is narrow.
    return tuple(
        day_or_empty(value).replace("年", "年\n") if isinstance(value, date) else value or "" for value in values
    )
