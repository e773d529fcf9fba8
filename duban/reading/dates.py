"""Deadlines in running text and in deadline fields (时限): which phrases bound future work, where they stand, what they mean.

The words are in date_tokens.py, their grammar in date_phrases.py, the judgement of their surroundings in date_context.py;
cutting a task's text into dated clauses is clauses.py.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from duban.plan import Doubt, Due
from duban.reading.date_context import bounds, names
from duban.reading.date_phrases import Phrase, Years, phrase
from duban.reading.date_tokens import tokens
from duban.reading.numerals import compact, whole


class FoundDue(NamedTuple):
    """A due and its place [start, end) in the text it was found in."""

    start: int
    end: int
    due: Due


class Found(NamedTuple):
    """What a text says of time: its dues in order, dates that do not exist, and the last year named in it or before it."""

    dues: tuple[FoundDue, ...]
    doubts: tuple[Doubt, ...]
    named: int | None


_TIMES = re.compile(
    r"(?<![第\d.\-至到])(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个|批)?(?:次(?![性日要生])|[场堂期遍轮回趟篇](?![所地价间内末])|节课|课时|学时|节(?![水能约日目]))"
)
_NAMES_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇零○九]")
_PAUSE = re.compile(r"[,。;:!?\n()]")
_LASTING = re.compile(r"长期|持续(?![到至])|常态|贯穿|全过程|全程|经常性|日常|常年|长效|常抓|不间断|坚持")
_DONE = re.compile(r"已(?:于|在|(?:完成|整改|办结|销号)[^,;。]*)$")
_NO_DAY = re.compile(r"起|(?:元旦|春|夏|秋|冬|暑|寒|清明|五一|端午|国庆|中秋|汛|雨)[^,;。]{0,6}[前后]")
_AT_ONCE = re.compile(
    r"^(?:无|\W+)$|立行立改|立即|即知即改|立知立改|马上|即时|适时|当日|当天|即改|已完成|完成整改|已整改"
)


def find_dues(text: str, year: int | None, named: int | None = None) -> Found:
    """Return the dues of running text, with their places.

    `year` is the plan's; `named` the last year named earlier in the same task: hand on the answer's `named` from one piece
    of a task to the next.

    >>> [(found.due.text, str(found.due.end)) for found in find_dues("2017年6月底前和10月统计入学情况", 2016).dues]
    [('2017年6月底前', '2017-06-30'), ('10月', '2017-10-31')]
    """
    words, places = compact(text)

    def binding(read: Phrase, start: int, end: int, years: Years) -> bool:
        return not _is_history(words[start:end], read.due, years) and bounds(
            words, start, end, read.grain, read.bounded
        )

    dues, doubts, years = _collect(text, (words, places), Years(year, named), binding)
    return Found(tuple(dues), tuple(doubts), years.named)


def read_deadline(text: str, year: int | None, named: int | None = None) -> Found:
    """Return the dues of a deadline field (完成时限): all of its text is a deadline, so a bare year, 全年 or 长期 is one too.

    A field that gives no due and is neither empty nor one of the words that mean "at once" is a doubt.

    >>> [due.due.kind for due in read_deadline("2018年12月并长期坚持", None).dues]
    ['by', 'ongoing']
    """
    words, places = compact(text)

    def binding(read: Phrase, start: int, end: int, _years: Years) -> bool:
        return read.grain != "past" and not _DONE.search(words[:start]) and not _NO_DAY.match(words, end)

    dues, doubts, years = _collect(text, (words, places), Years(year, named), binding)
    lasting = _LASTING.search(words)
    if lasting and not any(found.due.kind == "ongoing" for found in dues):
        dues.append(_placed(text, places, Due("", "ongoing"), *lasting.span()))
    if words and not dues and not doubts and not _AT_ONCE.search(words):
        doubts.append(Doubt("deadline-unread", f"时限“{text.strip()}”无法换算为日期"))
    return Found(tuple(dues), tuple(doubts), years.named)


def _collect(
    text: str, plain_text: tuple[str, list[int]], years: Years, binding: Callable[[Phrase, int, int, Years], bool]
) -> tuple[list[FoundDue], list[Doubt], Years]:
    words, places = plain_text
    found, at = tokens(words), 0
    dues: list[FoundDue] = []
    doubts: list[Doubt] = []
    while at < len(found):
        read = phrase(found, at, years)
        if read is None:
            at += 1
            continue
        start, end = found[at].start, found[read.stop - 1].end
        at = read.stop
        binds = binding(read, start, end, years)
        if binds or names(words, start, end, read.years.named, years.plan):
            years = read.years
        if not binds:
            continue
        if read.due is None:
            doubts.append(Doubt("date-impossible", f"“{words[start:end]}”不是实有的日期"))
        else:
            dues.append(_placed(text, places, *_counted(words, read.due, start, end)))
    return dues, doubts, years


def _is_history(words: str, due: Due | None, years: Years) -> bool:
    """Return whether a phrase names a year before the plan's, and no limit (2017年6月启动): it tells what was.

    Not where a limit before it named that year (2017年6月底前和2017年10月): then the plan itself is that old.
    """
    if due is None or due.end is None or years.plan is None or years.named == due.end.year:
        return False
    return due.end.year < years.plan and bool(_NAMES_YEAR.match(words)) and "前" not in words


def _counted(words: str, due: Due, start: int, end: int) -> tuple[Due, int, int]:
    """Return a recurring due with the count its clause says (每季度召开1次), and its place with the count."""
    if due.kind != "recurring" or due.times is not None:
        return due, start, end
    pause = _PAUSE.search(words, end)
    count = _TIMES.search(words, end, min(end + 40, pause.start() if pause else len(words)))
    if count is None:
        return due, start, end
    return replace(due, times=whole(count[1])), start, count.end()


def _placed(text: str, places: list[int], due: Due, start: int, end: int) -> FoundDue:
    first, last = places[start], places[end - 1] + 1
    return FoundDue(first, last, replace(due, text=text[first:last]))
