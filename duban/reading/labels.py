"""Field labels (责任单位, 牵头市领导, 完成时限 …): what a few characters before a colon or in a table's head mean.

A label is a chain of known words that ends in a carrier (单位, 领导, 时限 …), so that a new combination needs no new entry.
Where labels stand in running text is decided in lexer.py; columns that are no labels in columns.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from duban.reading.traditional import simplified
from duban.reading.vocabulary import vocabulary, words

LONGEST = 16


class Role(StrEnum):
    """What a label's value says."""

    LEADER = "leaders"
    LEAD = "lead_units"
    RESPONSIBLE = "responsible_units"
    COOPERATING = "cooperating_units"
    DUE = "due"
    GOAL = "goal"
    CONTENT = "content"
    IGNORED = "ignored"


UNIT_ROLES = (Role.LEAD, Role.RESPONSIBLE, Role.COOPERATING)
RESPONSIBILITY = (Role.LEADER, *UNIT_ROLES)
TEXT_ROLES = (Role.GOAL, Role.CONTENT)


@dataclass(frozen=True, slots=True)
class Label:
    """A label's meaning. `people` is True where its value may name persons beside units (责任单位及责任人), `worded` where it
    says in words who does what (职责分工：A牵头，B配合)."""

    role: Role
    people: bool = False
    worded: bool = False


def squeeze(text: str) -> str:
    """Return the text without white space.

    >>> squeeze("完 成时间")
    '完成时间'
    """
    return "".join(text.split())


@cache
def label_of(text: str) -> Label | None:
    """Return what a label (标签) means, or None where the text is no label.

    >>> label_of("攻坚责任领导")
    Label(role=<Role.LEADER: 'leaders'>, people=False, worded=False)
    >>> label_of("协同(责任)单位").role.value, label_of("完 成时间").role.value
    ('cooperating_units', 'due')
    >>> label_of("主要责任单位").role.value, label_of("牵头责任单位").role.value
    ('responsible_units', 'lead_units')
    >>> label_of("责任单位及责任人").people
    True
    >>> label_of("县教育局") is None
    True
    """
    text = simplified(squeeze(text))
    if not text or len(text) > LONGEST:
        return None
    lists = vocabulary()["labels"]
    if text in lists["bare"]:
        return Label(Role(f"{lists['bare'][text]}_units"))
    for role in TEXT_ROLES:
        if text in lists["text"][role.value]:
            return Label(role)
    if _is_due(text):
        return Label(Role.DUE)
    return _responsibility(text)


def _is_due(text: str) -> bool:
    due = vocabulary()["labels"]["due"]
    if text in due["exact"]:
        return True
    tail = next((tail for tail in sorted(due["tails"], key=len, reverse=True) if text.endswith(tail)), None)
    return tail is not None and bool(_chain(text[: -len(tail)], words("labels", "due", "heads")))


def _responsibility(text: str) -> Label | None:
    units, persons = words("labels", "unit_carriers"), words("labels", "person_carriers")
    text = _BRACKETS.sub("", text)
    chain = _chain(text, _known())
    if not chain or chain[-1] not in units | persons:
        return None
    carriers = [word for word in chain if word in units | persons]
    if any(word in text for word in vocabulary()["labels"]["ignored"]):
        return Label(Role.IGNORED)
    if all(word in persons for word in carriers):
        return Label(Role.LEADER)
    worded = text.endswith("分工")
    role = _unit_role(text) or (Role.RESPONSIBLE if worded else None)
    return Label(role, any(word in persons for word in carriers), worded) if role else None


_BRACKETS = re.compile("[（）()]")


def _unit_role(said: str) -> Role | None:
    """The role of the first unit carrier; a helper's word outweighs a leader's, a leader's the plain one (牵头责任单位)."""
    for role in (Role.COOPERATING, Role.LEAD, Role.RESPONSIBLE):
        if any(word in said for word in words("labels", role.removesuffix("_units"))):
            return role
    return None


