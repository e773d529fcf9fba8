"""A paragraph → tokens: marks, text, fields, labels of text, general clauses, in the order they stand.

What the tokens build is outline.py's matter.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from duban.reading.labels import TEXT_ROLES, FoundLabel, Label, Role, labels_in
from duban.reading.marks import ARABIC, CIRCLED, POINT, Mark, mark_at, weak_mark_at
from duban.reading.names import is_unit
from duban.reading.paragraphs import Paragraph
from duban.reading.roles import Clause, Field, bare_units, bracket_fields, general_clause, value_fields


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a paragraph: exactly one of mark, text, fields, label, clause says what it is.

    `opens` is True for what stands at the paragraph's beginning; `bracket` where fields stood in a bracket.
    """

    line: tuple[int, int]
    opens: bool = False
    mark: Mark | None = None
    text: str = ""
    fields: tuple[Field, ...] = ()
    label: Role | None = None
    clause: Clause | None = None
    bracket: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where running text stops: [start, end) is the cut's own text."""

    start: int
    end: int
    mark: Mark | None = None
    label: FoundLabel | None = None
    fields: tuple[Field, ...] = ()
    clause: Clause | None = None


_BULLETS = " \t●○◆■★☆▪•·*"
_PAIRS = {
    "（": "）",
    "(": ")",
    "〔": "〕",
    "[": "]",
    "【": "】",
    "《": "》",
    "“": "”",
    "<": ">",
    "〈": "〉",
    "「": "」",
}
_ROLE_BRACKETS = "（(〔[【"
_BEFORE_MARK = "。；;：:！!？?）)】〕]”》"


def lex(paragraph: Paragraph, follows: Mark | None = None, bare: bool = False) -> list[Token]:
    """Return the tokens of a paragraph.

    `follows` is the mark that opens the next paragraph with one, if any; `bare` says that brackets which only list units name
    the responsible ones in this document.

    >>> tokens = lex(Paragraph("1.扩大供应。新增3户。责任单位：县局。", 1, 1))
    >>> tokens[0].mark.number, tokens[1].text, tokens[2].fields[0].names
    ('1', '扩大供应。新增3户。', ('县局',))
    """
    text, lines = paragraph.text, (paragraph.first, paragraph.last)
    tokens: list[Token] = []
    at = _opening_marks(text, lines, tokens)
    spans = _bracket_spans(text)
    opening = tokens[-1].mark if tokens else None
    cuts = _in_order(
        _bracket_cuts(text, at, spans, bare),
        [_Cut(found.start, found.end, label=found) for found in labels_in(text) if found.start >= at],
        [_Cut(mark.start, mark.end, mark=mark) for mark in _inline_marks(text, at, spans, opening, follows)],
    )
    stops = [*(cut.start for cut in cuts), len(text)][1:]
    for cut, following in zip(cuts, stops, strict=True):
        _running(text[at : cut.start], lines, tokens)
        at = _emit(text, cut, following, lines, tokens)
    _running(text[at:], lines, tokens)
    return tokens


def _opening_marks(text: str, lines: tuple[int, int], tokens: list[Token]) -> int:
    at = len(text) - len(text.lstrip(_BULLETS))
    # 一、（一）1. is as deep as marks stack.
    while len(tokens) < 4 and (mark := mark_at(text, at) or (weak_mark_at(text, at) if not tokens else None)):
        tokens.append(Token(lines, opens=not tokens, mark=mark))
        at = mark.end
        while at < len(text) and text[at].isspace():
            at += 1
    return at


def _running(text: str, lines: tuple[int, int], tokens: list[Token]) -> None:
    if text.strip(" \t●○◆■★☆▪•·*—-；;，,。"):
        tokens.append(Token(lines, opens=not tokens, text=text.strip()))
        if clause := general_clause(text):
            tokens.append(Token(lines, clause=clause))


def _emit(text: str, cut: _Cut, following: int, lines: tuple[int, int], tokens: list[Token]) -> int:
    """Append a cut's token and return where running text goes on."""
    opens = not tokens
    if cut.mark:
        tokens.append(Token(lines, opens=opens, mark=cut.mark))
        return cut.end
    if cut.fields:
        tokens.append(Token(lines, opens=opens, fields=cut.fields, bracket=True, alone=opens))
        if cut.clause:
            tokens.append(Token(lines, clause=cut.clause))
        return cut.end
    label = cut.label.label if cut.label else Label(Role.IGNORED)
    if label.role in TEXT_ROLES:
        tokens.append(Token(lines, opens=opens, label=label.role))
        return cut.end
    end = _value_end(text, cut.end, following)
    fields = value_fields(label, text[cut.end : end])
    if label.worded and not fields:
        _running(text[cut.start : end], lines, tokens)
        return end
    tokens.append(Token(lines, opens=opens, fields=fields or (Field(label.role),)))
    return end


