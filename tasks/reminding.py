"""Reminding (催办): one day's sweep over a campaign's open obligations, its letters and the rungs it spends.

What has not left yet is kept current: a claim takes its reminder back, and after a stop an address gets one letter, not the backlog.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.rules.judgement import Case
from duban.rules.reminders import Rung, sweep
from duban.rules.renewal import Unsent, renewal, rungs_of, stands
from duban.rules.result import ReminderLetter
from models.dispatch import cancel_mail
from models.outbox import cancel_letters, owe
from models.periods import Rung as UsedRung
from models.periods import rungs_used, use_rungs
from models.queries import campaign_values, facts_of
from models.unsent import UnsentReminder, frozen_reminders, keep_items, take_apart, unsent_reminders
from notifications.reminders import reminder
from tasks import engine
from tasks.ledger import desk, moment, sessions

REPLACED = "未及发出，事项已有变化，由当日催办函代替"
ANSWERED = "未及发出，所列事项已全部申请办结、暂缓或延期"


@engine.task(name="催办")
def remind(campaign_id: int, at: str) -> dict[str, int]:
    """Owe the reminders of one day and return {letters, skipped}; each rung of an obligation fires once, ever.

    Facts and standings are those of the end of the day before; nothing is owed on a rest day. What earlier days owed and could not
    be sent is joined to the day's letter.
    """
    now = moment(at)
    day = now.date()
    with sessions().begin() as session:
        campaign = campaign_values(session, campaign_id)
        facts = list(facts_of(session, campaign_id, day - timedelta(days=1)))
        if not facts:
            return {"letters": 0, "skipped": 0}
        case = Case(campaign, facts, [day])
        found = sweep(case.ledger, day.toordinal(), {Rung(*rung) for rung in rungs_used(session, campaign_id)})
        use_rungs(session, campaign_id, [UsedRung(*rung) for rung in found.spent], day, fired=True)
        # On a rest day nothing leaves: what waits is brought up to date when something can.
        working = case.ledger.calendar.is_working(day.toordinal())
        unsent = unsent_reminders(session).get(campaign_id, ()) if working else ()
        owed = _write(session, _Day(campaign_id, case, day), found.letters, unsent) if found.letters or unsent else 0
        return {"letters": owed, "skipped": len(found.skipped)}


def renew(now: datetime) -> int:
    """Bring every reminder that has not left up to date, as things stand now, and return how many letters were written anew.

    A frozen mail of an earlier day that holds nothing but reminders is taken apart; one of today goes where every item of it is settled.
    """
    day = now.date()
    written = 0
    with sessions().begin() as session:
        frozen = frozen_reminders(session)
        old = [mail_id for mail_id, letters in frozen.items() if all(one.day < day for one in letters)]
        for mail_id in old:
            take_apart(session, mail_id, REPLACED, now)
        unsent = unsent_reminders(session)
        cases = {
            campaign_id: Case(campaign_values(session, campaign_id), list(facts_of(session, campaign_id, day)), [day])
            for campaign_id in {*unsent, *(one.campaign_id for letters in frozen.values() for one in letters)}
        }
        for campaign_id, letters in unsent.items():
            written += _write(session, _Day(campaign_id, cases[campaign_id], day), (), letters)
        for mail_id in frozen.keys() - set(old):
            if not any(_still_says(cases[one.campaign_id], one, day) for one in frozen[mail_id]):
                cancel_mail(session, mail_id, ANSWERED, now)
    return written


def _still_says(case: Case, one: UnsentReminder, day: date) -> bool:
    """Return whether anything a reminder tells of still stands: a person who has answered all of it is not reminded."""
    return any(stands(case.ledger, day, Rung(*rung)) for rung in one.rungs)


class _Day(NamedTuple):
    """One campaign on one day, with what its facts say then."""

    campaign_id: int
    case: Case
    on: date


def _write(session: Session, day: _Day, fresh: Sequence[ReminderLetter], unsent: Sequence[UnsentReminder]) -> int:
    """Owe a campaign's letters of a day in the place of the unsent ones they replace, and return how many are new."""
    before = [Unsent(one.day, one.to, tuple(Rung(*rung) for rung in one.rungs)) for one in unsent]
    current = renewal(day.case.ledger, day.on, fresh, before)
    # A letter written anew is another event than those it replaces: their keys make its own.
    editions = {to: _mark(one.occurrence for one in unsent if one.to == to) for to in current.replaced}
    cancel_letters(session, [one.occurrence for one in unsent if one.to in current.replaced], REPLACED)
    if not current.letters:
        return 0
    lines, writer = day.case.lines_at(day.on), desk(day.case.ledger.campaign)
    letters = [reminder(writer, owed, lines, editions.get(owed.to, "")) for owed in current.letters]
    count = owe(session, letters, day.on, day.campaign_id)
    told = {
        letter.occurrence: [UsedRung(*rung) for rung in rungs_of(day.case.ledger, owed)]
        for letter, owed in zip(letters, current.letters, strict=True)
    }
    keep_items(session, day.campaign_id, told)
    return count


def _mark(occurrences: Iterable[str]) -> str:
    return sha256("\n".join(occurrences).encode()).hexdigest()[:16]
