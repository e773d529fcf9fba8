"""Numerals and the plain form of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.reading.numerals import compact, number, plain, whole

NUMERALS = [
    ("0", 0),
    ("48", 48),
    ("290046", 290046),
    ("1,096", 1096),
    ("1,234,567.5", 1234567.5),
    ("23824.81", 23824.81),
    ("8.50", 8.5),
    ("5.0", 5),
    ("３０", 30),
    ("２３.５", 23.5),
    ("一", 1),
    ("两", 2),
    ("十", 10),
    ("十二", 12),
    ("二十", 20),
    ("二十三", 23),
    ("三十一", 31),
    ("一百", 100),
    ("一百零五", 105),
    ("三百二十", 320),
    ("二千零一十", 2010),
    ("两千五百", 2500),
    ("二〇一八", 2018),
    ("二○一八", 2018),
    ("二零二〇", 2020),
]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_a_numeral_has_a_value(text: str, value: float) -> None:
    assert number(text) == value
    assert isinstance(number(text), type(value))


@pytest.mark.parametrize("text", ["", "若干", "一批", "1.2.3", "12,34", "-5", "Ⅱ", "半", "一两", "三四"])
def test_what_is_no_numeral_has_none(text: str) -> None:
    assert number(text) is None


def test_a_day_is_a_whole_number() -> None:
    assert whole("十五") == 15
    assert whole("1.5") is None


@given(st.integers(0, 9999))
def test_chinese_numerals_read_back(value: int) -> None:
    digits, scales = "零一二三四五六七八九", ("千", "百", "十", "")
    written, gap = "", False
    for digit, scale in zip(f"{value:04d}", scales, strict=True):
        if digit == "0":
            gap = bool(written)
            continue
        written += ("零" if gap else "") + digits[int(digit)] + scale
        gap = False
    assert number(written or "零") == value


@given(st.text(max_size=80))
def test_the_plain_form_keeps_every_place(text: str) -> None:
    assert len(plain(text)) == len(text)
    words, places = compact(text)
    assert len(places) == len(words) + 1
    assert all(plain(text[place]) == char for char, place in zip(words, places, strict=False))
    assert sorted(places) == places


def test_white_space_between_digits_keeps_them_apart() -> None:
    assert compact("附件1 2018 年")[0] == "附件1 2018年"
