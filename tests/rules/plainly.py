"""The contract once more, written plainly from the raw facts: slow, day by day, sharing nothing with duban.rules.

It is the second opinion the properties compare with. A scenario is the plain object its YAML describes, dates as texts.
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


class Judge:
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
        do, day, unit = fact.get("do"), day_of(fact["on"]), fact.get("unit")
        number, node = fact.get("task"), fact.get("node")

        def need(condition):
            if not condition:
                raise ValueError

        if do in ("veto", "bonus"):
            need(unit in self.units and fact.get("basis"))
            if do == "bonus":
                points = fact.get("points")
                need(isinstance(points, int | float) and points > 0)
            state["unit"].append((order, day, fact))
            return
        kinds = (*DATED, "assign", "suspend", "resume", "sign", "occur", "card", "false_report")
        need(do in kinds and number in self.tasks)
        if do in ("suspend", "resume"):
            spans = state["paused"].setdefault(number, [])
            if do == "suspend" and (not spans or spans[-1][1]):
                spans.append([day, None])
            if do == "resume" and spans and not spans[-1][1]:
                spans[-1][1] = day
            return
        if do == "assign":
            need(unit is None or unit in self.roles[number])
            for name in self.roles[number] if unit is None else [unit]:
                state["assigned"].setdefault((number, name), day)
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

    def change(self, state, order, fact, ob, node):
        do, day, number, unit = fact["do"], day_of(fact["on"]), fact["task"], fact["unit"]
        claim = self.standing_claim(ob)
        seq = (day, order)

        def need(condition):
            if not condition:
                raise ValueError

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

    # standing
    def paused(self, state, number, day):
        return any(a <= day and (b is None or b > day) for a, b in state["paused"].get(number, []))

    def claimed(self, ob, day):
        return next(
            (c for c in ob["claims"] if c["day"] <= day and (c["returned"] is None or c["returned"] > day)), None
        )

    def counted(self, state, number, ob, after, upto):
        total, day = 0, after + ONE
        while day <= upto:
            before = day - ONE
            total += self.works(day) and not self.claimed(ob, before) and not self.paused(state, number, before)
            day += ONE
        return total

    def start(self, state, number, unit, node):
        return node[2] or state["assigned"].get((number, unit))

    def asked(self, year, month, number, unit, node):
        cut, before = self.cutoff(year, month), self.first(year, month) - ONE
        state, earlier = self.state(cut), self.state(before)
        if self.roles[number][unit] == "cooperating" or not node[1] or self.weight(number) == 0:
            return False
        if (number, unit) not in earlier["assigned"] or self.standing_claim(self.ob(earlier, number, unit, node[0])):
            return False
        ob = self.ob(state, number, unit, node[0])
        if not self.standing_claim(ob) and (
            self.paused(state, number, cut) or self.start(state, number, unit, node) > cut
        ):
            return False
        return self.in_force(state, number, unit, node[0]) <= month_end(*shifted(year, month, 1))

    def ever_asked(self, year, month, number, unit, node):
        while month_end(year, month) >= day_of(self.facts[0][1]["on"]) - 40 * ONE:
            if self.asked(year, month, number, unit, node):
                return True
            year, month = shifted(year, month, -1)
        return False

    def line(self, year, month, number, unit, node):
        cut = self.cutoff(year, month)
        state = self.state(cut)
        line = dict.fromkeys(("date", "due", "n", "gap", "progress", "claimed", "s"))
        line |= {
            "task": number,
            "unit": unit,
            "role": self.roles[number][unit],
            "node": node and node[0],
            "standing": "out",
        }
        line |= {
            "weight": self.weight(number),
            "c": self.f("cooperating_coefficient") if line["role"] == "cooperating" else Fraction(1),
        }
        if node is None:
            return line
        ob = self.ob(state, number, unit, node[0])
        assigned = (number, unit) in state["assigned"]
        if node[1]:
            progress = ob["reports"][-1][1] if ob["reports"] else 0
            force = self.in_force(state, number, unit, node[0])
            line |= {"date": force, "due": self.effective(force), "progress": progress}
            if assigned:
                line |= self.dated(year, month, state, number, unit, node, ob, line)
        elif assigned and not self.paused(state, number, cut):
            line["standing"] = self.recurring(year, month, state, number, unit, node, ob)
        line["s"] = self.points(line, ob)
        return line

    def dated(self, year, month, state, number, unit, node, ob, line):
        cut, due, force = self.cutoff(year, month), line["due"], line["date"]
        claim = self.standing_claim(ob)
        if claim:
            n = self.counted(state, number, ob, due, claim["day"])
            return {"standing": "done_late" if n else "done", "n": n or None, "claimed": claim["day"]}
        start = self.start(state, number, unit, node)
        if self.paused(state, number, cut) or start > cut:
            return {}
        n = self.counted(state, number, ob, due, cut)
        if n:
            return {"standing": "overdue", "n": n}
        if not ob["reports"] and not self.ever_asked(year, month, number, unit, node):
            return {"standing": "on_pace"}
        planned = (
            Fraction(100)
            if force <= start
            else min(Fraction(100), Fraction(100 * (cut - start).days, (force - start).days))
        )
        gap = planned - Fraction(str(line["progress"]))
        name = "on_pace" if gap < self.f("pace_behind") else "behind" if gap <= self.f("pace_far") else "far_behind"
        return {"standing": name, "gap": gap}

    def period(self, every, day):
        """Return the period that ends on a day, as its first day, or None."""
        if every == "P1D":
            return day
        if every == "P7D":
            return day - 6 * ONE if day.weekday() == 6 else None
        length = {"P1M": 1, "P3M": 3, "P6M": 6, "P1Y": 12}[every]
        if day != month_end(day.year, day.month) or day.month % length:
            return None
        return date(day.year, day.month - length + 1, 1)

    def recurring(self, year, month, state, number, unit, node, ob):
        want = done = 0
        day = self.first(year, month)
        while day <= self.cutoff(year, month):
            begun = self.period(node[3], day)
            if begun:
                occurred = sum(begun <= one <= day for one in ob["occurred"])
                if begun >= state["assigned"][number, unit] or occurred >= node[4]:
                    want, done = want + node[4], done + occurred
            day += ONE
        if not want:
            return "out"
        return "kept" if done >= want else "partly_kept" if done else "not_kept"

    def points(self, line, ob):
        name = line["standing"]
        if name == "out":
            return None
        if ob["false"]:
            return Fraction(0)
        table = {
            "done": 100, "on_pace": 100, "kept": 100, "not_kept": 0, "behind": self.f("behind_score"),
            "far_behind": self.f("far_behind_score"), "partly_kept": self.f("partly_kept_score"),
        }  # fmt: skip
        if name == "done_late":
            return max(self.f("late_floor"), 100 - self.f("late_per_day") * line["n"])
        if name == "overdue":
            return min(self.f("overdue_cap"), Fraction(str(line["progress"])))
        return Fraction(table[name])

    # months
    def lines(self, year, month):
        for unit in self.units:
            for number in self.tasks:
                if unit in self.roles[number]:
                    for node in self.nodes(number) or [None]:
                        yield node, self.line(year, month, number, unit, node)

    def month(self, year, month):
        lines = list(self.lines(year, month))
        units = [
            self.unit(year, month, unit, [pair for pair in lines if pair[1]["unit"] == unit]) for unit in self.units
        ]
        self.grade(units, year, month)
        return {"cutoff": self.cutoff(year, month), "obligations": [line for _, line in lines], "units": units}

    def unit(self, year, month, unit, lines):
        cut, first = self.cutoff(year, month), self.first(year, month)
        state = self.state(cut)
        reporting = self.reporting_day(year, month)
        scored = [line for _, line in lines if line["s"] is not None and line["weight"] > 0]
        weights = sum(line["weight"] * line["c"] for line in scored)
        base = sum(line["weight"] * line["c"] * line["s"] for line in scored) / weights if weights else None
        reports, others = [], []
        for node, line in lines:
            number = line["task"]
            if node and self.asked(year, month, number, unit, node):
                words = sorted(day for n, u, day in state["words"] if (n, u) == (number, unit) and first <= day <= cut)
                if not words:
                    reports.append(("report_missing", self.f("report_missing"), number, node[0], reporting))
                elif words[0] > reporting:
                    reports.append(("report_late", self.f("report_late"), number, node[0], words[0]))
        for node, line in lines:
            if node:
                for day, _ in self.ob(state, line["task"], unit, node[0])["returns"][1:]:
                    if day >= first:
                        others.append(("returned", self.f("returned"), line["task"], node[0], day))
        for node, line in lines:
            cards = [c for c in self.ob(state, line["task"], unit, node[0])["cards"] if c[0] >= first] if node else []
            if cards:
                day, _, colour = max(
                    cards, key=lambda card: (self.f(f"card_{card[2]}"), -card[0].toordinal(), -card[1])
                )
                others.append((f"card_{colour}", self.f(f"card_{colour}"), line["task"], node[0], day))
        bonus = [
            ("bonus", Fraction(str(fact["points"])), fact["basis"], day)
            for order, day, fact in sorted(state["unit"], key=lambda item: item[0])
            if fact["do"] == "bonus" and fact["unit"] == unit and day >= first
        ]
        score = None
        if base is not None:
            score = base - min(self.f("report_cap"), sum(d[1] for d in reports)) - sum(d[1] for d in others)
            score = min(Fraction(100), max(Fraction(0), score + min(self.f("bonus_cap"), sum(b[1] for b in bonus))))
            score = Fraction((score * 100 + Fraction(1, 2)).__floor__(), 100)
        return {
            "unit": unit, "kind": self.kinds[unit], "base": base, "score": score, "grade": None, "rank": None,
            "deductions": reports + others, "bonus": bonus,
        }  # fmt: skip

    def grade(self, units, year, month):
        since = self.first(*shifted(year, month, 1 - int(self.p["cap_months"])))
        marks = [(f["unit"], day) for _, day, f in self.state(self.cutoff(year, month))["unit"] if f["do"] != "bonus"]
        for kind in set(self.kinds.values()):
            group = [unit for unit in units if unit["kind"] == kind and unit["score"] is not None]
            for unit in group:
                unit["rank"] = 1 + sum(other["score"] > unit["score"] for other in group)
                limits = (
                    (self.f("grade_excellent"), "优秀"),
                    (self.f("grade_good"), "良好"),
                    (self.f("grade_pass"), "合格"),
                )
                unit["grade"] = next((name for limit, name in limits if unit["score"] >= limit), "不合格")
                if any(name == unit["unit"] and day >= since for name, day in marks) and unit["grade"] in (
                    "优秀",
                    "良好",
                ):
                    unit["grade"] = "合格"
            self.quota(group)

    def quota(self, group):
        room = max(1, (len(group) * self.f("excellent_share")).__floor__())
        best = [unit for unit in group if unit["grade"] == "优秀"]
        taken, full = 0, False
        for score in sorted({unit["score"] for unit in best}, reverse=True):
            equals = [unit for unit in best if unit["score"] == score]
            if full or (taken and taken + len(equals) > room):
                full = True
            elif not taken and len(equals) > room:
                full = True
                taken += len(equals)
                continue
            if full:
                for unit in equals:
                    unit["grade"] = "良好"
            else:
                taken += len(equals)

    # letters
    def sweeps(self, until):
        """Yield (day, rung, unit, task, node) for every rung that fires up to a day."""
        accepted = self.final["accepted"]
        if not accepted:
            return
        spent = set()
        day = day_of(accepted[0]["on"])
        while day <= until:
            if self.works(day):
                yield from self.swept(day, spent)
            day += ONE

    def swept(self, day, spent):
        before = day - ONE
        state = self.state(before)
        for number in self.tasks:
            for unit, role in self.roles[number].items():
                if role == "cooperating" or not self.weight(number) or (number, unit) not in state["assigned"]:
                    continue
                for node in self.nodes(number):
                    if (
                        not node[1]
                        or self.paused(state, number, before)
                        or self.start(state, number, unit, node) > before
                    ):
                        continue
                    ob = self.ob(state, number, unit, node[0])
                    if self.standing_claim(ob):
                        continue
                    force = self.in_force(state, number, unit, node[0])
                    reached = self.reached(state, number, unit, ob, force, day)
                    unfired = [rung for rung in reached if (number, unit, node[0], force, rung) not in spent]
                    spent |= {(number, unit, node[0], force, rung) for rung in unfired}
                    if unfired:
                        yield day, unfired[0], unit, number, node[0]

    def reached(self, state, number, unit, ob, force, day):
        """Return the rungs reached on a day, the highest first."""
        due = self.effective(force)
        n = self.counted(state, number, ob, due, day)
        rungs = [f"late{k}" for k in (10, 5, 1) if n >= k]
        if self.workdays_from(due, 1, -1) <= day <= due:
            rungs.append("lead1")
        long_enough = (force - state["assigned"][number, unit]).days >= int(self.p["lead5_min_days"])
        if long_enough and self.workdays_from(due, 5, -1) <= day <= due:
            rungs.append("lead5")
        return rungs

    def letters(self, year, month):
        ranks = ["late10", "late5", "late1", "lead1", "lead5"]
        unit_of = {unit["name"]: unit for unit in self.s["units"]}
        letters, skipped = {}, {}
        addresses = self.campaign.get("addresses", {})
        names = [[n[0] for n in self.nodes(number)] for number in self.tasks]
        places = {number: nodes for number, nodes in zip(self.tasks, names, strict=True)}
        for day, rung, unit, number, node in self.sweeps(month_end(year, month)):
            if (day.year, day.month) != (year, month):
                continue
            key = (ranks.index(rung), self.units.index(unit), self.order[number], places[number].index(node))
            item = (key, {"task": number, "unit": unit, "node": node, "rung": rung})
            who = ["contact"]
            if rung in ("late5", "late10"):
                who += ["head", "leader"]
            if rung == "late10":
                who.append("campaign_head")
            for recipient in who:
                if recipient in ("contact", "head"):
                    to = unit_of[unit].get(recipient)
                else:
                    to = addresses.get(
                        self.tasks[number].get("leader") if recipient == "leader" else self.campaign.get("head")
                    )
                if to:
                    items = letters.setdefault((day, to), [])
                    if item not in items:
                        items.append(item)
                else:
                    place = ("contact", "head", "leader", "campaign_head").index(recipient)
                    skipped.setdefault((day, self.units.index(unit), place, unit, recipient), []).append(item)

        def plain(items):
            return [item for _, item in sorted(items, key=lambda pair: pair[0])]

        return (
            [{"on": key[0], "to": key[1], "items": plain(letters[key])} for key in sorted(letters)],
            [
                {
                    "on": key[0],
                    "unit": key[3],
                    "recipient": key[4],
                    "items": plain(skipped[key]),
                    "reason": "no address",
                }
                for key in sorted(skipped)
            ],
        )
