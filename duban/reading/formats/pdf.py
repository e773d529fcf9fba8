"""A text PDF to lines and tables: page numbers and running heads dropped, wrapped lines and broken tables joined across pages."""

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from duban.errors import InputRefused
from duban.reading.formats.blocks import Blocks
from duban.reading.formats.characters import familiar_share
from duban.reading.formats.pdf_layout import Column, Glyph, Printed, printed_lines
from duban.reading.formats.pdf_tables import Ruled, Unruled, ruled_tables
from duban.reading.source import Cell, Row, Source, Table

MOST_PAGES = 500
_LEAST_GLYPHS = 20
# A frame around a table has at least its four sides.
_LEAST_DRAWINGS = 4
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*第?\s*(\d{1,4})\s*页?(?:\s*[,，/]?\s*共?\s*\d+\s*页?)?[-—–－·\s]*")
_DECORATED = re.compile(r"[-—–－·页/]")


@dataclass
class _Page:
    """One page as printed: its free lines and its tables, both from the top."""

    width: float
    lines: list[Printed]
    tables: list[Ruled]


def read_pdf(content: bytes) -> Source:
    """Return the paragraphs and ruled tables of a text PDF in reading order.

    InputRefused E101 damaged or its text is not to be decoded, E102 scanned, E103 encrypted, E108 too many pages.
    """
    blocks = Blocks()
    document = _opened(content)
    try:
        if len(document) > MOST_PAGES:
            raise InputRefused(
                f"页数过多：{len(document)} 页", code="E108", remedy=f"请只保留方案部分（不超过 {MOST_PAGES} 页）"
            )
        pages = [_page(document, index, blocks) for index in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise InputRefused("PDF 页面损坏", code="E101", remedy="请重新导出后提交") from error
    finally:
        document.close()
    _refuse_pictures(pages)
    _drop_running_lines(pages)
    _gather(pages, blocks)
    return blocks.source()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputRefused("文件已加密", code="E103", remedy="请取消密码后重新提交") from error
        raise InputRefused("文件不完整或不是 PDF", code="E101", remedy="请重新导出后提交") from error


def _page(document: pypdfium2.PdfDocument, index: int, blocks: Blocks) -> _Page:
    page = document[index]
    glyphs = list(_glyphs(page))
    drawings = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)
    tables: list[Ruled] = []
    free = glyphs
    if glyphs and sum(1 for _ in zip(range(_LEAST_DRAWINGS), drawings, strict=False)) == _LEAST_DRAWINGS:
        try:
            tables, free = ruled_tables(_alone(document, index), glyphs)
        except Unruled:
            blocks.note("D208", "本页的表格线无法识别，按文字读入，请对照原件", f"第{index + 1}页")
    if len(glyphs) < _LEAST_GLYPHS and next(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3), None):
        blocks.note("D208", "本页是图片，其中的文字未读入", f"第{index + 1}页")
    return _Page(page.get_width(), printed_lines(free), tables)


def _alone(document: pypdfium2.PdfDocument, index: int) -> bytes:
    """Return one page as a file of its own, whole again where the first one was a little damaged."""
    single = pypdfium2.PdfDocument.new()
    try:
        single.import_pages(document, [index])
        out = io.BytesIO()
        single.save(out)
        return out.getvalue()
    finally:
        single.close()


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """Yield the visible characters of a page with their places as the page is shown."""
    text = page.get_textpage()
    left, bottom, right, top = page.get_mediabox()
    turn = page.get_rotation()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if pdfium.FPDFText_IsGenerated(text, index) == 1 or char in "\r\n\x00\ufffe\u00ad":
            continue
        box = text.get_charbox(index, loose=True)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        # Where the page is turned, its text runs up, down or upside down in its own coordinates.
        match turn:
            case 90:
                yield Glyph(char, box[1] - bottom, box[3] - bottom, x.value - left)
            case 180:
                yield Glyph(char, right - box[2], right - box[0], y.value - bottom)
            case 270:
                yield Glyph(char, top - box[3], top - box[1], right - x.value)
            case _:
                yield Glyph(char, box[0] - left, box[2] - left, top - y.value)


