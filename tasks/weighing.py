"""Weighing (负担): what each unit is asked in a month, told to the office before more is sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from duban.documents.checklist_xlsx import cells_asked
from duban.documents.figures import by_unit
from duban.life.burden import Ceiling, Load, loads, reports_asked, warning
from duban.months import Month
from duban.rules.campaign import Campaign, Fact
from duban.rules.judgement import Case
from duban.rules.reminders import Rung, sweep
from duban.units import Register
from models.burden import campaigns_with_letters, mail_days
from models.periods import rungs_used
from models.queries import campaign_values, facts_of
from tasks.inspecting import chosen
from tasks.ledger import reading_sessions
from tasks.settings import settings


def ceiling() -> Ceiling:
    """Return the office's ceilings (负担上限)."""
    own = settings()
    return Ceiling(own.burden_letters, own.burden_reports, own.burden_fields)


def loads_of(campaign_id: int, month: Month, sweeping: datetime | None = None) -> tuple[Load, ...]:
    """Return what each unit is asked in a month, in register order.

    With `sweeping` the reminders that the sweep of that day would owe are counted in, before anything is owed.
    """
    with reading_sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        facts = list(facts_of(session, campaign_id))
        case = Case(campaign, facts, [month.first, month.last])
        days = mail_days(session, campaign_id, month.first, month.last)
        if sweeping is not None:
            days |= {
                (address, sweeping.date()) for address in _to_be_reminded(session, campaign_id, campaign, sweeping)
            }
        counts = {
            "letters": _by_unit(campaign.register, days),
            "reports": reports_asked(case, month),
            "fields": _cells(case, facts, month),
        }
    return loads((unit.name for unit in campaign.register.units), counts)


def warnings(month: Month, campaign: str | None = None, sweeping: datetime | None = None) -> tuple[str, ...]:
    """Return one line per campaign with units over the ceiling this month, none where nobody is.

    Without a campaign's name and outside a sweep only campaigns with letters waiting are weighed: nothing else is about to leave.
    """
    found = chosen(campaign)
    if campaign is None and sweeping is None:
        with reading_sessions().begin() as session:
            waiting = campaigns_with_letters(session)
        found = tuple(one for one in found if one.id in waiting)
    weighed = ((one, warning(loads_of(one.id, month, sweeping), ceiling())) for one in found)
    return tuple(f"{one.title}　{words}" for one, words in weighed if words)


def _to_be_reminded(session: Session, campaign_id: int, campaign: Campaign, now: datetime) -> Iterable[str]:
    facts = list(facts_of(session, campaign_id, now.date() - timedelta(days=1)))
    if not facts:
        return ()
    case = Case(campaign, facts, [now.date()])
    used = {Rung(*rung) for rung in rungs_used(session, campaign_id)}
    return [letter.to for letter in sweep(case.ledger, now.date().toordinal(), used).letters]


def _by_unit(register: Register, days: Iterable[tuple[str, object]]) -> dict[str, int]:
    """Return how many mails went to each unit: to its liaison and to its head, who both have to read them."""
    written = list(days)
    return {
        unit.name: sum(address in {unit.contact, unit.head} - {None} for address, _ in written)
        for unit in register.units
    }


def _cells(case: Case, facts: Iterable[Fact], month: Month) -> dict[str, int]:
    """Return the cells each unit's checklist of the month opens, as it stands when the month's list is handed out."""
    begun = min((fact.on for fact in facts if fact.do == "assign"), default=month.first)
    day = max(month.first - timedelta(days=1), min(begun, month.last))
    return {unit: cells_asked(own) for unit, own in by_unit(case.lines_at(day)).items()}
