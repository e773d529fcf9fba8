"""Drafting (起草): every kind of paper made from what the ledger holds. What is not known stays empty; nothing is invented.

The papers' words live with each paper in duban.documents; writing them to disk is tasks.drafting's.
"""

from typing import NamedTuple

from duban.documents.drafts import archive, findings, inspections, summary, tasks, wholes
from duban.documents.drafts.source import Draft, Maker, Source, pick
from duban.errors import UsageError


class Kind(NamedTuple):
    """A kind of paper (文种): what makes it, and whether it may be asked for by a number (编号) and of one unit."""

    make: Maker
    by_key: bool = True
    of_unit: bool = True


def _extensions(source: Source) -> tuple[Draft, ...]:
    """Return the extension application (延期申请表) on a finding where the number is one's, on a task otherwise."""
    return findings.extensions(source) if findings.is_ordered(source) else tasks.extensions(source)


KINDS = {
    "督查方案": Kind(inspections.plans, of_unit=False),
    "检查底稿": Kind(inspections.worksheets),
    "整改通知书": Kind(findings.notices),
    "销号申请表": Kind(findings.closings),
    "整改台账": Kind(findings.whole_ledger, by_key=False),
    "延期申请表": Kind(_extensions),
    "催办单": Kind(tasks.urgings),
    "督办单": Kind(tasks.supervisions),
    "考核得分表": Kind(wholes.assessments),
    "工作总结": Kind(summary.summary, by_key=False, of_unit=False),
    "资料汇编": Kind(wholes.compiled, by_key=False),
    "归档目录": Kind(archive.archive),
    "责任书": Kind(wholes.pledges, of_unit=False),
}
"""Every kind of paper that can be drafted, by its name."""


def drafts(kind: str, source: Source) -> tuple[Draft, ...]:
    """Return the drafts of a kind of paper; UsageError with the choices for an unknown kind, number or unit."""
    asked = pick(kind, KINDS, "文种")
    if source.key and not asked.by_key:
        raise UsageError(f"{kind}不写编号（“{source.key}”）", remedy="去掉编号")
    if source.unit and not asked.of_unit:
        raise UsageError(f"{kind}不分单位（“{source.unit}”）", remedy="去掉 --unit")
    return asked.make(source)
