"""A campaign's history for the tests of its life: a small county, its people, and acts taken one by one through the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from duban.life.act import Act, Proof
from duban.life.catalogue import SUBJECTS, effects, kind_of, refusal
from duban.life.history import Entry, History
from duban.life.judging import after, rules_refusal
from duban.plan import Due, Target
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.units import Register, Unit

START = date(2026, 3, 2)
TOWNSHIPS = ("云城镇", "青石镇", "白溪乡", "落雁乡", "松河乡")
REGISTER = Register(
    (
        Unit("县教育局", "部门", ("各成员单位",), "jy@example.test", "jy-head@example.test", ("教育局",)),
        Unit("县住建局", "部门", ("各成员单位",), "zj@example.test"),
        *(Unit(name, "乡镇", ("各成员单位", "各乡镇"), f"{n}@example.test") for n, name in enumerate(TOWNSHIPS)),
    )
)
TASKS = (
    CampaignTask(
        "1",
        "控辍保学",
        "分管副县长",
        responsible=("县教育局", "各乡镇"),
        due=(Due("4月30日前", "by", end=date(2026, 4, 30)),),
    ),
    CampaignTask(
        "2", "施工许可1个月内办结", None, responsible=("县住建局",), due=(Due("1个月内", "relative", within="P1M"),)
    ),
    CampaignTask(
        "3",
        "每季度开展1次联合检查",
        "分管副县长",
        lead=("县教育局",),
        due=(Due("每季度1次", "recurring", every="P3M", times=1),),
    ),
)
TARGETS = (
    Target("巩固率不低于97%", "巩固率", ">=", 97, "%", date(2026, 12, 31)),
    Target("辍学率控制在0.3%以内", "辍学率", "<=", 0.3, "%"),
    Target("资金1096万元", "配套资金", "=", 1096, "万元"),
)
PEOPLE = (
    ("主任甲", "主任", None),
    ("督查员乙", "督查员", None),
    ("领导丙", "领导", None),
    ("组员丁", "督查组成员", "云城镇"),
    ("评委戊", "评议员", "青石镇"),
    ("评委己", "评议员", "县教育局"),
    ("教育联络", "联络员", "县教育局"),
    ("住建联络", "联络员", "县住建局"),
    *((f"{name}联络", "联络员", name) for name in TOWNSHIPS),
)


def campaign(tasks: tuple[CampaignTask, ...] = TASKS, register: Register = REGISTER) -> Campaign:
    """The county's campaign."""
    return Campaign("教育攻坚", START, "县长", register, tasks)


@dataclass
class Office:
    """A history that grows: each `does` is one act asked of the catalogue, taken or refused."""

    history: History

    def does(self, subject: str, key: str, do: str, by: str, /, **told: str) -> str:
        """Ask for an act and return why it is refused, an empty text where it is taken.

        `on`, `unit`, `behalf`, `basis` and `proof` are the act's own; everything else is a detail.
        """
        act = self.act(subject, key, do, by, told)
        why = refusal(self.history, act) or rules_refusal(self.history, act)
        if why is not None:
            return str(why)
        self.take(act)
        return ""

    def act(self, subject: str, key: str, do: str, by: str, told: Mapping[str, str]) -> Act:
        """The act as it would be asked for."""
        rest = dict(told)
        on = rest.pop("on", "")
        proof = rest.pop("proof", "")
        act = Act(
            self.history.next_order,
            date.fromisoformat(on) if on else self.history.today,
            subject,
            key,
            do,
            by,
            rest.pop("unit", None),
            rest.pop("behalf", None),
            rest.pop("basis", None),
            {name.rstrip("_"): value for name, value in rest.items()},
            (Proof(proof, "0" * 64),) if proof else (),
        )
        kind, next_key = kind_of(act), SUBJECTS[subject].next_key
        return replace(act, key=next_key(self.history, act)) if not key and kind and kind.opens and next_key else act

    def take(self, act: Act) -> None:
        """Append an act with what follows from it."""
        self.history = after(self.history, act, effects(self.history, act))

    def fact(self, do: str, on: str, task: str | None = None, unit: str | None = None, **told: object) -> None:
        """Record a fact of the judgement."""
        fact = Fact(self.history.next_order, date.fromisoformat(on), do, task, unit, **told)  # type: ignore[arg-type]
        self.history = replace(self.history, entries=(*self.history.entries, Entry(fact, "督查员乙")))

    def today(self, day: str) -> None:
        """Let the days pass."""
        self.history = replace(self.history, today=date.fromisoformat(day))


def office(today: str = "2026-03-31", of: Campaign | None = None) -> Office:
    """The county's office: people appointed, every task assigned on 2 March 2026."""
    made = Office(History(of or campaign(), (), (), date.fromisoformat(today), targets=TARGETS))
    made.take(Act(1, START, "person", "主任甲", "appoint", "办公室", detail={"role": "主任"}))
    for name, role, unit in PEOPLE[1:]:
        told = {"role": role, "on": START.isoformat()} | ({"unit": unit} if unit else {})
        assert made.does("person", name, "appoint", "主任甲", **told) == ""
    for task in made.history.campaign.tasks:
        made.fact("assign", START.isoformat(), task.number)
    return made


def points(value: str) -> Fraction:
    """An exact figure from its numeral."""
    return Fraction(value)
