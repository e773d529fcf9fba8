"""Numbers as lists write them: letters, Roman, Chinese counting, circled; the number formats of WordprocessingML by name."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"


def letters(number: int) -> str:
    """Return a, b … z, aa, bb … as Word and browsers count beyond z differently; Word's way.

    >>> letters(2), letters(28)
    ('b', 'bb')
    """
    repeats, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (repeats + 1) if number > 0 else ""


def roman(number: int) -> str:
    """Return a lower-case Roman number.

    >>> roman(14)
    'xiv'
    """
    marks = (
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
    )
    out = ""
    for value, mark in (*marks, (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        out += mark * (number // value)
        number %= value
    return out


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千", short_ten: bool = True) -> str:
    """Return a number below 10,000 counted in Chinese.

    >>> chinese(10), chinese(23), chinese(105), chinese(12, _FORMAL, "拾佰仟", short_ten=False)
    ('十', '二十三', '一百零五', '壹拾贰')
    """
    if not 0 < number < 10_000:
        return str(number)
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + (units[power - 1] if power else "")
            gap = False
        else:
            gap = True
    return out[1:] if short_ten and out.startswith(digits[1] + units[0]) else out


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _cycle(marks: str) -> Callable[[int], str]:
    return lambda number: marks[(number - 1) % len(marks)]


def _circled(number: int) -> str:
    for first, last, base in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(base + number - first)
    return str(number)


def _within_twenty(base: int) -> Callable[[int], str]:
    return lambda number: chr(base + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",  # noqa: ARG005
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟", short_ten=False),
    "ideographLegalTraditional": lambda number: chinese(number, _FORMAL_TRADITIONAL, "拾佰仟", short_ten=False),
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _cycle("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _cycle("子丑寅卯辰巳午未申酉戌亥"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _within_twenty(0x2474),
    "decimalEnclosedFullstop": _within_twenty(0x2488),
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if 1 <= number <= 10 else chinese(number),
}
_COUNTED = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)
_FORMATS |= dict.fromkeys(_COUNTED, chinese)


def written(number: int, number_format: str) -> str:
    """Return a number in one of Word's number formats (w:numFmt); formats not known here are written as digits.

    >>> written(12, "chineseCounting"), written(3, "decimalEnclosedCircle"), written(2, "ideographTraditional")
    ('十二', '③', '乙')
    """
    return _FORMATS.get(number_format, str)(number)
