"""The checklist as one page of HTML to be read or printed; it fetches nothing. Filling in is done in the workbook."""

from duban.documents.checklist import UNSCORED_RULE, Checklist, by_task
from duban.documents.checklist_docx import COLUMNS, COMMON
from duban.documents.layout import render


def checklist_html(checklist: Checklist) -> bytes:
    """Return the checklist as HTML in UTF-8."""
    return render(
        "web/checklist.html.j2",
        checklist=checklist,
        parts=[(None, by_task(checklist.scored)), (UNSCORED_RULE, by_task(checklist.unscored))],
        columns=COLUMNS,
        common=COMMON,
    ).encode()
