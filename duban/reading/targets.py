"""Targets (目标): the numbers a plan binds itself to, each with its bound, its unit, what it measures and by when.

Numbers are found in quantities.py; which of them bind is judged in target_context.py.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from duban.plan import Target
from duban.reading.dates import FoundDue, find_dues
from duban.reading.numerals import compact, plain
from duban.reading.quantities import Quantity, quantities
from duban.reading.target_context import Place, binds

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_CLAUSE = re.compile(r"[,:]|(?<![\w)])\((?=其中)")
_OPENED = re.compile(r"(?:^|[,:])到?((?:19|20)\d\d)年(?![-起]|[^,]{0,8}前)")
_BEFORE, _AFTER = 120, 60
_ALL = re.compile(r"[均都](?=[^\d,]{0,6}$)")
_RATES = re.compile(r"[^、和及与]+?(?:率|度|比例|比重|水平|面积|数|量|值)(?=[、和及与]|以及|$)")
_BOUND_WORDS = re.compile(
    r"(?:分别|均|都|各)?(?:力争|要)?(?:控制在|稳定在|保持在|提高到|提升到|提高至|提升至|达到|达|不低于|不少于|不超过|至少|突破|超过|低于|小于|为|约)?[^\w)）”]*$"
)
_OPENING = re.compile(r"^(?:并|且|使|确保|力争|争取|实现|完成|其中|到|在|全年|年内|拟|将|要|计划|再)+")


def find_targets(
    text: str, year: int | None, named: int | None = None, deadline: date | None = None, reported: bool = False
) -> list[Target]:
    """Return the targets of a text in order.

    `year` and `named` are those of dates.find_dues; `deadline` is the task's single deadline, taken where a target's own
    sentence has no date. In a report of what was done (`reported`) only figures whose words look ahead are targets.

    >>> [(t.op, t.value, t.unit, str(t.by)) for t in find_targets("2018年底前改造锅炉36台，达标率100%。", 2018)]
    [('=', 36, '台', '2018-12-31'), ('>=', 100, '%', '2018-12-31')]
    """
    targets: list[Target] = []
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        words, places = compact(sentence)
        bound = list(_binding(words, year, reported))
        dues = find_dues(sentence, year, named).dues if bound else ()
        for quantity, place, start in bound:
            written = sentence[places[start] : places[quantity.end - 1] + 1].strip()
            by = _by(dues, places[quantity.start], deadline)
            unit = _as_written(sentence, words, places, quantity)
            targets += [_target(written, metric, replace(quantity, unit=unit), by) for metric in _metrics(place)]
    return targets


def _binding(words: str, year: int | None, reported: bool) -> Iterator[tuple[Quantity, Place, int]]:
    """Yield the numbers of a sentence that bind the plan, with their surroundings and where their clause begins."""
    last = -1
    for quantity in quantities(words):
        place, start = _place(words, quantity, last)
        opened = _opening_year(place)
        past = reported if opened is None or year is None else opened < year or (reported and opened == year)
        if binds(quantity, place, past):
            last = quantity.end
            yield quantity, place, start


def _as_written(sentence: str, words: str, places: list[int], quantity: Quantity) -> str:
    """Return a number's unit in the plan's own characters (畝, not 亩)."""
    at = words.find(quantity.unit, quantity.start)
    written = "".join(sentence[place] for place in places[at : at + len(quantity.unit)])
    return written if plain(written) == quantity.unit and written.isalpha() else quantity.unit


def _opening_year(place: Place) -> int | None:
    """Return the last year that opens a clause before a number: 2016年新建学校3所 tells of 2016, 到2025年 of 2025."""
    opened = _OPENED.findall(place.before)
    return int(opened[-1]) if opened else None


def _place(words: str, quantity: Quantity, last: int) -> tuple[Place, int]:
    """Return a number's surroundings and where its clause begins; no clause is read further than a reader would."""
    near = max(0, quantity.start - _BEFORE)
    start = max((pause.end() for pause in _CLAUSE.finditer(words, near, quantity.start)), default=near)
    pause = _CLAUSE.search(words, quantity.end, quantity.end + _AFTER)
    end = pause.start() if pause else min(len(words), quantity.end + _AFTER)
    left = words[start : quantity.start]
    joined = last >= 0 and (last >= start or words[last:start].strip(",") == "" or left.startswith("其中"))
    place = Place(
        left=words[max(start, last) : quantity.start],
        right=words[quantity.end : end],
        clause=words[start:end],
        before=words[near : quantity.start],
        follows=joined,
    )
    return place, start


def _target(text: str, metric: str, quantity: Quantity, by: date | None) -> Target:
    whole_share = quantity.value == 100 and quantity.unit == "%"
    op = quantity.op or (">=" if whole_share or _achieves(text) else "=")
    return Target(text=text, metric=metric, op=op, value=quantity.value, unit=quantity.unit, by=by)


def _achieves(text: str) -> bool:
    return bool(re.search(r"实现[^,，、]*$", text))


def _metrics(place: Place) -> list[str]:
    """Return what a number measures: one text, or one for each rate where 均 spreads it over several."""
    name = _BOUND_WORDS.sub("", place.left)
    if _ALL.search(place.left):
        rates = _RATES.findall(re.sub(r"[均都]$", "", name))
        if len(rates) > 1:
            return rates
    noun = re.match(r"[^,、的()]{0,16}", place.right)
    return [_OPENING.sub("", name) + (noun[0] if noun else "")]


def _by(dues: tuple[FoundDue, ...], at: int, deadline: date | None) -> date | None:
    """Return the nearest date before a figure in its sentence, else the first after it, else the task's deadline."""
    ends = [(due.start, due.due.end) for due in dues if due.due.end is not None]
    before = [end for start, end in ends if start < at]
    after = [end for start, end in ends if start >= at]
    return before[-1] if before else after[0] if after else deadline
