"""Findings driven at random, right and wrong acts by right and wrong people, against a plain model that knows nothing of duban.life."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from chinese_calendar import is_workday
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from oversight import CONTACT, DIRECTOR, GUEST, HEAD, LEADER, OFFICER, PROOF, SECOND, VICE, problem, staffed

from duban.life.finding_kinds import STANDINGS
from duban.life.findings import finding_of, findings
from duban.life.rectification import ledger

OFFICE = {OFFICER, SECOND, DIRECTOR, LEADER, VICE}
DIRECTORS = {DIRECTOR, LEADER, VICE}
LEADERS = {LEADER, VICE}
UNIT = {HEAD, CONTACT}
EVERYBODY = (OFFICER, SECOND, DIRECTOR, VICE, LEADER, GUEST, HEAD, CONTACT, "乙乡负责人", "路人")

# kind: (who may, the words it may follow, the word it leads to); None where the model says it itself.
PLAIN: dict[str, tuple[set[str], set[str], str | None]] = {
    "verify": (UNIT, {"待核实"}, None),
    "settle": (DIRECTORS, {"待认定"}, None),
    "order": (DIRECTORS, {"待核实", "待交办", "复发待交办"}, "整改中"),
    "plan": (UNIT, {"整改中"}, "整改中"),
    "progress": (UNIT, {"整改中"}, "整改中"),
    "extend_request": (UNIT, {"整改中"}, "整改中"),
    "extend_grant": (DIRECTORS, {"整改中"}, "整改中"),
    "extend_refuse": (DIRECTORS, {"整改中"}, "整改中"),
    "apply": (UNIT, {"整改中"}, "待初审"),
    "check": (OFFICE, {"待初审"}, "待核查"),
    "visit": (OFFICE | {GUEST}, {"待核查"}, "待签字"),
    "sign": (DIRECTORS, {"待签字"}, "待公示"),
    "publicise": (OFFICE, {"待公示"}, "待备案"),
    "file": (OFFICE, {"待备案"}, None),
    "return": (OFFICE, {"待初审", "待核查", "待签字", "待公示", "待备案"}, "整改中"),
    "recheck": (OFFICE | {GUEST}, {"已销号"}, None),
    "drop": (DIRECTORS, set(STANDINGS.values()) - {"已销号", "已上报", "已移送", "已撤销"}, "已撤销"),
    "raise_up": (DIRECTORS, set(), None),
    "hand_over": (LEADERS, set(STANDINGS.values()) - {"已销号", "已上报", "已移送", "已撤销"}, "已移送"),
}
NEXT = {
    "待核实": ("verify", "verify", "order"),
    "待认定": ("settle",),
    "待交办": ("order",),
    "复发待交办": ("order",),
    "整改中": ("apply", "apply", "plan", "progress", "extend_request", "extend_request"),
    "延期待批": ("extend_grant", "extend_refuse", "extend_grant", "extend_refuse", "apply"),
    "待初审": ("check", "check", "check", "return"),
    "待核查": ("visit",),
    "待签字": ("sign",),
    "待公示": ("publicise",),
    "待备案": ("file",),
    "已销号": ("recheck",),
}
TALLY: Counter[str] = Counter()


def first_limit(detail: dict[str, str]) -> date:
    """The limit an act gives, or that of its first stage."""
    return date.fromisoformat(detail.get("limit") or detail["stages"].split("、")[0].split()[1])


class Findings(RuleBasedStateMachine):
    """One finding of 甲乡 from 2 March 2026 on, its life written down twice."""

    def __init__(self) -> None:
        super().__init__()
        self.world = staffed()
        self.word, self.key = "", ""
        self.finder = self.applicant = self.checker = ""
        self.found_on = self.last_on = self.until = self.world.today
        self.limit: date | None = None
        self.asked: date | None = None
        self.asker = ""
        self.extended = 0
        self.planned = self.at_once = False
        self.stages = self.done = self.returned = self.relapsed = 0

    @initialize(by=st.sampled_from(EVERYBODY))
    def find(self, by: str) -> None:
        may = by in OFFICE | {GUEST}
        assert (self.world.act("finding", "", "find", by, problem(), unit="甲乡", basis="方案") is None) == may
        if not may:
            by = OFFICER
            assert self.world.act("finding", "", "find", by, problem(), unit="甲乡", basis="方案") is None
        self.key, self.word, self.finder = "2026-03/1", "待核实", by

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.world.later(days)

    @precondition(lambda self: self.word in NEXT)
    @rule(data=st.data())
    def a_likely_act(self, data: st.DataObject) -> None:
        self.go_on(data)

    @precondition(lambda self: self.word in NEXT)
    @rule(data=st.data())
    def another_likely_act(self, data: st.DataObject) -> None:
        self.go_on(data)

    @precondition(lambda self: self.word in NEXT)
    @rule(data=st.data())
    def one_more_likely_act(self, data: st.DataObject) -> None:
        self.go_on(data)

    def go_on(self, data: st.DataObject) -> None:
        """Try what usually comes next, by somebody who may: without it few lives come far."""
        kind = data.draw(st.sampled_from(NEXT["延期待批" if self.asked else self.word]))
        if kind == "file" and data.draw(st.integers(0, 3)):
            self.world.today = max(self.world.today, self.until + timedelta(days=4))
        self.step(kind, data.draw(st.sampled_from(sorted(PLAIN[kind][0]))), data)

    @rule(data=st.data(), kind=st.sampled_from(sorted(set(PLAIN) - {"drop", "hand_over"})))
    def an_act_by_who_may(self, data: st.DataObject, kind: str) -> None:
        self.step(kind, data.draw(st.sampled_from(sorted(PLAIN[kind][0]))), data)

    @precondition(lambda self: self.application_waits)
    @rule(data=st.data(), kind=st.sampled_from(("check", "visit", "sign", "publicise", "file")))
    def a_step_of_the_review(self, data: st.DataObject, kind: str) -> None:
        self.step(kind, data.draw(st.sampled_from(sorted(PLAIN[kind][0]))), data)

    @property
    def application_waits(self) -> bool:
        return self.word in PLAIN["return"][1]

    @rule(data=st.data(), kind=st.sampled_from(sorted(PLAIN)), by=st.sampled_from(EVERYBODY))
    def any_act(self, data: st.DataObject, kind: str, by: str) -> None:
        self.step(kind, by, data)

    def step(self, kind: str, by: str, data: st.DataObject) -> None:
        on = self.world.today - timedelta(days=data.draw(st.sampled_from((0, 0, 0, 0, 3))))
        detail, rest = self.words_of(kind, data)
        expected = self.expects(kind, by, on, (detail, rest))
        why = self.world.act("finding", self.key, kind, by, detail, on=on, **rest)
        TALLY["taken" if why is None else "refused"] += 1
        TALLY[kind if why is None else "-"] += 1
        assert (why is None) == expected, (kind, by, self.word, detail, why)
        if why is None:
            self.follow(kind, by, on, detail)

    def words_of(self, kind: str, data: st.DataObject) -> tuple[dict[str, str], dict[str, Any]]:
        day = (self.world.today + timedelta(days=data.draw(st.sampled_from((0, 1, 5, 9, -1))))).isoformat()
        pairs = (f"{SECOND}、{GUEST}", f"{SECOND}、{GUEST}", f"{OFFICER}、{VICE}", SECOND, f"{SECOND}、{HEAD}")
        people = data.draw(st.sampled_from(pairs))
        sort = data.draw(st.sampled_from(("立行立改", "限期整改", "长期坚持")))
        proofs = data.draw(st.sampled_from((PROOF, PROOF, ())))
        later = (
            (self.limit or self.world.today) + timedelta(days=data.draw(st.sampled_from((30, 30, 9, 9, 0))))
        ).isoformat()
        evidence = data.draw(st.sampled_from(({"evidence": "施工日志"},) * 4 + ({},)))
        when = {"stages": f"短期 {day}、中期 2027-12-31"} if sort == "长期坚持" else {"limit": day}
        drawn = {
            "verify": {"outcome": data.draw(st.sampled_from(("认可", "申辩"))), "reason": "学籍已转"},
            "settle": {"outcome": data.draw(st.sampled_from(("维持", "维持", "撤销"))), "reason": "核对学籍"},
            "order": {"type": sort, "goal": "劝返"} | when,
            "plan": {"measures": "逐户劝返", "person": "副乡长"},
            "progress": {"progress": "劝返3人"},
            "apply": {"result": "返校"},
            "extend_request": {"to": later, "reason": "施工受阻"} | evidence,
            "extend_grant": data.draw(st.sampled_from(({}, {}, {"to": later}))),
            "extend_refuse": {"reason": "可以按期完成"},
            "check": {"opinion": "齐"},
            "visit": {"people": people, "result": "在校"},
            "recheck": {
                "people": people,
                "result": "在校",
                "outcome": data.draw(st.sampled_from(("稳固", "复发"))),
            },
            "publicise": {"where": "公开栏", "until": day},
            "return": {"reason": "缺2人", "limit": day},
            "drop": {"reason": "重复"},
            "raise_up": {"to": "县政府", "proposal": "修订"},
            "hand_over": {"to": "县纪委监委", "receipt": "1号"},
        }
        rest: dict[str, Any] = {"unit": "甲乡"} if PLAIN[kind][0] is UNIT else {}
        besides = {"apply": {"proofs": proofs}, "drop": {"basis": "会议"}}
        return drawn.get(kind, {}), rest | besides.get(kind, {})

    def expects(self, kind: str, by: str, on: date, given: tuple[dict[str, str], dict[str, Any]]) -> bool:
        """Whether the act should be taken, by the rules as a clerk would tell them."""
        detail, rest = given
        who, after, _ = PLAIN[kind]
        if by not in who or self.word not in after or on < self.last_on or on < date(2026, 3, 2):
            return False
        people = detail.get("people", "").split("、")
        seen = len(people) == 2 and HEAD not in people and self.applicant not in people
        return {
            "settle": lambda: by != self.finder,
            "order": lambda: (self.word != "待核实" or self.is_silent(on)) and first_limit(detail) >= on,
            "apply": lambda: bool(rest["proofs"]) and (self.planned or self.at_once),
            "extend_request": lambda: self.in_time(on) and "evidence" in detail and self.fits(detail["to"]),
            "extend_grant": lambda: self.may_grant(by, on, detail),
            "extend_refuse": lambda: self.asked is not None and by != self.asker,
            "check": lambda: by != self.applicant,
            "visit": lambda: seen,
            "recheck": lambda: seen,
            "sign": lambda: by not in (self.applicant, self.checker),
            "publicise": lambda: date.fromisoformat(detail["until"]) >= on,
            "return": lambda: first_limit(detail) >= on,
            "file": lambda: on > self.until,
        }.get(kind, lambda: True)()

    def in_time(self, on: date) -> bool:
        """Whether no more than the limit, or the first working day after a limit that is none, has come."""
        last = self.limit
        assert last is not None
        while last < on and not is_workday(last):
            last += timedelta(days=1)
        return on <= last

    def fits(self, to: str) -> bool:
        """Whether a date lies behind the limit and before that of the next stage."""
        assert self.limit is not None
        ends = date(2027, 12, 31) if self.stages == 2 and self.done == 0 else date.max
        return self.limit < date.fromisoformat(to) < ends

    def may_grant(self, by: str, on: date, detail: dict[str, str]) -> bool:
        """Whether somebody else than the applicant grants a first extension, or a leader a second, to a date that is to come."""
        if self.asked is None or by == self.asker or self.extended == 2 or (self.extended == 1 and by not in LEADERS):
            return False
        to = detail.get("to") or self.asked.isoformat()
        return date.fromisoformat(to) >= on and self.fits(to)

    def is_silent(self, on: date) -> bool:
        """Whether more than five working days went by since the finding."""
        days = (self.found_on + timedelta(days=day) for day in range(1, (on - self.found_on).days + 1))
        return sum(map(is_workday, days)) > 5

    def follow(self, kind: str, by: str, on: date, detail: dict[str, str]) -> None:
        self.last_on = on
        self.word = PLAIN[kind][2] or self.word
        if kind in ("verify", "settle"):
            words = {"认可": "待交办", "申辩": "待认定", "维持": "待交办", "撤销": "已撤销"}
            self.word = words[detail["outcome"]]
        elif kind == "extend_request":
            self.asked, self.asker = date.fromisoformat(detail["to"]), by
        elif kind == "extend_grant":
            self.limit = date.fromisoformat(detail["to"]) if "to" in detail else self.asked
            self.asked, self.extended = None, self.extended + 1
        elif kind in ("order", "return"):
            self.limit = first_limit(detail)
            self.returned += kind == "return"
        elif kind == "publicise":
            self.until = date.fromisoformat(detail["until"])
        elif kind == "file":
            self.done += 1
            self.word = "已销号" if self.done == self.stages else "整改中"
            self.limit = date(2027, 12, 31) if self.word == "整改中" else self.limit
        elif kind == "recheck" and detail["outcome"] == "复发":
            self.word, self.limit, self.relapsed = "复发待交办", None, self.relapsed + 1
        self.remember(kind, by, detail)

    def remember(self, kind: str, by: str, detail: dict[str, str]) -> None:
        """Keep what later acts are held against: who applied and checked, what was ordered."""
        if kind == "order":
            self.planned, self.at_once = False, detail["type"] == "立行立改"
            self.stages, self.done = (2, 0) if detail["type"] == "长期坚持" else (1, 0)
        elif kind == "plan":
            self.planned = True
        elif kind == "apply":
            self.applicant, self.checker = by, ""
        if kind == "order" or (kind == "file" and self.word == "整改中"):
            self.extended = 0
        if kind in ("extend_refuse", "apply", "drop", "hand_over"):
            self.asked = None
        elif kind == "check":
            self.checker = by

    @invariant()
    def both_tell_the_same(self) -> None:
        if not self.key:
            return
        finding = finding_of(self.world.history(), self.key)
        assert finding is not None
        assert STANDINGS[finding.standing] == self.word
        assert (finding.returned, finding.relapses, finding.limit) == (self.returned, self.relapsed, self.limit)
        assert finding.extended == self.extended
        assert ("延期待批" in finding.words()) == (self.asked is not None)
        assert bool(ledger(self.world.history())) == (self.word not in ("已撤销", "已移送"))
        assert len(findings(self.world.history())) == 1


def test_every_forbidden_order_is_refused_and_every_right_one_taken() -> None:
    TALLY.clear()
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Findings,
        settings=settings(max_examples=80, stateful_step_count=60, deadline=None, suppress_health_check=checks),
    )
    print(f"finding machine: {TALLY['taken']} acts taken, {TALLY['refused']} refused; {dict(TALLY)}")
    assert TALLY["taken"] > 200
    assert TALLY["refused"] > 300
    assert all(TALLY[kind] for kinds in NEXT.values() for kind in kinds), TALLY
