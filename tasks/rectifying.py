"""The rectification ledgers (整改台账): written for the office and for each unit, and taken back filled in, all of a file or nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from duban.documents.rectification_answers import Filled, RectificationHead, read_rectification, rectification_head
from duban.documents.rectification_docx import ledger_docx
from duban.documents.rectification_xlsx import Ledger, ledger_xlsx
from duban.documents.returned_file import Fault
from duban.life.catalogue import effects, refusal
from duban.life.history import History
from duban.life.judging import after
from duban.life.rectification import ledger
from models.acts import history_of
from models.campaigns import find_campaign
from models.database import one_at_a_time
from models.recording import Entered, Returned, take_file, was_taken
from tasks.acting import perform
from tasks.ledger import reading_sessions
from tasks.papers import folder_of, keep_answer, office_template, put, safe_name
from tasks.received import Received

_Form = Callable[[Ledger], bytes]
Writers = frozenset[tuple[int, str]] | None


def write_ledgers(campaign_id: int, month: str, since: date) -> list[Path]:
    """Write the whole ledger, and that of every unit with something on it as workbook and Word form, into a month's folder.

    They tell what was known on the last day anything was recorded (`since` at the earliest): the same record, the same bytes.
    """
    with reading_sessions().begin() as session:
        history = history_of(session, campaign_id, since)
    on = max([since, *(act.on for act in history.acts), *(entry.fact.on for entry in history.entries)])
    history = replace(history, today=on)
    rows = ledger(history)
    forms: dict[str, _Form] = {"xlsx": ledger_xlsx, "docx": partial(ledger_docx, template=office_template())}
    folder, title = folder_of(history.campaign.title, month), history.campaign.title
    files = [put(folder / "整改台账.xlsx", ledger_xlsx(Ledger(title, "", on, rows)))] if rows else []
    for unit in dict.fromkeys(row.unit for row in rows if row.unit):
        own = ledger(history, unit)
        if own:
            issued, name = Ledger(title, unit, on, own), safe_name(unit)
            files += [put(folder / "整改台账" / f"{name}.{form}", write(issued)) for form, write in forms.items()]
    return files


def take_ledger(session: Session, returned: Returned, now: datetime, by: str, writers: Writers = None) -> Received:
    """Return what became of one returned ledger: its rows become acts written down for the unit, all of them or none.

    The same bytes again change nothing. A row that the guards refuse refuses the file, with its cell. `writers` are the units
    (campaign id, name) whose address sent it, None where a person vouches for the file.
    """
    path, head = Path(returned.name), rectification_head(returned.content)
    if not isinstance(head, RectificationHead):
        return Received(path, "refused", faults=tuple(map(str, head)))
    author = by if writers is None else head.unit
    filled = read_rectification(returned.content, now.date(), author)
    faults = tuple(str(one) for one in filled if isinstance(one, Fault))
    if faults:
        return Received(path, "refused", head.unit, faults=faults)
    campaign_id = find_campaign(session, head.campaign).id
    if writers is not None and (campaign_id, head.unit) not in writers:
        return Received(
            path, "refused", head.unit, faults=(f"E121 不属于贵单位：本表为{head.unit}的台账 · 请发回本单位的台账",)
        )
    one_at_a_time(session, f"campaign {campaign_id}")
    own = replace(returned, unit=head.unit)
    if was_taken(session, campaign_id, own):
        return Received(path, "same", head.unit)
    rows = [one for one in filled if isinstance(one, Filled)]
    history = history_of(session, campaign_id, now.date())
    refused = tuple(_refused(history, rows))
    if refused:
        return Received(path, "refused", head.unit, faults=refused)
    for row in rows:
        perform(session, campaign_id, history_of(session, campaign_id, now.date()), row.act, (), now)
    keep_answer(own.sha256, own.name, own.content)
    take_file(session, campaign_id, own, [], Entered(by, now, head.unit))
    return Received(path, "taken", head.unit, len(rows))


def _refused(history: History, rows: list[Filled]) -> Iterator[str]:
    """Yield what the guards say against the rows, each judged by what those before it would leave; nothing is recorded yet."""
    for row in rows:
        act = replace(row.act, order=history.next_order)
        why = refusal(history, act)
        if why is not None:
            yield f"E125 {why.rule} · {row.place} · {why.remedy}".removesuffix(" · ")
        else:
            history = after(history, act, effects(history, act))
