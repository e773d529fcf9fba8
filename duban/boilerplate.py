"""Which duties every unit is given and nobody can measure (套话任务): they are listed with weight 0, by words alone."""

import re

_WORK = r"(?:工作任务|工作事项|工作|任务|事项|事宜)"
_OTHER = r"其[他它](?:相关|有关|各项|临时性?)?的?"
# Each pattern is a whole first clause: 完成其他3所学校改造 names real work and stays scored.
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 完成领导小组安排的其它工作任务
        rf"(?:认真|积极|按时|及时|高质量|全面)*(?:做好|完成|承办|办理|落实|承担)(?:好)?.{{0,24}}?(?:交办|安排|交付|布置|部署|下达|分配|指派|赋予)的?(?:{_OTHER}|各项)?{_WORK}",
        # 完成其他工作, 做好其它相关事项
        rf"(?:做好|完成|承办|办理|落实|承担)(?:好)?{_OTHER}{_WORK}",
        # 整理本部门履行…职责的资料汇编, 做好档案资料的收集整理
        r"(?:做好|负责|认真|及时|完成|收集|整理|汇总|编印|编制|报送|形成|建立)+.{0,40}?(?:资料|材料|档案)(?:的)?(?:汇编|汇总|归档|收集|整理|收集整理|整理归档)(?:工作)?",
        # The bare headings 资料汇编, 其它工作任务
        rf"(?:资料|材料|档案)的?(?:汇编|汇总|归档|收集整理|整理归档)(?:工作)?|{_OTHER}{_WORK}",
        # 根据自身职能做好相关工作, and the same cut at its first comma
        r"(?:根据|按照|结合|依据|履行)(?:好)?(?:自身|自己|本部门|本单位|各自|部门|单位|工作)?(?:的)?(?:工作)?(?:职能|职责)(?:分工)?(?:要求)?"
        rf"(?:(?:认真|积极)?(?:做好|完成|开展|抓好|落实).{{0,6}}?(?:相关|有关|其[他它]|各项)(?:的)?{_WORK})?",
    )
)


def is_boilerplate(title: str) -> bool:
    """Return whether a task's title is a duty of the kind any unit has in any campaign.

    >>> [is_boilerplate(title) for title in ("完成领导小组安排的其它工作任务", "资料汇编", "完成其他3所学校的改造任务")]
    [True, True, False]
    """
    words = re.sub(r"[\s，。；,;.]", "", title)
    return any(pattern.fullmatch(words) for pattern in _PATTERNS)
