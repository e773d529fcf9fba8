"""A small county whose acts are taken one by one as the office's program takes them: refused, or recorded with what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from duban.life.act import Act, Proof
from duban.life.catalogue import SUBJECTS, effects, kind_of, refusal
from duban.life.history import Entry, History
from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.units import Register, Unit

START = date(2026, 3, 2)
LEADER, VICE, DIRECTOR = "县委副书记", "分管副县长", "办公室主任"
OFFICER, SECOND = "督查员甲", "督查员乙"
FINANCE, GUEST = "组员丙", "组员丁"
HEAD, CONTACT = "甲乡负责人", "甲乡联络员"
PEOPLE = (
    (DIRECTOR, "主任", None),
    (LEADER, "领导", None),
    (VICE, "领导", None),
    (OFFICER, "督查员", None),
    (SECOND, "督查员", None),
    (FINANCE, "督查组成员", "县财政局"),
    (GUEST, "督查组成员", None),
    (HEAD, "单位负责人", "甲乡"),
    (CONTACT, "联络员", "甲乡"),
    ("乙乡负责人", "单位负责人", "乙乡"),
)
PROOF = (Proof("验收单.pdf", "0" * 64),)


def campaign() -> Campaign:
    """Two townships with two tasks, one of them also the finance bureau's."""
    units = (
        Unit("县财政局", "部门"),
        Unit("甲乡", "乡镇", ("各乡镇",), aliases=("甲乡人民政府",)),
        Unit("乙乡", "乡镇", ("各乡镇",)),
    )
    tasks = (
        CampaignTask(
            "一", "控辍保学", VICE, responsible=("各乡镇",), due=(Due("6月底前", "by", end=date(2026, 6, 30)),)
        ),
        CampaignTask("二", "校舍改造", VICE, lead=("县财政局",), due=(Due("9月底前", "by", end=date(2026, 9, 30)),)),
    )
    return Campaign("某县教育攻坚", START, LEADER, Register(units), tasks)


@dataclass
class World:
    """The county's ledger in memory: what `tasks.acting` does with an act, without a database."""

    today: date = START
    campaign: Campaign = field(default_factory=campaign)
    acts: list[Act] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    order: int = 0

    def history(self) -> History:
        """Everything that happened so far."""
        return History(self.campaign, tuple(self.entries), tuple(self.acts), self.today)

    def later(self, days: int) -> None:
        """Let some days pass."""
        self.today += timedelta(days=days)

    def fact(self, on: str, do: str, unit: str | None = None, **rest: object) -> int:
        """Record a fact as it would stand in the ledger, and return its place."""
        self.order += 1
        values = {"task": "一"} | rest
        by = str(values.pop("recorded_by", OFFICER))
        self.entries.append(Entry(Fact(self.order, date.fromisoformat(on), do, unit=unit, **values), by))  # type: ignore[arg-type]
        return self.order

    def act(
        self, subject: str, key: str, do: str, by: str, detail: Mapping[str, str] | None = None, **rest: object
    ) -> str | None:
        """Try an act today (or on=…); return the rule that refuses it, None where it was recorded."""
        values = {"on": self.today, "detail": detail or {}} | rest
        history = self.history()
        act = Act(self.order + 1, subject=subject, key=key, do=do, by=by, **values)  # type: ignore[arg-type]
        if not key:
            next_key = SUBJECTS[subject].next_key
            assert next_key is not None
            act = Act(self.order + 1, subject=subject, key=next_key(history, act), do=do, by=by, **values)  # type: ignore[arg-type]
        assert kind_of(act) is not None, (subject, do)
        why = refusal(history, act)
        if why is not None:
            return str(why)
        self._record(history, act)
        return None

    def _record(self, history: History, act: Act) -> None:
        followed = effects(history, act)
        self._append(act)
        for fact in followed.facts:
            self.order += 1
            self.entries.append(Entry(fact._replace(order=self.order), act.by))
        self.entries = [entry for entry in self.entries if entry.fact.order not in followed.strikes]
        for one in followed.acts:
            self._append(one)

    def _append(self, act: Act) -> None:
        self.order += 1
        values = {name: getattr(act, name) for name in Act.__slots__}
        self.acts.append(Act(**values | {"order": self.order}))


def staffed() -> World:
    """The county with its people appointed and its tasks assigned."""
    world = World()
    for name, role, unit in PEOPLE:
        assert world.act("person", name, "appoint", DIRECTOR, {"role": role}, unit=unit) is None
    world.fact("2026-03-02", "assign")
    world.fact("2026-03-02", "assign", task="二")
    return world


def plan(**changed: str) -> dict[str, str]:
    """A batch's plan as its proposer writes it."""
    return {
        "title": "春季控辍保学督查",
        "authority": "县委教育工作领导小组",
        "paper": "云教组〔2026〕2号",
        "sort": "专项督查",
        "methods": "检查、访谈",
        "matters": "控辍保学、资金拨付",
        "scope": "春季学期",
        "units": "各乡镇",
        "start": "2026-03-09",
        "end": "2026-03-20",
        "leader": SECOND,
        "members": f"{GUEST}、{FINANCE}",
        "plan": "分两组，每乡两校。",
    } | changed


def sheet(**changed: str) -> dict[str, str]:
    """A worksheet as an inspector writes it."""
    return {
        "place": "中心小学",
        "people": f"{SECOND}、{GUEST}",
        "matter": "控辍保学",
        "facts": "应到120人，实到113人",
        "evidence": "点名册复印件",
        "opinion": "认可",
    } | changed


def approved(**changed: str) -> World:
    """The county on 9 March with an approved batch 督查1."""
    world = staffed()
    assert world.act("batch", "", "propose", OFFICER, plan(**changed)) is None
    assert world.act("batch", "督查1", "approve_plan", VICE) is None
    world.today = date(2026, 3, 9)
    return world


def problem(**changed: str) -> dict[str, str]:
    """A finding of a person's own."""
    return {"sort": "工作未落实", "facts": "7名学生未劝返", "source": "日常发现", "task": "一"} | changed
