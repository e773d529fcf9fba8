"""Findings (问题) read off their acts, what they repeat, and who may be told of them. Which act may come next: finding_rules.py."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from duban.life.act import Act
from duban.life.finding import Finding, stages_of
from duban.life.finding_kinds import ADMITTED, HOLDS, LONG_TERM, STUDY, UPHELD
from duban.life.history import History


def finding_of(history: History, key: str) -> Finding | None:
    """Return the finding of a key, None where there is none."""
    acts = history.of("finding", key)
    return fold(acts) if acts else None


def findings(history: History) -> tuple[Finding, ...]:
    """Return all findings in the order they were made."""
    own: dict[str, list[Act]] = {}
    for act in history.of("finding"):
        own.setdefault(act.key, []).append(act)
    return tuple(fold(acts) for acts in own.values())


def fold(acts: Sequence[Act]) -> Finding:
    """Return what a finding's acts, the opening one first, come to."""
    finding = Finding(acts[0])
    for act in acts:
        finding = _after(replace(finding, acts=(*finding.acts, act)), act)
    return finding


_STEPS = {
    "check": "checked",
    "visit": "visited",
    "sign": "signed",
    "publicise": "publicised",
    "drop": "dropped",
    "raise_up": "raised",
    "hand_over": "handed_over",
}


def _after(finding: Finding, act: Act) -> Finding:
    match act.do:
        case "verify":
            return replace(finding, standing="established" if act.told("outcome") == ADMITTED else "disputed")
        case "settle":
            return replace(finding, standing="established" if act.told("outcome") == UPHELD else "dropped")
        case "order":
            stages = stages_of(act) if act.told("type") == LONG_TERM else ()
            limit = stages[0][1] if stages else act.day("limit")
            return replace(
                finding,
                standing="rectifying",
                order=act,
                plan=None,
                application=None,
                limit=limit,
                extended=0,
                stages_done=0,
            )
        case "plan":
            return replace(finding, plan=act)
        case "extend_request" | "extend_grant" | "extend_refuse":
            return _extended(finding, act)
        case "apply":
            # What is done needs no more time: a request not yet answered falls away.
            return replace(finding, standing="applied", application=act, request=None)
        case "return":
            return replace(
                finding, standing="rectifying", application=None, limit=act.day("limit"), returned=finding.returned + 1
            )
        case "file":
            return _filed(finding)
        case "recheck" if act.told("outcome") != HOLDS:
            return replace(finding, standing="relapsed", application=None, limit=None, relapses=finding.relapses + 1)
    return replace(finding, standing=_STEPS.get(act.do, finding.standing))


def _extended(finding: Finding, act: Act) -> Finding:
    if act.do == "extend_request":
        return replace(finding, request=act)
    if act.do == "extend_refuse":
        return replace(finding, request=None)
    return replace(finding, request=None, limit=granted_to(finding, act), extended=finding.extended + 1)


def granted_to(finding: Finding, answer: Act) -> date | None:
    """Return the date an extension is granted to: the one the answer names, or the one asked for."""
    return answer.day("to") or (finding.request.day("to") if finding.request else None)


def _filed(finding: Finding) -> Finding:
    done = finding.stages_done + 1
    if done < len(finding.stages):
        return replace(
            finding,
            standing="rectifying",
            application=None,
            limit=finding.stages[done][1],
            extended=0,
            stages_done=done,
        )
    return replace(finding, standing="closed", stages_done=done)


def repeats(every: Iterable[Finding], one: Finding) -> tuple[Finding, ...]:
    """Return the findings of earlier months that this one repeats: same unit, class and task, not dropped."""
    return tuple(
        other
        for other in every
        if other.month < one.month
        and other.standing not in ("dropped", "handed_over")
        and one.unit is not None
        and (other.unit, other.sort, other.opening.told("task")) == (one.unit, one.sort, one.opening.told("task"))
    )


def locked(history: History) -> frozenset[str]:
    """Return the numbers of the clues of offences: no list, story or paper speaks of them."""
    return frozenset(act.key for act in history.of("finding") if act.do == "hand_over")


def told_of(every: Iterable[Finding], unit: str | None = None) -> tuple[Finding, ...]:
    """Return the findings that papers and units may be told of: none that is locked; of one unit, those that go to it."""
    return tuple(
        finding
        for finding in every
        if not finding.is_locked and (unit is None or (finding.unit == unit and finding.route != STUDY))
    )
