"""How wide the columns of a paper's table are: those of short words as wide as these, those of sentences share what is left, none
narrower than its longest word, and the table as short as that allows."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from duban.documents.docx_package import shared_out
from duban.documents.paper import Column, Table

# A table of more columns is set in 小五.
MANY_COLUMNS = 10
# 5号 (10.5 pt) and 小五 (9 pt) in twips a character, and what a cell's edges take.
_CHARACTER, _SMALL, _EDGES = 210, 180, 180
# The edges of a cell alone, without room to spare.
_INSIDE = 130
# No column of short words is wider than so many characters; names may break in a narrower one, days and figures not.
_WIDEST = 12
_NARROWER = (_WIDEST, 10, 8, 6, 5, 4)
# Word processors set a quarter of a character between Chinese and figures, and a substitute's figures are wider than the
# official font's.
_GAP, _WIDER = 25, 12
# What no line break parts: a figure with the word behind it, a character with the marks that hold on to it.
_WORD = re.compile(r"[（〔“《]*(?:[!-,.0-~]*[!-~][年月日号前]*|[^\s（〔“《])[，。；：、）〕”》]*")
# Words longer than so many hundredths of a character break after all.
_LONGEST = 700
# Where Chinese and other letters meet.
_TURN = re.compile(r"(?<=[\x00-\x7f])(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?=[\x00-\x7f])")
# So many rows tell how high a table becomes.
_TELLING = 60
# A row of more lines breaks over the page's end.
_WHOLE = 20
# In so many parts of the whole width columns are widened.
_STEPS = 60


class _Fit(NamedTuple):
    """What a column asks for, in twips: its heading and longest cell on one line, its longest word, the lines of its cells, and
    whether it holds names, which may break. `known` keeps what was asked before."""

    heading: int
    longest: int
    word: int
    cells: list[list[int]]
    names: bool
    known: dict[int, list[int]]

    def lines(self, width: int) -> list[int]:
        """Return how many lines each of its cells takes where the column is so wide."""
        if width not in self.known:
            self.known[width] = [_broken(lines, width) for lines in self.cells]
        return self.known[width]


def ems(text: str) -> int:
    """Return a text's width in hundredths of a Chinese character; figures and Latin letters are half as wide.

    >>> ems("2025年3月")
    450
    """
    return sum(50 if c.isascii() else 100 for c in text)


def lines_used(text: str, inside: int, character: int) -> int:
    """Return how many lines a text takes in a cell `inside` twips wide between its edges, a Chinese character taking `character`.

    >>> lines_used("完成时限\\n2025年3月", 630, 210)
    4
    """
    room = max(1, inside * 100 // character)
    return sum(max(1, -(-ems(line) // room)) for line in text.split("\n"))


def column_widths(table: Table, across: int) -> list[int]:
    """Return the widths of a table's columns in twips, which fill the width across exactly."""
    fits = [_fit(table, place) for place in range(len(table.columns))]
    begun = dict.fromkeys(_widths(table.columns, fits, across, widest) for widest in _NARROWER)
    tried = (_levelled(fits, start) for start in begun)
    return min(tried, key=lambda widths: _height(fits, widths))


def keeps_whole(table: Table, widths: Sequence[int]) -> list[bool]:
    """Return for every row whether it stays on one page; one too high for most of a landscape page breaks, or it would be cut."""
    size = _size(table)
    return [
        max(_broken(_lengths(text.split("\n"), size), width) for text, width in zip(row, widths, strict=True)) <= _WHOLE
        for row in table.rows
    ]


def _size(table: Table) -> int:
    return _SMALL if len(table.columns) > MANY_COLUMNS else _CHARACTER