def _known() -> frozenset[str]:
    lists = (
        "lead",
        "responsible",
        "cooperating",
        "ignored",
        "unit_carriers",
        "person_carriers",
        "modifiers",
        "connectives",
    )
    return frozenset[str]().union(*(words("labels", name) for name in lists))


def _chain(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The text cut into known words, the longest first; empty where something is left over."""
    found, position, longest = [], 0, max(map(len, known))
    while position < len(text):
        tries = (text[position : position + size] for size in range(longest, 0, -1))
        word = next((found for found in tries if found in known), None)
        if word is None:
            return ()
        found.append(word)
        position += len(word)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class FoundLabel:
    """A label in running text: where it begins, where its value begins."""

    start: int
    end: int
    label: Label


_COLON = re.compile(r"\s*[:：﹕∶]\s*")
_BOUNDARY = re.compile(r"[。；;，,！!?？:：﹕∶（(〔\[【）)〕\]】“”●○◆■★☆▪•·—]|\s+")
_BRACKETED = re.compile(r"[【\[〔（(「]([^【\[〔（(「】\]〕）)」]{2,14})[】\]〕）)」]\s*[:：]?\s*")
_OPENING = re.compile(r"([^\s。；，：:（(]{2,12})(?:\s+(?=\S)|\s*$)")


def labels_in(text: str) -> Iterator[FoundLabel]:
    """Yield the labels of a paragraph, in order: before a colon, in brackets of their own (【责任单位】), or opening the line.

    >>> [(text[f.start:f.end], f.label.role.value) for text in ["扩大供应。责任单位：县局；配合 单位:县委"] for f in labels_in(text)]
    [('责任单位：', 'responsible_units'), ('配合 单位:', 'cooperating_units')]
    """
    text = simplified(text)
    found = {item.start: item for item in (*_before_colons(text), *_in_brackets(text), *_opening(text))}
    end = 0
    for start in sorted(found):
        if start >= end:
            yield found[start]
            end = found[start].end


def _before_colons(text: str) -> Iterator[FoundLabel]:
    for colon in _COLON.finditer(text):
        first = max(0, colon.start() - 2 * LONGEST)
        window = text[first : colon.start()]
        # 协同(责任)单位: a bracket may stand inside the label, so the farthest boundary that gives a label wins.
        starts = {match.end() for match in _BOUNDARY.finditer(window)} | ({0} if first == 0 else set())
        for start in sorted(starts):
            label = label_of(window[start:])
            if label and (label.role not in TEXT_ROLES or _stands_free(window, start)) and not _is_value(window, start):
                yield FoundLabel(first + start, colon.end(), label)
                break


def _is_value(window: str, start: int) -> bool:
    """Whether what seems to open a label is the value of the one before it (牵头领导：县委书记  配合领导：…)."""
    if not _COLON.search(window[max(0, start - 2) : start] or " "):
        return False
    value, _, last = window[start:].rstrip().rpartition(" ")
    return len(last) >= 4 and label_of(value) is not None and label_of(last) is not None


def _stands_free(window: str, start: int) -> bool:
    """A label of running text (措施：) counts only where it opens a sentence."""
    return not window[:start].strip() or window[:start].rstrip()[-1] in "。；;！!】]"


def _in_brackets(text: str) -> Iterator[FoundLabel]:
    for match in _BRACKETED.finditer(text):
        label = label_of(match[1])
        opens = match.start() == 0
        if not label or (label.role in TEXT_ROLES and not opens) or (match.end() == len(text) and not opens):
            continue
        # （牵头） behind a name is a tag; 【牵头】 that opens a line is a label.
        if match[1] not in vocabulary()["labels"]["bare"] or (opens and text[0] in "【[〔"):
            yield FoundLabel(match.start(), match.end(), label)


def _opening(text: str) -> Iterator[FoundLabel]:
    match = _OPENING.match(text.lstrip("●○◆■★☆▪•· "))
    label = label_of(match[1]) if match and len(match[1]) >= 4 else None
    if match and label and label.role in (*RESPONSIBILITY, Role.DUE) and not label.worded:
        offset = len(text) - len(text.lstrip("●○◆■★☆▪•· "))
        yield FoundLabel(offset, offset + match.end(), label)
