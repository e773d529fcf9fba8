"""A returned checklist (填报回收): the bytes of a filled workbook or Word form → the unit's answers, or every fault of the file at once.

Here the file is judged by itself and against what was issued; whether an answer becomes a fact is for duban.rules and the ledger.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from duban.documents.answer_rows import Answer, RowKey, read_row
from duban.documents.checklist import REPLIES, UNSCORED_RULE, Edition
from duban.documents.checklist_xlsx import (
    ANSWER_COLUMNS,
    COLUMNS,
    FOOT,
    FORM,
    HEAD_FIELDS,
    HEAD_ROW,
    PROOF_SHEET,
    SHEET,
    row_proof,
)
from duban.documents.figures import by_unit
from duban.documents.returned_checklist import word_grids
from duban.documents.returned_docx import is_word
from duban.documents.returned_file import Fault, Grid, heading_faults, sheets_of
from duban.documents.wording import month_text
from duban.errors import UsageError
from duban.months import Month
from duban.plan import Doubt
from duban.rules.campaign import Fact
from duban.rules.result import ObligationLine

_REISSUE = "请使用本期下发的原表填报"
_SERIAL, _TASK = 0, 1
_PROOF_COLUMNS = 6


class Head(NamedTuple):
    """What a returned file says of itself."""

    campaign: str
    unit: str
    month: Month
    version: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the office waits for: campaign key, month, version in force, and each unit's obligations (task, node).

    `sender` is the unit the file came from, where that is known.
    """

    campaign: str
    month: Month
    version: int
    duties: Mapping[str, frozenset[tuple[str, str | None]]]
    sender: str | None = None


class Answers(NamedTuple):
    """A unit's answers in the order of the sheet, and what a person should look at."""

    head: Head
    answers: tuple[Answer, ...]
    doubts: tuple[Doubt, ...]

    def facts(self, received: date, first: int = 0) -> list[Fact]:
        """Return the answers as facts of the day they were received, numbered from `first`; an occurrence keeps its own day."""
        return [
            Fact(
                order=order,
                on=answer.on or received,
                do="report" if answer.kind == "nochange" else answer.kind,
                task=answer.task,
                unit=self.head.unit,
                node=answer.node,
                progress=answer.progress if answer.kind == "report" else None,
                nochange=answer.kind == "nochange",
                to=answer.to,
                reason=answer.note,
            )
            for order, answer in enumerate(self.answers, first)
        ]


Faults = tuple[Fault, ...]


def awaited_for(edition: Edition, lines: Iterable[ObligationLine], sender: str | None = None) -> Awaited:
    """Return what the office waits for after issuing an edition to every unit of some judged lines."""
    duties = {unit: frozenset((line.task, line.node) for line in own) for unit, own in by_unit(lines).items()}
    return Awaited(edition.campaign, edition.month, edition.version, duties, sender)


class _Opened(NamedTuple):
    head: Head
    sheet: Grid
    proof: Grid


def head_of(content: bytes) -> Head | Faults:
    """Return which campaign, unit, month and version a returned file belongs to, or why that cannot be told."""
    opened = _open(content)
    return opened.head if isinstance(opened, _Opened) else opened


def read_answers(content: bytes, awaited: Awaited) -> Answers | Faults:
    """Return the answers of a returned checklist, or all its faults with sheet!cell and remedy; never a part of it.

    Codes: E101–E108 the file itself, E120 not this month's list, E121 another unit's, E122 rows or columns altered, E123 a cell
    that cannot be taken, E124 an older version. Rows left blank give no answer.
    """
    opened = _open(content)
    if not isinstance(opened, _Opened):
        return opened
    faults = _head_faults(opened.head, awaited) or heading_faults(
        opened.sheet, HEAD_ROW, [column.heading for column in COLUMNS]
    )
    if faults:
        return faults
    keys, faults = _rows(opened, awaited.duties[opened.head.unit])
    found = [read_row(opened.sheet, key) for key in keys]
    faults += tuple(fault for row in found for fault in row.faults)
    answers = tuple(answer for row in found for answer in row.answers)
    return faults or Answers(opened.head, answers, tuple(doubt for row in found for doubt in row.doubts))


def _open(content: bytes) -> _Opened | Faults:
    grids = word_grids(content) if is_word(content) else sheets_of(content, (SHEET, PROOF_SHEET))
    if isinstance(grids, Fault):
        return (grids,)
    head = _head(grids[PROOF_SHEET])
    return _Opened(head, grids[SHEET], grids[PROOF_SHEET]) if isinstance(head, Head) else (head,)


def _head(proof: Grid) -> Head | Fault:
    form, campaign, unit, month, version = (proof.text(row, 1) for row in range(len(HEAD_FIELDS)))
    try:
        if form != FORM or not version.isdecimal():
            raise UsageError(f"表式“{form}”无法识别")
        return Head(campaign, unit, Month.parse(month), int(version))
    except UsageError:
        return Fault("E120", "不是下发的任务清单，核对表已被改动", f"{PROOF_SHEET}!B1:B5", _REISSUE)


