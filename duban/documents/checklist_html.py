"""The checklist as one page of HTML to be read or printed; it fetches nothing. Filling in is done in the workbook."""

from duban.documents.checklist import UNSCORED_RULE, Checklist, by_task
from duban.documents.checklist_docx import COLUMNS, COMMON, as_table
from duban.documents.layout import render
from duban.documents.table_widths import column_widths


def checklist_html(checklist: Checklist) -> bytes:
    """Return the checklist as HTML in UTF-8."""
    return render(
        "web/checklist.html.j2",
        checklist=checklist,
        parts=[(None, by_task(checklist.scored)), (UNSCORED_RULE, by_task(checklist.unscored))],
        columns=list(zip((heading for heading, _ in COLUMNS), column_widths(as_table(checklist), 10_000), strict=True)),
        common=COMMON,
    ).encode()
