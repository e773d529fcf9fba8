"""Explaining a month (逐条说明): how one unit's recorded month came about, from the same facts and figures."""

from dataclasses import replace

from sqlalchemy.orm import Session

from duban.months import Month
from duban.rules.explanation import Explanation
from duban.rules.explanation import explain as explain_case
from duban.rules.judgement import Case
from models.months import Judged, month_in_record, read_month
from tasks.inspecting import values_for
from tasks.ledger import reading_sessions


def explain(campaign_id: int, month: Month, unit: str) -> Explanation:
    """Return the explanation of one unit's recorded month, by the month's own copy of the figures."""
    with reading_sessions().begin() as session:
        judged = read_month(session, month_in_record(session, campaign_id, month).id)
        case = case_of(session, campaign_id, judged)
    return explain_case(case, month, unit)


def case_of(session: Session, campaign_id: int, judged: Judged) -> Case:
    """Return what a recorded month was judged from: the plan as it stood, all facts, its own copy of the figures."""
    campaign, facts = values_for(session, campaign_id, judged.month)
    return Case(replace(campaign, parameters=judged.parameters), facts, [judged.month.first, judged.month.last])
