"""Entering a matter on the list (立项): proposed by one, approved by another, from whatever source it came during the year."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.plan import Due
from duban.reading.dates import read_deadline
from duban.units import Register

SOURCES = ("方案", "会议", "领导交办", "上级文件", "临时交办", "问题复发", "任务拆分")
_UNIT_FIELDS = ("lead", "responsible", "cooperating")

ENTRY_KINDS = kinds(
    Kind(
        "propose",
        "拟办立项",
        "office",
        (
            Field("title", "任务内容"),
            Field("source", "来源", SOURCES),
            Field("source_name", "来源名称"),
            Field("source_day", "来源日期", "day", required=False),
            Field("leader", "责任领导", required=False),
            Field("lead", "牵头单位", "names", required=False),
            Field("responsible", "责任单位", "names", required=False),
            Field("cooperating", "配合单位", "names", required=False),
            Field("due", "时限"),
            Field("weight", "权重", "number", required=False),
            Field("follows", "原任务", required=False),
        ),
        opens=True,
    ),
    Kind("enter", "批准立项", "director", (Field("number", "任务编号", required=False),)),
    Kind("decline", "不予立项", "director", (Field("reason", "理由"),)),
)


def proposed(history: History, key: str) -> Act | None:
    """Return the proposal of a matter, None where there is none of that key."""
    return next((act for act in history.of("entry", key) if act.do == "propose"), None)


def number_of(act: Act) -> str:
    """Return the number the entered task gets: the one named, or its proposal's key."""
    return act.told("number") or act.key


def _refusal(history: History, act: Act) -> Refusal | None:
    if act.do == "propose":
        return _proposal(history, act)
    proposal = proposed(history, act.key)
    if proposal is None:
        return Refusal(f"没有“{act.key}”这一立项建议", "先拟办（propose）")
    settled = next((one for one in history.of("entry", act.key) if one.do != "propose"), None)
    if settled:
        return Refusal(f"“{act.key}”已由{settled.by}于{settled.on}{ENTRY_KINDS[settled.do].title}")
    if act.by == proposal.by:
        return Refusal("拟办人不能批准自己的立项建议", "由另一名负责人批准（--by）")
    if act.do == "enter" and number_of(act) in history.case.ledger.tasks:
        return Refusal(f"任务编号“{number_of(act)}”已经使用", "用 number= 另定编号")
    return None


def _proposal(history: History, act: Act) -> Refusal | None:
    if history.of("entry", act.key):
        return Refusal(f"立项编号“{act.key}”已经使用")
    register = history.campaign.register
    named = [name for field in _UNIT_FIELDS for name in act.names(field)]
    unknown = [name for name in named if not register.expand(name)]
    if unknown:
        return Refusal(f"名录中没有：{'、'.join(unknown)}", "写名录中的单位或分组名称")
    if len(lead_units(register, act)) != 1:
        return Refusal("立项须明确一个牵头单位（一事一项、一项一主）", "写明 lead=单位；只有一个责任单位时可以不写")
    if not dues_of(act):
        return Refusal(f"时限“{act.told('due')}”无法识别", "写日期，或如：9月底前、每季度1次、1个月内、长期坚持")
    follows = act.told("follows")
    if follows and follows not in history.case.ledger.tasks:
        return Refusal(f"没有编号为“{follows}”的原任务")
    return None


def dues_of(proposal: Act) -> tuple[Due, ...]:
    """Return the dues a proposal's deadline means, read as a plan's would be, a missing year being that of the proposal's day."""
    return tuple(found.due for found in read_deadline(proposal.told("due"), proposal.on.year).dues)


def lead_units(register: Register, act: Act) -> tuple[str, ...]:
    """Return the units that would lead: those named lead, or the responsible ones where none is."""
    names = act.names("lead") or act.names("responsible")
    return tuple(dict.fromkeys(unit.name for name in names for unit in register.expand(name)))


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"立项{len({one.key for one in history.of('entry')}) + 1}"


ENTRY = Subject("立项", ENTRY_KINDS, _refusal, next_key=_next_key)
