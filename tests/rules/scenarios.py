"""Scenarios drawn at random for the properties: small campaigns in which every rule of the contract has a chance to meet another."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

PERIODS = ("P1D", "P7D", "P1M", "P3M", "P6M", "P1Y")
UNITS = ("县教育局", "县财政局", "甲乡", "乙乡", "丙乡", "丁乡", "戊乡")
POSTS = ("县委书记", "分管副县长", "教育局长")
COMMON = (
    "report",
    "report",
    "report",
    "report",
    "claim",
    "claim",
    "return",
    "return",
    "approve",
    "occur",
    "occur",
    "occur",
)
RARE = (
    "extend_request", "extend_request", "extend_request", "extend_grant", "extend_grant", "extend_refuse", "suspend", "resume", "card",
    "card", "card", "false_report", "veto", "bonus", "bonus", "assign", "sign", "unknown",
)  # fmt: skip
STARTS = (date(2026, 1, 12), date(2025, 9, 1), date(2024, 2, 5), date(2026, 10, 8))
FIGURES: dict[str, tuple[Any, ...]] = {
    "late_per_day": (1, 2.5, 7), "late_floor": (0, 70), "overdue_cap": (30, 100), "report_cap": (1, 3), "excellent_share": (0.5, 0.34),
    "cooperating_coefficient": (0, 0.3, 1), "card_yellow": (2, 3), "cap_months": (1, 2, 4), "lead5_min_days": (5, 40), "bonus_cap": (1, 0),
    "late_assignment_days": (1, 15), "pace_behind": (5, 20), "pace_far": (25, 60), "grade_excellent": (70, 100), "returned": (0.25,),
}  # fmt: skip


def _day(rnd: Random, start: date, spread: int) -> str:
    return (start + timedelta(days=rnd.randrange(spread))).isoformat()


def _due(rnd: Random, start: date) -> Any:
    kind = rnd.choice(("by", "by", "by", "window", "every", "every", "ongoing", "within"))
    if kind == "by":
        return _day(rnd, start, 170)
    if kind == "window":
        return {"window": sorted((_day(rnd, start, 80), _day(rnd, start, 200)))}
    if kind == "every":
        return {"every": rnd.choice(PERIODS), "times": rnd.randint(1, 3)}
    return {"ongoing": True} if kind == "ongoing" else {"within": "P1M"}


def _task(rnd: Random, number: str, start: date, names: list[str]) -> dict[str, Any]:
    dues: list[Any] = []
    for _ in range(rnd.choice((0, 1, 1, 2, 2, 3, 4))):
        due = _due(rnd, start)
        every = due.get("every") if isinstance(due, dict) else None
        if every is None or all(not isinstance(other, dict) or other.get("every") != every for other in dues):
            dues.append(due)
    cut = rnd.randint(0, len(dues))
    return {
        "number": number, "title": f"任务{number}", "leader": rnd.choice((*POSTS, None)), "weight": rnd.choice((1, 1, 1, 2, 3, 0, 0.5)),
        "lead": rnd.choices(names, k=rnd.randint(0, 2)), "responsible": rnd.choices(names, k=rnd.randint(0, 3)),
        "cooperating": rnd.choices(names, k=rnd.randint(0, 1)),
        "due": dues[:cut], "steps": [{"text": "分项", "due": dues[cut:]}, {"text": "无时限分项"}],
    }  # fmt: skip


def _nodes_of(task: dict[str, Any]) -> list[str]:
    dues = [*task["due"], *task["steps"][0]["due"]]
    dated = {
        due if isinstance(due, str) else due["window"][1] for due in dues if isinstance(due, str) or "window" in due
    }
    return [*sorted(dated), *(f"every:{due['every']}" for due in dues if isinstance(due, dict) and "every" in due)]


def _node(rnd: Random, do: str, task: dict[str, Any]) -> str | None:
    """Return a node for a fact, one time in ten an unfitting one."""
    fitting = [
        name
        for name in _nodes_of(task)
        if do in ("card", "false_report") or name.startswith("every") == (do == "occur")
    ]
    if fitting and rnd.random() < 0.9:
        return rnd.choice(fitting)
    return rnd.choice((*_nodes_of(task), "2031-01-01", None))


def _fact(rnd: Random, start: date, listed: list[dict[str, Any]], units: list[dict[str, Any]]) -> dict[str, Any]:
    fact: dict[str, Any] = {"on": _day(rnd, start, 150), "do": rnd.choice(COMMON if rnd.random() < 0.75 else RARE)}
    do, task = fact["do"], rnd.choice(listed)
    named = [name for role in ("lead", "responsible", "cooperating") for name in task[role]]
    members = [unit["name"] for unit in units if unit["name"] in named or ("各乡镇" in named and unit["groups"])]
    if do not in ("veto", "bonus"):
        fact["task"] = task["number"] if rnd.random() < 0.97 else "99"
    if do not in ("suspend", "resume", "assign") or rnd.random() < 0.5:
        fact["unit"] = rnd.choice(members) if members and rnd.random() < 0.95 else rnd.choice((*UNITS, "各乡镇"))
    if do in ("card", "false_report") or rnd.random() < 0.3:
        fact["node"] = _node(rnd, do, task)
    fields: dict[str, dict[str, tuple[Any, ...]]] = {
        "report": {"progress": (0, 10, 25, 33, 40, 60, 75, 90, 100, 101, None), "nochange": (True, False, False, None)},
        "extend_request": {"to": tuple(_day(rnd, start, 200) for _ in range(3))},
        "card": {"colour": ("yellow", "red", "yellow", "red", "blue"), "by": ("分管副县长", "分管副县长", "")},
        "veto": {"basis": ("县通报1号", None)},
        "bonus": {"basis": ("县通报2号", "县通报3号", None), "points": (1, 0.5, 2, 0, None)},
    }
    for name, values in fields.get(do, {}).items():
        value = rnd.choice(values)
        if value is not None:
            fact[name] = value
    return fact


def _unit(rnd: Random, place: int) -> dict[str, Any]:
    contact = rnd.choice((f"u{place}@example.test", f"u{place}@example.test", "shared@example.test", None))
    head = rnd.choice((f"h{place}@example.test", contact, None))
    office = place < 2
    return {
        "name": UNITS[place], "kind": "部门" if office else "乡镇", "groups": [] if office else ["各乡镇"], "contact": contact, "head": head,
    }  # fmt: skip


def _campaign(rnd: Random, start: date) -> dict[str, Any]:
    campaign: dict[str, Any] = {"title": "某县教育攻坚", "start": start.isoformat(), "head": rnd.choice((*POSTS, None))}
    campaign["addresses"] = {post: f"p{place}@example.test" for place, post in enumerate(POSTS) if rnd.random() < 0.7}
    for name, values in (("cutoff_day", (20, 25, 28, 31)), ("report_day", (5, 20, 31)), ("roll", ("none", "forward"))):
        if rnd.random() < 0.3:
            campaign[name] = rnd.choice(values)
    campaign["parameters"] = {
        name: rnd.choice(FIGURES[name]) for name in rnd.sample(sorted(FIGURES), rnd.randint(0, 3))
    }
    return campaign


def _calendar(rnd: Random, start: date) -> dict[str, list[str]]:
    days = list({_day(rnd, start, 150) for _ in range(rnd.randint(0, 6))})
    cut = rnd.randint(0, len(days))
    return {"rest": sorted(days[:cut]), "work": sorted(days[cut:])}


def scenario(rnd: Random) -> dict[str, Any]:
    """Return one scenario as the plain object its YAML describes."""
    start = rnd.choice(STARTS)
    units = [_unit(rnd, place) for place in range(rnd.randint(2, len(UNITS)))]
    names = [unit["name"] for unit in units] + (["各乡镇"] if len(units) > 2 else [])
    listed = [_task(rnd, str(place + 1), start, names) for place in range(rnd.randint(1, 4))]
    facts = [
        {"on": _day(rnd, start, rnd.choice((3, 3, 40))), "task": task["number"], "do": "assign"}
        for task in listed
        if rnd.random() < 0.95
    ]
    facts += [_fact(rnd, start, listed, units) for _ in range(rnd.randint(0, 70))]
    rnd.shuffle(facts)
    first = date(start.year, start.month, 1)
    months = sorted({(first + timedelta(days=31 * rnd.randint(0, 5))).isoformat()[:7] for _ in range(2)})
    return {
        "campaign": _campaign(rnd, start), "calendar": _calendar(rnd, start), "units": units, "tasks": listed, "facts": facts,
        "months": months,
    }  # fmt: skip


def scenarios() -> st.SearchStrategy[dict[str, Any]]:
    """Return scenarios by seed: uniform, and reproducible from the seed Hypothesis prints."""
    return st.integers(0, 2**48).map(lambda seed: scenario(Random(seed)))  # noqa: S311 - draws tests
