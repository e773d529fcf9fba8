"""Choosing findings (选取问题): which ones a clerk means by numbers, a range, a month or all, for one act on every one of them."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from duban.errors import UsageError
from duban.life.act import split_names
from duban.life.finding import Finding
from duban.life.finding_kinds import FINDING_KINDS, STANDINGS
from duban.life.finding_rules import may_come_next
from duban.life.findings import findings
from duban.life.history import History

ALL = "全部"
_RANGE = re.compile(r"(?P<prefix>.*/)(?P<first>\d{1,9})[-—~～至](?P<last>\d{1,9})", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_FORMS = "编号用顿号分开，连号写作 2026-05/3-9，整月写作 2026-05，或写“全部”"


class Choice(NamedTuple):
    """What a clerk writes: numbers, ranges, months or 全部 separated by 、, what to leave out, and the class and unit to keep to.

    A finding named by its number is meant whatever its standing; a range, a month and 全部 mean those the act is the next step of.
    """

    text: str
    do: str
    but: str = ""
    sort: str | None = None
    unit: str | None = None


def is_many(text: str) -> bool:
    """Return whether a text may mean more than the one finding of that number.

    >>> [is_many(text) for text in ("2026-05/3", "2026-05/3、2026-05/5", "2026-05/3-5", "2026-05", "全部")]
    [False, True, True, True, True]
    """
    return len(split_names(text)) > 1 or text == ALL or bool(_RANGE.fullmatch(text) or _MONTH.fullmatch(text))


def choose(history: History, choice: Choice) -> tuple[str, ...]:
    """Return the numbers of the findings meant, in the order they were made; UsageError for what means none."""
    kind = FINDING_KINDS[choice.do]
    if kind.opens:
        raise UsageError(f"“{kind.title}”应逐件办理", remedy="每次写一个编号")
    every = {one.key: one for one in findings(history)}
    left_out = set(_named(every, choice, choice.but)) if choice.but else set()
    meant = set(_named(every, choice, choice.text)) - left_out
    if meant:
        return tuple(key for key in every if key in meant)
    standings = Counter(STANDINGS[one.standing] for one in every.values() if not one.is_locked)
    listed = "、".join(f"{name}{standings[name]}件" for name in STANDINGS.values() if standings[name])
    raise UsageError(f"“{choice.text}”中没有可以“{kind.title}”的问题", remedy=f"现有问题：{listed or '无'}")


def _named(every: dict[str, Finding], choice: Choice, text: str) -> Iterator[str]:
    for part in (text,) if text in every else split_names(text):
        if part in every:
            yield part
        else:
            yield from (one.key for one in _group(every, choice, part))


def _group(every: dict[str, Finding], choice: Choice, part: str) -> Iterator[Finding]:
    ranged = _RANGE.fullmatch(part)
    if not ranged and part != ALL and not _MONTH.fullmatch(part):
        raise UsageError(f"没有编号为“{part}”的问题", remedy=_FORMS)
    for one in every.values():
        inside = _is_in(one, ranged) if ranged else part in (ALL, str(one.month))
        fits = choice.sort in (None, one.sort) and choice.unit in (None, one.unit)
        if inside and fits and may_come_next(one, choice.do):
            yield one


def _is_in(one: Finding, ranged: re.Match[str]) -> bool:
    number = one.key.removeprefix(ranged["prefix"])
    counted = number != one.key and number.isascii() and number.isdigit()
    return counted and int(ranged["first"]) <= int(number) <= int(ranged["last"])
