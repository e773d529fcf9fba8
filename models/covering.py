"""Whether the ledger's rows are still those the audit log answers for: rows in order, listed rows, months' lines, kept bytes.

Fed entry by entry in the order of the log; what must be remembered of listed rows waits in a temporary file. Digests: models.covered.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from duban.chain import Content, canonical
from duban.chain_words import name_of
from duban.errors import DubanError
from models.covered import Span, in_order, listed, listed_rows, rows_in_order, span_of, wrong_bytes
from models.months import digest, read_month, reminders_as_json
from models.remembered import Last, Remembered
from models.rows import MonthRow

# What an unreadable value in a row raises when it is turned back into ours.
_UNREADABLE = (ValueError, ArithmeticError, TypeError, LookupError, AttributeError, DubanError)


class Fault(NamedTuple):
    """One thing wrong: the entry it shows at (None where it is no single entry) and what.

    `doubt`: nothing is wrong yet, but something should not be so; `chain`: the entry itself is bad, not a row it answers for.
    """

    number: int | None
    what: str
    doubt: bool = False
    chain: bool = False

    def __str__(self) -> str:
        return f"第{self.number}条：{self.what}" if self.number else self.what


class Covering:
    """One check of the rows behind the log; used as a block, which ends its temporary file."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places: dict[tuple[str, int], int] = {}
        self._remembered = Remembered()

    def __enter__(self) -> Self:
        self._remembered.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self._remembered.__exit__(*exception)

    def faults(self, content: Content) -> Iterator[Fault]:
        """Yield what is wrong with the rows one entry answers for."""
        # Most entries answer for no row; reading their JSON would double the time of a check.
        if not isinstance(content.summary, str) or not ('"order"' in content.summary or '"listed"' in content.summary):
            return
        try:
            spans, rows = _read(content.summary)
        except _UNREADABLE:
            yield Fault(content.number, "摘要无法读取")
            return
        for table, held in rows:
            self._remembered.keep(table, content.number, held)
        for whose, span in spans:
            yield from self._span(content.number, whose, span)

    def faults_beyond(self) -> Iterator[Fault]:
        """Yield, once the whole log was read, what the log says nothing of, what is gone, and what changed inside a row."""
        yield from self._unlogged()
        for name in listed():
            yield from self._listed(name)
        yield from self._months()
        for name, sha256 in wrong_bytes(self._session.connection()):
            yield Fault(None, f"{name_of(name)}的文件内容与其指纹不符：{sha256[:16]}")

    def _span(self, number: int, whose: tuple[str, int], span: Span) -> Iterator[Fault]:
        name, campaign = whose
        after, self._places[whose] = self._places.get(whose), span.last
        try:
            rows = rows_in_order(self._session.connection(), in_order()[name], campaign, after, span.last)
            found = span_of(rows)
        except _UNREADABLE:
            found = Span(0, -1, "")
        if found.digest != span.digest:
            counted = "有无法读取的值" if found.rows < 0 else f"登记{span.rows}行，现有{found.rows}行"
            where = f"专项行动{campaign}，序号{'' if after is None else after + 1}至{span.last}，{counted}"
            yield Fault(number, f"该条登记的{name_of(name)}与台账不符（{where}）")

    def _unlogged(self) -> Iterator[Fault]:
        for name, table in in_order().items():
            query = select(table.c.campaign_id, func.max(table.c.sequence)).group_by(table.c.campaign_id)
            for campaign, last in self._session.execute(query).all():
                known = self._places.get((name, campaign), 0)
                if last > known:
                    where = f"专项行动{campaign}，序号{known + 1}至{last}"
                    yield Fault(None, f"台账中有审计记录没有登记的{name_of(name)}（{where}）")

    def _listed(self, name: str) -> Iterator[Fault]:
        words = name_of(name)
        try:
            for row_id, found, label in listed_rows(self._session.connection(), listed()[name]):
                known = self._remembered.look_up(name, row_id)
                if known is None:
                    yield Fault(None, f"台账中有审计记录没有登记的{words}：{label[:32]}")
                elif known.digest != found:
                    yield Fault(known.number, f"该条登记的{words}与台账不符：{_label(known)}")
        except _UNREADABLE:
            yield Fault(None, f"{words}中有无法读取的值")
        for gone in self._remembered.missing(name):
            yield Fault(gone.number, f"该条登记的{words}已不在台账中：{_label(gone)}")

    def _months(self) -> Iterator[Fault]:
        for month_id in self._session.scalars(select(MonthRow.id)).all():
            if not self._as_digested(month_id):
                known = self._remembered.look_up("month", month_id)
                number, label = (known.number, _label(known)) if known else (None, str(month_id))
                yield Fault(number, f"该条登记的月度结果，其明细（责任事项、得分、扣分、加分、参数）已被改动：{label}")

    def _as_digested(self, month_id: int) -> bool:
        """Return whether a month's lines, figures and letters are those of its digest, and nothing stands beside them."""
        try:
            judged, row = read_month(self._session, month_id), self._session.get_one(MonthRow, month_id)
            return digest(judged) == row.digest and canonical(reminders_as_json(judged.result)) == canonical(
                row.reminders
            )
        except _UNREADABLE:
            return False
        finally:
            self._session.expunge_all()


def _read(summary: str) -> tuple[list[tuple[tuple[str, int], Span]], list[tuple[str, list[tuple[int, str, str]]]]]:
    """Return the spans of rows in order, by (table, campaign), and the listed rows, by table."""
    found = json.loads(summary)
    # Every value is made what it should be here: an entry may have been tampered with, and then nothing else may stumble over it.
    spans = [
        ((table, int(campaign)), Span(int(last), int(number), str(whole)))
        for table, campaigns in found.get("order", {}).items()
        for campaign, (last, number, whole) in campaigns.items()
        if table in in_order()
    ]
    rows = [
        (table, [(int(row_id), str(whole), str(label)) for row_id, whole, label in held])
        for table, held in found.get("listed", {}).items()
        if table in listed()
    ]
    return spans, rows


def _label(known: Last) -> str:
    return known.label[:32]
