"""Standing service levels as a log of cases (办件: 1个月内办结): opened, stopped, resumed, closed.

The duty itself is a task with a relative due; how a clock runs stands in clocks.py, what cases add up to in service.py.
"""

from duban.life.act import Act, Refusal
from duban.life.assigned import open_part
from duban.life.history import History
from duban.life.kinds import Field, Kind, Subject, kinds
from duban.life.service import ServiceCase, cases_of, limit_for, moment

PROCEDURES = ("听证", "招标", "检测", "专家评审", "公示", "补正材料", "其他法定程序")
"""Outside procedures whose time is not counted (county supervision rules: 听证、招标、检测、评审)."""

_AT = Field("at", "时刻", "time", required=False)
CASE_KINDS = kinds(
    Kind(
        "open",
        "受理",
        "unit",
        (Field("task", "任务编号"), Field("matter", "事项"), Field("limit", "时限", required=False), _AT),
        of_unit=True,
        opens=True,
    ),
    Kind(
        "stop", "停止计时", "unit", (Field("procedure", "程序", PROCEDURES), Field("reason", "说明"), _AT), of_unit=True
    ),
    Kind("resume", "恢复计时", "unit", (_AT,), of_unit=True),
    Kind("close", "办结", "unit", (Field("result", "结果", required=False), _AT), of_unit=True),
    Kind("void", "撤件", "unit", (Field("reason", "理由"),), of_unit=True),
)


def _refusal(history: History, act: Act) -> Refusal | None:
    cases = cases_of(history.campaign.tasks, history.acts)
    if act.do == "open":
        return _opening(history, cases, act)
    case = cases.get(act.key)
    if case is None:
        return Refusal(f"没有“{act.key}”这一办件", "编号见 duban cases")
    if act.unit != case.unit:
        return Refusal(f"“{act.key}”由{case.unit}办理", f"用 --unit {case.unit}")
    if case.void or case.closed:
        return Refusal(f"“{act.key}”已{'撤件' if case.void else '办结'}")
    if case.limit.hours and not act.told("at") and act.do != "void":
        return Refusal(f"“{act.key}”按小时计时，须写明时刻", "at=时:分，例如 at=09:30")
    last = max([case.opened, *(at for stop in case.stops for at in (stop.since, stop.until) if at)])
    if moment(act) < last and not (act.on == last.date() and not act.told("at")):
        return Refusal(f"时间早于上一环节（{last:%Y-%m-%d %H:%M}）", "写实际发生的日期和时刻")
    stopped = bool(case.stops) and case.stops[-1].until is None
    if act.do == "stop" and stopped:
        return Refusal(f"“{act.key}”已经停止计时")
    return Refusal(f"“{act.key}”没有停止计时") if act.do == "resume" and not stopped else None


def _opening(history: History, cases: dict[str, ServiceCase], act: Act) -> Refusal | None:
    if act.key in cases:
        return Refusal(f"办件编号“{act.key}”已经使用")
    own = open_part(history, act.told("task"), act.unit or "", act.on)
    if isinstance(own, Refusal):
        return own
    limit = limit_for(own.task.task, act)
    if isinstance(limit, Refusal):
        return limit
    if limit.hours and not act.told("at"):
        return Refusal(f"“{limit.text}”按小时计时，须写明受理时刻", "at=时:分，例如 at=09:30")
    return None


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return f"件{len({one.key for one in history.of('case')}) + 1}"


CASE = Subject("办件", CASE_KINDS, _refusal, next_key=_next_key)
