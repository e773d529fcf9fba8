"""A returned Word rectification ledger: its bytes → the same two grids a returned workbook gives, so that one reader judges both.

What the cells mean lives in rectification_answers.
"""

from duban.documents.rectification_docx import COLUMNS, PROPERTY
from duban.documents.rectification_xlsx import HEAD_FIELDS, HEAD_ROW, PROOF_SHEET, SHEET
from duban.documents.returned_docx import WordForm, WordGrid, read_form
from duban.documents.returned_file import Fault, Grid

LEDGER_FORM = WordForm("整改台账", PROPERTY, tuple(heading for heading, _ in COLUMNS))


class LedgerGrid(WordGrid):
    """The ledger's table; its columns are the workbook's."""

    __slots__ = ()
    headings = LEDGER_FORM.headings
    above = HEAD_ROW


def word_ledger(content: bytes) -> dict[str, Grid] | Fault:
    """Return the grids of a Word ledger under the workbook's sheet names, or why it is none of ours (E101–E107, E120)."""
    read = read_form(content, LEDGER_FORM)
    if isinstance(read, Fault):
        return read
    if len(read.head) != len(HEAD_FIELDS):
        return LEDGER_FORM.altered
    proof = [*([name, value] for name, value in zip(HEAD_FIELDS, read.head, strict=True)), *read.hidden]
    sheet = [*([""] for _ in range(HEAD_ROW)), list(LEDGER_FORM.headings), *read.rows]
    return {SHEET: LedgerGrid(SHEET, sheet), PROOF_SHEET: Grid(PROOF_SHEET, proof)}
