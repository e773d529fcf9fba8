"""Acting (办理): one act of a named person, guarded and recorded in one transaction with its files and everything that follows.

Two people acting at once: the campaign's lock lets one in, and the other is judged by what the first left.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.errors import InputRefused, UsageError
from duban.life.act import Act
from duban.life.batches import batch_of, faults_of
from duban.life.catalogue import SUBJECTS, effects, kind_of, refusal
from duban.life.entering import dues_of, number_of, proposed
from duban.life.evidence import MOST, media_type, safe_file_name
from duban.life.history import History
from duban.life.judging import after, fact_of, is_fact, rules_refusal
from duban.life.kinds import Effects
from duban.life.story import sentence
from duban.life.task_kinds import as_act
from duban.plan import PlannedTask
from duban.rules.campaign import Fact
from duban.units import ROLE_NAMES
from models.acts import Kept, append_act, file_content, history_of, keep_files
from models.deciding import enter_matter, lay_matter, make_lead, put_on, role_of, take_off
from models.recording import Entered, next_sequence, record_facts
from tasks.intake import read_bytes
from tasks.ledger import reading_sessions, sessions
from tasks.papers import put
from tasks.telling_units import owe_letters


class Refused(InputRefused):
    """An act that was not taken; the ledger is as it was."""


class Acted(NamedTuple):
    """An act that was recorded: itself with its key and place, and what followed from it in words."""

    act: Act
    followed: tuple[str, ...]


def do(campaign_id: int, act: Act, files: Sequence[Path], now: datetime) -> Acted:
    """Record one act with its files and return it; Refused with the rule it breaks, and then nothing is recorded.

    `act.order` and `act.proofs` are given here, `act.key` too where the act opens a matter and names none.
    """
    if (act.subject, act.do) in {("month", "publish"), ("paper", "sign")}:
        raise UsageError("签发不在这里登记", remedy="通报用 duban publish，其他文种用 duban sign")
    kept = kept_files(files)
    with sessions(act.by, "办理", campaign_id).begin() as session:
        history = history_of(session, campaign_id, now.date())
        return perform(
            session, campaign_id, history, replace(act, proofs=tuple(file.proof for file in kept)), kept, now
        )


def perform(
    session: Session, campaign_id: int, history: History, act: Act, kept: Sequence[Kept], now: datetime
) -> Acted:
    """Record one act in a transaction that holds the campaign; errors as `do`."""
    act, followed = judged(history, act)
    acted = store(session, campaign_id, history, (act, followed), kept, now)
    owe_letters(session, campaign_id, after(history, act, followed), [act], now.date())
    return acted


def judged(history: History, act: Act) -> tuple[Act, Effects]:
    """Return an act as it is to be recorded, and what follows from it; Refused with the rule it breaks."""
    act = _completed(history, act)
    why = refusal(history, act) or rules_refusal(history, act)
    if why is not None:
        raise Refused(str(why), where=_named(act))
    return act, effects(history, act)


def store(
    session: Session,
    campaign_id: int,
    history: History,
    judged_act: tuple[Act, Effects],
    kept: Sequence[Kept],
    now: datetime,
) -> Acted:
    """Record an act that was judged by a history, its files and what follows, and return it. The letters it owes are apart."""
    act, followed = judged_act
    sequence = _store(session, campaign_id, act, now)
    keep_files(session, campaign_id, sequence, kept, now)
    told = list(_change_the_list(session, campaign_id, history, act, now))
    if followed.facts:
        record_facts(session, campaign_id, followed.facts, Entered(act.by, now, act.on_behalf_of))
    for struck in followed.strikes:
        append_act(session, campaign_id, _strike(act, struck), now)
        told.append(f"第{struck}条事实不再计入")
    for one in followed.acts:
        append_act(session, campaign_id, one, now)
        told.append(f"{one.key} {sentence(one)}")
    told += [f"{fact.on} {sentence(as_act(fact, act.by))}" for fact in followed.facts]
    return Acted(replace(act, order=sequence), tuple(told))


def kept_files(paths: Sequence[Path]) -> tuple[Kept, ...]:
    """Return the files of an act; InputRefused for one that may not be kept, or for too many."""
    kept = tuple(kept_file(path) for path in paths)
    if len(kept) > MOST:
        raise InputRefused(
            f"佐证文件过多：{len(kept)} 个", remedy=f"一次不超过 {MOST} 个，只附最能说明问题的", code="E310"
        )
    return kept


def kept_file(path: Path) -> Kept:
    """Return a file that may be kept as evidence; InputRefused for one that may not."""
    content = read_bytes(path)
    return Kept(safe_file_name(path.name), media_type(path.name, content), content)


def take_out(sha256: str, to: Path) -> None:
    """Write a kept file where it is wanted; UsageError where none bears that fingerprint."""
    with reading_sessions().begin() as session:
        content = file_content(session, sha256)
    if content is None:
        raise UsageError(f"没有指纹为 {sha256[:64]} 的佐证文件", remedy="指纹见 duban task --json")
    put(to, content)


def _completed(history: History, act: Act) -> Act:
    """Give an act its place, the key of a matter it opens, and units by the register's own names."""
    kind, subject = kind_of(act), SUBJECTS.get(act.subject)
    named = {
        name: unit.name
        for name in (act.unit, act.on_behalf_of)
        if name and (unit := history.campaign.register.named(name))
    }
    key = act.key
    if not key and kind and kind.opens and subject and subject.next_key:
        key = subject.next_key(history, act)
    return replace(
        act,
        order=history.next_order,
        key=key,
        unit=named.get(act.unit or "", act.unit),
        on_behalf_of=named.get(act.on_behalf_of or "", act.on_behalf_of),
    )


