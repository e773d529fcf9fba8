"""The supervision sheet and notice (督办单、督办通知书): one value, two forms. The sheet follows the matter from order to closing; the
notice is the paper the unit gets. Levels (蓝色、黄色、红色 …) are labels of the office's own scheme."""

from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Annex, Field, Form, Line, Paper, Text
from duban.documents.signing import day_or_empty, itemised, numbered, signed

# A matter of more characters is named in the text, not in the title.
_TITLE = 15


@dataclass(frozen=True, slots=True)
class Supervision:
    """One matter under supervision (督办事项); what is not known yet stays empty."""

    number: str
    level: str
    matter: str
    source: str
    basis: str
    lead: str
    cooperating: tuple[str, ...] = ()
    leader: str = ""
    demands: tuple[str, ...] = ()
    deadline: date | None = None
    feedback: str = ""
    proposal: str = ""
    proposer: str = ""
    approval: str = ""
    approver: str = ""
    approved_on: date | None = None
    sent_on: date | None = None
    received_by: str = ""
    received_at: str = ""
    progress: str = ""
    review: str = ""
    reviewer: str = ""
    closed_on: date | None = None
    contact: str = ""
    issuer: str = ""


def supervision_sheet(matter: Supervision) -> Paper:
    """Return the sheet (督办单), which goes with the matter and into its file."""
    head = Line(f"编号：{matter.number}　　　　级别：{matter.level}")
    form = Form(
        (
            (Field("督办事项", matter.matter),),
            (Field("事项来源", matter.source),),
            (Field("督办依据", matter.basis),),
            (Field("主办单位", matter.lead), Field("责任领导", matter.leader)),
            (Field("协办单位", "、".join(matter.cooperating)),),
            (Field("办理要求", numbered(matter.demands), 3),),
            (Field("办结时限", day_or_empty(matter.deadline)), Field("反馈方式", matter.feedback)),
            (Field("拟办意见", matter.proposal, 3, signed("拟办人：", matter.proposer)),),
            (Field("领导批示", matter.approval, 3, signed("批准人：", matter.approver, matter.approved_on)),),
            (Field("交办日期", day_or_empty(matter.sent_on)), Field("签收", _receipt(matter))),
            (Field("办理进展\n和结果", matter.progress, 3, signed("主办单位负责人（签字、盖章）：")),),
            (Field("审核意见", matter.review, 2, signed("审核人：", matter.reviewer)),),
            (Field("办结日期", day_or_empty(matter.closed_on)), Field("联系人\n及电话", matter.contact)),
        )
    )
    return Paper(("督办单",), "", (head, form), "")


def supervision_notice(matter: Supervision) -> Paper:
    """Return the notice (督办通知书) to the lead unit, with the receipt to be sent back as its annex."""
    others = f"，{'、'.join(matter.cooperating)}协办" if matter.cooperating else ""
    leader = f"责任领导为{matter.leader}。" if matter.leader else ""
    limit = f"请于{day_or_empty(matter.deadline)}前办结。" if matter.deadline else ""
    demands = itemised(matter.demands)
    blocks = (
        Text(
            f"{_grounds(matter)}现将“{matter.matter}”交由你单位主办{others}，督办级别为{matter.level}。{leader}"
            f"{'办理要求如下：' if demands else ''}"
        ),
        *demands,
        Text(f"{limit}{f'办理情况以{matter.feedback}反馈。' if matter.feedback else ''}请收到后签收，并将回执退回。"),
    )
    return Paper(
        ("关于办理", f"“{matter.matter}”的" if len(matter.matter) <= _TITLE else "有关事项的", "督办通知书"),
        f"{matter.lead}：",
        blocks,
        matter.issuer,
        matter.sent_on,
        number=matter.number,
        annexes=(Annex("督办通知书签收回执", (_receipt_form(matter),)),),
        remark=f"联系人及电话：{matter.contact}" if matter.contact else "",
    )


def _grounds(matter: Supervision) -> str:
    source = f"该事项来源于{matter.source}。" if matter.source else ""
    return source + (f"根据{matter.basis}，" if matter.basis else "")


def _receipt(matter: Supervision) -> str:
    return f"{matter.received_by}　{matter.received_at}".strip("　")


def _receipt_form(matter: Supervision) -> Form:
    return Form(
        (
            (Field("文号", matter.number), Field("办结时限", day_or_empty(matter.deadline))),
            (Field("督办事项", matter.matter, 2),),
            (Field("主办单位", matter.lead), Field("承办人\n及电话")),
            (Field("签收", "", 3, signed("签收人（签字）：")),),
            (Field("对交办\n有异议的", "", 3, signed("单位负责人（签字、盖章）：")),),
        )
    )
