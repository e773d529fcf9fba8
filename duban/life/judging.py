"""Where acts meet the judgement: which of them are facts a month is judged by, and what its rules say of them."""

from dataclasses import replace

from duban.life.act import Act, Refusal
from duban.life.history import Entry, History
from duban.life.kinds import Effects
from duban.life.task_kinds import as_fact
from duban.rules.campaign import Campaign, Fact
from duban.rules.facts import KINDS, REASONS
from duban.rules.judgement import Case


def is_fact(act: Act) -> bool:
    """Return whether an act is a fact of the judgement."""
    return act.do in KINDS and act.subject in ("task", "unit")


def fact_of(act: Act) -> Fact:
    """Return the fact of the judgement that an act on a task or unit is."""
    return as_fact(act) if act.subject == "task" else as_fact(replace(act, unit=act.key))


def rules_refusal(history: History, act: Act) -> Refusal | None:
    """Return why the rules of the judgement refuse an act that is a fact of theirs, None where they take it."""
    if not is_fact(act):
        return None
    facts = [*(entry.fact for entry in history.entries), fact_of(act)]
    refused = Case(history.campaign, facts, [history.today]).recorded.refused
    return next((Refusal(REASONS[item.reason]) for item in refused if item.fact.order == act.order), None)


def after(history: History, act: Act, followed: Effects) -> History:
    """Return the history once an act was taken, with what followed from it."""
    lets_off = (act.subject, act.do) == ("task", "waive")
    if not (is_fact(act) or followed.facts or followed.strikes or lets_off):
        return history.acted(act, *followed.acts)
    entries, acts = list(history.entries), list(history.acts)
    if is_fact(act):
        entries.append(Entry(fact_of(act), act.by, act.on_behalf_of, act.proofs))
    else:
        acts.append(act)
    order = act.order
    for fact in followed.facts:
        order += 1
        entries.append(Entry(fact._replace(order=order), act.by, act.on_behalf_of))
    struck = set(followed.strikes)
    return replace(
        history,
        campaign=_let_off(history.campaign, act) if lets_off else history.campaign,
        entries=[entry for entry in entries if entry.fact.order not in struck],
        acts=[*acts, *followed.acts],
    )


def _let_off(campaign: Campaign, act: Act) -> Campaign:
    assert act.unit is not None  # noqa: S101 - the kind is of a unit
    return replace(
        campaign,
        tasks=tuple(
            replace(task, waived={act.unit: act.on, **task.waived}) if task.number == act.key else task
            for task in campaign.tasks
        ),
    )
