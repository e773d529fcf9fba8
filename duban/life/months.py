"""What is done about a month (期次): signing its circular. Judging it is duban.rules'; keeping it, models.months'."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Kind, Subject, kinds


def _refusal(_: History, __: Act) -> Refusal | None:
    return None


MONTH = Subject("期次", kinds(Kind("publish", "签发", "director")), _refusal)
