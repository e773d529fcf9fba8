"""The acts a chain of responsibility is made of (责任链条). What they leave, and which may follow which, stands in chains.py."""

from duban.life.kinds import Field, Kind, kinds

_HOLDER = (
    Field("post", "职务", required=False),
    Field("duty", "职责", required=False),
    Field("since", "起始日期", "day", required=False),
)
_PLACE = (
    Field("line", "条线"),
    Field("level", "层级", "count"),
    Field("place", "地点"),
    Field("upper", "上级地点", required=False),
)
_REASON = Field("reason", "理由")

CHAIN_KINDS = kinds(
    Kind("list", "列入链条", "office", (*_PLACE, Field("holder", "责任人", required=False), *_HOLDER), opens=True),
    Kind("hold", "增列责任人", "office", (Field("holder", "责任人"), *_HOLDER)),
    Kind(
        "change",
        "更换责任人",
        "office",
        (Field("holder", "新责任人"), Field("from", "原责任人", required=False), *_HOLDER),
    ),
    Kind("release", "解除责任人", "office", (Field("holder", "责任人"), _REASON)),
    Kind("sign", "签订责任书", "office", (Field("holder", "责任人"),)),
    Kind("drop", "撤并地点", "director", (_REASON,)),
    Kind(
        "report",
        "上报结果",
        "unit",
        (
            Field("progress", "进度", "percent"),
            Field("task", "任务编号", required=False),
            Field("reason", "说明", required=False),
        ),
        of_unit=True,
    ),
)
