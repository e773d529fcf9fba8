"""Appeals driven at random against a plain model that knows nothing of duban.life: order, clocks, and who steps aside."""

from collections import Counter
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from oversight import CONTACT, DIRECTOR, GUEST, HEAD, LEADER, OFFICER, SECOND, VICE, staffed

from duban.life.appeals import appeals, under_review
from duban.months import Month

OFFICE = {OFFICER, SECOND, DIRECTOR, LEADER, VICE}
EVERYBODY = (*sorted(OFFICE), GUEST, HEAD, CONTACT, "乙乡负责人", "路人")
KINDS = ("file", "accept", "decide", "withdraw")
TALLY: Counter[str] = Counter()


class Appeals(RuleBasedStateMachine):
    """甲乡 against its score of March, returned by one officer, signed off by another; the result delivered or not yet."""

    def __init__(self) -> None:
        super().__init__()
        self.world = staffed()
        self.delivered: date | None = None
        self.mine: list[dict[str, str]] = []

    @initialize(decider=st.sampled_from((SECOND, VICE)), delivered=st.booleans())
    def march_is_over(self, decider: str, delivered: bool) -> None:
        self.world.fact("2026-03-10", "claim", "甲乡")
        self.world.fact("2026-03-11", "return", "甲乡", by=decider)
        self.world.today = date(2026, 4, 1)
        self.aside = {decider}
        if delivered:
            assert self.world.act("month", "2026-03", "deliver", OFFICER) is None
            self.delivered, self.aside = self.world.today, {decider, OFFICER}

    @rule(days=st.sampled_from((1, 3, 8)))
    def time_passes(self, days: int) -> None:
        self.world.later(days)

    @rule(kind=st.sampled_from(KINDS), by=st.sampled_from(EVERYBODY), data=st.data())
    def any_act(self, kind: str, by: str, data: st.DataObject) -> None:
        self.step(kind, by, data)

    @rule(data=st.data())
    def the_next_act(self, data: st.DataObject) -> None:
        if not self.mine or self.mine[-1]["state"] not in ("待受理", "复核中"):
            self.step("file", HEAD, data)
        elif self.mine[-1]["state"] == "待受理":
            self.step("accept", DIRECTOR, data)
        else:
            self.step("decide", self.mine[-1]["handler"], data)

    @rule(data=st.data(), by=st.sampled_from((HEAD, CONTACT)))
    def taken_back(self, by: str, data: st.DataObject) -> None:
        self.step("withdraw", by, data)

    def step(self, kind: str, by: str, data: st.DataObject) -> None:
        handler = data.draw(st.sampled_from(EVERYBODY))
        outcome = data.draw(st.sampled_from(("成立", "不成立")))
        change = data.draw(st.booleans())
        detail = {
            "file": {"month": "2026-03", "reason": "漏记"},
            "accept": {"handler": handler},
            "decide": {"outcome": outcome, "reason": "核对"}
            | (
                {"facts": "facts: [{on: 2026-03-20, task: 一, unit: 甲乡, do: report, progress: 50}]"} if change else {}
            ),
            "withdraw": {},
        }[kind]
        last = self.mine[-1] if self.mine else None
        expected = self.expects(kind, by, last, (handler, outcome, change))
        key = "" if kind == "file" else (last["key"] if last else "复核1")
        unit = {"unit": "甲乡"} if kind in ("file", "withdraw") else {}
        why = self.world.act("appeal", key, kind, by, detail, **unit)
        TALLY["taken" if why is None else "refused"] += 1
        TALLY[kind if why is None else "-"] += 1
        assert (why is None) == expected, (kind, by, last, detail, why)
        if why is not None:
            return
        if kind == "file":
            self.mine.append({"key": f"复核{len(self.mine) + 1}", "state": "待受理", "handler": ""})
        elif last:
            last["state"] = {"accept": "复核中", "decide": f"复核{outcome}", "withdraw": "已撤回"}[kind]
            last["handler"] = handler if kind == "accept" else last["handler"]

    def expects(self, kind: str, by: str, last: dict[str, str] | None, drawn: tuple[str, str, bool]) -> bool:
        handler, outcome, change = drawn
        pending = last is not None and last["state"] in ("待受理", "复核中")
        match kind:
            case "file":
                again = any(one["state"] != "已撤回" for one in self.mine)
                # Delivered on 1 April: the thirtieth day is Friday 1 May, a holiday; work begins again on Wednesday 6 May.
                in_time = self.delivered is None or self.world.today <= date(2026, 5, 6)
                return by == HEAD and not again and in_time
            case "accept":
                free = handler in OFFICE | {GUEST} and handler not in self.aside and handler != by
                return (
                    pending
                    and last is not None
                    and last["state"] == "待受理"
                    and by in (DIRECTOR, LEADER, VICE)
                    and free
                )
            case "decide":
                handles = pending and last is not None and last["state"] == "复核中" and by == last["handler"]
                return handles and change == (outcome == "成立")
        return pending and by == HEAD

    @invariant()
    def both_tell_the_same(self) -> None:
        history = self.world.history()
        assert [(one.key, one.standing(), one.handler) for one in appeals(history)] == [
            (one["key"], one["state"], one["handler"]) for one in self.mine
        ]
        waiting = any(one["state"] in ("待受理", "复核中") for one in self.mine)
        assert under_review(history, Month(2026, 3)).units == ({"甲乡"} if waiting else set())
        upheld = sum(one["state"] == "复核成立" for one in self.mine)
        assert sum(entry.fact.do == "report" for entry in self.world.entries) == upheld


def test_every_forbidden_order_of_an_appeal_is_refused() -> None:
    TALLY.clear()
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Appeals, settings=settings(max_examples=80, stateful_step_count=30, deadline=None, suppress_health_check=checks)
    )
    print(f"appeal machine: {TALLY['taken']} acts taken, {TALLY['refused']} refused; {dict(TALLY)}")
    assert min(TALLY[kind] for kind in KINDS) > 1, TALLY