def _refuse_pictures(pages: Sequence[_Page]) -> None:
    texts = [line.text for page in pages for line in page.lines]
    texts += [cell.text for page in pages for table in page.tables for row in table.rows for cell in row]
    if sum(map(len, texts)) < _LEAST_GLYPHS * max(1, len(pages) // 2):
        raise InputRefused(
            "PDF 是扫描件或图片，没有可读的文字",
            code="E102",
            remedy="请提交 Word、WPS 原件，或经文字识别并核对后的文本；本工具不猜测图片中的文字",
        )
    if familiar_share("".join(texts)) < 0.5:
        raise InputRefused("PDF 内嵌字体缺少文字编码，读出的是乱码", code="E101", remedy="请提交 Word、WPS 原件")


def _drop_running_lines(pages: Sequence[_Page]) -> None:
    """Take off page numbers, and what stands first or last, at the same height, on most of three or more pages."""
    for end in (0, -1):
        numbers = {at: _page_number(page.lines[end].text) for at, page in enumerate(pages) if page.lines}
        # Numbers of pages rise with the pages; a figure that happens to stand last does not.
        steps = Counter(number - at for at, number in numbers.items() if number is not None)
        for at, number in numbers.items():
            if number is not None and (steps[number - at] > 1 or _DECORATED.search(pages[at].lines[end].text)):
                del pages[at].lines[end]
        alike = Counter(_ending(page, end) for page in pages if page.lines)
        for page in pages:
            if page.lines and alike[_ending(page, end)] * 2 > max(len(pages), 5):
                del page.lines[end]


def _ending(page: _Page, end: int) -> tuple[str, int]:
    return page.lines[end].text, round(page.lines[end].base)


def _page_number(text: str) -> int | None:
    found = _PAGE_NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _gather(pages: Sequence[_Page], blocks: Blocks) -> None:
    """Add paragraphs and tables in reading order; both may run on over a page break."""
    lines: list[Printed] = []
    table: list[Ruled] = []

    def end_lines() -> None:
        for text in column.paragraphs(lines):
            blocks.line(text)
        lines.clear()

    def end_table() -> None:
        if table:
            blocks.table(_joined(table, blocks))
        table.clear()

    for page in pages:
        column = _column(page, pages)
        items: list[Printed | Ruled] = sorted([*page.lines, *page.tables], key=_height)
        for item in items:
            if isinstance(item, Printed):
                end_table()
                lines.append(item)
            else:
                end_lines()
                if table and not (item is items[0] and item.continues(table[-1])):
                    end_table()
                table.append(item)
    end_lines()
    end_table()


def _column(page: _Page, pages: Sequence[_Page]) -> Column:
    """Return where running text stands on pages of this width; a page of short lines does not make a narrow column."""
    alike = [line for other in pages if abs(other.width - page.width) < 1 for line in other.lines]
    left = min((line.left for line in alike), default=0.0)
    return Column(left, max([0.8 * (page.width - left), *(line.right for line in alike)]))


def _height(item: Printed | Ruled) -> float:
    return item.base if isinstance(item, Printed) else item.top


def _joined(parts: Sequence[Ruled], blocks: Blocks) -> Table:
    """Return the parts of one table as one, a row cut by a page break put together again."""
    rows: list[tuple[Cell, ...]] = []
    last: Ruled | None = None
    for part in parts:
        first, *others = part.rows
        if last is not None and part.goes_on_from(last):
            blocks.note("D201", "表格中有一行跨页，已接成一行，请核对")
            rows[-1] = tuple(
                Cell(above.text + below.text, above.row_span, above.column_span)
                for above, below in zip(rows[-1], first, strict=True)
            )
        else:
            rows.append(first)
        rows += others
        last = part
    return Table(tuple(Row(number, row) for number, row in enumerate(rows, 1)))
