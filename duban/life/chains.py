"""The chain of responsibility (责任链条: 四包、七长制): who holds which place at which level of which line, told by dated acts.

One line is one ladder of posts (条线: 政府线、学校线). Whether the chain has gaps or doubles is asked in chain_checks.py, how a table of
links is read in chain_tables.py.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.chain_kinds import CHAIN_KINDS
from duban.life.history import History
from duban.life.kinds import Subject, number


@dataclass(frozen=True, slots=True)
class Holding:
    """One holder of a place (责任人) from a day on; `until` is None while it lasts, `signed` the day of the letter of duty."""

    holder: str
    post: str
    duty: str
    since: date
    until: date | None = None
    signed: date | None = None


@dataclass(slots=True)
class Link:
    """One place in a line with everybody who ever held it, and the last result per task (“” where none is named)."""

    key: str
    line: str
    level: int
    place: str
    upper: str
    holdings: list[Holding] = field(default_factory=list)
    results: dict[str, tuple[date, Fraction]] = field(default_factory=dict)
    dropped: date | None = None

    @property
    def holders(self) -> tuple[Holding, ...]:
        """Who holds the place now."""
        return tuple(one for one in self.holdings if one.until is None)

    @property
    def upper_key(self) -> str:
        """The key of the place above, an empty text at the top."""
        return key_of(self.line, self.upper) if self.upper else ""

    def progress(self, task: str | None = None) -> Fraction | None:
        """Return the last progress reported for a task, or for whatever was reported last; None without a report."""
        if task is not None:
            found = self.results.get(task)
            return found[1] if found else None
        return max(self.results.values(), key=lambda one: one[0])[1] if self.results else None


@dataclass
class Chain:
    """All links of a campaign, built act by act."""

    links: dict[str, Link] = field(default_factory=dict)

    def standing(self, line: str | None = None) -> tuple[Link, ...]:
        """Return the links not dropped, of one line or of all, by line and level in the order they were listed."""
        lines = list(dict.fromkeys(link.line for link in self.links.values()))
        found = [one for one in self.links.values() if one.dropped is None and line in (None, one.line)]
        return tuple(sorted(found, key=lambda one: (lines.index(one.line), one.level)))

    def refusal(self, act: Act) -> Refusal | None:
        """Return why an act on the chain is not taken, None where it is."""
        link = self.links.get(act.key)
        since = act.day("since")
        if since and since > act.on:
            return Refusal(f"起始日期{since}晚于登记日{act.on}", "写实际起始的日期")
        if act.do == "list":
            return _listing(link, act)
        if link is None or link.dropped:
            return Refusal(f"链条中没有“{act.key}”", "编号写作 条线/地点，见 duban chain")
        holder = act.told("holder")
        holds = any(one.holder == holder for one in link.holders)
        if act.do in ("hold", "change") and holds:
            return Refusal(f"{holder}已经是“{link.place}”的责任人")
        if act.do in ("release", "sign") and not holds:
            return Refusal(f"{holder}不是“{link.place}”的现任责任人", _now_held(link))
        return _changing(link, act) if act.do == "change" else None

    def take(self, act: Act) -> None:
        """Enter an act that was not refused."""
        if act.do == "list":
            level = int(number(act, "level"))
            self.links[act.key] = Link(
                act.key, act.told("line"), level, act.told("place"), act.told("upper"), _first(act)
            )
            return
        link = self.links[act.key]
        if act.do == "report":
            link.results[act.told("task")] = (act.on, number(act, "progress"))
        elif act.do == "drop":
            link.dropped = act.on
        else:
            link.holdings = list(_held(link, act))


def _listing(link: Link | None, act: Act) -> Refusal | None:
    if act.key != key_of(act.told("line"), act.told("place")):
        return Refusal(f"编号“{act.key}”与条线、地点不符", f"应为 {key_of(act.told('line'), act.told('place'))}")
    if act.told("upper") == act.told("place"):
        return Refusal(f"“{act.told('place')}”不能是自己的上级")
    if link is None or link.dropped:
        return None
    if link.upper != act.told("upper") or link.level != number(act, "level"):
        return Refusal(
            f"“{link.place}”已列在{link.upper or '最上级'}之下（第{link.level}级）", "同名地点请写全称，如 青石镇大坪村"
        )
    return Refusal(f"“{act.key}”已经列入链条", "增列责任人用 hold，更换用 change")


def _changing(link: Link, act: Act) -> Refusal | None:
    old = act.told("from")
    if old and not any(one.holder == old for one in link.holders):
        return Refusal(f"{old}不是“{link.place}”的现任责任人", _now_held(link))
    if not old and len(link.holders) > 1:
        return Refusal(f"“{link.place}”现有{len(link.holders)}名责任人，未写明更换谁", "用 from= 写明原责任人")
    since = act.day("since") or act.on
    later = [one.holder for one in link.holders if old in ("", one.holder) and one.since > since]
    return Refusal(f"起始日期{since}早于原责任人{'、'.join(later)}的起始日期") if later else None


def _now_held(link: Link) -> str:
    return f"现任：{'、'.join(one.holder for one in link.holders) or '无'}"


def _first(act: Act) -> list[Holding]:
    return [_holding(act)] if act.told("holder") else []


def _holding(act: Act) -> Holding:
    return Holding(act.told("holder"), act.told("post"), act.told("duty"), act.day("since") or act.on)


def _held(link: Link, act: Act) -> Iterator[Holding]:
    """Yield the holdings an act leaves: the ended ones stay, with the day they ended."""
    ends = {act.told("holder")} if act.do == "release" else set()
    if act.do == "change":
        ends = {act.told("from")} if act.told("from") else {one.holder for one in link.holders}
    for one in link.holdings:
        if one.until is None and one.holder in ends:
            yield replace(one, until=act.day("since") or act.on)
        elif act.do == "sign" and one.until is None and one.holder == act.told("holder"):
            yield replace(one, signed=act.on)
        else:
            yield one
    if act.do in ("hold", "change"):
        yield _renewed(link, act)


def _renewed(link: Link, act: Act) -> Holding:
    """Return the new holding, with the post and duty of the one before where they are not told anew."""
    new = _holding(act)
    last = link.holdings[-1] if link.holdings else None
    return replace(new, post=new.post or last.post, duty=new.duty or last.duty) if last else new


def key_of(line: str, place: str) -> str:
    """Return the key of a place in a line."""
    return f"{line}/{place}"


def chain_of(acts: Iterable[Act], day: date | None = None) -> Chain:
    """Return the chain that some acts leave, as known at the end of a day where one is given."""
    chain = Chain()
    for act in acts:
        if act.subject == "chain" and (day is None or act.on <= day):
            chain.take(act)
    return chain


def _refusal(history: History, act: Act) -> Refusal | None:
    task = act.told("task")
    if task and task not in history.case.ledger.tasks:
        return Refusal(f"没有编号为“{task}”的任务")
    return chain_of(history.acts).refusal(act)


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return key_of(act.told("line"), act.told("place"))


CHAIN = Subject("责任链条", CHAIN_KINDS, _refusal, next_key=_next_key)
