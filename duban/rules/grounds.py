"""Why an obligation stands as it does (依据), in Chinese sentences a person can check by hand.

The standing itself is decided in duban.rules.standing; the sums of a unit's month are told in duban.rules.explanation.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from duban.phrases import day_text as in_words
from duban.rules.ledger import Ledger, Obligation
from duban.rules.printing import plain, two_decimals
from duban.rules.standing import Standing
from duban.rules.windows import Window, periods_ending

_LISTED_RUNS = 4


def exact(value: Fraction) -> str:
    """Return a value as it is reckoned with by hand: a decimal where it ends, else a fraction.

    >>> exact(Fraction(1, 3)), exact(Fraction(3, 2))
    ('1/3', '1.5')
    """
    text = plain(value) or ""
    return text if Fraction(text) == value else f"{value.numerator}/{value.denominator}"


def day_text(day: int) -> str:
    """Return a day ordinal as sentences write it."""
    return in_words(date.fromordinal(day))


def runs(days: Sequence[int]) -> list[str]:
    """Return days without their year, those that follow one another as one run.

    >>> runs([date(2026, 4, day).toordinal() for day in (28, 29, 30)] + [date(2026, 5, 6).toordinal()])
    ['4月28日至30日', '5月6日']
    """
    # Days that follow one another keep their distance to their place.
    groups = [
        [*same] for _, same in groupby(enumerate(map(date.fromordinal, days)), lambda one: one[1].toordinal() - one[0])
    ]
    return [_run(group[0][1], group[-1][1]) for group in groups]


def _run(first: date, last: date) -> str:
    begin = f"{first.month}月{first.day}日"
    if first == last:
        return begin
    return f"{begin}至{'' if first.month == last.month else f'{last.month}月'}{last.day}日"


def events(obligation: Obligation, upto: int) -> str:
    """Return what happened to an obligation up to a day, in order of time, as one Chinese sentence."""
    found = sorted((day, text) for day, text in _events(obligation) if day <= upto)
    return "；".join(f"{day_text(day)}{text}" for day, text in found) or "无"


def _events(obligation: Obligation) -> Iterator[tuple[int, str]]:
    assignment = obligation.assignment
    if assignment.day is not None:
        yield assignment.day, "交办"
    for day, progress in obligation.reports:
        yield day, f"报送进度{progress}%"
    for day in obligation.occurrences:
        yield day, "开展一次"
    for claim in obligation.claims:
        yield claim.day, "申请办结"
        if claim.returned is not None:
            yield claim.returned, "退回"
    for day, to in obligation.grants:
        yield day, f"准予延期至{day_text(to)}"
    for mark in obligation.false_reports:
        yield mark.day, "认定弄虚作假"
    for pause in assignment.task.pauses:
        yield pause.since, "暂缓"
        if pause.until is not None:
            yield pause.until, "恢复"


def ground(ledger: Ledger, obligation: Obligation, standing: Standing, window: Window) -> str:
    """Return how an obligation's standing and score follow from its facts, as one Chinese sentence."""
    told = {
        "done": _done,
        "done_late": _done_late,
        "overdue": _overdue,
        "out": _out,
    }.get(standing.name, _pace if obligation.node.first is not None else _periods)
    text = told(ledger, obligation, standing, window)
    falsified = standing.name != "out" and any(mark.day <= window.cutoff for mark in obligation.false_reports)
    return f"{text}；认定弄虚作假，计0分" if falsified else text


def _due(standing: Standing) -> str:
    if standing.date is None or standing.due is None or standing.date == standing.due:
        return f"时限{day_text(standing.due or 0)}"
    return f"时限{day_text(standing.date)}为休息日，顺延至{day_text(standing.due)}"


def _done(_: Ledger, __: Obligation, standing: Standing, ___: Window) -> str:
    return f"{_due(standing)}，{day_text(standing.claimed or 0)}申请办结，按时办结，计100分"


