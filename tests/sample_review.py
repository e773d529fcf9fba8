"""A small invented plan beside its paper, as the review sheets of both kinds receive it."""

from datetime import date

from duban.documents.review import review_of
from duban.plan import Doubt, Due, Plan, PlannedTask, Step, Target
from duban.reading.source import Cell, Line, Row, Source, Table

JUNE = Due("6月底前", "by", end=date(2021, 6, 30))
PLAN = Plan(
    "某县改水实施方案",
    "某政发〔2021〕3号",
    "某县人民政府",
    date(2021, 3, 1),
    (
        PlannedTask("一/1", "修建水厂", responsible_units=("县水务局", "各县（市、区）人民政府"), due=(JUNE,), lines=(2, 3)),
        PlannedTask("一/2", "=铺设管网", ("分管领导",), steps=(Step("<b>年底前</b>完成", (Due("年底前", "by", end=date(2021, 12, 31)),)), Step("验收")), lines=(4, 4)),
        PlannedTask("2", "改造厕所", lines=(2, 2)),
    ),
    (Target("新建水厂12座", "水厂", "=", 12, "座", date(2021, 6, 30)), Target("普及率达95.5%", "普及率", ">=", 95.5, "%")),
    (Doubt("no-unit", "没有责任单位", "第4行"), Doubt("group", "各单位未展开", "全文")),
)  # fmt: skip
SOURCE = Source(
    (
        *(Line(number, text) for number, text in ((2, "1.修建水厂。"), (3, "责任单位：县水务局。"), (4, "2.铺设管网"))),
        Table((Row(1, (Cell("序号"), Cell("任务"))), Row(2, (Cell("2"), Cell("改造厕所")))), "附表"),
    )
)
REVIEW = review_of(PLAN, SOURCE, "方案.docx", "abc")
