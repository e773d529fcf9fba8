"""The people a plan itself brings (人员): who adopted it heads the office's work, and the leaders it names are its leaders."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.life.act import Act
from duban.life.roster import roster_of
from models.acts import acts_of, append_act


class FirstPeople(NamedTuple):
    """Who adopted a plan, and the leaders it names."""

    adopter: str
    leaders: tuple[str, ...]


def appoint_first(session: Session, campaign_id: int, people: FirstPeople, since: date, at: datetime) -> None:
    """Appoint the leaders a plan names, and its adopter as director where the roster is still empty; nobody twice."""
    known = roster_of(acts_of(session, campaign_id, ["person"])).people
    new = [] if known else [(people.adopter, "主任", "采用方案")]
    new += [(leader, "领导", "方案所列责任领导") for leader in people.leaders if leader not in known]
    for name, role, basis in new:
        act = Act(0, since, "person", name, "appoint", people.adopter, basis=basis, detail={"role": role})
        append_act(session, campaign_id, act, at)