def _head_faults(head: Head, awaited: Awaited) -> Faults:
    place = f"{SHEET}!A2"
    if head.campaign != awaited.campaign:
        return (Fault("E120", "不是本行动的清单", place, _REISSUE),)
    if head.unit not in awaited.duties or awaited.sender not in (None, head.unit):
        return (Fault("E121", f"不属于贵单位：本表为{head.unit}的清单", place, "请发回本单位的清单"),)
    if head.month != awaited.month:
        what = f"不是本期清单：本表为{month_text(head.month)}，现应报{month_text(awaited.month)}"
        return (Fault("E120", what, place, _REISSUE),)
    if head.version != awaited.version:
        return (Fault("E124", f"本表为第{head.version}版，现行清单为第{awaited.version}版", place, "请按现行清单填报"),)
    return ()


def _rows(opened: _Opened, duties: frozenset[tuple[str, str | None]]) -> tuple[list[RowKey], Faults]:
    """Return the obligation of every row, and what does not agree with the rows as issued.

    A row is known by the words it was issued with, wherever it stands now: sorted and moved rows are found again.
    """
    sheet, proof = opened.sheet, opened.proof
    standing = _by_mark(sheet)
    keys: list[RowKey] = []
    faults: list[Fault] = []
    known: set[int] = set()
    for at in range(len(HEAD_FIELDS), len(proof.cells)):
        number, serial, task, node, reply, mark = (proof.text(at, column) for column in range(_PROOF_COLUMNS))
        if not number.isdecimal() or reply not in REPLIES or (task, node or None) not in duties:
            return [], (Fault("E122", f"任务“{task}”不在本单位现行清单中", proof.place(at, 0), _REISSUE),)
        places = standing.pop(mark, [])
        if not places:
            faults.append(_altered(sheet, int(number) - 1, serial, task))
            continue
        known.update(places)
        answered = [row for row in places if any(sheet.text(row, column) for column in ANSWER_COLUMNS)]
        if len(answered) > 1:
            faults += _twice(sheet, answered)
        keys.append(RowKey((answered or places)[0], task, node or None, REPLIES[reply]))
    altered = {fault.place for fault in faults}
    strangers = (fault for fault in _strangers(sheet, known) if fault.place not in altered)
    return sorted(keys), (*faults, *strangers)


def _by_mark(sheet: Grid) -> dict[str, list[int]]:
    """Return the rows under the heading by the mark of their issued words; a row copied by the unit shares one."""
    issued = [place for place, column in enumerate(COLUMNS) if column.field]
    found: dict[str, list[int]] = {}
    for row in range(HEAD_ROW + 1, len(sheet.cells)):
        if sheet.text(row, _SERIAL):
            found.setdefault(row_proof(sheet.text(row, column) for column in issued), []).append(row)
    return found


def _altered(sheet: Grid, issued: int, serial: str, task: str) -> Fault:
    """Return the fault of a row whose issued words are nowhere to be found: altered where its number still stands, else taken out."""
    rows = range(HEAD_ROW + 1, len(sheet.cells))
    row = next((row for row in rows if sheet.text(row, _SERIAL) == serial), None)
    if row is None:
        what, remedy = f"缺少序号{serial}、任务{task}的行，或其编号已被改动", "请恢复原表的行和编号"
        return Fault("E122", what, sheet.place(issued, _SERIAL), remedy)
    if sheet.text(row, _TASK) != task:
        what = f"{sheet.line(row)}任务编号已被改动：应为序号{serial}、任务{task}"
        return Fault("E122", what, sheet.place(row, _SERIAL), "请恢复原表的行和编号")
    what = f"{sheet.line(row)}下发的内容已被改动"
    return Fault("E122", what, sheet.place(row, _SERIAL), "请在原表上填报，意见写在备注栏")


def _twice(sheet: Grid, rows: list[int]) -> list[Fault]:
    """Return a fault for every further row that answers what another has answered."""
    return [
        Fault(
            "E122",
            f"{sheet.line(row)}与{sheet.line(rows[0])}是同一事项，填了两次",
            sheet.place(row, _SERIAL),
            "请只留一行",
        )
        for row in rows[1:]
    ]


def _strangers(sheet: Grid, known: set[int]) -> Faults:
    """Return a fault for every row below the heading that holds something and was not issued."""
    return tuple(
        Fault("E122", f"{sheet.line(row)}不是原表的行", sheet.place(row, _SERIAL), "请删去增加的行")
        for row in range(HEAD_ROW + 1, len(sheet.cells))
        if row not in known and any(sheet.text(row, place) for place in range(len(COLUMNS))) and not _ours(sheet, row)
    )


def _ours(sheet: Grid, row: int) -> bool:
    """Say whether a row without an obligation is the unscored rule or the foot."""
    first = sheet.text(row, _SERIAL)
    return first == UNSCORED_RULE or first.startswith(FOOT)
