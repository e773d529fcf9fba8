"""A task's text cut where its dates say: the clauses that become its steps when it has no label, or beside one.

Which phrases are dues is decided in dates.py; which of the clauses become steps, by the caller who knows the task's label.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from duban.plan import Due
from duban.reading.dates import FoundDue, find_dues


class DatedClause(NamedTuple):
    """A stretch of text with its dues: the first dated clause of a sentence that has several, or a whole sentence with one."""

    text: str
    dues: tuple[Due, ...]


_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_ENCLOSED = re.compile(r"“[^”]{0,80}”|（[^）]{0,80}）|\([^)]{0,80}\)|《[^》]{0,80}》")
_PAUSE = re.compile(r"[，,：]|:(?!\d)")
_STOPS = "。；;！!？?，,、\n \t\u3000"


def dated_clauses(text: str, year: int | None, named: int | None = None) -> list[DatedClause]:
    """Return the dated clauses of a text in order.

    A sentence with one dated clause is whole. A sentence with several is cut before each of them: every piece keeps what
    follows its date, and what stands before the first is in none.

    >>> [clause.text for clause in dated_clauses("清单4月上旬公布，收费10月中旬前清退完毕，减负不少于5亿元。", 2020)]
    ['清单4月上旬公布', '收费10月中旬前清退完毕，减负不少于5亿元']
    """
    return clauses_of(text, find_dues(text, year, named).dues)


def clauses_of(text: str, dues: Sequence[FoundDue]) -> list[DatedClause]:
    """Return the dated clauses of a text whose dues are known, as dated_clauses does."""
    sentences = [match.span() for match in _SENTENCE.finditer(text)]
    begins = [start for start, _ in sentences]
    inside: dict[tuple[int, int], list[FoundDue]] = {}
    for due in dues:
        inside.setdefault(sentences[bisect_right(begins, due.start) - 1], []).append(due)
    return [clause for span, found in inside.items() for clause in _cut(text, span, found)]


def _cut(text: str, span: tuple[int, int], found: list[FoundDue]) -> list[DatedClause]:
    pauses = _pauses(text, span)
    pieces: dict[int, list[FoundDue]] = {}
    for due in found:
        pieces.setdefault(pauses[bisect_right(pauses, due.start) - 1], []).append(due)
    if len(pieces) < 2:
        return [_clause(text, span, found)]
    ends = [*list(pieces)[1:], span[1]]
    return [_clause(text, (start, end), pieces[start]) for start, end in zip(pieces, ends, strict=True)]


def _clause(text: str, span: tuple[int, int], found: list[FoundDue]) -> DatedClause:
    return DatedClause(text[slice(*span)].strip(_STOPS), tuple(due.due for due in found))


def _pauses(text: str, span: tuple[int, int]) -> list[int]:
    """Return where the clauses of a sentence begin: at its start and behind commas and colons outside brackets and quotes."""
    closed = [match.span() for match in _ENCLOSED.finditer(text, *span)]
    opens = [start for start, _ in closed]
    begins = [span[0]]
    for pause in _PAUSE.finditer(text, *span):
        before = bisect_right(opens, pause.start()) - 1
        if before < 0 or pause.end() >= closed[before][1]:
            begins.append(pause.end())
    return begins
