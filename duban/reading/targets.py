"""Targets (目标): the numbers a plan binds itself to, each with its bound, its unit, what it measures and by when.

Numbers are found in quantities.py; which of them bind is judged in target_context.py.
"""

import re
from datetime import date

from duban.plan import Target
from duban.reading.dates import FoundDue, find_dues
from duban.reading.numerals import compact
from duban.reading.quantities import Quantity, quantities
from duban.reading.target_context import Place, binds

_SENTENCE = re.compile(r"[^。；;！!？?\n]+")
_CLAUSE = re.compile(r"[,:]|(?<![\w)])\((?=其中)")
_JOINED = re.compile(r"[^,;:]{0,14}[、和及与]")
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
        targets += _in_sentence(match[0], find_dues(match[0], year, named).dues, deadline, reported)
    return targets


def _in_sentence(sentence: str, dues: tuple[FoundDue, ...], deadline: date | None, reported: bool) -> list[Target]:
    words, places = compact(sentence)
    targets: list[Target] = []
    last = -1
    for quantity in quantities(words):
        place, clause = _place(words, quantity, last)
        if not binds(quantity, place, reported):
            continue
        last = quantity.end
        written = sentence[places[clause[0]] : places[max(quantity.end, quantity.stop) - 1] + 1]
        by = _by(dues, places[quantity.start], deadline)
        targets += [_target(written.strip(), metric, quantity, by) for metric in _metrics(place)]
    return targets


def _place(words: str, quantity: Quantity, last: int) -> tuple[Place, tuple[int, int]]:
    start = 0
    for pause in _CLAUSE.finditer(words, 0, quantity.start):
        start = pause.end()
    pause_after = _CLAUSE.search(words, quantity.end)
    end = pause_after.start() if pause_after else len(words)
    left = words[start : quantity.start]
    joined = last >= 0 and (last >= start or words[last:start].strip(",") == "" or left.startswith("其中"))
    place = Place(
        left=left[max(0, last - start) :] if last > start else left,
        right=words[quantity.end : end],
        clause=words[start:end],
        sentence=words,
        follows=joined,
    )
    return place, (start, end)


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
