"""Playing acts on a history without a ledger: the same guards and effects, in memory."""

from dataclasses import replace
from datetime import date

from duban.life.act import Act, Proof, Refusal
from duban.life.catalogue import SUBJECTS, effects, refusal
from duban.life.history import History
from duban.life.judging import after, rules_refusal

PROOF = Proof("验收单.pdf", "0" * 64)


def attempt(history: History, act: Act) -> tuple[History, Refusal | None]:
    """The history after an act, or as it was with the reason the act was refused for."""
    history = replace(history, today=max(history.today, act.on))
    kind = SUBJECTS[act.subject].kinds.get(act.do)
    key = act.key
    if not key and kind and kind.opens and (next_key := SUBJECTS[act.subject].next_key):
        key = next_key(history, act)
    placed = replace(act, order=history.next_order, key=key)
    why = refusal(history, placed) or rules_refusal(history, placed)
    return (history, why) if why else (after(history, placed, effects(history, placed)), None)


class Desk:
    """A history in the hands of an office: `do` must succeed, `refused` must not."""

    def __init__(self, history: History) -> None:
        self.history = history

    def do(self, day: str, subject: str, key: str, word: str, by: str, **told: str) -> "Desk":
        """Take an act that the rules allow."""
        self.history, why = attempt(self.history, act(day, subject, key, word, by, **told))
        assert why is None, str(why)
        return self

    def refused(self, day: str, subject: str, key: str, word: str, by: str, **told: str) -> str:
        """The rule an act breaks."""
        found, why = attempt(self.history, act(day, subject, key, word, by, **told))
        assert why is not None, "taken, though it should not be"
        assert found.entries == self.history.entries
        assert found.acts == self.history.acts
        return str(why)


def act(day: str, subject: str, key: str, word: str, by: str, **told: str) -> Act:
    """An act as an office would type it; `behalf`, `basis`, `unit` and `proof` are no details."""
    apart = {name: told.pop(name, None) for name in ("unit", "behalf", "basis", "proof")}
    return Act(
        0,
        date.fromisoformat(day),
        subject,
        key,
        word,
        by,
        unit=apart["unit"] or apart["behalf"],
        on_behalf_of=apart["behalf"],
        basis=apart["basis"],
        detail=told,
        proofs=(PROOF,) if apart["proof"] else (),
    )
