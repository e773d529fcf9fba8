"""The rectification ledgers (整改台账): written for the office and for each unit, and taken back filled in, all of a file or nothing."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from duban.documents.rectification_answers import Filled, RectificationHead, read_rectification, rectification_head
from duban.documents.rectification_xlsx import Ledger, ledger_xlsx
from duban.documents.returned_file import Fault
from duban.life.rectification import ledger
from models.acts import history_of
from models.campaigns import find_campaign
from models.database import one_at_a_time
from models.recording import Entered, Returned, take_file, was_taken
from tasks.acting import Refused, perform
from tasks.ledger import reading_sessions, sessions
from tasks.papers import folder_of, put, safe_name
from tasks.received import Received


def write_ledgers(campaign_id: int, month: str, on: date) -> list[Path]:
    """Write the whole ledger and that of every unit with something on it into a month's folder, as known on a day; return the files."""
    with reading_sessions().begin() as session:
        history = history_of(session, campaign_id, on)
    rows = ledger(history)
    folder, title = folder_of(history.campaign.title, month), history.campaign.title
    files = [put(folder / "整改台账.xlsx", ledger_xlsx(Ledger(title, "", on, rows)))] if rows else []
    for unit in dict.fromkeys(row.unit for row in rows if row.unit):
        own = ledger(history, unit)
        if own:
            files.append(
                put(folder / "整改台账" / f"{safe_name(unit)}.xlsx", ledger_xlsx(Ledger(title, unit, on, own)))
            )
    return files


def take_ledger(path: Path, content: bytes, now: datetime, by: str) -> Received:
    """Return what became of one returned ledger: its rows become acts written down for the unit, all of them or none.

    The same bytes again change nothing. A row that the guards refuse refuses the file, with its cell.
    """
    head = rectification_head(content)
    filled = read_rectification(content, now.date(), by)
    if not isinstance(head, RectificationHead):
        return Received(path, "refused", faults=tuple(map(str, head)))
    faults = tuple(str(one) for one in filled if isinstance(one, Fault))
    if faults:
        return Received(path, "refused", head.unit, faults=faults)
    rows = [one for one in filled if isinstance(one, Filled)]
    try:
        with sessions(by, "收整改台账").begin() as session:
            campaign_id = find_campaign(session, head.campaign).id
            one_at_a_time(session, f"campaign {campaign_id}")
            returned = Returned(path.name, content, head.unit)
            if was_taken(session, campaign_id, returned):
                return Received(path, "same", head.unit)
            _perform(session, campaign_id, rows, now)
            take_file(session, campaign_id, returned, [], Entered(by, now, head.unit))
    except Refused as refused:
        return Received(path, "refused", head.unit, faults=(str(refused),))
    return Received(path, "taken", head.unit, len(rows))


def _perform(session: Session, campaign_id: int, rows: list[Filled], now: datetime) -> None:
    for row in rows:
        try:
            perform(session, campaign_id, history_of(session, campaign_id, now.date()), row.act, (), now)
        except Refused as refused:
            raise Refused(refused.what, where=row.place, remedy=refused.remedy, code="E125") from refused
