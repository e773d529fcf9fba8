"""The rectification notice (整改通知书): problems by number, what is demanded by when, and the right to object with its term
(《政府督查工作条例》第十七条: 30 days to object, 30 days to decide)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Annex, Block, Field, Form, Heading, Imprint, Paper, Text
from duban.documents.signing import chinese_number, day_or_empty, itemised, sentence, signed

OBJECTION_DAYS, DECISION_DAYS = 30, 30


@dataclass(frozen=True, slots=True)
class NoticedProblem:
    """One problem (问题): its number in the ledger, the fact, the rule it goes against, who is responsible."""

    number: str
    fact: str
    basis: str
    responsible: str = ""


@dataclass(frozen=True, slots=True)
class RectificationNotice:
    """What one unit is told to put right after a check."""

    number: str
    unit: str
    checked: str
    problems: tuple[NoticedProblem, ...]
    demands: tuple[str, ...]
    limit: date | None
    report_by: str
    contact: str
    issuer: str
    day: date | None = None
    objection_to: str = ""
    imprint: Imprint | None = None


def rectification_notice(notice: RectificationNotice) -> Paper:
    """Return the notice (整改通知书) with its receipt as annex."""
    return Paper(
        ("关于做好", "督查发现问题整改工作的", "通知"),
        f"{notice.unit}：",
        tuple(_body(notice)),
        notice.issuer,
        notice.day,
        notice.number,
        annexes=(Annex("整改通知书签收回执", (_receipt(notice),)),),
        remark=f"联系人及电话：{notice.contact}" if notice.contact else "",
        imprint=notice.imprint,
    )


def _body(notice: RectificationNotice) -> Iterator[Block]:
    yield Text(f"{notice.checked}，发现你单位存在{len(notice.problems)}个问题，现予交办，请按要求整改。")
    yield Heading(1, "一、存在的问题")
    for place, problem in enumerate(notice.problems, 1):
        basis = f"依据：{problem.basis}。" if problem.basis else ""
        who = f"责任单位（责任人）：{problem.responsible}。" if problem.responsible else ""
        yield Text(
            f"{sentence(problem.fact)}{basis}{who}", lead=f"（{chinese_number(place)}）问题编号：{problem.number}。"
        )
    yield Heading(1, "二、整改要求")
    yield from itemised(notice.demands)
    limit = f"请于{day_or_empty(notice.limit)}前完成整改" if notice.limit else "整改时限以各问题交办时确定的为准"
    report = f"，整改结果以{notice.report_by}报告" if notice.report_by else ""
    yield Heading(1, "三、整改时限和报告方式")
    yield Text(f"{limit}{report}。")
    yield Heading(1, "四、异议的提出")
    to = notice.objection_to or notice.issuer
    yield Text(
        f"对本通知所列事实和结论有异议的，可自收到本通知之日起{OBJECTION_DAYS}日内，以书面形式向{to}申请复核，写明理由并附"
        f"证明材料。复核由未参与本次督查的人员办理，自收到申请之日起{DECISION_DAYS}日内作出复核决定。复核期间，对无异议的问题"
        "继续整改。"
    )


def _receipt(notice: RectificationNotice) -> Form:
    return Form(
        (
            (Field("文号", notice.number), Field("问题数量", f"{len(notice.problems)}个")),
            (Field("收文单位", notice.unit),),
            (Field("整改责任人\n及电话"),),
            (Field("签收", "", 4, signed("签收人（签字、盖章）：")),),
        )
    )
