"""Date tokens joined into phrases: points and spans of the calendar, cycles, relative limits, and the year each of them means.

Whether a phrase bounds future work is decided in date_context.py.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from duban.months import last_day
from duban.plan import Due
from duban.reading.date_tokens import Token
from duban.reading.numerals import whole

EVERY = {
    **dict.fromkeys(("年", "年度", "学年"), "P1Y"),
    **dict.fromkeys(("学期", "半年"), "P6M"),
    **dict.fromkeys(("季度", "季"), "P3M"),
    **dict.fromkeys(("月", "月度", "月份"), "P1M"),
    **dict.fromkeys(("周", "星期"), "P7D"),
    **dict.fromkeys(("日", "天", "晚", "工作日"), "P1D"),
    "旬": "P10D",
    "小时": "PT1H",
}
_HALVES = {"P1Y": "P6M", "P1M": "P15D", "P1D": "PT12H", "PT1H": "PT30M"}
_GONE = "去上前"
_WITHIN = {
    **EVERY,
    **dict.fromkeys(("自然日", "日历天"), "P1D"),
    "分钟": "PT1M",
}


@dataclass(frozen=True, slots=True)
class Years:
    """The years a phrase may lack: the plan's own, and the last one named before in the same task."""

    plan: int | None
    named: int | None = None

    @property
    def current(self) -> int | None:
        """The year a phrase without one means."""
        return self.named if self.named is not None else self.plan

    def naming(self, year: int | None) -> "Years":
        """Return the years after one was named."""
        return self if year is None else replace(self, named=year)


class Point(NamedTuple):
    """A stretch of the calendar written as one word: 2018年, 三季度, 6月底, 10月15日. Day 0 is the month's last."""

    grain: str
    year: int | None
    first: tuple[int, int]
    last: tuple[int, int]

    def starts(self) -> date | None:
        """Return its first day, None where the year is unknown; ValueError where there is no such day."""
        return None if self.year is None else _day(self.year, *self.first)

    def ends(self) -> date | None:
        """Return its last day, None where the year is unknown; ValueError where there is no such day."""
        day = _day(2000 if self.year is None else self.year, *self.last)
        return None if self.year is None else day


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, day) if day else last_day(year, date(year, month, 1).month)


class Phrase(NamedTuple):
    """Tokens [first, stop) that mean one thing. `due` is None for a year, month or day that does not exist."""

    due: Due | None
    grain: str
    bounded: bool
    first: int
    stop: int
    years: Years


def phrase(found: list[Token], at: int, years: Years) -> Phrase | None:
    """Return the phrase that begins at a token, or None; its Due carries no text yet."""
    token = found[at]
    if token.kind == "ongoing":
        return Phrase(Due("", "ongoing"), "ongoing", True, at, at + 1, years)
    if token.kind == "within":
        return Phrase(Due("", "relative", within=_within(token)), "within", True, at, at + 1, years)
    if token.kind == "relyear" and token.parts[0] in _GONE:
        return Phrase(None, "past", False, at, _skip_dates(found, at + 1, years), years)
    if token.kind == "cadence":
        return Phrase(_cycle(token), "cadence", False, at, at + 1, years)
    if token.kind in ("cycle", "rate"):
        return Phrase(_cycle(token), "cycle", True, at, _skip_dates(found, at + 1, years), years)
    return _dated(found, at, years)


def _dated(found: list[Token], at: int, years: Years) -> Phrase | None:
    begun = point(found, at, years)
    if begun is None:
        return None
    first, stop, years = begun
    last = first
    if (end := _range_end(found, stop, first, years)) is not None:
        last, stop, years = end
    bounded = first.grain not in ("year", "wholeyear") or last.grain not in ("year", "wholeyear")
    if _is(found, stop, "before"):
        stop, bounded = stop + 1, True
    if _cycles(found, stop, first is not last):
        span = _due(first, last)
        due = None if span is None else replace(_cycle(found[stop]), start=span.start, end=span.end)
        return Phrase(due, "cycle", True, at, _skip_dates(found, stop + 1, years), years)
    return Phrase(_due(first, last), last.grain, bounded, at, stop, years)


def _cycles(found: list[Token], at: int, span: bool) -> bool:
    """Return whether a cadence follows what bounds it: 8月至11月每月, 2019年至2021年，全省每年, 年底前每周."""
    if at >= len(found) or found[at].kind != "cycle":
        return False
    gap = found[at].start - found[at - 1].end
    return gap <= 4 if span else gap == 0 and found[at - 1].kind == "before"


def _due(first: Point, last: Point) -> Due | None:
    try:
        if first is last:
            return Due("", "by", end=last.ends())
        return Due("", "window", start=first.starts(), end=last.ends())
    except ValueError:
        return None


def _range_end(found: list[Token], at: int, first: Point, years: Years) -> tuple[Point, int, Years] | None:
    """Return the second end of 3月至6月, 3月20日至25日, 11月至次年3月; a month before the first one's lies in the next year."""
    if _is(found, at, "from"):
        at += 1
    if not _is(found, at, "to") or at + 1 >= len(found) or found[at].end != found[at + 1].start:
        return None
    after = found[at + 1]
    if (after.kind == "day" and first.grain == "day") or (after.kind == "part" and first.grain == "part"):
        return *_in_month(found, at + 1, first.year, first.first[0]), years
    ended = point(found, at + 1, years)
    if ended is None:
        return None
    last, stop, named = ended
    if found[at + 1].kind not in ("year", "relyear", "full", "yearmonth", "plan"):
        year = first.year
        if year is not None and last.last[0] < first.first[0]:
            year += 1
        last = last._replace(year=year)
    return last, stop, named


