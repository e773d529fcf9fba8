"""What is decided about a unit as a whole (单位): a veto, a bonus. Both need a basis; the law bars some bonuses."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.rules.linting import bonus_doubt

UNIT_KINDS = kinds(
    Kind("veto", "一票否决", "leader", basis=True),
    Kind("bonus", "加分", "director", (Field("points", "分值", "number"),), basis=True),
)


def _refusal(history: History, act: Act) -> Refusal | None:
    if history.campaign.register.named(act.key) is None:
        return Refusal(f"名录中没有单位“{act.key}”")
    doubt = bonus_doubt(act.basis or "") if act.do == "bonus" else None
    return Refusal(doubt.text) if doubt else None


UNIT = Subject("单位", UNIT_KINDS, _refusal)
