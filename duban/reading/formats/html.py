"""A saved web page to lines and tables as a browser shows them. Navigation stays in: telling it from the plan is the reader's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from duban.errors import InputRefused
from duban.reading.formats.blocks import Blocks
from duban.reading.formats.characters import decode
from duban.reading.formats.grid import Grid, holds_data
from duban.reading.formats.ordinals import letters, roman
from duban.reading.source import Source, Table

_UNSEEN = re.compile("head|title|script|style|noscript|template|select|option|textarea|iframe|object|svg")
# Elements that run on in their line, and names with a prefix (o:p, st1:date) of pages saved from Word.
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|input|ins|kbd|label|mark|nobr|q|s|samp|small|span|strike|strong"
    "|sub|sup|time|tt|u|var|wbr|.*:.*"
)
_DEEPEST = 200
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ENCODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
# A source line broken between two Chinese characters is no space.
_BROKEN = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NUMBERED = re.compile(r"\s*[（(]?[\d一二三四五六七八九十①-⑳]")


def read_html(content: bytes) -> Source:
    """Return the lines and tables of a web page (.html): scripts, styles, hidden parts and the title tag left out, `ol` items numbered.

    >>> read_html("<title>站名</title><p>一、总体<b>要求</b><br>略".encode()).blocks
    (Line(number=1, text='一、总体要求'), Line(number=2, text='略'))
    """
    declared = _DECLARED.search(content[:4096])
    text, doubts = decode(content, _ENCODINGS.get(declared[1].decode().lower(), "") if declared else "")
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise InputRefused("网页含实体声明，已拒收", code="E106", remedy="请另存为 docx 或纯文本后重新提交")
    try:
        # XML declarations in text are refused by the parser; control characters would end the tree early.
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\x00", ""))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise InputRefused("网页无法识别", code="E101", remedy="请重新保存网页后提交") from error
    page = _Page()
    page.children(root, 0)
    page.flush()
    return page.blocks.source(*doubts)


@dataclass
class _Page:
    """The walk over a page: text gathers until a block begins or ends."""

    blocks: Blocks = field(default_factory=Blocks)
    gathered: list[str] = field(default_factory=list)
    counters: list[Iterator[str]] = field(default_factory=list)
    without_tables: bool = False

    def children(self, element: html.HtmlElement, depth: int) -> None:
        """Read what stands inside an element."""
        if depth > _DEEPEST:
            raise InputRefused("网页嵌套过深", code="E107", remedy="请另存为 docx 或纯文本后重新提交")
        self.text(element.text, element)
        for child in element:
            if isinstance(child.tag, str) and not _hidden(child):
                self.element(child, depth + 1)
            self.text(child.tail, element)

    def text(self, text: str | None, parent: html.HtmlElement) -> None:
        """Gather running text, its white space as a browser shows it."""
        if text:
            self.gathered.append(text if parent.tag == "pre" else _SPACES.sub(" ", _BROKEN.sub("", text)))

    def element(self, element: html.HtmlElement, depth: int) -> None:
        """Read one visible element."""
        tag = element.tag
        if tag == "br":
            self.gathered.append("\n")
            return
        if _INLINE.fullmatch(tag):
            self.children(element, depth)
            return
        self.flush()
        if tag == "table":
            if self.without_tables:
                return
            self.table(element, depth)
        else:
            if tag in ("ol", "ul", "menu"):
                self.counters.append(_numbers(element))
            if tag == "li" and self.counters and not _NUMBERED.match(element.text_content()):
                self.gathered.append(next(self.counters[-1], ""))
            self.children(element, depth)
            if tag in ("ol", "ul", "menu"):
                self.counters.pop()
        self.flush()

    def flush(self) -> None:
        """End the line under way."""
        text = "".join(self.gathered).replace("\xa0", " ")
        self.gathered.clear()
        if text.strip():
            self.blocks.line("\n".join(part.strip() for part in text.split("\n")))

    def table(self, element: html.HtmlElement, depth: int) -> None:
        """Read a table that holds data; walk through one that only frames the page."""
        nested = element.find(".//table") is not None
        probe = _Page()
        table = probe.grid(element, depth, own=nested)
        if not holds_data(table):
            self.children(element, depth)
            return
        caption = element.find("caption")
        if caption is not None:
            self.children(caption, depth)
            self.flush()
        self.blocks.absorb(probe.blocks)
        self.blocks.table(self.grid(element, depth, own=False) if nested else table)

    def grid(self, element: html.HtmlElement, depth: int, own: bool) -> Table:
        """Read a table's cells onto a grid; with `own`, without the tables that stand in them."""
        grid = Grid()
        rows = [row for row in _rows(element) if not _hidden(row)]
        for number, row in enumerate(rows):
            grid.start_row()
            for cell in row:
                if cell.tag in ("td", "th") and not _hidden(cell):
                    inner = _Page(without_tables=own)
                    inner.children(cell, depth + 1)
                    inner.flush()
                    # rowspan 0 reaches to the last row.
                    down = _span(cell, "rowspan") or len(rows)
                    text = self.blocks.absorb(inner.blocks)
                    grid.put(text, _span(cell, "colspan") or 1, min(down, len(rows) - number))
        return grid.table()


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot") and not _hidden(child):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: html.HtmlElement, name: str) -> int:
    written = (cell.get(name) or "1").strip()
    return min(int(written), 65_534) if re.fullmatch(r"[0-9]{1,9}", written) else 1


def _hidden(element: html.HtmlElement) -> bool:
    if _UNSEEN.fullmatch(element.tag) or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _numbers(element: html.HtmlElement) -> Iterator[str]:
    """Yield the marks of a list's items: none for an unordered one."""
    if element.tag != "ol" or "none" in (element.get("style") or ""):
        return
    start = (element.get("start") or "1").strip()
    number = int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1
    kind = element.get("type") or "1"
    mark = {"a": letters, "i": roman}.get(kind.lower(), str)
    while True:
        yield f"{mark(number).upper() if kind in 'AI' else mark(number)}."
        number += 1
