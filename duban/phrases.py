"""The small phrases every Chinese sentence of ours is made of: a day, a month, a name in quotation marks, a list of names cut short."""

from collections.abc import Iterable
from datetime import date

from duban.months import Month


def day_text(day: date) -> str:
    """Return a day as papers write it (成文日期): Arabic numerals, no zero padding (GB/T 9704).

    >>> day_text(date(2026, 3, 5))
    '2026年3月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def month_text(month: Month) -> str:
    """Return a month as papers write it.

    >>> month_text(Month(2026, 3))
    '2026年3月'
    """
    return f"{month.year}年{month.month}月"


def quoted(name: str) -> str:
    """Return a name in quotation marks; marks inside it become single ones (GB/T 15834).

    >>> quoted("聚焦学龄人口，实施“精准控辍”")
    '“聚焦学龄人口，实施‘精准控辍’”'
    """
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def some_of(names: Iterable[str], most: int = 3) -> str:
    """Return names as a paper lists them: the first few, and how many there are.

    >>> some_of(["甲乡", "乙乡"]), some_of(["甲乡", "乙乡", "丙乡", "丁乡"])
    ('甲乡、乙乡', '甲乡、乙乡、丙乡等4家')
    """
    listed = list(dict.fromkeys(names))
    return "、".join(listed[:most]) + (f"等{len(listed)}家" if len(listed) > most else "")