def point(found: list[Token], at: int, years: Years) -> tuple[Point, int, Years] | None:
    """Return the calendar point that begins at a token, the token after it, and the years once it is read."""
    token = found[at]
    if token.kind in ("full", "yearmonth"):
        year, month, day = (*map(int, token.parts), 0)[:3]
        years = years.naming(year)
        if token.kind == "yearmonth":
            begun, stop = _in_month(found, at + 1, year, month)
            return begun, stop, years
        return Point("day", year, (month, day), (month, day)), at + 1, years
    if token.kind in ("year", "relyear"):
        named = _year(token, years)
        years = years.naming(named)
        inner = _in_year(found, at + 1, named) if at + 1 < len(found) and _joined(found, at + 1) else None
        return (*inner, years) if inner else (Point("year", named, (1, 1), (12, 31)), at + 1, years)
    if token.kind == "plan":
        year = 1955 + 5 * (10 + (whole(token.parts[0]) or 0))
        grain = "plan" if len(token.parts) > 1 else "year"
        return Point(grain, year, (1, 1), (12, 31)), at + 1, years
    inner = None if token.kind == "part" else _in_year(found, at, years.current)
    return (*inner, years) if inner else None


def _in_year(found: list[Token], at: int, year: int | None) -> tuple[Point, int] | None:
    token = found[at]
    kind, part = token.kind, token.parts[0] if token.parts else ""
    if kind == "monthday":
        day = (int(part), int(token.parts[1]))
        return Point("monthday", year, day, day), at + 1
    if kind in ("month", "monthnumber"):
        return _in_month(found, at + 1, year, whole(part) or 0)
    if kind == "quarter":
        last = 3 * (whole(part) or 1)
        return Point("quarter", year, (last - 2, 1), (last, 0)), _skip_end(found, at + 1)
    if kind == "quarters":
        return Point("quarter", year, (1, 1), (3 * (whole(part) or 1), 0)), _skip_end(found, at + 1)
    if kind == "half":
        return Point("half", year, *(((1, 1), (6, 30)) if part == "上" else ((7, 1), (12, 31)))), at + 1
    if kind == "midyear":
        return Point("midyear", year, (6, 1), (6, 30)), at + 1
    if kind == "wholeyear":
        return Point("wholeyear", year, (1, 1), (12, 31)), at + 1
    if kind in ("yearend", "yearin") or (kind == "part" and part in "底末内低"):
        return Point("yearend", year, (12, 31), (12, 31)), at + 1
    return None


def _in_month(found: list[Token], at: int, year: int | None, month: int) -> tuple[Point, int]:
    whole_month = Point("month", year, (month, 1), (month, 0))
    if at >= len(found) or not _joined(found, at):
        return whole_month, at
    token = found[at]
    if token.kind in ("day", "daynumber"):
        day = whole(token.parts[0]) or 0
        return Point("day", year, (month, day), (month, day)), at + 1
    if token.kind == "part":
        part = token.parts[0]
        first = {"上": 1, "初": 1, "中": 11, "下": 21}.get(part[0], 0)
        last = {"上": 10, "初": 10, "中": 20}.get(part[-1], 0)
        return Point("part", year, (month, first), (month, last)), at + 1
    return whole_month, at


def _year(token: Token, years: Years) -> int | None:
    part = token.parts[0]
    if token.kind == "year":
        value = whole(part.replace("O", "〇").replace("0", "〇") if not part.isdecimal() else part)
        return value if value is None or value > 99 else 2000 + value
    base = years.plan if part in "今本明后" else years.current
    return None if base is None else base + {"明": 1, "来": 1, "次": 1, "翌": 1, "后": 2}.get(part, 0)


def _cycle(token: Token) -> Due:
    if token.kind == "rate":
        return Due("", "recurring", every=EVERY[token.parts[1]], times=whole(token.parts[0]))
    count = token.parts[0] if len(token.parts) > 1 else "一"
    return Due("", "recurring", every=_multiple(EVERY[token.parts[-1]], count))


def _within(token: Token) -> str:
    limit = _multiple(_WITHIN[token.parts[-1]], token.parts[0])
    return f"{limit}15D" if "半" in token.parts[1:] and limit.endswith("M") else limit


def _multiple(one: str, count: str) -> str:
    """Return an ISO 8601 duration taken so many times; 半 is half of it.

    >>> _multiple("P3M", "两"), _multiple("P1M", "半")
    ('P6M', 'P15D')
    """
    if count == "半":
        return _HALVES.get(one, one)
    head, size, unit = one.rstrip("0123456789YMDH"), one.strip("PTYMDH"), one[-1]
    return f"{head}{int(size) * (whole(count) or 1)}{unit}"


def _skip_end(found: list[Token], at: int) -> int:
    return at + 1 if _is(found, at, "part") else at


def _skip_dates(found: list[Token], at: int, years: Years) -> int:
    """Return the token after a day inside the period (每月10日前, 每年3月底前): it is part of the phrase and says no more."""
    while at < len(found) and _joined(found, at):
        inner = point(found, at, years) if found[at].kind != "year" else None
        if inner is not None:
            at = inner[1]
        elif found[at].kind in ("day", "part", "before", "to", "and"):
            at += 1
        else:
            break
    return at


def _joined(found: list[Token], at: int) -> bool:
    return found[at - 1].end == found[at].start


def _is(found: list[Token], at: int, kind: str) -> bool:
    return at < len(found) and found[at].kind == kind and _joined(found, at)
