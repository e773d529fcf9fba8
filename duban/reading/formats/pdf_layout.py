"""Printed glyphs to lines, and lines to the paragraphs they were wrapped from. Pages and tables: pdf.py, pdf_tables.py."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

# pdfium, and fonts with half-width variants, fold full-width punctuation to ASCII: beside Chinese it was full-width on paper.
_FOLDED = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[,:;?!()]|[,:;?!()](?=[\u2e80-\u9fff\uff00-\uffef])")
# What a line is never broken inside: a word or figure, brackets and stops with what they hold to, quotes on both sides.
_PIECE = re.compile(
    r"[“‘《〈（(〔【\[]*(?:[A-Za-z0-9.%]+|.)(?:[，。、；：？！》〉）)〕】\],.;:%]+|[”’“‘]+[，。、；：？！》〉）)〕】]*[“‘《〈（(〔【]*.)*"
)
_LONGEST_PIECE = 20
_OPENS_ITEM = re.compile(
    r"第?[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．章节条]|[①-⑳]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
)
_LABEL = re.compile(r"(?:责任|牵头|配合|协同|主办|协办|承办|完成|实施|落实|督导|分管)[\u4e00-\u9fff]{1,6}[:：]")
_UNIT_END = re.compile(r"(?:局|公司|街道|[乡镇村院部队站所处校]|中心|集团|银行|社区)$")
_UNIT_TAIL = re.compile(r"人民|政府|办|党|委|管|街道|[）)、，,。；;]")
# Columns of units are narrow; in a wide one a line that ends in a unit's name is running text.
_NARROW = 9
_ENDS_ITEM = "。；：！;:"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a page: its box from the page's top left, in points, and the height of its base line."""

    text: str
    left: float
    right: float
    base: float


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line; `size` is the width of a Chinese character in it."""

    text: str
    left: float
    right: float
    base: float
    size: float

    @property
    def width(self) -> float:
        """How much of the column the line takes."""
        return self.right - self.left


def printed_lines(glyphs: Iterable[Glyph]) -> list[Printed]:
    """Return the lines some glyphs form, from top to bottom, full-width punctuation and lost spaces restored."""
    rows: list[list[Glyph]] = []
    size = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: glyph.base):
        if rows and glyph.base - rows[-1][0].base <= 0.4 * max(size, glyph.right - glyph.left):
            rows[-1].append(glyph)
            size = max(size, glyph.right - glyph.left)
        else:
            rows.append([glyph])
            size = glyph.right - glyph.left
    return [_line(sorted(row, key=lambda glyph: glyph.left)) for row in rows]


def _line(row: Sequence[Glyph]) -> Printed:
    wide = [glyph.right - glyph.left for glyph in row if "\u2e80" <= glyph.text <= "\u9fff"]
    size = median(wide) if wide else max(glyph.right - glyph.left for glyph in row)
    out: list[str] = []
    last: Glyph | None = None
    for glyph in row:
        if last is not None:
            # Bold by printing twice gives the same glyph a hair beside itself.
            if glyph.text == last.text and glyph.left - last.left < 0.2 * size:
                continue
            if glyph.left - last.right > 0.8 * size and glyph.text != " ":
                out.append(" ")
        out.append(glyph.text)
        last = glyph
    text = _FOLDED.sub(lambda folded: chr(ord(folded[0]) + 0xFEE0), "".join(out).strip())
    return Printed(text, row[0].left, row[-1].right, row[0].base, size)


def wrapped(line: Printed, follower: Printed, room: float) -> bool:
    """Return whether a line was broken for want of room: the next unbreakable piece of its follower would not have fitted."""
    piece = _PIECE.match(follower.text[:_LONGEST_PIECE])
    need = sum(0.5 if char.isascii() else 1.0 for char in piece[0]) if piece else 1.0
    # A line of figures alone does not know how wide a Chinese character is.
    size = max(line.size, follower.size)
    return line.width + need * size > room - 0.3 * size


def joined(line: str, follower: str) -> str:
    """Return two halves of a wrapped line as one, with a space only between Latin words."""
    both_latin = line[-1:].isascii() and line[-1:].isalpha() and follower[:1].isascii() and follower[:1].isalpha()
    return f"{line} {follower}" if both_latin else line + follower


@dataclass(frozen=True, slots=True)
class Column:
    """The part of the page running text stands in."""

    left: float
    right: float

    def paragraphs(self, lines: Iterable[Printed]) -> Iterator[str]:
        """Yield the paragraphs of running text: wrapped lines joined, a new one where a line falls short or is indented."""
        text, last = "", None
        for line in lines:
            if last is not None and self._goes_on(text, last, line):
                text = joined(text, line.text)
            else:
                if text:
                    yield text
                text = line.text
            last = line
        if text:
            yield text

    def _goes_on(self, text: str, last: Printed, line: Printed) -> bool:
        closed = text.count("（") <= text.count("）")
        if closed and (_LABEL.match(line.text) or (text[-1:] in _ENDS_ITEM and _OPENS_ITEM.match(line.text))):
            return False
        at_margin = line.left <= self.left + 0.8 * line.size
        same_size = abs(last.size - line.size) <= 0.15 * line.size
        return at_margin and same_size and wrapped(last, line, self.right - last.left)


def cell_text(lines: Sequence[Printed], room: float) -> str:
    """Return a cell's text: lines wrapped for want of room joined, others on lines of their own."""
    text, last = "", None
    for line in lines:
        if last is None:
            text = line.text
        elif wrapped(last, line, room) and not (room < _NARROW * line.size and _whole_name(last.text, line.text)):
            text = joined(text, line.text)
        else:
            text = f"{text}\n{line.text}"
        last = line
    return text


def _whole_name(line: str, follower: str) -> bool:
    """Return whether a full line of a narrow column is more likely a unit of its own than the first half of one."""
    return bool(_UNIT_END.search(line)) and not _UNIT_TAIL.match(follower)
