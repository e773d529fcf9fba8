"""The checklist as a landscape official table for signing and filing (.docx). Filling in is done in the workbook."""

from duban.documents.checklist import UNSCORED_RULE, Checklist, by_task
from duban.documents.docx_package import docx_bytes, shared_out
from duban.documents.layout import render

# Heading and share of the width; the fields of COMMON are merged over the rows of one task.
COLUMNS = (
    ("序号", 6),
    ("任务来源", 12),
    ("任务内容", 30),
    ("量化目标", 13),
    ("责任领导", 10),
    ("角色", 8),
    ("牵头/配合单位", 18),
    ("完成时限", 12),
    ("节点", 18),
    ("进展", 18),
    ("佐证", 12),
    ("备注", 10),
)
COMMON = ("source", "content", "target", "leader", "role", "units", "due")
WIDE = ("content", "target", "units")

# A4 on its side less 20 mm at each edge, in twips: a working form, so it takes more of the page than an official paper.
_ACROSS = 14570


def checklist_docx(checklist: Checklist) -> bytes:
    """Return the checklist as .docx bytes: same value, same bytes."""
    document = render(
        "official/checklist.xml.j2",
        checklist=checklist,
        parts=[(None, by_task(checklist.scored)), (UNSCORED_RULE, by_task(checklist.unscored))],
        headings=[heading for heading, _ in COLUMNS],
        widths=shared_out(_ACROSS, [width for _, width in COLUMNS]),
        common=COMMON,
        wide=WIDE,
    )
    return docx_bytes(checklist.title, document)
