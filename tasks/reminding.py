"""Reminding (催办): one day's sweep over a campaign's open obligations, its letters and the rungs it spends."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.letters import Pressed
from duban.rules.judgement import Case
from duban.rules.reminders import Rung, still_pressed, sweep
from duban.rules.result import ReminderItem, ReminderLetter
from models.outbox import owe, unused_occurrence
from models.periods import Rung as UsedRung
from models.periods import rungs_used, use_rungs
from models.queries import campaign_values, facts_of
from models.reconciliation import pressed_before
from models.withdrawal import drop_letters, unsent_reminders
from notifications.desk import occurrence
from notifications.reminders import reminder
from tasks import engine
from tasks.ledger import desk, moment, sessions

ANSWERED = "已申请办结或不再催办，未发出"


class Pressing(NamedTuple):
    """What reminders are written from: the case, the rungs fired so far, and the day at whose end an item must be open."""

    case: Case
    fired: frozenset[Rung]
    seen: date

    def still(self, items: Iterable[ReminderItem]) -> tuple[ReminderItem, ...]:
        """Return those of some items that are still to be pressed for."""
        return still_pressed(self.case.ledger, self.seen.toordinal(), items, self.fired)


@engine.task(name="催办")
def remind(campaign_id: int, at: str) -> dict[str, int]:
    """Owe the reminders of one day and return {letters, skipped}; each rung of an obligation fires once, ever.

    Facts and standings are those of the end of the day before; nothing is owed on a rest day. A reminder of an earlier day that has
    certainly not left is taken back, and what it pressed for and is still open stands in the day's one letter.
    """
    now = moment(at)
    day, seen = now.date(), now.date() - timedelta(days=1)
    with sessions("每日催办流程", "催办", campaign_id).begin() as session:
        campaign = campaign_values(session, campaign_id)
        facts = list(facts_of(session, campaign_id, seen))
        if not facts:
            return {"letters": 0, "skipped": 0}
        case = Case(campaign, facts, [day])
        used = frozenset(Rung(*rung) for rung in rungs_used(session, campaign_id))
        found = sweep(case.ledger, day.toordinal(), used)
        use_rungs(session, campaign_id, [UsedRung(*rung) for rung in found.spent], day, fired=True)
        pressing = Pressing(case, used.union(found.spent), seen)
        items = {letter.to: list(letter.items) for letter in found.letters}
        if case.ledger.calendar.is_working(day.toordinal()):
            _take_back(session, campaign_id, pressing, items, now)
        letters = owe_reminders(session, campaign_id, pressing, items, now)
        return {"letters": letters, "skipped": len(found.skipped)}


def owe_reminders(
    session: Session, campaign_id: int, pressing: Pressing, items: Mapping[str, Iterable[ReminderItem]], now: datetime
) -> int:
    """Owe one letter to each address for those of its items that are still open, and return how many letters.

    What an address was pressed for before the ledger was restored from a backup is no item of its letter any more.
    """
    open_items = {to: still for to in sorted(items) if (still := pressing.still(items[to]))}
    if not open_items:
        return 0
    day, campaign = now.date(), pressing.case.ledger.campaign
    lines = pressing.case.lines_at(day)
    dates = {(line.task, line.unit, line.node): line.date for line in lines}
    before = pressed_before(session, occurrence("reminder", campaign.title, ""), day)
    writer = desk(campaign)
    letters = []
    for to, still in open_items.items():
        pressed = [Pressed(*item, str(dates[item[:3]])) for item in still]
        about = tuple(item for item in pressed if (to, item) not in before)
        if about:
            letter = reminder(writer, ReminderLetter(day, to, tuple(ReminderItem(*item[:4]) for item in about)), lines)
            letters.append(
                replace(
                    letter,
                    occurrence=unused_occurrence(session, letter.occurrence),
                    about=about,
                    give_up_at=_announced(about, now),
                )
            )
    return owe(session, letters, day, campaign_id)


def _take_back(
    session: Session, campaign_id: int, pressing: Pressing, items: dict[str, list[ReminderItem]], now: datetime
) -> None:
    """Take back the reminders of earlier days that have not left and add what they pressed for to the items of the day."""
    for unsent in unsent_reminders(session, campaign_id):
        if unsent.day < now.date():
            held_up = [ReminderItem(*item[:4]) for item in unsent.items]
            reason = f"未及送出，并入{now.date()}的催办函" if pressing.still(held_up) else ANSWERED
            drop_letters(session, [unsent.letter_id], reason, now)
            items.setdefault(unsent.to, []).extend(held_up)


def _announced(about: Iterable[Pressed], now: datetime) -> datetime | None:
    """Return when a letter that only announces dates is of no more use, None for one that presses for overdue work."""
    if any(item.rung.startswith("late") for item in about):
        return None
    last = max(date.fromisoformat(item.date) for item in about)
    return datetime.combine(last + timedelta(days=1), time.min, now.tzinfo)
