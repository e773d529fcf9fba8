"""The acts a task's life is made of (办理事项), and how those that count for a month become facts of the judgement.

In which order they may come stands in tasks.py.
"""

from duban.life.act import Act
from duban.life.kinds import Field, Kind, kinds
from duban.rules.campaign import Fact
from duban.rules.facts import OF_UNIT
from duban.rules.parameters import read_number

_NODE = Field("node", "节点", required=False)
_REASON = Field("reason", "理由")
_WORDS = Field("reason", "说明", required=False)

TASK_KINDS = kinds(
    Kind("assign", "交办", "office"),
    Kind("lead", "确定牵头单位", "director", of_unit=True),
    Kind("sign", "签收", "unit", of_unit=True),
    Kind("object", "提出异议", "head", (_REASON,), of_unit=True),
    Kind(
        "answer_objection",
        "答复异议",
        "director",
        (Field("outcome", "处理", ("维持", "改派")), Field("to", "改派单位", required=False), _REASON),
        of_unit=True,
    ),
    Kind(
        "report",
        "反馈进展",
        "unit",
        (
            Field("progress", "进度", "percent", required=False),
            Field("nochange", "无变化", ("是",), required=False),
            _WORDS,
            _NODE,
        ),
        of_unit=True,
    ),
    Kind("occur", "开展一次", "unit", (_WORDS, _NODE), of_unit=True),
    Kind("claim", "申请办结", "unit", (Field("reason", "佐证说明", required=False), _NODE), of_unit=True),
    Kind("review", "初审通过", "office", (Field("opinion", "意见", required=False), _NODE), of_unit=True),
    Kind("return", "退回", "office", (_REASON, _NODE), of_unit=True),
    Kind("approve", "批准办结", "director", (_NODE,), of_unit=True),
    Kind("extend_request", "申请延期", "unit", (Field("to", "拟延至", "day"), _REASON, _NODE), of_unit=True),
    Kind("extend_grant", "准予延期", "director", (_NODE,), of_unit=True),
    Kind("extend_refuse", "不准延期", "director", (_WORDS, _NODE), of_unit=True),
    Kind("waive", "免予配合", "director", (_REASON,), of_unit=True),
    Kind(
        "card", "亮牌", "director", (Field("colour", "牌色", ("黄", "红")), Field("node", "节点"), _WORDS), of_unit=True
    ),
    Kind("false_report", "认定虚报", "director", (Field("node", "节点"), _WORDS), basis=True, of_unit=True),
    Kind(
        "supervise",
        "列入督办",
        "leader",
        (
            Field("level", "督办级别"),
            Field("limit", "督办时限", "day"),
            Field("demands", "办理要求", required=False),
            Field("feedback", "反馈方式", required=False),
            _NODE,
        ),
        basis=True,
        of_unit=True,
    ),
    Kind("lift", "解除督办", "leader", (_REASON,), of_unit=True),
    Kind("suspend", "暂缓", "leader", basis=True),
    Kind("resume", "恢复", "leader", basis=True),
    Kind("withdraw", "撤销", "leader", (_REASON,), basis=True),
    Kind("merge", "合并", "leader", (Field("into", "并入的任务"),), basis=True),
    Kind("split", "拆分", "leader", (Field("into", "拆成的任务", "names"),), basis=True),
    Kind("archive", "归档", "office"),
    Kind("reopen", "复发后重新立项", "director", (Field("into", "新任务"), _REASON), basis=True),
    Kind(
        "link",
        "关联同一事项",
        "director",
        (Field("role", "角色", ("牵头", "责任", "配合")), Field("from", "来自任务")),
        of_unit=True,
    ),
)
"""All acts on a task. Those whose words are also kinds of fact become facts of the judgement."""

COLOURS = {"黄": "yellow", "红": "red"}
UNIT_FACTS = frozenset({"sign", "report", "occur", "claim", "extend_request"})
"""The facts that are a unit's own word."""


def as_fact(act: Act) -> Fact:
    """Return the fact of the judgement an act of such a kind is."""
    progress = act.told("progress")
    colour = act.told("colour")
    return Fact(
        order=act.order,
        on=act.on,
        do=act.do,
        task=act.key if act.subject == "task" else None,
        unit=act.unit,
        node=act.told("node") or None,
        progress=int(progress) if progress else None,
        nochange=act.told("nochange") == "是",
        to=act.day("to"),
        reason=act.told("reason") or None,
        colour=COLOURS.get(colour),
        by=act.by if act.do not in UNIT_FACTS else None,
        points=read_number(act.told("points")),
        basis=act.basis,
    )


def as_act(fact: Fact, by: str, on_behalf_of: str | None = None) -> Act:
    """Return the act that recording a fact is: who decided, or for which unit it was written down (代录).

    A colour or progress that is none stays as written, for the guard to name.
    """
    colours = {word: title for title, word in COLOURS.items()}
    detail = {
        "reason": fact.reason,
        "progress": None if fact.progress is None else str(fact.progress),
        "nochange": "是" if fact.nochange else None,
        "to": None if fact.to is None else fact.to.isoformat(),
        "node": fact.node,
        "colour": colours.get(fact.colour or "", fact.colour),
        "points": None if fact.points is None else str(fact.points),
    }
    of_unit = fact.do in OF_UNIT
    return Act(
        order=fact.order,
        on=fact.on,
        subject="unit" if of_unit else "task",
        key=(fact.unit if of_unit else fact.task) or "",
        do=fact.do,
        by=fact.by or by,
        unit=None if of_unit else fact.unit,
        on_behalf_of=on_behalf_of or (fact.unit if fact.do in UNIT_FACTS else None),
        basis=fact.basis,
        detail={name: text for name, text in detail.items() if text is not None},
    )
