"""The contract once more, written plainly from the raw facts: slow, day by day, sharing nothing with duban.rules.

It is the second opinion the properties compare with. A scenario is the plain object its YAML describes, dates as texts.
Here: the calendar, nodes and which facts are accepted.
"""

import calendar as months_calendar
from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar

ONE = timedelta(days=1)
DATED = ("report", "claim", "approve", "return", "extend_request", "extend_grant", "extend_refuse")
DEFAULTS = {
    "roll": "forward", "cutoff_day": None, "report_day": 25, "pace_behind": 10, "pace_far": 30, "late_per_day": 2, "late_floor": 60,
    "overdue_cap": 50, "behind_score": 80, "far_behind_score": 60, "partly_kept_score": 60, "cooperating_coefficient": "0.5",
    "report_late": "0.5", "report_missing": 2, "report_cap": 10, "returned": 1, "card_yellow": 1, "card_red": 2, "bonus_cap": 3,
    "grade_excellent": 90, "grade_good": 80, "grade_pass": 60, "excellent_share": "0.2", "cap_months": 3, "lead5_min_days": 15,
    "late_assignment_days": 10,
}  # fmt: skip


def day_of(text):
    try:
        return date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else None
    except ValueError:
        return None


def month_end(year, month):
    return date(year, month, months_calendar.monthrange(year, month)[1])


def shifted(year, month, by):
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def need(condition):
    if not condition:
        raise ValueError