def _done_late(ledger: Ledger, obligation: Obligation, standing: Standing, _: Window) -> str:
    figures, n = ledger.parameters, standing.n or 0
    reckoned = 100 - figures.late_per_day * n
    sums = f"100 − {exact(figures.late_per_day)}×{n} = {exact(reckoned)}"
    if reckoned < figures.late_floor:
        sums += f"，不低于{exact(figures.late_floor)}分，计{exact(figures.late_floor)}分"
    counted = _counted(ledger, obligation, standing.due or 0, standing.claimed or 0)
    return f"{_due(standing)}，{day_text(standing.claimed or 0)}申请办结，逾期{n}个工作日（{counted}）：{sums}"


def _overdue(ledger: Ledger, obligation: Obligation, standing: Standing, window: Window) -> str:
    cap, progress = ledger.parameters.overdue_cap, Fraction(standing.progress or 0)
    counted = _counted(ledger, obligation, standing.due or 0, window.cutoff)
    sums = f"按进度{standing.progress}%计分，最高{exact(cap)}分，计{exact(min(cap, progress))}分"
    return f"{_due(standing)}，截至{day_text(window.cutoff)}未办结，逾期{standing.n}个工作日（{counted}）：{sums}"


def _counted(ledger: Ledger, obligation: Obligation, after: int, upto: int) -> str:
    """Return the counted days after a day; days begun under a standing claim or a suspension are not among them."""
    days = [day for day in range(after + 1, upto + 1) if ledger.counted(obligation, day - 1, day)]
    found = runs(days)
    return "、".join(found[:_LISTED_RUNS]) + ("等" if len(found) > _LISTED_RUNS else "")


def _out(_: Ledger, obligation: Obligation, standing: Standing, window: Window) -> str:
    assigned, start = obligation.assignment.day, obligation.start
    if assigned is None or assigned > window.cutoff:
        why = "尚未交办"
    elif obligation.assignment.task.paused_at(window.cutoff):
        why = "任务暂缓"
    elif obligation.assignment.is_waived_at(window.cutoff):
        why = "已免予配合"
    elif standing.date is not None and start is not None and start > window.cutoff:
        why = f"{day_text(start)}才开始"
    else:
        why = "本月没有应考核的周期"
    return f"{why}，本月不计分"


def _pace(ledger: Ledger, obligation: Obligation, standing: Standing, window: Window) -> str:
    if standing.gap is None:
        return f"{_due(standing)}，未逾期，未报送过进度也未要求报送，计100分"
    figures, start, until = ledger.parameters, obligation.start or 0, standing.date or 0
    planned = standing.gap + Fraction(standing.progress or 0)
    spans = f"100×{window.cutoff - start}÷{until - start} = " if start < until > window.cutoff else ""
    gap = two_decimals(standing.gap)
    lines = {
        "on_pace": f"小于{exact(figures.pace_behind)}，计100分",
        "behind": f"不小于{exact(figures.pace_behind)}、不超过{exact(figures.pace_far)}，计{exact(figures.behind_score)}分",
        "far_behind": f"超过{exact(figures.pace_far)}，计{exact(figures.far_behind_score)}分",
    }
    pace = f"序时进度{spans}{two_decimals(planned)}%，实际进度{standing.progress}%，相差{gap}个百分点"
    return f"{_due(standing)}，未逾期，自{day_text(start)}起算，{pace}，{lines[standing.name]}"


def _periods(ledger: Ledger, obligation: Obligation, standing: Standing, window: Window) -> str:
    node, assigned = obligation.node, obligation.assignment.day or 0
    ended = periods_ending(node.every or "", window.first, window.cutoff)
    done = {span: sum(span[0] <= day <= span[1] for day in obligation.occurrences) for span in ended}
    judged = {span: times for span, times in done.items() if span[0] >= assigned or times >= node.times}
    score = {"kept": "全部落实，计100分", "not_kept": "未落实，计0分"}.get(
        standing.name, f"部分落实，计{exact(ledger.parameters.partly_kept_score)}分"
    )
    wanted = node.times * len(judged)
    return f"本月到期{len(judged)}个周期，每期{node.times}次，应开展{wanted}次，实开展{sum(judged.values())}次，{score}"
