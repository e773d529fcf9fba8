"""What happens to a paper (文件): signed, sent, received. Its number and bytes are the register's (models.paper_register).

A unit's receipt of a month's circular is the delivery of its result: from that day the term for an appeal runs (条例 art. 17).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duban.errors import UsageError
from duban.life.act import Act, Refusal, split_names
from duban.life.batches import batch_of
from duban.life.history import History
from duban.life.kinds import Effects, Field, Kind, Subject, kinds
from duban.life.paper_kinds import PAPER_KINDS, paper_kind_named
from duban.life.rights import RIGHTS, may
from duban.months import Month
from duban.units import Register

EVERYONE = "全部单位"
SIGNED_KINDS = tuple(kind.title for kind in PAPER_KINDS.values())

_KINDS = kinds(
    Kind(
        "sign",
        "签发",
        "director",
        (
            Field("kind", "文种", SIGNED_KINDS),
            Field("title", "标题"),
            Field("about", "所涉", required=False),
            Field("task", "任务", required=False),
            Field("corrects", "更正", required=False),
        ),
    ),
    Kind("send", "发送", "office", (Field("to", "发往", "names"), Field("means", "方式", required=False))),
    Kind("receive", "签收", "unit", (Field("person", "签收人"),), of_unit=True),
)


@dataclass(frozen=True, slots=True)
class Sending:
    """A paper on its way to one addressee: since when, how; received when and by whom, both empty until it was."""

    to: str
    sent: date
    means: str
    received: date | None = None
    person: str = ""


def sendings(acts: Iterable[Act]) -> tuple[Sending, ...]:
    """Return to whom a paper went, in the order sent, from the acts on it."""
    found: dict[str, Sending] = {}
    for act in acts:
        if act.do == "send":
            found |= {name: Sending(name, act.on, act.told("means")) for name in act.names("to")}
        elif act.do == "receive" and act.unit in found:
            sent = found[act.unit]
            found[act.unit] = Sending(sent.to, sent.sent, sent.means, act.on, act.told("person"))
    return tuple(found.values())


def matters_of(kind: str, about: str) -> frozenset[str]:
    """Return what a paper of a kind (a word of PAPER_KINDS) is on: a notice, one or several findings; any other, one matter."""
    return frozenset(split_names(about)) if kind == "rectification" else frozenset((about,))


def notice_matter(finding: str, time: int) -> str:
    """Return what a notice is on: a finding, ordered the how-many-th time; ordered again after a relapse it is a matter of its own.

    >>> notice_matter("2026-03/1", 1), notice_matter("2026-03/1", 2)
    ('2026-03/1', '2026-03/1（第2次交办）')
    """
    return finding if time == 1 else f"{finding}（第{time}次交办）"


def noticed_findings(about: str) -> frozenset[str]:
    """Return the numbers of the findings a notice is on.

    >>> sorted(noticed_findings("2026-03/1（第2次交办）、2026-03/2"))
    ['2026-03/1', '2026-03/2']
    """
    return frozenset(matter.partition("（")[0] for matter in split_names(about))


def notice_received(history: History, finding: str, unit: str) -> date | None:
    """Return the last day a unit received a signed notice (整改通知书) on a finding, None where it received none."""
    title = PAPER_KINDS["rectification"].title
    days = (
        one.received
        for act in history.of("paper")
        if act.do == "sign" and act.told("kind") == title and finding in noticed_findings(act.told("about"))
        for one in sendings(history.of("paper", act.key))
        if one.to == unit
    )
    return max(filter(None, days), default=None)


def _refusal(history: History, act: Act) -> Refusal | None:
    before = history.of("paper", act.key)
    signed = next((one for one in before if one.do == "sign"), None)
    if act.do == "sign":
        return (
            Refusal(f"{act.key}已于{signed.on}签发", "签发后不再改动，更正另发新件")
            if signed
            else _signer(history, act)
        )
    if signed is None:
        return Refusal(f"没有签发过“{act.key}”", "文号见 duban papers")
    if act.on < signed.on:
        return Refusal(f"早于签发之日（{signed.on}）", "写实际日期")
    sent = {one.to: one for one in sendings(before)}
    return _sending(history, sent, act) if act.do == "send" else _receipt(sent, act)


def _signer(history: History, act: Act) -> Refusal | None:
    kind = PAPER_KINDS[paper_kind_named(act.told("kind")) or ""]
    if not may(history.roster.serving(act.by, act.on), kind.right, act.on):
        return Refusal(f"“{act.by}”无权签发{kind.title}：须由{RIGHTS[kind.right].title}签发", "人员见 duban people")
    batch = batch_of(history, act.told("about")) if kind == PAPER_KINDS["scheme"] else None
    if batch and not batch.is_approved:
        return Refusal(f"{batch.key}的督查方案尚未批准", "先登记批准：duban act … 督查批次 … 批准督查方案")
    return None


def addressees(register: Register, names: Iterable[str]) -> tuple[str, ...]:
    """Return names as the register knows them, groups as their members, EVERYONE as all units; a body it does not know as written."""
    found: list[str] = []
    for name in names:
        units = register.units if name == EVERYONE else register.expand(name)
        found += [unit.name for unit in units] or [name]
    return tuple(dict.fromkeys(found))


def _sending(history: History, sent: dict[str, Sending], act: Act) -> Refusal | None:
    named = addressees(history.campaign.register, act.names("to"))
    if named != act.names("to"):
        return Refusal("发往的单位须逐个写名录中的名称，不重复", f"写作 {'、'.join(named)}")
    again = [f"{name}（{sent[name].sent}）" for name in act.names("to") if name in sent]
    return Refusal(f"此前已发送：{'、'.join(again)}", "每个单位登记一次") if again else None


def _receipt(sent: dict[str, Sending], act: Act) -> Refusal | None:
    one = sent.get(act.unit or "")
    if one is None:
        return Refusal(f"{act.key}没有发往{act.unit}", "先登记发送")
    if one.received:
        return Refusal(f"{act.unit}已于{one.received}签收")
    return Refusal(f"早于发送之日（{one.sent}）", "写实际签收的日期") if act.on < one.sent else None


def _effects(history: History, act: Act) -> Effects:
    signed = next((one for one in history.of("paper", act.key) if one.do == "sign"), None)
    if act.do != "receive" or signed is None or signed.told("kind") != PAPER_KINDS["circular"].title:
        return Effects()
    try:
        month = Month.parse(signed.told("about"))
    except UsageError:
        return Effects()
    return Effects(acts=(Act(0, act.on, "month", str(month), "deliver", act.by, act.unit, act.on_behalf_of),))


PAPER = Subject("文件", _KINDS, _refusal, _effects)