class Facts:
    """Answers for one scenario; `seen` limits the facts to those up to the end of a day."""

    def __init__(self, scenario):
        self.s = scenario
        self.campaign = scenario["campaign"]
        own = {key: self.campaign[key] for key in ("cutoff_day", "report_day", "roll") if key in self.campaign}
        self.p = {**DEFAULTS, **self.campaign.get("parameters", {}), **own}
        office = scenario.get("calendar", {})
        self.rest = {day_of(text) for text in office.get("rest", [])}
        self.work = {day_of(text) for text in office.get("work", [])}
        self.units = [unit["name"] for unit in scenario["units"]]
        self.kinds = {unit["name"]: unit.get("kind", "") for unit in scenario["units"]}
        self.tasks = {task["number"]: task for task in scenario["tasks"]}
        self.order = {task["number"]: place for place, task in enumerate(scenario["tasks"])}
        self.roles = {number: self.named(task) for number, task in self.tasks.items()}
        facts = list(enumerate(scenario["facts"]))
        self.facts = sorted(facts, key=lambda pair: (day_of(pair[1]["on"]), pair[0]))
        self.snapshots = {}
        self.final = self.state(date(9000, 1, 1))

    def f(self, name):
        return Fraction(str(self.p[name]))

    # calendar
    def works(self, day):
        if day in self.work or day in self.rest:
            return day in self.work
        return chinese_calendar.is_workday(day) if 2004 <= day.year <= 2026 else day.weekday() < 5

    def effective(self, day):
        while self.p["roll"] == "forward" and not self.works(day):
            day += ONE
        return day

    def workdays_from(self, day, number, step):
        while number:
            day += step * ONE
            number -= self.works(day)
        return day

    # assignments and nodes
    def named(self, task):
        roles = {}
        for role in ("cooperating", "responsible", "lead"):
            for name in task.get(role, []):
                members = (
                    [name]
                    if name in self.units
                    else [u["name"] for u in self.s["units"] if name in u.get("groups", [])]
                )
                for member in members:
                    roles[member] = role
        return roles

    def nodes(self, number):
        """Return [(name, first or None, window start or None, every, times)]."""
        task = self.tasks[number]
        dues = list(task.get("due", []))
        for step in task.get("steps", []):
            dues += step.get("due", [])
        dated, recurring = {}, []
        for due in dues:
            if isinstance(due, str):
                dated.setdefault(day_of(due), [])
            elif "window" in due:
                dated.setdefault(day_of(due["window"][1]), []).append(day_of(due["window"][0]))
            elif "every" in due:
                recurring.append((f"every:{due['every']}", None, None, due["every"], due.get("times", 1)))
        nodes, before = [], None
        for end in sorted(dated):
            nodes.append((end.isoformat(), end, min(dated[end]) if dated[end] else before, None, 1))
            before = end
        return nodes + recurring

    def weight(self, number):
        return Fraction(str(self.tasks[number].get("weight", 1))) / max(1, len(self.nodes(number)))

    # facts
    def state(self, upto):
        """Return what is known at the end of a day: the accepted facts replayed from nothing."""
        if upto not in self.snapshots:
            state = {"assigned": {}, "o": {}, "paused": {}, "words": [], "unit": [], "refused": [], "accepted": []}
            for order, fact in self.facts:
                if day_of(fact["on"]) <= upto:
                    try:
                        self.take(state, order, fact)
                        state["accepted"].append(fact)
                    except ValueError:
                        state["refused"].append(order)
            self.snapshots[upto] = state
        return self.snapshots[upto]

    def ob(self, state, number, unit, node):
        fresh = {
            "claims": [],
            "reports": [],
            "occurred": [],
            "grants": [],
            "request": None,
            "returns": [],
            "cards": [],
            "false": [],
        }
        return state["o"].setdefault((number, unit, node), fresh)

    @staticmethod
    def standing_claim(ob):
        return next((claim for claim in ob["claims"] if claim["returned"] is None), None)

    def in_force(self, state, number, unit, node):
        first = next(n[1] for n in self.nodes(number) if n[0] == node)
        grants = self.ob(state, number, unit, node)["grants"]
        assigned = state["assigned"].get((number, unit))
        if grants:
            return grants[-1][1]
        if assigned and first < assigned:
            return self.workdays_from(assigned, int(self.p["late_assignment_days"]), 1)
        return first

    def take(self, state, order, fact):
        do, unit = fact.get("do"), fact.get("unit")
        number, node = fact.get("task"), fact.get("node")
        if do in ("veto", "bonus"):
            self.take_unit(state, order, fact)
            return
        kinds = (*DATED, "assign", "suspend", "resume", "sign", "occur", "card", "false_report")
        need(do in kinds and number in self.tasks)
        if do in ("suspend", "resume", "assign"):
            self.take_task(state, fact)
            return
        need(unit in self.units and unit in self.roles[number] and (number, unit) in state["assigned"])
        if do == "sign":
            return
        nodes = self.nodes(number)
        if node is None:
            need(do not in ("card", "false_report"))
            node = self.default(state, do, number, unit, nodes)
            need(node)
        known = {n[0]: n for n in nodes}
        need(node in known)
        need(not (do in DATED and known[node][1] is None) and not (do == "occur" and known[node][1]))
        self.change(state, order, fact, self.ob(state, number, unit, node), node)

    def take_unit(self, state, order, fact):
        need(fact.get("unit") in self.units and fact.get("basis"))
        if fact["do"] == "bonus":
            points = fact.get("points")
            need(isinstance(points, int | float) and points > 0)
        state["unit"].append((order, day_of(fact["on"]), fact))

    def take_task(self, state, fact):
        do, day, unit, number = fact["do"], day_of(fact["on"]), fact.get("unit"), fact["task"]
        if do == "assign":
            need(unit is None or unit in self.roles[number])
            for name in self.roles[number] if unit is None else [unit]:
                state["assigned"].setdefault((number, name), day)
            return
        spans = state["paused"].setdefault(number, [])
        if do == "suspend" and (not spans or spans[-1][1]):
            spans.append([day, None])
        if do == "resume" and spans and not spans[-1][1]:
            spans[-1][1] = day

    def default(self, state, do, number, unit, nodes):
        if do == "occur":
            return next((n[0] for n in nodes if n[3]), None)
        dated = [n[0] for n in nodes if n[1]]
        claims = [(self.standing_claim(self.ob(state, number, unit, n)), n) for n in dated]
        if do in ("approve", "return"):
            made = [(claim["seq"], n) for claim, n in claims if claim]
            return max(made)[1] if made else None
        if do in ("extend_grant", "extend_refuse"):
            asked = [(self.ob(state, number, unit, n)["request"], n) for n in dated]
            asked = [(request[0], n) for request, n in asked if request]
            return max(asked)[1] if asked else None
        return next((n for claim, n in claims if not claim), None)

    def change(self, state, order, fact, ob, node):  # noqa: C901 - one branch per kind, as the contract's table
        do, day, number, unit = fact["do"], day_of(fact["on"]), fact["task"], fact["unit"]
        claim = self.standing_claim(ob)
        seq = (day, order)
        if do == "report":
            progress = fact.get("progress")
            if fact.get("nochange") is True:
                progress = ob["reports"][-1][1] if ob["reports"] else 0
            need(isinstance(progress, int | float) and not isinstance(progress, bool) and 0 <= progress <= 100)
            ob["reports"].append((day, progress))
            state["words"].append((number, unit, day))
        elif do == "occur":
            ob["occurred"].append(day)
        elif do == "claim":
            need(not claim)
            ob["claims"].append({"day": day, "returned": None, "approved": False, "seq": seq})
            state["words"].append((number, unit, day))
        elif do == "approve":
            need(claim)
            claim["approved"] = True
        elif do == "return":
            need(claim and not claim["approved"])
            claim["returned"] = day
            ob["returns"].append((day, order))
        elif do == "extend_request":
            date_now, to = self.in_force(state, number, unit, node), day_of(fact.get("to"))
            need(day <= self.effective(date_now) and to and to > date_now)
            ob["request"] = (seq, to)
        elif do in ("extend_grant", "extend_refuse"):
            need(ob["request"])
            if do == "extend_grant":
                ob["grants"].append((day, ob["request"][1]))
            ob["request"] = None
        elif do == "card":
            need(fact.get("colour") in ("yellow", "red") and fact.get("by") and self.weight(number) > 0)
            ob["cards"].append((day, order, fact["colour"]))
        else:
            ob["false"].append(day)
            state["unit"].append((order, day, fact))

    # windows
    def cutoff(self, year, month):
        end = month_end(year, month)
        number = self.p["cutoff_day"]
        return end if number in (None, "none") else end.replace(day=min(int(number), end.day))

    def first(self, year, month):
        return self.cutoff(*shifted(year, month, -1)) + ONE

    def reporting_day(self, year, month):
        end = month_end(year, month)
        day = end.replace(day=min(int(self.p["report_day"]), end.day))
        while day > self.first(year, month) and not self.works(day):
            day -= ONE
        return day
