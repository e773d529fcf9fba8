"""What is done about a received message (来信处理): a unit's workbooks become facts, a delivery report marks a mail, all else is shown.

One message is one transaction: its facts, its receipt and its own state stand together or not at all. No machine is ever answered.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from duban.errors import InputRefused
from duban.incoming.message import head_of_message
from models.bounced import mark_bounced
from models.correspondence import Writer, mail_of, writers
from models.received import Handled, begin, copy_of, finish, still_new
from tasks.answering import Message, of_unit, sheets_of
from tasks.intake import read_mail
from tasks.ledger import local, sessions
from tasks.settings import settings

_ID = re.compile(r"<[^<>\s]{1,500}>")
STRANGER = "发件地址不是名录中联络员或负责人的邮箱，附件没有入账；确属单位来件的，请核实后用 duban take 收入"


def handle(received_id: int, now: datetime) -> str | None:
    """Return what became of a message, None where somebody else has handled it. Whatever is raised leaves it to be read again."""
    with sessions("收信", "处理来信").begin() as session:
        waiting = begin(session, received_id)
    if waiting is None:
        return None
    try:
        says = read_mail(waiting.content)
    except InputRefused as refused:
        sender, subject = head_of_message(waiting.content)
        unread = Handled("quarantined", True, str(refused), sender, subject)
        with sessions("收信", "处理来信").begin() as session:
            if still_new(session, received_id):
                finish(session, received_id, unread)
        return unread.state
    arrived = local(min(waiting.arrived_at, now))
    sheets = sheets_of(says, arrived)
    message = Message(received_id, sha256(waiting.content).hexdigest()[:12], says, sheets, arrived, now)
    with sessions("收信", "处理来信").begin() as session:
        if not still_new(session, received_id):
            return None
        handled = _judged(session, message)
        known = replace(
            handled,
            sender=says.sender or "",
            subject=says.subject,
            message_id=says.message_id,
            fingerprint=says.fingerprint,
        )
        finish(session, received_id, known)
    return handled.state


def _judged(session: Session, message: Message) -> Handled:
    says = message.says
    if (earlier := copy_of(session, says.fingerprint, message.id)) is not None:
        return Handled("repeat", False, f"与来信 {earlier} 相同")
    if says.report:
        return _bounce(session, message)
    mail = mail_of(session, says.answers)
    mail_id = mail[0] if mail else None
    known = writers(session, says.sender) if says.sender else ()
    if says.automatic or says.sender == settings().mail_from.lower():
        return _machine(session, message, known)
    if not known:
        note = STRANGER if says.sender else "发件人不是一个明确的地址，附件没有入账"
        return Handled("stranger", True, note, mail_id=mail_id)
    return of_unit(session, message, known, mail_id)


def _machine(session: Session, message: Message, known: Sequence[Writer]) -> Handled:
    """A machine's message is kept; a person sees it where it may be a unit's answer or an unusual report of a failure."""
    says = message.says
    reason = says.automatic or "本系统自己发出的邮件"
    meant = mail_of(session, [*says.answers, *_ID.findall(says.text)[:20]])
    if message.sheets and known:
        return Handled("automatic", True, f"{reason}，附有电子表，没有入账，请人工核对", mail_id=meant and meant[0])
    if meant and not known and says.automatic.startswith(("系统地址", "退信地址")):
        return Handled(
            "automatic",
            True,
            f"可能是退信，格式无法识别，请人工核对：原邮件 {meant[0]} 发往 {meant[1]}",
            mail_id=meant[0],
        )
    return Handled("automatic", False, f"{reason}，不作答复", mail_id=meant and meant[0])


def _bounce(session: Session, message: Message) -> Handled:
    """A delivery report counts only where it names a mail of ours and the address that mail went to."""
    report = message.says.report
    assert report is not None  # noqa: S101 - asked of reports only
    meant = mail_of(session, [report.message_id])
    failed = [each for each in report.recipients if each.action == "failed"]
    if meant is None:
        return Handled("bounce", False, "投递报告所指的邮件不是本系统发出的，未作改动")
    mail_id, address = meant
    if not failed:
        return Handled("bounce", False, "投递报告没有说明投递失败，未作改动", mail_id=mail_id)
    mine = next((each for each in failed if address.lower() in each.addresses), None)
    if mine is None:
        return Handled("bounce", True, f"投递报告中的地址与原收件地址 {address} 不同，请人工核对", mail_id=mail_id)
    reason = " ".join(part for part in ("E502 退信：", mine.status, mine.words) if part)
    marked = mark_bounced(session, mail_id, message.id, reason, message.now)
    note = f"{reason}；原邮件 {mail_id} 发往 {address}，{'已标为退回' if marked else '此前已有结果，未作改动'}"
    return Handled("bounce", False, note, mail_id=mail_id)
