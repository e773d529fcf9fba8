"""What a chapter's heading says of it: whether it can hold tasks where the plan names nobody (任务章与非任务章)."""

import re

from duban.reading.traditional import simplified
from duban.reading.vocabulary import words


def holds_no_tasks(heading: str) -> bool:
    """Return whether a chapter of this heading holds no tasks unless they carry fields (指导思想, 组织领导, 保障措施 …).

    >>> holds_no_tasks("保障措施"), holds_no_tasks("主要措施"), holds_no_tasks("三、2017年工作计划")
    (True, False, False)
    """
    plain = _plain(heading)
    return any(_means(plain, word) for word in words("chapters", "none"))


def holds_tasks(heading: str) -> bool:
    """Return whether a chapter's heading says that it holds the plan's tasks (主要任务, 重点工作 …).

    >>> holds_tasks("重点工作"), holds_tasks("目标任务")
    (True, False)
    """
    plain = _plain(heading)
    return not holds_no_tasks(heading) and any(word in plain for word in words("chapters", "tasks"))


def looks_ahead(heading: str) -> bool:
    """Return whether a report's chapter speaks of what is still to do (下一步工作计划).

    >>> looks_ahead("2017年工作计划"), looks_ahead("采取八项措施推动教育精准扶贫")
    (True, False)
    """
    return any(word in simplified(heading) for word in words("chapters", "ahead"))


def is_report(title: str) -> bool:
    """Return whether a title is a report's (总结, 汇报), whose measures are done.

    >>> is_report("2017年工作总结及2018年工作计划"), is_report("政府工作报告任务分解"), is_report("整改实施方案")
    (True, False, False)
    """
    parts = re.split("[及和与暨、]|以及", simplified(title).rstrip("）)"))
    return any(part.endswith(word) for part in parts for word in words("chapters", "report_titles"))


def _plain(heading: str) -> str:
    return re.split(r"[。；;：:]", "".join(simplified(heading).split()), maxsplit=1)[0]


def _means(plain: str, word: str) -> bool:
    """A heading speaks of a word where it ends in it, or where the word is half of it (强化组织领导，落实责任)."""
    if plain.endswith(word) or (word in plain and len(word) * 2 >= len(plain)):
        return True
    return any(part.endswith(word) for part in re.split("[，,、]|和|与|及", plain))