def _store(session: Session, campaign_id: int, act: Act, now: datetime) -> int:
    if not is_fact(act):
        return append_act(session, campaign_id, act, now)
    sequence = next_sequence(session, campaign_id)
    record_facts(session, campaign_id, [fact_of(act)], Entered(act.by, now, act.on_behalf_of))
    return sequence


def _change_the_list(session: Session, campaign_id: int, history: History, act: Act, now: datetime) -> Iterator[str]:
    """Bring the task list to what an act decided, and say so."""
    match act.subject, act.do:
        case "entry", "enter":
            yield _enter(session, campaign_id, history, act)
        case "task", "lead":
            make_lead(session, campaign_id, act.key, act.unit or "", act.on)
            yield f"{act.unit}牵头任务{act.key}"
        case "task", "answer_objection" if act.told("outcome") == "改派":
            yield _reassign(session, campaign_id, history, act, now)
        case "batch", "propose" | "approve_plan":
            batch = batch_of(history, act.key)
            yield from faults_of(batch.proposal if batch else act)
        case "task", "link":
            yield from _link(session, campaign_id, act, now)


def _enter(session: Session, campaign_id: int, history: History, act: Act) -> str:
    proposal = proposed(history, act.key)
    assert proposal is not None  # noqa: S101 - the guard has seen it
    planned = PlannedTask(
        number=number_of(act),
        title=proposal.told("title"),
        leaders=proposal.names("leader"),
        lead_units=proposal.names("lead"),
        responsible_units=proposal.names("responsible"),
        cooperating_units=proposal.names("cooperating"),
        due=dues_of(proposal),
    )
    enter_matter(session, campaign_id, (planned.number, planned), proposal.detail, act.on)
    lay_matter(session, campaign_id, planned.number, planned, history.campaign.register)
    return f"立项为任务{planned.number}，用 duban assign 交办"


def _reassign(session: Session, campaign_id: int, history: History, act: Act, now: datetime) -> str:
    to = history.campaign.register.named(act.told("to"))
    assert to is not None  # noqa: S101 - the guard has seen it
    role = role_of(session, campaign_id, act.key, act.unit or "") or "responsible"
    put_on(session, campaign_id, act.key, to.name, role, act.on)
    take_off(session, campaign_id, act.key, act.unit or "", act.on)
    _assign(session, campaign_id, act, to.name, now)
    return f"任务{act.key}由{act.unit}改派{to.name}（{ROLE_NAMES[role]}）"


def _link(session: Session, campaign_id: int, act: Act, now: datetime) -> Iterator[str]:
    role = next(word for word, title in ROLE_NAMES.items() if title == act.told("role"))
    put_on(session, campaign_id, act.key, act.unit or "", role, act.on)
    _assign(session, campaign_id, act, act.unit or "", now)
    yield f"{act.unit}在任务{act.key}中为{act.told('role')}单位"
    other = act.told("from")
    if not take_off(session, campaign_id, other, act.unit or "", act.on):
        merge = Act(0, act.on, "task", other, "merge", act.by, basis=act.basis, detail={"into": act.key})
        append_act(session, campaign_id, merge, now)
        yield f"任务{other}并入任务{act.key}"


def _assign(session: Session, campaign_id: int, act: Act, unit: str, now: datetime) -> None:
    fact = Fact(0, act.on, "assign", task=act.key, unit=unit)
    record_facts(session, campaign_id, [fact], Entered(act.by, now))


def _strike(act: Act, order: int) -> Act:
    return Act(0, act.on, "fact", str(order), "strike", act.by, basis=f"{SUBJECTS[act.subject].title}{act.key}")


def _named(act: Act) -> str:
    kind = kind_of(act)
    return " ".join(part for part in (str(act.on), act.key, act.unit, kind.title if kind else act.do) if part)


def read_details(given: Sequence[str]) -> Mapping[str, str]:
    """Return the details a command line gives as 字段=值; UsageError for one that is no such pair, or given twice."""
    found: dict[str, str] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark or not name or name in found:
            raise UsageError(f"“{text}”无法识别", remedy="应写作 字段=值，每个字段一次；字段见 duban acts")
        found[name] = value
    return found
