"""Drafting (起草): every kind of paper made from what the ledger holds. What is not known stays empty; nothing is invented.

The papers' words live with each paper in duban.documents; writing them to disk is tasks.drafting's.
"""

from duban.documents.drafts import findings, inspections, summary, tasks, wholes
from duban.documents.drafts.source import Draft, Maker, Source, pick
from duban.errors import UsageError

KINDS: dict[str, tuple[Maker, str]] = {
    "督查方案": (inspections.plans, "督查批次"),
    "检查底稿": (inspections.worksheets, "督查批次"),
    "整改通知书": (findings.notices, "问题编号，或用 --unit 写单位"),
    "销号申请表": (findings.closings, "问题编号"),
    "整改台账": (findings.whole_ledger, ""),
    "延期申请表": (tasks.extensions, "任务编号，单位用 --unit"),
    "催办单": (tasks.urgings, "任务编号，单位用 --unit"),
    "督办单": (tasks.supervisions, "任务编号，单位用 --unit"),
    "考核得分表": (wholes.assessments, "月份 YYYY-MM"),
    "工作总结": (summary.summary, ""),
    "资料汇编": (wholes.compiled, ""),
    "归档目录": (wholes.archive, "任务编号，不写则为全部"),
    "责任书": (wholes.pledges, "条线"),
}
"""Each kind of paper (文种) with what makes it and what its number (编号) means, empty where it takes none."""


def drafts(kind: str, source: Source) -> tuple[Draft, ...]:
    """Return the drafts of a kind of paper; UsageError with the choices for an unknown kind, number or unit."""
    make, numbered = pick(kind, KINDS, "文种")
    if source.key and not numbered:
        raise UsageError(f"{kind}不写编号（“{source.key}”）", remedy="去掉编号；按单位写用 --unit")
    return make(source)
