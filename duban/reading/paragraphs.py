"""Source lines → paragraphs: crawl noise out, white space mended, lines that a page or a copy broke joined again.

Which bytes make which lines is duban.reading.formats' matter; what a paragraph means is lexer.py's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from string import ascii_letters, digits

from duban.reading.labels import TEXT_ROLES, labels_in
from duban.reading.marks import mark_at
from duban.reading.source import Line, Table
from duban.reading.traditional import simplified
from duban.reading.vocabulary import vocabulary, words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text and the source lines it came from; `indent` is the white space it was set in by."""

    text: str
    first: int
    last: int
    indent: int = 0


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|&(?:nbsp|ensp|emsp|#160);|\*\*|^\s*#{1,6}\s+|^\s*>\s+")
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufffc\ufffd\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff]"
)
_WIDE = str.maketrans(
    {chr(0xFEE0 + ord(char)): char for char in digits + ascii_letters + "%"} | {"\u3000": " ", "\u00a0": " "}
)
_END = "。；;：:！!？?…"
_PAGE = re.compile(
    r"^[\s—\-–－_·.]*(?:第\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*页)?(?:[\s，,]*共\s*\d+\s*页)?[\s—\-–－_·.]*$"
)
_NAVIGATION = re.compile(
    r"^(?:[^\s|｜>》]{1,6}\s*[|｜>]\s*){2,}[^\s|｜>]{1,6}$"
    r"|^(?:首页|网站首页)(?:\s+\S{2,6})+$"
    r"|^主办(?:单位)?[:：].{2,30}(?:承办|技术支持|备案|地址|邮编|版权)"
)
_ANNEX = re.compile(r"^附\s*[件表]?\s*[\d一二三四五六]{0,2}\s*(?:[:：]|$)")
_CITED = re.compile(r"^[（(][\u4e00-\u9fff]{2,14}[〔\[（(](?:19|20)\d{2}[〕\]）)]第?\d+号[）)]")
_OPEN, _CLOSE = "（(〔[【《“", "）)〕]】》”"


def clean(text: str) -> str:
    """Return a line without markup and invisible characters, its full-width digits and letters plain.

    >>> clean("完成２０１７年教育脱贫<br>\u200b任务")
    '完成2017年教育脱贫任务'
    """
    text = _INVISIBLE.sub("", _TAG.sub("", text)).translate(_WIDE)
    return text.rstrip()


def is_noise(text: str) -> bool:
    """Return whether a line is a page number or a web page's furniture.

    >>> is_noise("— 1 —"), is_noise("分享到:"), is_noise("县教育局")
    (True, True, False)
    """
    text = text.strip()
    if (_PAGE.match(text) and not text.isdigit()) or _NAVIGATION.match(text):
        return True
    if is_web(text):
        return False
    return len(text) < 80 and "。" not in text and any(word in text for word in vocabulary()["crawl"]["drop"])


def is_web(text: str) -> bool:
    """Return whether a line is what a web page says about its paper (来源, 发布时间 …).

    >>> is_web("发布时间:2023-09-15 21:26:15"), is_web("责任单位：县教育局")
    (True, False)
    """
    text = simplified(text)
    return (
        len(text) < 120
        and any(word in text for word in words("titles", "web"))
        and bool(re.search(r"[:：|]|\d{4}-\d|\s", text))
    )


def paragraphs(blocks: Sequence[Line | Table]) -> list[Paragraph | Table]:
    """Return the paragraphs and tables of a source, in order, blank lines and noise left out."""
    lines = _lines(blocks)
    width = _set_width([line for line in lines if isinstance(line, Paragraph)])
    joined: list[list[Paragraph] | Table] = []
    for line in lines:
        before = joined[-1] if joined else None
        if isinstance(line, Paragraph) and isinstance(before, list) and _continues(before, line, width):
            before.append(line)
        else:
            joined.append([line] if isinstance(line, Paragraph) else line)
    return [_whole(item) if isinstance(item, list) else item for item in joined]


def _whole(lines: list[Paragraph]) -> Paragraph:
    text = "".join(line.text for line in lines)
    return replace(lines[0], text=text, last=lines[-1].last)


def _lines(blocks: Iterable[Line | Table]) -> list[Paragraph | Table]:
    parts = (([block] if isinstance(block, Table) else _cleaned(block)) for block in blocks)
    return list(chain.from_iterable(parts))


def _cleaned(line: Line) -> list[Paragraph | Table]:
    found: list[Paragraph | Table] = []
    for part in line.text.split("\n"):
        text = clean(part)
        indent = len(text) - len(text.lstrip())
        # A bare number set in the middle of a line is the page's; at its beginning it may be a table's.
        if text.strip() and not is_noise(text) and not (indent >= 8 and text.strip().isdigit()):
            found.append(Paragraph(text.strip(), line.number, line.number, indent))
    return found


def _width(text: str) -> int:
    return sum(2 if char > "\u2e7f" else 1 for char in text)


def _set_width(lines: list[Paragraph]) -> int:
    """The width a page sets its lines to, 0 where lines are whole paragraphs: many lines break off there, none is much wider."""
    widths = sorted(_width(line.text) + line.indent for line in lines)
    if len(widths) < 12 or widths[-1] > 130:
        return 0
    widest = widths[int(len(widths) * 0.97)]
    full = [line for line in lines if _width(line.text) + line.indent >= widest - 6]
    broken = [line for line in full if line.text[-1] not in _END]
    return widest if widest >= 40 and len(broken) >= max(4, len(lines) * 0.15, len(full) * 0.5) else 0


def _continues(before: list[Paragraph], line: Paragraph, width: int) -> bool:
    """Whether a line goes on with the paragraph before it."""
    last = before[-1]
    if "\t" in line.text + last.text or "|" in line.text + last.text:
        return False
    if mark_at(line.text, 0) or _opens_with_label(line.text) or _ANNEX.match(line.text):
        return False
    if _unclosed(last.text) or last.text[-1] == "、" or _label_open(last.text) or _CITED.match(line.text):
        return True
    if width:
        full = _width(last.text) + last.indent >= width - 7
        return full and (last.text[-1] not in _END or (before[0].indent >= 2 > line.indent))
    whole = len(last.text) < 25 or last.text[-1] in _END + "）)】〕" or not re.search("[，。,；]", last.text)
    return not whole and line.text[0] not in _OPEN and not _opens_with_label(before[0].text)


def _opens_with_label(text: str) -> bool:
    found = next(labels_in(text), None)
    return found is not None and found.start == 0 and found.label.role not in TEXT_ROLES


def _label_open(text: str) -> bool:
    """Whether a line ends in a label whose value must stand on the next one (责任单位：)."""
    if text[-1] not in ":：":
        return False
    *_, last = (None, *labels_in(text[-40:]))
    return last is not None and last.end == len(text[-40:]) and last.label.role not in TEXT_ROLES


def _unclosed(text: str) -> bool:
    """Whether a bracket or a title mark opened near the end of the text is still open."""
    tail = text[-60:]
    return any(tail.rfind(opening) > tail.rfind(closing) for opening, closing in zip(_OPEN, _CLOSE, strict=True))
