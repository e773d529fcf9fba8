"""Every subject with its acts in one table, and the one question all of them are asked: may this act be taken now?"""

from duban.life.act import Act, Refusal
from duban.life.appeal_rules import APPEAL
from duban.life.batch_rules import BATCH
from duban.life.cases import CASE
from duban.life.chains import CHAIN
from duban.life.decisions import DECISION
from duban.life.draws import DRAW
from duban.life.entering import ENTRY
from duban.life.facts import FACT
from duban.life.finding_rules import FINDING
from duban.life.history import History
from duban.life.indicators import INDICATOR
from duban.life.kinds import Effects, Kind, Subject
from duban.life.months import MONTH
from duban.life.papers import PAPER
from duban.life.parts import PART
from duban.life.people import PERSON
from duban.life.proposals import PROPOSAL
from duban.life.reviewing import REVIEW
from duban.life.rights import right_refusal
from duban.life.tasks import TASK
from duban.life.units import UNIT

SUBJECTS: dict[str, Subject] = {
    "task": TASK,
    "entry": ENTRY,
    "unit": UNIT,
    "fact": FACT,
    "month": MONTH,
    "paper": PAPER,
    "person": PERSON,
    "batch": BATCH,
    "finding": FINDING,
    "proposal": PROPOSAL,
    "appeal": APPEAL,
    "part": PART,
    "chain": CHAIN,
    "case": CASE,
    "indicator": INDICATOR,
    "draw": DRAW,
    "decision": DECISION,
    "review_mark": REVIEW,
}


def kind_of(act: Act) -> Kind | None:
    """Return the kind of an act, None where the catalogue has none of its word."""
    subject = SUBJECTS.get(act.subject)
    return subject.kinds.get(act.do) if subject else None


def refusal(history: History, act: Act) -> Refusal | None:
    """Return why an act is not taken: its form, its day, the right of who does it, the rules of its subject; None where it is."""
    kind = kind_of(act)
    if kind is None:
        return Refusal(f"没有“{act.subject} {act.do}”这种办理事项", "全部事项见 duban act --help")
    faults = list(kind.faults(act))
    if faults:
        return Refusal("；".join(faults), f"用法见 duban acts {act.subject}")
    return (
        _of_its_day(history, act)
        or _of_its_unit(history, act)
        or right_refusal(history, act, kind.right)
        or SUBJECTS[act.subject].refusal(history, act)
    )


def effects(history: History, act: Act) -> Effects:
    """Return what follows from an act that was taken."""
    return SUBJECTS[act.subject].effects(history, act)


def _of_its_day(history: History, act: Act) -> Refusal | None:
    if act.on > history.today:
        return Refusal(f"{act.on} 还没有到（今天是{history.today}），不能先行登记", "写实际发生的日期")
    # People are appointed before the campaign begins.
    if act.on < history.campaign.start and act.subject != "person":
        return Refusal(f"{act.on} 早于专项行动开始日（{history.campaign.start}）", "写实际发生的日期")
    return None


def _of_its_unit(history: History, act: Act) -> Refusal | None:
    if act.unit is not None and history.campaign.register.named(act.unit) is None:
        return Refusal(f"名录中没有单位“{act.unit}”", "写名录中的单位名称")
    return None
