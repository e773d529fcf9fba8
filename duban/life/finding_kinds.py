"""What the acts on a finding (问题) ask for, and the words its life is told in. In which order they may come stands in finding_rules.py."""

from duban.life.kinds import Field, Kind, kinds

RECTIFY, STUDY, CLUE = "交办整改", "上报研究", "移送线索"
ROUTES = (RECTIFY, STUDY)
"""Where a finding goes: to the unit, or up where a policy or rule is at fault (条例 art. 19, 20). A clue of an offence is handed over."""
BATCH, MONTH, OWN = SOURCES = ("督查批次", "月度督查", "日常发现")
AT_ONCE, BY_LIMIT, LONG_TERM = TYPES = ("立行立改", "限期整改", "长期坚持")
ADMITTED, DISPUTED = "认可", "申辩"
UPHELD, STRUCK = "维持", "撤销"
HOLDS, RELAPSED = "稳固", "复发"

STANDINGS = {
    "found": "待核实",
    "disputed": "待认定",
    "established": "待交办",
    "rectifying": "整改中",
    "applied": "待初审",
    "checked": "待核查",
    "visited": "待签字",
    "signed": "待公示",
    "publicised": "待备案",
    "closed": "已销号",
    "relapsed": "复发待交办",
    "raised": "已上报",
    "handed_over": "已移送",
    "dropped": "已撤销",
}
"""Every standing of a finding, in the order of its life, with its Chinese name."""
ENDED = frozenset({"closed", "raised", "handed_over", "dropped"})
IN_REVIEW = ("applied", "checked", "visited", "signed", "publicised")

_REASON = Field("reason", "理由")
_WORDS = Field("reason", "说明", required=False)
_PEOPLE = Field("people", "检查人", "names")

FINDING_KINDS = kinds(
    Kind(
        "find",
        "登记问题",
        "inspector",
        (
            Field("sort", "问题类别"),
            Field("facts", "问题事实"),
            Field("source", "来源", SOURCES),
            Field("route", "处理方式", ROUTES, required=False),
            Field("batch", "督查批次", required=False),
            Field("sheet", "底稿序号", "count", required=False),
            Field("month", "督查月份", "month", required=False),
            Field("task", "任务", required=False),
            Field("node", "节点", required=False),
            Field("evidence", "证据", required=False),
        ),
        basis=True,
        opens=True,
    ),
    Kind(
        "verify",
        "核实",
        "unit",
        (Field("outcome", "意见", (ADMITTED, DISPUTED)), Field("reason", "申辩理由", required=False)),
        of_unit=True,
    ),
    Kind("settle", "认定", "director", (Field("outcome", "认定", (UPHELD, STRUCK)), _REASON)),
    Kind(
        "order",
        "交办整改",
        "director",
        (
            Field("type", "整改类型", TYPES),
            Field("goal", "整改目标"),
            Field("limit", "整改时限", "day", required=False),
            Field("stages", "阶段", "names", required=False),
            Field("leader", "责任领导", required=False),
        ),
    ),
    Kind("plan", "报整改措施", "unit", (Field("measures", "整改措施"), Field("person", "责任人")), of_unit=True),
    Kind("progress", "报整改进展", "unit", (Field("progress", "进展"),), of_unit=True),
    Kind(
        "extend_request",
        "申请延期",
        "unit",
        (Field("to", "拟延至", "day"), _REASON, Field("evidence", "佐证说明", required=False)),
        of_unit=True,
    ),
    Kind("extend_grant", "准予延期", "director", (Field("to", "准延至", "day", required=False), _WORDS)),
    Kind("extend_refuse", "不准延期", "director", (_REASON,)),
    Kind(
        "apply",
        "申请销号",
        "unit",
        (Field("result", "整改结果"), Field("evidence", "佐证说明", required=False)),
        of_unit=True,
    ),
    Kind("check", "资料初审", "office", (Field("opinion", "初审意见"),)),
    Kind("visit", "现场核查", "inspector", (_PEOPLE, Field("result", "核查情况"))),
    Kind("sign", "审核签字", "director", (Field("opinion", "审核意见", required=False),)),
    Kind("publicise", "公示", "office", (Field("where", "公示方式"), Field("until", "公示截止", "day"))),
    Kind("file", "销号备案", "office"),
    Kind("return", "退回", "office", (_REASON, Field("limit", "新时限", "day"))),
    Kind(
        "recheck",
        "回头看",
        "inspector",
        (_PEOPLE, Field("outcome", "结果", (HOLDS, RELAPSED)), Field("result", "核查情况")),
    ),
    Kind("drop", "撤销问题", "director", (_REASON,), basis=True),
    Kind("raise_up", "上报研究", "director", (Field("to", "上报机关"), Field("proposal", "建议"))),
    Kind(
        "hand_over",
        "移送线索",
        "leader",
        (Field("to", "接收机关"), Field("receipt", "移送文号或回执")),
        opens=True,
    ),
)
"""All acts on a finding. `hand_over` keeps no facts of the matter: only that it was handed over, to whom, under which number."""
