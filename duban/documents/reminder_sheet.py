"""The urging sheet (催办单): what is late, by how long, the nth urging, the new limit; the unit fills in why."""

from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Field, Form, Line, Paper
from duban.documents.signing import day_or_empty, signed


@dataclass(frozen=True, slots=True)
class Urging:
    """One urging (催办) of one matter; `days_over` counts working days, `copied_to` is the level that gets a copy."""

    reference: str
    unit: str
    matter: str
    limit: date
    days_over: int
    time: int
    new_limit: date | None = None
    copied_to: str = ""
    issuer: str = ""
    day: date | None = None
    contact: str = ""


def reminder_sheet(urging: Urging) -> Paper:
    """Return the sheet (催办单), signed by the office and answered by the unit on the same page."""
    form = Form(
        (
            (Field("承办单位", urging.unit), Field("催办次数", f"第{urging.time}次")),
            (Field("催办事项", urging.matter, 3),),
            (Field("原定时限", day_or_empty(urging.limit)), Field("逾期天数", _over(urging.days_over))),
            (Field("新的时限", day_or_empty(urging.new_limit)), Field("抄送", urging.copied_to)),
            (Field("催办单位", urging.issuer, 3, signed("（盖章）", day=urging.day)),),
            (Field("未按期办结\n的原因", "", 6, signed("承办人（签字）：")),),
            (Field("办理措施\n和进展", "", 6, signed("单位负责人（签字、盖章）：")),),
        )
    )
    demand = "请于新的时限前办结" if urging.new_limit else "请抓紧办结"
    contact = f"联系人及电话：{urging.contact}" if urging.contact else ""
    foot = Line(f"{demand}，并将本单填写后退回。{contact}")
    return Paper(("催办单",), "", (Line(f"编号：{urging.reference}"), form, foot), "")


def _over(days: int) -> str:
    return f"{days}个工作日" if days > 0 else "未逾期"
