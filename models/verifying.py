"""Checking the audit log (核验): the chain entry by entry, printed heads, then what it answers for (models.covering).

One pass in the order of the log with memory that does not grow with it. What one entry's seal is lives in duban.chain.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from duban.chain import START, Content, Entry, Head, fault_of, fingerprint
from models.covering import Covering, Fault
from models.rows import AuditEntryRow, Base, MonthRow
from models.triggers import unguarded

PAGE = 2000
MOST_FAULTS = 50
APPEND_ONLY = ("audit_entry", "fact", "returned_file", "act", "proof", "evidence", "paper")
_COLUMNS = [
    AuditEntryRow.__table__.c[name]
    for name in ("number", "at", "actor", "action", "campaign_id", "summary", "previous", "hash")
]


class Verified(NamedTuple):
    """What a check found: the chain's head, how many faults, and the first of them, the first bad entry in front."""

    head: Head
    total: int
    faults: tuple[Fault, ...]

    @property
    def tampered(self) -> bool:
        """Whether anything beyond doubts was found."""
        return any(not fault.doubt for fault in self.faults)


def entries(session: Session, after: int = 0) -> Iterator[Entry]:
    """Yield the chain's entries behind a number, read page by page."""
    connection = session.connection()
    while True:
        query = select(*_COLUMNS).where(AuditEntryRow.number > after).order_by(AuditEntryRow.number).limit(PAGE)
        page = connection.execute(query).all()
        for number, at, actor, action, campaign, summary, previous, own in page:
            yield Entry(Content(number, at, actor, action, campaign, summary), previous, own)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def verify(session: Session, key: bytes | None, printed: Iterable[Head] = ()) -> Verified:
    """Return what is wrong with the log, and with what it answers for, in one reading transaction.

    `printed` are heads from papers; those of published months are looked at by themselves.
    """
    chain, count, first = _Chain(key, _heads(session, printed)), 0, list[Fault]()
    for fault in _faults(session, chain):
        count += 1
        if len(first) < MOST_FAULTS:
            first.append(fault)
    # A bad entry stands before what it makes the rows look like.
    first.sort(key=lambda fault: (fault.doubt, not fault.chain, fault.number is None, fault.number))
    return Verified(chain.head, count, tuple(first))


class _Chain:
    """The chain as far as it was read: its head, and the heads it must still be found to hold, nearest last."""

    def __init__(self, key: bytes | None, heads: list[tuple[Head, str]]) -> None:
        self.key, self.head = key, Head(0, START)
        self.wanted = sorted(heads, reverse=True)

    def faults(self, entry: Entry) -> Iterator[Fault]:
        """Yield what is wrong with an entry in its place, and move the head on."""
        number = entry.content.number
        if number == 1 and self.key is not None and fingerprint(self.key) not in str(entry.content.summary):
            yield Fault(1, "所用密钥不是本台账的那一把，或首条已被改写", chain=True)
        if what := fault_of(entry, self.head, self.key):
            yield Fault(number, what, chain=True)
        self.head = Head(number, str(entry.hash))
        while self.wanted and self.wanted[-1][0].length <= number:
            printed, whose = self.wanted.pop()
            if printed.length < number or not self.head.hash.startswith(printed.hash):
                yield Fault(printed.length, f"校验码与{whose}所记的不符，此条或以前的记录被重写", chain=True)


def _faults(session: Session, chain: _Chain) -> Iterator[Fault]:
    if chain.key is None:
        yield Fault(None, "审计密钥不在，只能核对次序和衔接，不能核对校验码", doubt=True)
    with Covering(session) as covering:
        for entry in entries(session):
            yield from chain.faults(entry)
            yield from covering.faults(entry.content)
        yield from covering.faults_beyond()
    if chain.head.length == 0:
        yield Fault(None, "审计记录是空的")
    for printed, whose in chain.wanted:
        yield Fault(None, f"{whose}记有第{printed.length}条，审计记录只有{chain.head.length}条：末尾被截去")
    yield from _unguarded(session.connection())


def _heads(session: Session, printed: Iterable[Head]) -> list[tuple[Head, str]]:
    """Return all heads the chain must hold, each with whose it is."""
    query = select(MonthRow.campaign_id, MonthRow.month, MonthRow.version, MonthRow.audit_length, MonthRow.audit_head)
    found = [(one, "所给链头") for one in printed]
    for campaign, month, version, length, own in session.execute(query.where(MonthRow.audit_head.is_not(None))):
        found.append((Head(length or 0, str(own)), f"专项行动{campaign} {month} 第{version}版通报"))
    return found


def _unguarded(connection: Connection) -> Iterator[Fault]:
    tables = [name for name in APPEND_ONLY if name in Base.metadata.tables]
    for table in unguarded(connection, tables):
        yield Fault(None, f"数据库中 {table} 只增不改的触发器缺失或被停用", doubt=True)
