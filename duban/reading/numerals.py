"""Numbers as plans write them: Arabic, full-width and Chinese numerals, and the plain form every reader of text works on.

What a number means (a day, a count, a target) is decided in dates.py and targets.py.
"""

import re

from duban.reading.traditional import SIMPLIFIED

_DIGITS = {char: value for value, chars in enumerate(("零〇○", "一", "二两", *"三四五六七八九")) for char in chars}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_SOLID = re.compile(r"\S+")
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
_PLAIN = SIMPLIFIED | str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("－–—―‒─~～〜﹣", "-")
    | dict.fromkeys("\u3000\u00a0\u200b", " ")
    | {"｡": "。"}
)
_UNPLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")


def _plainly(match: re.Match[str]) -> str:
    return match[0].translate(_PLAIN)


def plain(text: str) -> str:
    """Return the text in the one form the grammars know: half-width digits, dashes and punctuation, and the traditional
    characters of dates, units and bounds as simplified ones. Every character keeps its place.

    >>> plain("２０１８年６月—８月，")
    '2018年6月-8月,'
    """
    return _UNPLAIN.sub(_plainly, text)


def compact(text: str) -> tuple[str, list[int]]:
    """Return the plain text without white space, and for each of its characters (and its end) the place in `text`.

    White space between two digits stays, so that "1 2018年" does not become another number.

    >>> compact("2018 年\\n6月")
    ('2018年6月', [0, 1, 2, 3, 5, 7, 8, 9])
    """
    kept: list[str] = []
    places: list[int] = []
    for run in _SOLID.finditer(plain(text)):
        if kept and kept[-1][-1].isdecimal() and run[0][0].isdecimal():
            kept.append(" ")
            places.append(run.start() - 1)
        kept.append(run[0])
        places.extend(range(*run.span()))
    places.append(places[-1] + 1 if places else 0)
    return "".join(kept), places


def number(text: str) -> int | float | None:
    """Return the number a numeral stands for, an int where it is whole; None where the text is no numeral (一两 is a guess).

    >>> number("二十三"), number("二〇一八"), number("1,096"), number("8.50"), number("若干")
    (23, 2018, 1096, 8.5, None)
    """
    text = plain(text)
    if _ARABIC.fullmatch(text):
        value = float(text.replace(",", ""))
        return int(value) if value.is_integer() else value
    if not text or any(char not in _DIGITS and char not in _SCALES for char in text):
        return None
    if not any(char in _SCALES for char in text):
        if len(text) == 2 and "〇" not in text and "零" not in text:
            return None
        return int("".join(str(_DIGITS[char]) for char in text))
    return _scaled(text)


def whole(text: str) -> int | None:
    """Return the whole number a numeral stands for, or None."""
    value = number(text)
    return value if isinstance(value, int) else None


def _scaled(text: str) -> int:
    total, digit = 0, None
    for char in text:
        if char in _SCALES:
            total += (1 if digit is None else digit) * _SCALES[char]
            digit = None
        else:
            digit = _DIGITS[char]
    return total + (digit or 0)
