"""How Excel shows a number: as a date, a percentage or a plain figure, told by the number format of its cell's style."""

import re
from datetime import date, datetime, time, timedelta

from lxml import etree

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Built-in formats (ECMA-376 18.8.30) with what they show; 27-36 and 50-58 are the Chinese ones.
_BUILT_IN = (
    {
        9: "%",
        10: "%",
        14: "ymd",
        15: "ymd",
        16: "md",
        17: "ym",
        22: "ymd",
        27: "ym",
        28: "md",
        29: "md",
        30: "ymd",
        31: "ymd",
    }
    | dict.fromkeys((36, 50, 52, 57), "ym")
    | dict.fromkeys((51, 53, 54, 58), "md")
)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def shown_parts(styles: etree._Element) -> dict[int, str]:
    """Return, for the cell styles that are not plain, what their number format shows: "%" or some of "ymd".

    >>> root = etree.fromstring(f'<s xmlns="{_SHEET[1:-1]}"><cellXfs><xf numFmtId="0"/><xf numFmtId="57"/></cellXfs></s>')
    >>> shown_parts(root)
    {1: 'ym'}
    """
    codes = {
        int(item.get("numFmtId", "-1")): _parts(item.get("formatCode", "")) for item in styles.iter(f"{_SHEET}numFmt")
    }
    found = {}
    for index, style in enumerate(styles.iterfind(f"{_SHEET}cellXfs/{_SHEET}xf")):
        number = int(style.get("numFmtId", "0"))
        parts = codes.get(number, _BUILT_IN.get(number, ""))
        if parts:
            found[index] = parts
    return found


def _parts(code: str) -> str:
    # Quoted text, colours and padding are no format letters; the first section is the one for positive numbers.
    bare = _QUOTED.sub("", code.lower()).split(";")[0]
    if "%" in bare:
        return "%"
    parts = "".join(letter for letter in "ymd" if letter in bare)
    # h:mm and mm:ss hold minutes, not months.
    return "" if parts == "m" and re.search("[hs]", bare) else parts


def shown(value: object, parts: str = "", since_1904: bool = False) -> str:
    """Return a cell's value as its sheet shows it, dates in Chinese and cut to the parts shown.

    >>> shown(12.0), shown(0.95, "%"), shown(date(2018, 12, 1), "ym"), shown(43465.0, "ymd"), shown(" 甲局\\n")
    ('12', '95%', '2018年12月', '2018年12月31日', '甲局')
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in value else value.strip()
    match value:
        case bool():
            return "是" if value else "否"
        case int() | float():
            return _number(value, parts, since_1904)
        case datetime() | date():
            return _day(value, parts)
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return _figure(value / timedelta(days=1))
        case _:
            return str(value)


def _number(value: float, parts: str, since_1904: bool) -> str:
    if parts == "%":
        return f"{_figure(value * 100)}%"
    if parts and 0 < value < 2_958_466:
        return _day((_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=int(value)), parts)
    return _figure(value)


def _figure(value: float) -> str:
    # Excel keeps 15 digits; 0.1 + 0.2 is shown as 0.3.
    return str(int(value)) if value == int(value) else f"{value:.12g}"


def _day(value: date, parts: str) -> str:
    pieces = {"y": f"{value.year}年", "m": f"{value.month}月", "d": f"{value.day}日"}
    return "".join(text for part, text in pieces.items() if part in (parts or "ymd"))
