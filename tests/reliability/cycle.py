"""A cycle of three units through the real steps: adopt, assign, hand out, deliver; remind, deliver; inspect, notify, score, deliver.

Three days, each with everything it owes. A day may be run again at any later minute: that is what a scheduler does after a crash.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from duban.plan import Due, Plan, PlannedTask
from duban.reading.source import Source
from duban.units import Register, Unit
from tasks import adopting, assigning, ledger, settings
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out
from tasks.delivering import deliver
from tasks.inspecting import inspect_tasks, record_month
from tasks.intake import Document
from tasks.notifying import notify
from tasks.reminding import remind
from tasks.scoring import score

DAYS = ("2026-03-02", "2026-03-20", "2026-04-01")
MONTH = "2026-03"
HEAD, LEADER = "县委书记", "分管副县长"
UNITS = (
    Unit("县教育局", "部门", (), "edu@example.test", "edu-head@example.test"),
    Unit("甲乡", "乡镇", ("各乡镇",), "jia@example.test", "jia-head@example.test"),
    Unit("乙乡", "乡镇", ("各乡镇",), "yi@example.test"),
)
PLAN = Plan(
    title="云溪县教育攻坚实施方案",
    document_number="云办发〔2026〕3号",
    issuer="云溪县人民政府办公室",
    issued_on=date(2026, 3, 1),
    tasks=(
        PlannedTask(
            "一",
            "控辍保学",
            (LEADER,),
            ("县教育局",),
            ("各乡镇",),
            due=(Due("3月12日前", "by", end=date(2026, 3, 12)),),
        ),
        PlannedTask("二", "校舍改造", (LEADER,), ("县教育局",), due=(Due("3月27日前", "by", end=date(2026, 3, 27)),)),
    ),
)


class _Registered:
    """What read_register_file gives, without a file: the register and the posts' addresses."""

    register = Register(UNITS)
    addresses: Mapping[str, str] = {HEAD: "head@example.test", LEADER: "vice@example.test"}


@contextmanager
def prepared(variables: Mapping[str, str]) -> Iterator[None]:
    """Let the steps of this process and its forks work for an office; the plan is given as read, for reading it is not tested here."""
    caches = (settings.settings, ledger._engine, ledger.sessions, ledger.reading_sessions)
    kept = [(adopting, "read_document"), (adopting, "read_register_file"), (assigning, "printed")]
    real = [(module, name, getattr(module, name)) for module, name in kept]
    os.environ.update(variables)
    for cache in caches:
        cache.cache_clear()
    adopting.read_document = lambda _: Document(b"plan", Source(()), PLAN)
    adopting.read_register_file = lambda _: _Registered  # type: ignore[assignment,return-value]
    # A paper is bytes to the outbox; made for each kill anew, papers would be most of the time.
    forms = {form: form.encode() * 500 for form in ("xlsx", "docx", "html")}
    assigning.printed = lambda made, _: dict.fromkeys(made, forms)  # type: ignore[assignment]
    try:
        yield
    finally:
        ledger._engine().dispose()
        for module, name, value in real:
            setattr(module, name, value)
        for cache in caches:
            cache.cache_clear()


def run_day(number: int, minutes: int = 0) -> None:
    """Do all that is due on a day of the cycle, so many minutes after its usual time."""
    at = (
        f"{DAYS[number]}T09:{minutes:02}"
        if minutes < 60
        else f"{DAYS[number]}T{9 + minutes // 60:02}:{minutes % 60:02}"
    )
    if number == 0:
        now = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        campaign = adopt_file(Order(Path("方案.txt"), Path("名录.csv"), now, "办公室", head=HEAD)).campaign_id
        assign(campaign, at, "办公室")
        hand_out(campaign, MONTH, at)
    elif number == 1:
        remind(1, at)
    else:
        inspect_tasks(1, MONTH, None)
        record_month(1, MONTH, at)
        notify(1, MONTH, at)
        score(1, MONTH)
    deliver(at)
