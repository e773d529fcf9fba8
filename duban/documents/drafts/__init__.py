"""Drafting (起草): every kind of paper made from what the ledger holds. What is not known stays empty; nothing is invented.

The papers' words live with each paper in duban.documents; writing them to disk is tasks.drafting's.
"""

from typing import NamedTuple

from duban.documents.drafts import archive, findings, inspections, summary, supervision, tasks, wholes
from duban.documents.drafts.source import Draft, Maker, Source, pick
from duban.errors import InputRefused, UsageError


class Kind(NamedTuple):
    """A kind of paper (文种): what makes it, whether it may be asked for by a number (编号) and of one unit.

    `unsigned` says why the office does not sign it under a number (签发), nothing where it does.
    """

    make: Maker
    by_key: bool = True
    of_unit: bool = True
    unsigned: str = ""


def _extensions(source: Source) -> tuple[Draft, ...]:
    """Return the extension application (延期申请表) on a finding where the number is one's, on a task otherwise."""
    return findings.extensions(source) if findings.is_ordered(source) else tasks.extensions(source)


KINDS = {
    "督查方案": Kind(inspections.plans, of_unit=False),
    "检查底稿": Kind(inspections.worksheets, unsigned="检查底稿由检查人和被查单位在现场签字，不编文号"),
    "整改通知书": Kind(findings.notices),
    "销号申请表": Kind(findings.closings, unsigned="销号申请表由整改单位填报盖章，各环节在表上签字"),
    "整改台账": Kind(findings.whole_ledger, by_key=False, unsigned="整改台账随登记更新，不是定稿的文件"),
    "延期申请表": Kind(_extensions, unsigned="延期申请表由承办单位填报盖章，批复写在表上"),
    "催办单": Kind(tasks.urgings),
    "督办单": Kind(supervision.sheets, unsigned="督办单随事项流转，各环节在单上签字；发给单位的，签发督办通知书"),
    "督办通知书": Kind(supervision.notices),
    "考核得分表": Kind(wholes.assessments, unsigned="考核得分随督查通报签发，用 duban publish"),
    "工作总结": Kind(summary.summary, by_key=False, of_unit=False),
    "资料汇编": Kind(wholes.compiled, by_key=False, unsigned="资料汇编是案卷材料，不编文号"),
    "归档目录": Kind(archive.archive, unsigned="归档目录是案卷材料，不编文号"),
    "责任书": Kind(
        wholes.pledges,
        of_unit=False,
        unsigned="责任书由上下两级责任人签字，签订后登记：duban act … 责任链条 … 签订责任书",
    ),
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


def to_sign(kind: str, source: Source) -> tuple[Draft, ...]:
    """Return the drafts of a kind the office signs; InputRefused with the reason for one it does not, else errors as `drafts`."""
    if reason := pick(kind, KINDS, "文种").unsigned:
        raise InputRefused(f"{kind}不在此签发", remedy=reason)
    return drafts(kind, source)
