"""What is done about a month (期次): its circular signed, its result delivered. Judging is duban.rules'; keeping it, models.months'."""

from duban.errors import UsageError
from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Kind, Subject, kinds
from duban.months import Month

MONTH_KINDS = kinds(Kind("publish", "签发", "director"), Kind("deliver", "送达考核结果", "office"))
"""`deliver` starts the clock of an appeal against a score, for one unit or, without a unit, for all."""


def _refusal(_: History, act: Act) -> Refusal | None:
    try:
        month = Month.parse(act.key)
    except UsageError as error:
        return Refusal(error.what, error.remedy)
    if act.do == "deliver" and month >= Month.of(act.on):
        return Refusal(f"{month}的考核结果尚未产生", "结果送达后再登记")
    return None


MONTH = Subject("期次", MONTH_KINDS, _refusal)
