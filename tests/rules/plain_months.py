"""The second opinion: scores of units, grades, ranks and letters (see plain_facts)."""

from fractions import Fraction

from plain_facts import ONE, day_of, month_end, shifted
from plain_standings import Standings


class Judge(Standings):
    """Answers for one scenario, month by month."""

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
        reports = []
        for node, line in lines:
            number = line["task"]
            if node and self.asked(year, month, number, unit, node):
                words = sorted(day for n, u, day in state["words"] if (n, u) == (number, unit) and first <= day <= cut)
                if not words:
                    reports.append(("report_missing", self.f("report_missing"), number, node[0], reporting))
                elif words[0] > reporting:
                    reports.append(("report_late", self.f("report_late"), number, node[0], words[0]))
        others = list(self.returned(state, first, lines)) + list(self.carded(state, first, lines))
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

    def returned(self, state, first, lines):
        for node, line in lines:
            if node:
                for day, _ in self.ob(state, line["task"], line["unit"], node[0])["returns"][1:]:
                    if day >= first:
                        yield "returned", self.f("returned"), line["task"], node[0], day

    def carded(self, state, first, lines):
        for node, line in lines:
            cards = self.ob(state, line["task"], line["unit"], node[0])["cards"] if node else []
            cards = [card for card in cards if card[0] >= first]
            if cards:
                day, _, colour = max(
                    cards, key=lambda card: (self.f(f"card_{card[2]}"), -card[0].toordinal(), -card[1])
                )
                yield f"card_{colour}", self.f(f"card_{colour}"), line["task"], node[0], day

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
        places = dict(zip(self.tasks, names, strict=True))
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