def _value_end(text: str, start: int, following: int) -> int:
    """Where a label's value ends: at the next cut, or behind its first full stop."""
    stop = text.find("。", start, following)
    return following if stop < 0 else stop + 1


def _in_order(*kinds: Sequence[_Cut]) -> list[_Cut]:
    """Cuts of all kinds in order; one that begins inside another is part of it."""
    kept: list[_Cut] = []
    end = 0
    for cut in sorted(chain.from_iterable(kinds), key=lambda cut: (cut.start, not cut.fields)):
        if cut.start >= end:
            kept.append(cut)
            end = cut.end
    return kept


def _bracket_cuts(text: str, at: int, spans: Sequence[tuple[int, int]], bare: bool) -> list[_Cut]:
    """The brackets that close a run of text and say who does it."""
    cuts: list[_Cut] = []
    for start, end in spans:
        if start < at or text[start] not in _ROLE_BRACKETS or end - start > 600:
            continue
        after, before = text[end:].lstrip()[:1], text[:start].rstrip()[-1:]
        if after in ("", "。", "；", ";", "，") or before in ("", *"。；;！!？?”"):
            content = text[start + 1 : end - 1]
            alone = bare and (after in ("", "。") or before == "。") and not _names_unit(text[:start])
            fields = bracket_fields(content) or (bare_units(content) if alone else ())
            if fields:
                cuts.append(_Cut(start, end, fields=fields, clause=general_clause(content)))
    return cuts


def ends_in_units(text: str) -> bool:
    """Return whether a paragraph ends in a bracket that only lists units.

    >>> ends_in_units("加大治污力度。（市环保局、市质监局）"), ends_in_units("入园（班）"), ends_in_units("市治水办（河长办）")
    (True, False, False)
    """
    text = text.rstrip("。；; ")
    start = max(text.rfind("（"), text.rfind("("))
    if start < 1 or not text.endswith(("）", ")")) or _names_unit(text[:start]):
        return False
    return bool(bare_units(text[start + 1 : -1]))


def _names_unit(before: str) -> bool:
    """Whether what stands before a bracket is a unit's name, so that the bracket belongs to it."""
    return is_unit(_LAST_WORDS.split(before[-24:])[-1])


_LAST_WORDS = re.compile(r"[。；;！!？?，,、：:\s]")


def _bracket_spans(text: str) -> list[tuple[int, int]]:
    """The outermost bracket pairs of a text; an opening bracket that is never closed hides nothing."""
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            stack.append((_PAIRS[char], at))
        elif stack and any(char == closing or (char in "）)" and closing in "）)") for closing, _ in stack[-3:]):
            while stack:
                closing, start = stack.pop()
                if char == closing or (char in "）)" and closing in "）)"):
                    spans.append((start, at + 1))
                    break
    return _outermost(spans)


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    end = 0
    for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= end:
            kept.append((start, stop))
            end = stop
    return kept


_CANDIDATE = re.compile(r"(?<=[。；;：:！!？?）)】〕\]”》，,\s])\s*(?=[（(\d①-⑳⑴-⒇⒈-⒛㈠-㈩一二三四五六七八九十第])")


def _inline_marks(
    text: str, at: int, spans: Sequence[tuple[int, int]], opening: Mark | None, follows: Mark | None
) -> Iterator[Mark]:
    """The marks inside a paragraph that carry on a numbering or begin one of at least two."""
    found = [
        mark
        for match in _CANDIDATE.finditer(text, at)
        if (mark := mark_at(text, match.end())) and _free(text, mark, spans)
    ]
    if at < len(text) and (first := mark_at(text, at)) and not opening:
        found.insert(0, first)
    last = {opening.kind: opening.ordinal} if opening else {}
    for index, mark in enumerate(found):
        starts = mark.ordinal == 1 and _goes_on(mark, found[index + 1 :], follows)
        if starts or last.get(mark.kind) == mark.ordinal - 1:
            last = {kind: ordinal for kind, ordinal in last.items() if kind < mark.kind} | {mark.kind: mark.ordinal}
            yield mark


def _goes_on(mark: Mark, later: Sequence[Mark], follows: Mark | None) -> bool:
    if any(item.kind == mark.kind and item.ordinal == 2 for item in later[:40]):
        return True
    return bool(follows and follows.kind == mark.kind and follows.ordinal == 2)


def _free(text: str, mark: Mark, spans: Sequence[tuple[int, int]]) -> bool:
    if text[mark.start - 1] in "，," and mark.kind not in (CIRCLED, POINT):
        return False
    if mark.kind == ARABIC and text[mark.start - 1] in ")）”》]" and not text[mark.end : mark.end + 1].strip():
        return False
    before = bisect_left(spans, (mark.start, 0)) - 1
    return before < 0 or spans[before][1] <= mark.start
