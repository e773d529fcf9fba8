"""Extensions (延期): how many one matter may have, and who grants them. Which limit they move stands with tasks and findings."""

from duban.life.act import Act, Refusal
from duban.life.history import History
from duban.life.rights import may

MOST_EXTENSIONS = 2
"""Extensions of one matter; the second is the leader's to grant. Ours: no rule gives a general limit."""


def grant_refusal(history: History, act: Act, given: int) -> Refusal | None:
    """Return why an extension is not granted where so many were given before, None where it may be."""
    if given >= MOST_EXTENSIONS:
        return Refusal(f"同一事项最多延期{MOST_EXTENSIONS}次，已准{given}次", "原时限继续计算，或由领导批示暂缓")
    if given and not may(history.roster.serving(act.by, act.on), "leader", act.on):
        return Refusal("第二次延期须由分管领导批准", "由领导办理（--by）")
    return None
