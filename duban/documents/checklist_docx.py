"""The checklist as a landscape official table (.docx), for signing, for filing, and for units that answer in Word.

Reading a filled one back lives in returned_docx; which row is which obligation travels unseen in the file's own properties.
"""

from duban.documents.carried import as_properties
from duban.documents.checklist import UNSCORED_RULE, Checklist, by_task
from duban.documents.checklist_xlsx import STATUSES, proof_rows
from duban.documents.docx_package import OURS, WORKING, Template, docx_bytes, shared_out
from duban.documents.layout import render

# Heading and share of the width; the fields of COMMON are merged over the rows of one task.
COLUMNS = (
    ("序号", 5),
    ("任务编号", 9),
    ("任务来源", 12),
    ("任务内容", 27),
    ("量化目标", 9),
    ("责任领导", 9),
    ("角色", 7),
    ("牵头/配合单位", 17),
    ("完成时限", 10),
    ("节点", 15),
    ("现状", 12),
    ("办理情况", 13),
    ("进展", 17),
    ("佐证", 11),
    ("备注", 8),
)
COMMON = ("task", "source", "content", "target", "leader", "role", "units", "due")
WIDE = ("content", "target", "units")
PROPERTY = "duban-checklist"
GUIDE = (
    "填写说明：“办理情况”栏点选或填写“有进展 60%”“无变化”“申请办结”“申请延期 2026-04-15”“已开展 2026-03-11”之一"
    "（进度、日期写在词后），没有变化的可以不填；进展、佐证写要点。也可用电子表格填报，两种任选一种，原件发回。"
)


def checklist_docx(checklist: Checklist, template: Template = OURS) -> bytes:
    """Return the checklist as .docx bytes in an office's looks: same values, same bytes."""
    document = render(
        "official/checklist.xml.j2",
        checklist=checklist,
        parts=[(None, by_task(checklist.scored)), (UNSCORED_RULE, by_task(checklist.unscored))],
        headings=[heading for heading, _ in COLUMNS],
        widths=shared_out(WORKING, [width for _, width in COLUMNS]),
        common=COMMON,
        wide=WIDE,
        guide=GUIDE,
        choices=STATUSES,
    )
    properties = as_properties(PROPERTY, list(proof_rows(checklist)))
    return docx_bytes(checklist.title, document, properties, template=template)
