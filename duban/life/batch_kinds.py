"""What an inspection batch (督查批次) is asked to say: its kinds of act, the means and sorts of inspection the law knows.

Source of METHODS and SORTS: 政府督查工作条例 (国令733号) art. 12 and 14. In which order the acts may come stands in batches.py.
"""

from duban.life.kinds import Field, Kind, kinds

SORTS = ("综合督查", "专项督查", "事件调查", "日常督办", "线索核查")
METHODS = {
    "自查": 1,
    "说明情况": 1,
    "听取汇报": 2,
    "检查": 3,
    "访谈": 3,
    "暗访": 3,
    "座谈": 4,
    "听证": 4,
    "统计": 4,
    "评估": 4,
    "调阅资料": 5,
    "收集线索": 6,
    "约谈": 7,
    "互联网+督查": 8,
}
"""The means of inspection, each with its item of art. 12."""
UNANNOUNCED = "暗访"

BATCH_KINDS = kinds(
    Kind(
        "propose",
        "拟定督查方案",
        "office",
        (
            Field("title", "督查名称"),
            Field("authority", "授权机关或领导", required=False),
            Field("paper", "授权文号", required=False),
            Field("sort", "督查类型", SORTS),
            Field("methods", "督查方式", "names"),
            Field("matters", "督查事项", "names"),
            Field("scope", "督查范围"),
            Field("units", "督查对象", "names"),
            Field("start", "开始日期", "day"),
            Field("end", "结束日期", "day"),
            Field("leader", "督查组组长"),
            Field("members", "督查组成员", "names"),
            Field("sample", "抽样办法", required=False),
            Field("plan", "督查方案"),
            Field("overlap", "与其他督查重叠的理由", required=False),
        ),
        opens=True,
    ),
    Kind("approve_plan", "批准督查方案", "leader"),
    Kind("decline_plan", "不批准督查方案", "leader", (Field("reason", "理由"),)),
    Kind(
        "worksheet",
        "登记检查底稿",
        "inspector",
        (
            Field("place", "地点"),
            Field("people", "检查人", "names"),
            Field("matter", "检查事项"),
            Field("facts", "检查事实"),
            Field("evidence", "证据", required=False),
            Field("opinion", "被查单位意见", required=False),
        ),
        of_unit=True,
    ),
    Kind("deliver_conclusion", "送达督查结论", "director", (Field("conclusion", "督查结论"),), of_unit=True),
    Kind("close", "结束督查", "director"),
)
