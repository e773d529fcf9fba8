"""Deriving (登记问题): the findings a recorded month makes by itself, each once however often the month is run."""

from duban.documents.problems import problems_of
from duban.life.derived import Ground, derive
from duban.months import Month
from models.acts import append_act, history_of
from models.months import month_in_record, read_month
from tasks import engine
from tasks.inspecting import values_for
from tasks.ledger import moment, sessions


@engine.task(name="登记问题")
def derive_findings(campaign_id: int, month: str, at: str) -> int:
    """Bring a recorded month's own findings to its judgement and return how many were new; the same judgement again adds none."""
    now, period = moment(at), Month.parse(month)
    with sessions("月度督查", "登记问题", campaign_id).begin() as session:
        campaign, _ = values_for(session, campaign_id, period)
        result = read_month(session, month_in_record(session, campaign_id, period).id).result
        grounds = [
            Ground(problem.sort, problem.unit, problem.task.number, problem.shortfall.ground.node, problem.sentence)
            for problem in problems_of(campaign, result)
            if problem.shortfall.is_followed
        ]
        acts = derive(history_of(session, campaign_id, now.date()), period, grounds, now.date())
        for act in acts:
            append_act(session, campaign_id, act, now)
    return sum(act.do == "find" for act in acts)
