"""Appointments and departures (人员): what each must say and what is refused. Who then holds which post is roster's."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.life.roster import OF_A_UNIT, ROLES


def _refusal(history: History, act: Act) -> Refusal | None:
    serving = history.roster.serving(act.key, act.on)
    role = ROLES.get(act.told("role"))
    if act.do == "leave":
        left = [person for person in serving if role in (None, person.role)]
        if not left:
            return Refusal(f"{act.key}当日没有担任该职务", "用 duban people 查看现任人员")
        heads = {person.name for person in history.roster.holding("director", act.on)}
        if heads == {act.key} and any(person.role == "director" for person in left):
            return Refusal("办公室不能没有主任", "请先登记接任的主任")
        return None
    if role in OF_A_UNIT and not act.unit:
        return Refusal(f"登记{act.told('role')}须写明所在单位")
    if any(person.role == role and person.unit == act.unit for person in serving):
        return Refusal(f"{act.key}已经是{act.told('role')}")
    return None


_ROLE = Field("role", "身份", tuple(ROLES))
PERSON = Subject(
    "人员",
    kinds(
        Kind(
            "appoint",
            "登记人员",
            "director",
            (_ROLE, Field("post", "职务", required=False), Field("phone", "电话", required=False)),
        ),
        Kind("leave", "离任", "director", (Field("role", "身份", tuple(ROLES), required=False),)),
    ),
    _refusal,
)
