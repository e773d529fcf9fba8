"""The extension application (延期申请表): asked before the limit, answered with a date; refused, the original date keeps counting."""

from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Field, Form, Line, Paper
from duban.documents.signing import day_or_empty, signed

EXTENSION_ANSWERS = {"extend_grant": "同意延期", "extend_refuse": "不同意延期"}
"""The acts that answer an application, with the words of the form."""


@dataclass(frozen=True, slots=True)
class ExtensionApplication:
    """An application for more time (延期申请); `decision` is 同意延期, 不同意延期 or empty, `decided_limit` the date it names."""

    number: str
    unit: str
    item: str
    limit: date | None
    progress: str = ""
    reason: str = ""
    asked_limit: date | None = None
    measures: str = ""
    time: int = 1
    inspector_opinion: str = ""
    decision: str = ""
    decided_limit: date | None = None


def extension_application(form: ExtensionApplication) -> Paper:
    """Return the application (延期申请表)."""
    boxes = "　　".join(f"{'☑' if form.decision == name else '□'}{name}" for name in EXTENSION_ANSWERS.values())
    table = Form(
        (
            (Field("申请单位", form.unit), Field("申请次数", f"第{form.time}次")),
            (Field("申请事项", form.item, 2),),
            (Field("原定时限", day_or_empty(form.limit)), Field("申请延至", day_or_empty(form.asked_limit))),
            (Field("目前进展", form.progress, 3),),
            (Field("延期理由", form.reason, 3),),
            (Field("后续措施", form.measures, 3),),
            (Field("申请单位\n意见", "", 4, signed("单位负责人（签字、盖章）：")),),
            (Field("督查员意见", form.inspector_opinion, 4, signed("督查员（签字）：")),),
            (
                Field(
                    "领导批复",
                    f"{boxes}\n批准的时限：{day_or_empty(form.decided_limit)}",
                    4,
                    signed("批准人（签字）："),
                ),
            ),
        )
    )
    note = Line("延期申请应在原定时限之前提出；未提出或未获批准的，仍以原定时限计算。")
    return Paper(("延期申请表",), "", (Line(f"事项编号：{form.number}"), table, note), "")
