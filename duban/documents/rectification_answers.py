"""A returned rectification ledger (整改台账回收): the bytes of a filled workbook or Word form → acts on findings, or every fault at once.

Whether an act is taken is for the catalogue of duban.life.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from duban.documents.checklist_xlsx import row_proof
from duban.documents.rectification_xlsx import ASKED, CHOICES, FORM, HEAD_FIELDS, HEAD_ROW, PROOF_SHEET, SHEET, SHOWN
from duban.documents.returned_docx import is_form, is_word
from duban.documents.returned_file import Fault, Grid, heading_faults, sheets_of
from duban.documents.returned_ledger import LEDGER_FORM, word_ledger
from duban.documents.wording import plain
from duban.life.act import Act
from duban.life.rectification import HEADINGS

_REISSUE = "请使用下发的原表填报"
_FIRST = len(SHOWN)
_CHOICE, _MEASURES, _PERSON, _RESULT, _EVIDENCE = range(_FIRST, _FIRST + len(ASKED))
_MOST = 2_000
_HEADINGS = (*(HEADINGS[place] for place in SHOWN), *ASKED)
Faults = tuple[Fault, ...]


class RectificationHead(NamedTuple):
    """What a returned ledger says of itself."""

    campaign: str
    unit: str
    on: str


class Filled(NamedTuple):
    """What a unit did about one finding, with the cell it was read from."""

    act: Act
    place: str


class _Opened(NamedTuple):
    head: RectificationHead
    sheet: Grid
    marks: Mapping[str, str]


def is_rectification(content: bytes) -> bool:
    """Return whether the bytes are a rectification ledger of ours; a Word one is known even where its hidden words or headings are lost."""
    return is_form(content, LEDGER_FORM) if is_word(content) else isinstance(_open(content), _Opened)


def rectification_head(content: bytes) -> RectificationHead | Faults:
    """Return which campaign and unit a returned ledger belongs to, or why that cannot be told."""
    opened = _open(content)
    return opened.head if isinstance(opened, _Opened) else (opened,)


def read_rectification(content: bytes, on: date, by: str) -> tuple[Filled, ...] | Faults:
    """Return what a unit did, row by row, as acts the office writes down for it (代录), or all the file's faults.

    Codes: E120 not our ledger, E122 rows altered or answered twice, E123 a cell that cannot be taken.
    """
    opened = _open(content)
    if not isinstance(opened, _Opened):
        return (opened,)
    moved = heading_faults(opened.sheet, HEAD_ROW, _HEADINGS)
    if moved:
        return moved
    rows, faults = _rows(opened)
    filled: list[Filled] = []
    for row, key in rows:
        found, wrong = _read(opened.sheet, row)
        faults += wrong
        if found:
            do, detail = found
            act = Act(0, on, "finding", key, do, by, opened.head.unit, opened.head.unit, detail=detail)
            filled.append(Filled(act, opened.sheet.place(row, _CHOICE)))
    return tuple(faults) or tuple(filled)


def _open(content: bytes) -> _Opened | Fault:
    grids = word_ledger(content) if is_word(content) else sheets_of(content, (SHEET, PROOF_SHEET))
    if isinstance(grids, Fault):
        return grids
    proof = grids[PROOF_SHEET]
    form, *head = (proof.text(row, 1) for row in range(len(HEAD_FIELDS)))
    if form != FORM:
        return Fault("E120", "不是下发的整改台账", f"{PROOF_SHEET}!B1", _REISSUE)
    marks = {proof.text(row, 1): proof.text(row, 0) for row in range(len(HEAD_FIELDS), len(proof.cells))}
    return _Opened(RectificationHead(*head), grids[SHEET], marks)


def _rows(opened: _Opened) -> tuple[list[tuple[int, str]], list[Fault]]:
    """Return (sheet row, finding) of the rows as issued, wherever they stand, and a fault for every row that is not one."""
    sheet, faults = opened.sheet, []
    found: dict[str, int] = {}
    for row in range(HEAD_ROW + 1, len(sheet.cells)):
        if not any(sheet.text(row, column) for column in range(_FIRST + len(ASKED))):
            continue
        key = opened.marks.get(row_proof(sheet.text(row, column) for column in range(_FIRST)))
        place = sheet.place(row, 0)
        if key is None:
            faults.append(
                Fault("E122", f"{sheet.line(row)}不是原表的行，或下发的内容已被改动", place, "请在原表上填报")
            )
        elif key in found and any(sheet.text(row, column) for column in range(_FIRST, _FIRST + len(ASKED))):
            what = f"{sheet.line(row)}与{sheet.line(found[key])}是同一问题，填了两次"
            faults.append(Fault("E122", what, place, "请只留一行"))
        else:
            found.setdefault(key, row)
    return [(row, key) for key, row in found.items()], faults


_Read = tuple[str, dict[str, str]]


def _read(sheet: Grid, row: int) -> tuple[_Read | None, list[Fault]]:
    choice, measures, person, result, evidence = (
        plain(sheet.text(row, column)) for column in range(_FIRST, _FIRST + len(ASKED))
    )
    if not any((choice, measures, person, result, evidence)):
        return None, []
    if choice not in CHOICES:
        what = f"“{ASKED[0]}”只能填：{'、'.join(CHOICES)}，现为“{choice[:20]}”"
        return None, [Fault("E123", what, sheet.place(row, _CHOICE), "请从中选一项填写")]
    wanted = {
        CHOICES[0]: ("plan", {"measures": (measures, _MEASURES), "person": (person, _PERSON)}),
        CHOICES[1]: ("progress", {"progress": (result, _RESULT)}),
        CHOICES[2]: ("apply", {"result": (result, _RESULT), "evidence": (evidence, _EVIDENCE)}),
    }
    do, cells = wanted[choice]
    used = {column for _, column in cells.values()} | {_CHOICE}
    faults = [*_lacking(sheet, row, cells, choice), *_beside(sheet, row, used, choice)]
    return (do, {name: text for name, (text, _) in cells.items()}), faults


def _lacking(sheet: Grid, row: int, cells: Mapping[str, tuple[str, int]], choice: str) -> Iterator[Fault]:
    for text, column in cells.values():
        name = ASKED[column - _FIRST]
        if not text:
            yield Fault("E123", f"选“{choice}”时应填“{name}”", sheet.place(row, column), "请补充")
        elif len(text) > _MOST:
            yield Fault(
                "E123", f"“{name}”有{len(text)}字，超过{_MOST}字", sheet.place(row, column), "请写要点，材料另附"
            )


def _beside(sheet: Grid, row: int, used: set[int], choice: str) -> Iterator[Fault]:
    """Yield the filled cells an answer of this kind has no use for: nothing a person wrote is dropped in silence."""
    for column in range(_FIRST, _FIRST + len(ASKED)):
        if column not in used and sheet.text(row, column):
            yield Fault(
                "E123",
                f"选“{choice}”时不填“{ASKED[column - _FIRST]}”",
                sheet.place(row, column),
                "请清空，或改选办理事项",
            )
