"""The review as a landscape Word form a person corrects: shaded cells are open, all others show the paper.

Reading it back: returned_review. What was read, and which row is which, travels unseen in the file's own properties.
"""

from typing import NamedTuple

from duban.documents.carried import as_properties
from duban.documents.docx_package import OURS, WORKING, Template, docx_bytes, shared_out
from duban.documents.layout import render
from duban.documents.review import Review
from duban.documents.review_parts import CHOICES, PARTS, TASKS, Part, PartRow, guide, record_value, rows_of
from duban.documents.table_widths import lines_used

PROPERTY = "duban-review"
_BLANK = [PartRow(("",) * len(TASKS.columns))] * 5
# The heading of two letters and the cell's edges, in half characters.
_LEAST_WIDTH = 10
# 小五 (9 pt) in twips a character, and what a cell's edges take.
_CHARACTER, _EDGES = 180, 120
# A row of more lines may break over pages: kept whole, it would leave a third of a page empty.
_MOST_WHOLE = 15


class _Table(NamedTuple):
    part: Part
    widths: list[int]
    rows: list[PartRow]

    def whole(self, row: PartRow) -> bool:
        """Say whether a row stays on one page."""
        texts = zip(row.cells, self.widths, strict=True)
        return max(lines_used(text, width - _EDGES, _CHARACTER) for text, width in texts) <= _MOST_WHOLE


def review_docx(review: Review, template: Template = OURS) -> bytes:
    """Return the review as .docx bytes in an office's looks: same values, same bytes."""
    document = render(
        "official/review.xml.j2",
        review=review,
        tables=[_table(part, rows_of(part, review)) for part in PARTS],
        choices=CHOICES,
        guide=guide("底纹"),
    )
    properties = as_properties(PROPERTY, record_value(review))
    return docx_bytes(f"{review.plan.title}核对表", document, properties, template=template)


def _table(part: Part, rows: list[PartRow]) -> _Table:
    widths = shared_out(WORKING, [max(_LEAST_WIDTH, column.width) for column in part.columns])
    return _Table(part, widths, rows + _BLANK if part == TASKS else rows)
