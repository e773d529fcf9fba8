"""The second opinion: windows of months, standings and scores of obligations (see plain_facts)."""

from datetime import date
from fractions import Fraction

from plain_facts import ONE, Facts, day_of, month_end, shifted


class Standings(Facts):
    """Standings at the cut-off of a month."""

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
