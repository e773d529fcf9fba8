"""Scoring (考核): the month's scores as stored, proven by computing them again from the facts."""

from dataclasses import replace

from duban.documents.wording import decimals
from duban.months import Month
from duban.rules.judgement import judge
from models.months import Judged, digest, month_in_record, read_month
from tasks import engine
from tasks.inspecting import values_for
from tasks.ledger import reading_sessions


@engine.task(name="考核")
def score(campaign_id: int, month: str) -> list[dict[str, str]]:
    """Return the units' scores of a recorded month in register order, a row each with Chinese headings."""
    with reading_sessions().begin() as session:
        record = month_in_record(session, campaign_id, Month.parse(month))
        units = read_month(session, record.id).result.units
    return [
        {
            "单位": unit.unit,
            "类别": unit.kind,
            "基础分": "—" if unit.base is None else decimals(unit.base),
            "得分": "不计分" if unit.score is None else decimals(unit.score),
            "等次": unit.grade or "—",
            "名次": str(unit.rank or "—"),
        }
        for unit in units
    ]


def check(campaign_id: int, month: Month) -> tuple[str, ...]:
    """Return every difference between a recorded month and its recomputation from the facts of today; empty means the same.

    The month's own copy of the figures is used, so that a later change of the scheme does not count.
    """
    with reading_sessions().begin() as session:
        stored = read_month(session, month_in_record(session, campaign_id, month).id)
        campaign, facts = values_for(session, campaign_id, month)
    again = judge(replace(campaign, parameters=stored.parameters), facts, [month]).months[month]
    if digest(Judged(month, again, stored.parameters)) == digest(stored):
        return ()
    before = {line[:4]: line for line in stored.result.obligations} | {(u.unit,): u for u in stored.result.units}
    after = {line[:4]: line for line in again.obligations} | {(u.unit,): u for u in again.units}
    keys = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key)]
    return tuple(f"{' '.join(str(part) for part in key if part)}：{before.get(key)} → {after.get(key)}" for key in keys)
