"""The inspection worksheet (检查底稿): what was seen at one unit, signed by at least two inspectors and by the unit."""

from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Column, Field, Form, Line, Paper, Table
from duban.documents.signing import day_or_empty, signed

_EMPTY_ROWS = 4


@dataclass(frozen=True, slots=True)
class Observation:
    """One item looked at: the facts found and the evidence for them."""

    item: str
    facts: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One visit's worksheet; without observations it prints as an empty sheet to be filled in by hand."""

    number: str
    batch: str
    unit: str
    place: str = ""
    day: date | None = None
    time: str = ""
    inspectors: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    opinion: str = ""


def inspection_worksheet(sheet: Worksheet) -> Paper:
    """Return the worksheet (检查底稿)."""
    head = Form(
        (
            (Field("督查批次", sheet.batch),),
            (Field("被查单位", sheet.unit), Field("检查地点", sheet.place)),
            (
                Field("检查时间", f"{day_or_empty(sheet.day)}{sheet.time}"),
                Field("检查人员\n（2人以上）", "、".join(sheet.inspectors)),
            ),
        )
    )
    columns = (Column("序号"), Column("检查事项", share=3), Column("查明的事实", share=6), Column("证据清单", share=3))
    found = tuple(
        (str(place), seen.item, seen.facts, "\n".join(seen.evidence))
        for place, seen in enumerate(sheet.observations, 1)
    )
    rows = found or tuple((str(place), "\n\n", "", "") for place in range(1, _EMPTY_ROWS + 1))
    foot = Form(
        (
            (Field("被查单位\n意见", sheet.opinion, 4, signed("被查单位负责人（签字、盖章）：")),),
            (Field("检查人员\n签字", "", 3, signed("检查人（签字）：")),),
            (Field("督查组组长\n意见", "", 3, signed("组长（签字）：")),),
        )
    )
    note = Line("被查单位对事实无异议的写“属实”，有异议的写明理由并附材料；拒绝签字的由检查人员注明。")
    return Paper(("检查底稿",), "", (Line(f"编号：{sheet.number}"), head, Table("", columns, rows), foot, note), "")
