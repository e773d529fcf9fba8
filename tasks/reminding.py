"""Reminding (催办): one day's sweep over a campaign's open obligations, its letters and the rungs it spends."""

from datetime import timedelta

from duban.rules.judgement import Case
from duban.rules.reminders import Rung, sweep
from models.outbox import owe
from models.periods import Rung as UsedRung
from models.periods import rungs_used, use_rungs
from models.queries import campaign_values, facts_of
from notifications.reminders import reminder
from tasks import engine
from tasks.ledger import desk, moment, sessions


@engine.task(name="催办")
def remind(campaign_id: int, at: str) -> dict[str, int]:
    """Owe the reminders of one day and return {letters, skipped}; each rung of an obligation fires once, ever.

    Facts and standings are those of the end of the day before; nothing is owed on a rest day.
    """
    day = moment(at).date()
    with sessions("每日催办流程", "催办", campaign_id).begin() as session:
        campaign = campaign_values(session, campaign_id)
        facts = list(facts_of(session, campaign_id, day - timedelta(days=1)))
        if not facts:
            return {"letters": 0, "skipped": 0}
        case = Case(campaign, facts, [day])
        found = sweep(case.ledger, day.toordinal(), {Rung(*rung) for rung in rungs_used(session, campaign_id)})
        lines = case.lines_at(day)
        writer = desk(campaign)
        letters = [reminder(writer, owed, lines) for owed in found.letters]
        use_rungs(session, campaign_id, [UsedRung(*rung) for rung in found.spent], day, fired=True)
        return {"letters": owe(session, letters, day, campaign_id), "skipped": len(found.skipped)}
