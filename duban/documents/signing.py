"""The words of signing that papers share: a day or its blank, a name and day at a place's foot, what a correction takes the place
of. Nothing is invented where data is missing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from duban.documents.paper import Line, Paper, Text
from duban.documents.wording import day_text

BLANK_DAY = "　　年　　月　　日"


def day_or_empty(day: date | None) -> str:
    """Return a day in words, or nothing.

    >>> day_or_empty(date(2026, 3, 5)), day_or_empty(None)
    ('2026年3月5日', '')
    """
    return day_text(day) if day else ""


def signed(words: str, name: str = "", day: date | None = None) -> str:
    """Return the foot of a place to be signed: who signs, the name if it is known, the day or its blank.

    >>> signed("批准人：", "李某", date(2026, 3, 5))
    '批准人：李某　2026年3月5日'
    """
    return f"{words}{name or '　　　'}　{day_text(day) if day else BLANK_DAY}"


def numbered(items: tuple[str, ...]) -> str:
    """Return items one to a line, numbered where there are several.

    >>> numbered(("甲", "乙"))
    '（1）甲\\n（2）乙'
    """
    return "\n".join(f"（{place}）{item}" for place, item in enumerate(items, 1)) if len(items) > 1 else "".join(items)


def sentence(text: str) -> str:
    """Return a text that ends as a sentence.

    >>> sentence("甲"), sentence("甲。")
    ('甲。', '甲。')
    """
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def itemised(texts: Sequence[str]) -> list[Text]:
    """Return texts as paragraphs of body text, （一）（二） before them where there are several."""
    many = len(texts) > 1
    return [
        Text(sentence(text), lead=f"（{chinese_number(place)}）" if many else "") for place, text in enumerate(texts, 1)
    ]


def chinese_number(number: int) -> str:
    """Return a number as headings write it; from 100 on in figures.

    >>> chinese_number(3), chinese_number(10), chinese_number(21)
    ('三', '十', '二十一')
    """
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (f"{digits[tens] if tens > 1 else ''}十" if tens else "") + (digits[ones] if ones or not tens else "")


def correcting(paper: Paper, old: str) -> Paper:
    """Return a paper that says which one it corrects and takes the place of (更正)."""
    words = f"本件更正并代替{old}。"
    return replace(paper, blocks=(*paper.blocks, Text(words) if paper.issuer else Line(words)))
