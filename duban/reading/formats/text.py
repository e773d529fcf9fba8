"""Plain text to lines. Which lines belong together is the reader's to say."""

import re

from duban.plan import Doubt
from duban.reading.formats.characters import decode, invisible_doubt, visible
from duban.reading.source import Line, Source

# Only what an editor counts as a line end, so that numbers agree with what a person sees.
_LINE_END = re.compile(r"\r\n|\n|\r")


def read_text(content: bytes) -> Source:
    """Return the lines of a text file (.txt), blank ones left out, numbered as in the file; InputRefused E101 where it is no text.

    >>> read_text("一、总体要求\\r\\n\\r\\n（一）目标".encode("gb18030")).blocks
    (Line(number=1, text='一、总体要求'), Line(number=3, text='（一）目标'))
    """
    text, doubts = decode(content)
    return lines_of(text, doubts)


def lines_of(text: str, doubts: tuple[Doubt, ...] = ()) -> Source:
    """Return the lines of a decoded text, with a doubt where unseen characters were dropped."""
    lines, dropped, first = [], 0, 0
    for number, raw in enumerate(_LINE_END.split(text), 1):
        line, gone = visible(raw)
        if gone:
            dropped, first = dropped + gone, first or number
        if line.strip():
            lines.append(Line(number, line.rstrip()))
    if dropped:
        doubts = (*doubts, invisible_doubt(dropped, f"第{first}行"))
    return Source(tuple(lines), doubts)
