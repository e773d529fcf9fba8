"""The checklist as a landscape official table (.docx), for signing, for filing, and for units that answer in Word.

Reading a filled one back lives in returned_docx; which row is which obligation travels unseen in the file's own properties.
"""

from duban.documents.carried import as_properties
from duban.documents.checklist import UNSCORED_RULE, Checklist, by_task
from duban.documents.checklist_xlsx import STATUSES, proof_rows
from duban.documents.docx_package import OURS, WORKING, Template, docx_bytes
from duban.documents.layout import render
from duban.documents.paper import Column, Table
from duban.documents.table_widths import column_widths, keeps_whole

# Heading and share of the width; the fields of COMMON are merged over the rows of one task.
COLUMNS = (
    ("序号", 6),
    ("任务编号", 11),
    ("任务来源", 11),
    ("任务内容", 20),
    ("量化目标", 8),
    ("责任领导", 8),
    ("角色", 6),
    ("牵头/配合单位", 14),
    ("完成时限", 10),
    ("节点", 11),
    ("现状", 10),
    ("办理情况", 10),
    ("进展", 14),
    ("佐证", 9),
    ("备注", 6),
)
COMMON = ("task", "source", "content", "target", "leader", "role", "units", "due")
WIDE = ("content", "target", "units")
PROPERTY = "duban-checklist"
GUIDE = (
    "填写说明：“办理情况”栏点选或填写“有进展 60%”“无变化”“申请办结”“申请延期 2026年4月15日”“已开展 2026年3月11日”之一"
    "（进度、日期写在词后），没有变化的可以不填；进展、佐证写要点。也可用电子表格填报，两种任选一种，原件发回。"
)


def checklist_docx(checklist: Checklist, template: Template = OURS) -> bytes:
    """Return the checklist as .docx bytes in an office's looks: same values, same bytes."""
    table = as_table(checklist)
    widths = column_widths(table, WORKING)
    document = render(
        "official/checklist.xml.j2",
        checklist=checklist,
        parts=[(None, by_task(checklist.scored)), (UNSCORED_RULE, by_task(checklist.unscored))],
        headings=[heading for heading, _ in COLUMNS],
        widths=widths,
        whole=dict(zip((row.serial for row in checklist.rows), keeps_whole(table, widths), strict=True)),
        common=COMMON,
        wide=WIDE,
        guide=GUIDE,
        choices=STATUSES,
    )
    properties = as_properties(PROPERTY, list(proof_rows(checklist)))
    return docx_bytes(checklist.title, document, properties, template=template)


def as_table(checklist: Checklist) -> Table:
    """Return the checklist's rows as a table that tells how wide its columns have to be; what is answered is empty."""
    shown = ("serial", *COMMON, "node_text", "standing")
    rows = (tuple(str(getattr(row, field)) for field in shown) for row in checklist.rows)
    answers = ("",) * (len(COLUMNS) - len(shown))
    return Table(
        "", tuple(Column(heading, share) for heading, share in COLUMNS), tuple((*row, *answers) for row in rows)
    )
