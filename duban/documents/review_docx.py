"""The review as a landscape Word form a person corrects: shaded cells are open, all others show the paper. Reading it back: returned_review.

What was read, and which row is which, travels unseen in the file's own properties.
"""

from duban.documents.carried import as_properties
from duban.documents.docx_package import WORKING, docx_bytes, shared_out
from duban.documents.layout import render
from duban.documents.review import Review
from duban.documents.review_parts import PARTS, TASKS, PartRow, guide, record_value, rows_of

PROPERTY = "duban-review"
ADDED_ROWS = 5
_BLANK = [PartRow(("",) * len(TASKS.columns))] * ADDED_ROWS
# Two Chinese letters of a heading and the cell's margins, in characters.
_LEAST_WIDTH = 8


def review_docx(review: Review) -> bytes:
    """Return the review as .docx bytes: same values, same bytes."""
    parts = [(part, rows_of(part, review)) for part in PARTS]
    document = render(
        "official/review.xml.j2",
        review=review,
        parts=[(part, len(rows), rows + _BLANK if part == TASKS else rows) for part, rows in parts],
        widths={
            part.name: shared_out(WORKING, [max(_LEAST_WIDTH, column.width) for column in part.columns])
            for part in PARTS
        },
        guide=guide("底纹"),
    )
    return docx_bytes(f"{review.plan.title}核对表", document, as_properties(PROPERTY, record_value(review)))
