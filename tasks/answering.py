"""A unit's message (单位来信): which of it becomes facts, which is left over, and the receipt that says so.

Whether a message is a unit's at all is decided in handling.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.incoming.message import File, Incoming
from duban.rules.campaign import Fact
from models.correspondence import Writer, answers_receipts_only, campaigns_in, receipts_waiting
from models.outbox import owe
from models.queries import campaign_values
from models.received import Handled
from notifications.receipts import Answered, Leftover, receipt
from tasks.ledger import desk
from tasks.received import Received
from tasks.taking import Submitted, TakenIn, take_in

_SHEETS = (".xlsx", ".docx", ".xlsm", ".xls", ".et", ".csv")
_MOST_FAULTS = 30
RECEIPT_MARK = "〔回执〕"
# Receipts an address may be owed at once: a flood of forged messages does not become a flood of letters.
MOST_RECEIPTS = 20
WORDS = "文字不能直接登记为办理情况，已转办公室经办人阅处"
OTHER_FILE = "不是任务清单电子表，已留存备查"


class Sheet(NamedTuple):
    """A workbook of a message, with what the cage said of it ("" where it let it through)."""

    name: str
    content: bytes
    fault: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message being handled: its number, its bytes' digest, what it says, its workbooks, and when it arrived and is handled."""

    id: int
    number: str
    says: Incoming
    sheets: tuple[Sheet, ...]
    arrived: datetime
    now: datetime

    @property
    def others(self) -> list[str]:
        """The names of the files that are no workbooks."""
        return [file.name for file in self.says.files if not _sheet_name(file)]


def sheets_of(says: Incoming, arrived: datetime) -> tuple[Sheet, ...]:
    """Return the workbooks of a message, each tried in the cage: no transaction is open while it is."""
    found = (Submitted(_sheet_name(file), file.content, arrived) for file in says.files if _sheet_name(file))
    return tuple(Sheet(one.name, one.content, one.caged_fault) for one in found)


def _sheet_name(file: File) -> str:
    """Return a workbook's name, with the ending some program left out; "" where a file is no workbook."""
    if file.name.lower().endswith(_SHEETS):
        return file.name
    nameless = file.content.startswith(b"PK") and b"xl/workbook.xml" in file.content and "." not in file.name[-6:]
    return f"{file.name}.xlsx" if nameless else ""


def of_unit(session: Session, message: Message, known: Sequence[Writer], mail_id: int | None) -> Handled:
    """Return what became of a unit's message: its valid workbooks are facts now, and the unit is owed a receipt of all it sent."""
    may = frozenset((writer.campaign_id, writer.unit) for writer in known)
    taken = [(sheet, _taken(session, message, sheet, may)) for sheet in message.sheets]
    entered = [result for _, result in taken if result.campaign_id is not None]
    refused = [result for _, result in taken if result.received.outcome == "refused"]
    writer = _writer(session, known, entered, mail_id)
    leftovers = [line for sheet, result in taken for line in _unentered(sheet, result)]
    leftovers += [Leftover(name, OTHER_FILE) for name in message.others]
    if not message.sheets or message.says.words:
        leftovers.append(Leftover("来信正文", WORDS if message.says.words else "没有文字，也没有任务清单"))
    # Words about a receipt get no receipt: whatever writes at the other end, the exchange ends.
    quiet = not message.sheets and (
        RECEIPT_MARK in message.says.subject or (mail_id is not None and answers_receipts_only(session, mail_id))
    )
    for one in () if quiet else known:
        facts = [fact for result in entered if _is_for(result, one) for fact in result.facts]
        _answer(session, message, one, facts, leftovers if one == writer else [])
    state = "taken" if entered else "refused" if refused else "words"
    doubted = any(result.received.doubts for result in entered)
    note = "\n".join(f"{line.name}：{line.why}" for line in leftovers)
    return Handled(
        state=state,
        open=bool(refused or doubted or message.says.words or message.others or state == "words"),
        note=note,
        campaign_id=writer.campaign_id,
        unit=writer.unit,
        mail_id=mail_id,
    )


def _taken(session: Session, message: Message, sheet: Sheet, may: frozenset[tuple[int, str]]) -> TakenIn:
    if sheet.fault:
        return TakenIn(Received(Path(sheet.name), "refused", faults=(sheet.fault,)))
    submitted = Submitted(sheet.name, sheet.content, message.arrived, may)
    return take_in(session, submitted, f"来信 {message.says.sender}", message.now)


def _writer(session: Session, known: Sequence[Writer], entered: Sequence[TakenIn], mail_id: int | None) -> Writer:
    """Return as which unit an address wrote: that of its workbook, else of the campaign it was written to, else of the newest."""
    for result in entered:
        for writer in known:
            if _is_for(result, writer):
                return writer
    written_about = campaigns_in(session, mail_id) if mail_id is not None else ()
    return next((writer for writer in known if writer.campaign_id in written_about), known[0])


def _unentered(sheet: Sheet, result: TakenIn) -> list[Leftover]:
    received = result.received
    if received.outcome == "same":
        return [Leftover(sheet.name, "此前已收到同一文件，没有新的登记")]
    if received.outcome == "taken":
        empty = [] if result.facts else [Leftover(sheet.name, "表中没有填报内容")]
        return [*empty, *(Leftover(sheet.name, f"请核对：{doubt}") for doubt in received.doubts)]
    faults = [Leftover(sheet.name, fault) for fault in received.faults[:_MOST_FAULTS]]
    more = len(received.faults) - len(faults)
    return [*faults, Leftover(sheet.name, f"另有 {more} 处")] if more else faults


def _is_for(result: TakenIn, writer: Writer) -> bool:
    return (result.campaign_id, result.received.unit) == (writer.campaign_id, writer.unit)


def _answer(
    session: Session, message: Message, writer: Writer, facts: Sequence[Fact], leftovers: Sequence[Leftover]
) -> None:
    """Owe the receipt to the unit's contact and to the address that wrote, where it is another; nothing where nothing is to be said."""
    campaign = campaign_values(session, writer.campaign_id)
    unit = campaign.register.named(writer.unit)
    if unit is None or not (facts or leftovers):
        return
    day = message.now.date()
    for to in dict.fromkeys(address for address in (unit.contact, writer.address) if address):
        if receipts_waiting(session, to) >= MOST_RECEIPTS:
            continue
        answered = Answered(message.number, facts, leftovers)
        letter = receipt(desk(campaign), replace(unit, contact=to), answered, day)
        owe(session, [letter] if letter else [], day, writer.campaign_id)
