"""Any order of acts on a task, by anybody, on any day: taken where a plain model of the rules takes it, and nowhere else.

The model is written from the practice (domain notes §2.2) and the cycle contract §3 alone: it keeps states, where the product keeps none.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from duban.life.act import Act
from duban.life.history import History
from duban.life.state import state_of
from tests.life.acting import PROOF, attempt
from tests.life.conftest import PEOPLE, START, appointed, small_campaign

DUE = date(2026, 6, 30)
UNITS = {"县教育局": "lead", "甲乡": "responsible", "乙乡": "responsible", "县财政局": "cooperating"}
PERSONS = [name for name, _, _ in PEOPLE] + ["路人"]
ROLES = {name: (role, unit) for name, role, unit in PEOPLE}
OFFICE, DIRECTOR, LEADER = {"主任", "督查员", "领导"}, {"主任", "领导"}, {"领导"}
RIGHTS = {
    "assign": OFFICE, "review": OFFICE, "return": OFFICE, "archive": OFFICE,
    "approve": DIRECTOR, "extend_grant": DIRECTOR, "extend_refuse": DIRECTOR, "waive": DIRECTOR, "answer_objection": DIRECTOR,
    "suspend": LEADER, "resume": LEADER, "withdraw": LEADER,
}  # fmt: skip
OF_UNIT = {"sign", "report", "claim", "extend_request", "object"}
FACTS = {"sign", "report", "claim", "extend_request", "approve", "return", "extend_grant", "extend_refuse"}
WORDS = sorted(RIGHTS.keys() | OF_UNIT)
STEPS = (
    "object",
    "answer_objection",
    "claim",
    "review",
    "approve",
    "return",
    "extend_request",
    "extend_grant",
    "report",
    "waive",
)
ENDS = ("suspend", "resume", "archive", "withdraw")
OF_TASK = {"assign", "suspend", "resume", "withdraw", "archive"}


@dataclass
class Part:
    """One unit's part of the task, as a clerk would keep it on a card."""

    assigned: date | None = None
    objection: bool = False
    claim: str | None = None
    claimants: set[str] = field(default_factory=set)
    reviewers: set[str] = field(default_factory=set)
    due: date = DUE
    asked: date | None = None
    granted: int = 0
    waived: bool = False


