"""The closing application (销号申请表): from the unit's self-check to the decision, every step with its own signature."""

from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Column, Field, Form, Line, Paper, Table
from duban.documents.signing import day_or_empty, numbered, signed

_EMPTY_ROWS = 3


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """A measure that was promised and what came of it."""

    measure: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class ClosingApplication:
    """An application to close one problem or matter (销号); later steps are filled in as they are taken.

    `decision` is 准予销号, 退回 or empty; a return has its reason and new limit.
    """

    number: str
    unit: str
    item: str
    limit: date | None = None
    measures: tuple[MeasureResult, ...] = ()
    evidence: tuple[str, ...] = ()
    self_check: str = ""
    first_review: str = ""
    field_check: str = ""
    checkers: tuple[str, ...] = ()
    checked_on: date | None = None
    publicity: str = ""
    decision: str = ""
    reason: str = ""
    new_limit: date | None = None


def closing_application(form: ClosingApplication) -> Paper:
    """Return the application (销号申请表)."""
    head = Form(
        (
            (Field("申请单位", form.unit), Field("整改时限", day_or_empty(form.limit))),
            (Field("销号事项", form.item, 2),),
        )
    )
    columns = (Column("序号"), Column("整改措施", share=1), Column("落实结果", share=1))
    rows = tuple((str(place), one.measure, one.result) for place, one in enumerate(form.measures, 1))
    empty = tuple((str(place), "", "") for place in range(1, _EMPTY_ROWS + 1))
    steps = Form(
        (
            (Field("佐证材料\n清单", numbered(form.evidence), 2),),
            (Field("单位自查\n结论", form.self_check, 3, signed("主要负责人（签字、盖章）：")),),
            (Field("资料初审", form.first_review, 2, signed("初审人（签字）：")),),
            (
                Field(
                    "现场核查",
                    form.field_check,
                    3,
                    signed("核查人（签字）：", "、".join(form.checkers), form.checked_on),
                ),
            ),
            (Field("审核签字", "", 2, signed("审核人（签字）：")),),
            (Field("公示情况", form.publicity),),
            (Field("销号决定", _decision(form), 4, signed("批准人（签字、盖章）：")),),
        )
    )
    return Paper(
        ("销号申请表",), "", (Line(f"问题编号：{form.number}"), head, Table("", columns, rows or empty), steps), ""
    )


def _decision(form: ClosingApplication) -> str:
    boxes = "　　".join(f"{'☑' if form.decision == name else '□'}{name}" for name in ("准予销号", "退回"))
    reason = f"退回理由：{form.reason}" if form.decision == "退回" else "退回理由："
    return f"{boxes}\n{reason}\n新的时限：{day_or_empty(form.new_limit)}"