def _fit(table: Table, place: int) -> _Fit:
    size = _size(table)
    heading = table.columns[place].heading.split("\n")
    # A heading over sentences may break after every second character, one of three not.
    pieces = (line if len(line) == 3 else line[:2] for line in heading)
    texts = {row[place] for row in table.rows}
    words = {word[: _LONGEST // 50] for text in texts for word in _WORD.findall(text)}
    return _Fit(
        max(_lengths(heading, _CHARACTER)),
        max((max(_lengths(text.split("\n"), size)) for text in texts), default=0),
        max(
            *_lengths(pieces, _CHARACTER), *(min(_LONGEST * size // 100, length) for length in _lengths(words, size)), 0
        ),
        [_lengths(row[place].split("\n"), size) for row in table.rows[:: 1 + len(table.rows) // _TELLING]],
        not any(c.isdigit() for text in texts for c in text),
        {},
    )


def _lengths(lines: Iterable[str], size: int) -> list[int]:
    return [_natural(line) * size // 100 for line in lines]


@lru_cache(4096)
def _natural(text: str) -> int:
    turns = len(_TURN.findall(text))
    return ems(text) + _GAP * turns + _WIDER * sum(map(str.isascii, text))


class _Start(NamedTuple):
    """The widths to begin with, and below which no column goes."""

    widths: tuple[int, ...]
    least: tuple[int, ...]


def _widths(columns: Sequence[Column], fits: Sequence[_Fit], across: int, widest: int) -> _Start:
    """Return the widths where names longer than `widest` characters break."""
    fitted = [
        0
        if column.share
        else _EDGES + max(fit.heading, min(fit.longest, (widest if fit.names else _WIDEST) * _CHARACTER))
        for column, fit in zip(columns, fits, strict=True)
    ]
    shares = [column.share for column in columns]
    rest = across - sum(fitted)
    if not any(shares) or rest <= 0:
        whole = tuple(shared_out(across, [width or _WIDEST * _CHARACTER for width in fitted]))
        return _Start(whole, whole)
    given = iter(shared_out(rest, [share for share in shares if share]))
    widths = [width or next(given) for width in fitted]
    # Empty places are for handwriting: no column gives more than a third of its share.
    least = [
        max(_INSIDE + fit.word, 2 * width // 3) if column.share else width
        for column, fit, width in zip(columns, fits, widths, strict=True)
    ]
    return _Start(tuple(_raised(fits, widths, least)), tuple(least))


def _raised(fits: Sequence[_Fit], widths: list[int], least: Sequence[int]) -> list[int]:
    """Return the widths with room for every column's longest word, taken from those that can spare it."""
    widths = list(widths)
    for place, fit in enumerate(fits):
        if widths[place] >= _INSIDE + fit.word:
            continue
        for giver in sorted(range(len(widths)), key=lambda other: least[other] - widths[other]):
            more = min(_INSIDE + fit.word - widths[place], widths[giver] - least[giver])
            if giver != place and more > 0:
                widths[place], widths[giver] = widths[place] + more, widths[giver] - more
    return widths


def _levelled(fits: Sequence[_Fit], start: _Start) -> list[int]:
    """Return the widths with more for the column that makes rows high, as long as the table becomes shorter by it."""
    widths = list(start.widths)
    step = max(1, sum(widths) // _STEPS)
    while True:
        rows = _rows(fits, widths)
        tallest = _tallest(rows)
        taller = fits[tallest].lines(widths[tallest] + step)
        # What a row is without the tallest column and the one that gives: its highest other cell, or the one after that.
        others = [_two_highest(row, tallest) for row in rows]
        tried = []
        for giver, width in enumerate(widths):
            if giver != tallest and width - step >= start.least[giver]:
                given = fits[giver].lines(width - step)
                rest = (second if place == giver else first for first, place, second in others)
                tried.append((sum(map(max, taller, given, rest)), giver))
        if not tried or min(tried)[0] >= sum(map(max, rows)):
            return widths
        giver = min(tried)[1]
        widths[tallest] += step
        widths[giver] -= step


def _rows(fits: Sequence[_Fit], widths: Sequence[int]) -> list[tuple[int, ...]]:
    """Return how many lines each cell of the telling rows takes."""
    return list(zip(*(fit.lines(width) for fit, width in zip(fits, widths, strict=True)), strict=True))


def _two_highest(row: Sequence[int], but: int) -> tuple[int, int, int]:
    """Return the highest cell of a row, its place, and the second highest, one column left out."""
    cells = sorted(((lines, place) for place, lines in enumerate(row) if place != but), reverse=True)
    (first, place), (second, _) = (*cells[:2], (0, -1), (0, -1))[:2]
    return first, place, second


def _broken(lines: Iterable[int], width: int) -> int:
    return sum(max(1, -(-line // max(1, width - _EDGES))) for line in lines)


def _height(fits: Sequence[_Fit], widths: Sequence[int]) -> int:
    """Return the lines the telling rows take together."""
    return sum(map(max, _rows(fits, widths)))


def _tallest(rows: Sequence[Sequence[int]]) -> int:
    """Return the column that makes most of the table's height: that of the lines in rows it is the highest cell of."""
    lines = [0] * (len(rows[0]) if rows else 1)
    for row in rows:
        lines[row.index(max(row))] += max(row)
    return lines.index(max(lines))
