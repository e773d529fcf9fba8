"""The checker: what the ledger says and what the witness saw, against what a cycle that nobody killed leaves."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.reliability.driver import Killed
from tests.reliability.sink import Copy


@dataclass
class Tally:
    """What all kills came to."""

    boundaries: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    outside: int = 0
    inside: int = 0
    held: int = 0
    repairs: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every promise was kept."""
        return not (self.lost or self.doubled or self.outside or self.repairs)

    def __str__(self) -> str:
        return (
            f"{self.boundaries} boundaries, {self.kills} kills: {self.lost} lost, {self.doubled} doubled effects, "
            f"{self.outside} wire copies outside the window, {self.inside} inside (same bytes), {self.held} held, "
            f"{self.repairs} manual repairs"
        )

    def judge(
        self, clean: dict[str, Any], found: dict[str, Any], copies: Iterable[Copy], killed: Collection[Killed]
    ) -> None:
        """Count what one kill (or several at once) left behind."""
        self.kills += sum(one.label is not None for one in killed)
        wire: dict[str, Counter[str]] = {}
        for copy in copies:
            wire.setdefault(copy.message_id, Counter())[copy.sha256] += 1
        mails = {message_id: (state, policy) for _, message_id, state, policy in found["letters"] if message_id}
        self._letters(clean, found)
        self._effects(clean, found)
        windows = sum(one.in_window for one in killed)
        for message_id, (state, policy) in mails.items():
            sent = wire.pop(message_id, Counter())
            if state == "accepted" and not sent:
                self._fault("lost", f"{message_id} is said to be accepted and never left")
            extra = sent.total() - 1
            if extra > 0:
                allowed = policy == "resend" and len(sent) == 1 and extra <= windows
                windows -= extra if allowed else 0
                self._fault(
                    "inside" if allowed else "outside",
                    f"{message_id} left {sent.total()} times, {len(sent)} texts",
                    extra,
                )
            self.held += state == "held"
        for message_id, sent in wire.items():
            self._fault("outside", f"{message_id} is in no ledger and left", sent.total())

    def _letters(self, clean: dict[str, Any], found: dict[str, Any]) -> None:
        expected, known = ({row[0] for row in one["letters"]} for one in (clean, found))
        for occurrence in expected - known:
            self._fault("lost", f"{occurrence} is owed and in no outbox")
        for occurrence in known - expected:
            self._fault("doubled", f"{occurrence} is owed by nobody")
        for occurrence, _, state, _ in found["letters"]:
            if state not in ("accepted", "held"):
                self._fault("repairs", f"{occurrence} is stuck: {state}")

    def _effects(self, clean: dict[str, Any], found: dict[str, Any]) -> None:
        for name, rows in clean["effects"].items():
            before, after = (Counter(map(tuple, one)) for one in (rows, found["effects"][name]))
            if missing := before - after:
                self._fault("lost", f"{name}: {missing}", missing.total())
            if more := after - before:
                self._fault("doubled", f"{name}: {more}", more.total())

    def _fault(self, kind: str, words: str, count: int = 1) -> None:
        setattr(self, kind, getattr(self, kind) + count)
        if kind != "inside":
            self.faults.append(words)