class TaskLife(RuleBasedStateMachine):
    """The product's history beside the cards."""

    @initialize(at_once=st.booleans())
    def begin(self, at_once: bool) -> None:
        self.history = History(small_campaign(), (), appointed(), START)
        self.day = START
        self.parts = {unit: Part() for unit in UNITS}
        self.paused = False
        self.ended = False
        self.taken = 0
        if at_once:
            self._act("assign", "甲乡", "督查员甲", False, True, True, 1)

    @rule(days=st.sampled_from([0, 1, 1, 2, 3, 10, 40]))
    def time_passes(self, days: int) -> None:
        self.day = min(self.day + timedelta(days), date(2026, 12, 1))

    @rule(
        word=st.sampled_from(WORDS),
        unit=st.sampled_from(list(UNITS)),
        by=st.sampled_from(PERSONS),
        behalf=st.booleans(),
        proof=st.booleans(),
        basis=st.booleans(),
        ahead=st.integers(1, 90),
    )
    def somebody_acts(self, word: str, unit: str, by: str, behalf: bool, proof: bool, basis: bool, ahead: int) -> None:
        self._act(word, unit, by, behalf, proof, basis, ahead)

    @rule(
        unit=st.sampled_from(list(UNITS)),
        ahead=st.integers(1, 60),
        by=st.sampled_from(PERSONS),
        choice=st.integers(0, 99),
    )
    def a_step_that_could_follow(self, unit: str, ahead: int, by: str, choice: int) -> None:
        """Chance alone seldom gets far: here one of the steps is taken that the cards would allow somebody."""
        steps = [word for word in (*STEPS, *STEPS, *ENDS) if self._somebody_may(word, unit, ahead)]
        if steps:
            word = steps[choice % len(steps)]
            self._act(word, unit, by, word in OF_UNIT and ROLES.get(by, ("",))[0] in OFFICE, True, True, ahead)

    def _somebody_may(self, word: str, unit: str, ahead: int) -> bool:
        of_unit = word in OF_UNIT
        return any(
            self._allowed(self._wanted(word, unit, by, of_unit, True, True, ahead), self.day + timedelta(ahead))
            for by in ("分管副县长", "督查员乙")
        )

    def _wanted(self, word: str, unit: str, by: str, behalf: bool, proof: bool, basis: bool, ahead: int) -> Act:
        to = self.day + timedelta(ahead)
        told = {
            "report": {"progress": "40"},
            "return": {"reason": "佐证不足"},
            "extend_request": {"reason": "汛期", "to": to.isoformat()},
            "object": {"reason": "非职责"},
            "answer_objection": {"outcome": "维持", "reason": "属地"},
            "waive": {"reason": "无需"},
            "withdraw": {"reason": "机构改革"},
        }.get(word, {})
        of_task = word in OF_TASK
        return Act(
            0, self.day, "task", "1", word, by,
            unit=None if of_task else unit,
            on_behalf_of=unit if behalf and not of_task else None,
            basis="会议纪要" if basis else None,
            detail=told,
            proofs=(PROOF,) if proof else (),
        )  # fmt: skip

    def _act(self, word: str, unit: str, by: str, behalf: bool, proof: bool, basis: bool, ahead: int) -> None:
        wanted, to = self._wanted(word, unit, by, behalf, proof, basis, ahead), self.day + timedelta(ahead)
        expected = self._allowed(wanted, to)
        found, why = attempt(self.history, wanted)
        assert (why is None) == expected, f"{wanted.do} {wanted.unit} by {wanted.by} on {self.day}: {why or 'taken'}"
        if why is None:
            self.taken += 1
            self.history = found
            self._enter(wanted, to)

    def _allowed(self, act: Act, to: date) -> bool:
        return (
            not self.ended
            and self._may(act)
            and (act.do not in {"suspend", "resume", "withdraw"} or act.basis is not None)
            and (self._of_task(act) if act.unit is None else self._of_part(act, self.parts[act.unit], to))
        )

    def _may(self, act: Act) -> bool:
        role, own = ROLES.get(act.by, ("", None))
        if act.on_behalf_of:
            return act.do in OF_UNIT and role in OFFICE
        if act.do in OF_UNIT:
            wanted = {"单位负责人"} if act.do == "object" else {"单位负责人", "联络员"}
            return role in wanted and own == act.unit
        return role in RIGHTS[act.do]

    def _of_task(self, act: Act) -> bool:
        match act.do:
            case "suspend":
                return not self.paused
            case "resume":
                return self.paused
            case "archive":
                return all(part.waived or part.claim == "approved" for part in self.parts.values())
            case _:
                return True

    def _of_part(self, act: Act, part: Part, to: date) -> bool:  # noqa: C901 - one case a word
        if part.assigned is None or part.assigned > self.day:
            return False
        match act.do:
            case "object":
                return not part.objection and self._working_days_since(part.assigned) <= 3
            case "answer_objection":
                return part.objection
            case "claim":
                return part.claim is None and (bool(act.proofs) or act.basis is not None) and not part.objection
            case "review":
                return part.claim == "waiting" and act.by not in part.claimants
            case "return":
                return part.claim == "waiting"
            case "approve":
                return (
                    part.claim == "waiting"
                    and act.by not in part.claimants | part.reviewers
                    and (UNITS[act.unit or ""] == "cooperating" or not self._cooperating_open())
                )
            case "report":
                return part.claim is None
            case "extend_request":
                return part.claim is None and self.day <= self._effective(part.due) and to > part.due
            case "extend_grant":
                leader = ROLES.get(act.by, ("", None))[0] == "领导"
                return part.asked is not None and part.granted < 2 and (part.granted == 0 or leader)
            case "extend_refuse":
                return part.asked is not None
            case "waive":
                return UNITS[act.unit or ""] == "cooperating"
            case _:
                return True

    def _cooperating_open(self) -> bool:
        part = self.parts["县财政局"]
        return part.assigned is not None and not part.waived and part.claim is None

    def _working_days_since(self, since: date) -> int:
        return self.history.calendar.count(since.toordinal(), self.day.toordinal())

    def _effective(self, due: date) -> date:
        return date.fromordinal(self.history.calendar.on_or_after(due.toordinal()))

    def _enter(self, act: Act, to: date) -> None:  # noqa: C901 - one case a word
        part = self.parts.get(act.unit or "", Part())
        match act.do:
            case "assign":
                for one in self.parts.values():
                    one.assigned = one.assigned or self.day
                    if one.due == DUE and one.granted == 0 and one.assigned > DUE:
                        one.due = date.fromordinal(self.history.calendar.after(one.assigned.toordinal(), 10))
            case "object":
                part.objection = True
            case "answer_objection":
                part.objection = False
            case "claim":
                part.claim, part.reviewers = "waiting", set()
                part.claimants = {act.on_behalf_of or act.by, act.by}
            case "review":
                part.reviewers.add(act.by)
            case "return":
                part.claim, part.claimants = None, set()
            case "approve":
                part.claim = "approved"
            case "extend_request":
                part.asked = to
            case "extend_grant":
                assert part.asked is not None
                part.due, part.asked, part.granted = part.asked, None, part.granted + 1
            case "extend_refuse":
                part.asked = None
            case "waive":
                part.waived = True
            case "suspend" | "resume":
                self.paused = act.do == "suspend"
            case "withdraw" | "archive":
                self.ended = True

    @invariant()
    def nothing_is_ever_lost(self) -> None:
        if hasattr(self, "history"):
            assert len(self.history.entries) + len(self.history.acts) >= len(PEOPLE) + self.taken

    @invariant()
    def the_states_agree(self) -> None:
        if not hasattr(self, "history") or self.ended or self.paused:
            return
        for unit, part in self.parts.items():
            state = state_of(self.history, "1", unit)
            if part.assigned is None:
                assert state == "已立项，待交办"
            elif part.objection:
                assert state == "异议待答复"
            elif part.waived:
                assert state == "免予配合"
            elif part.claim == "approved":
                assert state == "办结"
            elif part.claim == "waiting":
                assert state in ("申请办结，待审核", "初审通过，待批准")
                assert (state == "初审通过，待批准") == bool(part.reviewers)


TestTaskLife = TaskLife.TestCase
TestTaskLife.settings = settings(
    max_examples=100, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
