"""The acts a round of cross-inspection is made of (交叉检查). Which may follow which stands in draws.py."""

from duban.life.kinds import Field, Kind, kinds

_SCORES = Field("scores", "各项得分", "names")
DRAW_KINDS = kinds(
    Kind(
        "hold",
        "抽签",
        "director",
        (
            Field("seed", "抽签种子"),
            Field("units", "受检单位", "names"),
            Field("teams", "检查组", "names", required=False),
            Field("fixed", "指定对象", "names", required=False),
            Field("forbidden", "回避对象", "names", required=False),
            Field("apart", "组内不互查", "names", required=False),
            Field("together", "组内互查", "names", required=False),
            Field("places", "抽样范围", "names", required=False),
            Field("sample", "每单位抽查数", "count", required=False),
            Field("own_weight", "自查占比", "percent", required=False),
            Field("result", "抽签结果", "names"),
            Field("samples", "抽样结果", "names", required=False),
        ),
        opens=True,
    ),
    Kind("sheet", "下发标准表", "director", (Field("items", "项目及分值", "names"),)),
    Kind("own", "自查得分", "unit", (_SCORES,), of_unit=True),
    Kind(
        "result",
        "检查结果",
        "inspector",
        (
            _SCORES,
            Field("signed", "检查组签字"),
            Field("countersigned", "受检单位签字"),
            Field("facts", "问题", required=False),
        ),
        proof=True,
        of_unit=True,
    ),
    Kind("correct", "更正检查结果", "director", (_SCORES, Field("reason", "理由")), basis=True, of_unit=True),
    Kind("cancel", "作废本轮", "director", (Field("reason", "理由"),), basis=True),
)
