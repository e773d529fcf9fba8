"""A Word document (.docx) to lines and tables: what Word shows on paper, in reading order. Its automatic numbers: numbering.py."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from duban.errors import InputRefused
from duban.reading.formats.blocks import Blocks
from duban.reading.formats.container import Container
from duban.reading.formats.grid import Grid
from duban.reading.formats.numbering import Numbering, Styles, W, switched_on, value
from duban.reading.source import Source

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = (f"{W}del", f"{W}moveFrom")
_INSERTED = (f"{W}ins", f"{W}moveTo")
# Properties and codes: they hold no text of the document.
_PASSED = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "rt", "instrText", "delText")
)
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def read_word(content: bytes) -> Source:
    """Return the lines and tables of a .docx, a paragraph's soft breaks as lines of their own.

    Automatic numbers become text, insertions are kept and deletions dropped, text boxes follow the paragraph they are anchored in,
    headers and footers are left out but for a first page's own header. InputRefused E101–E107, E116.
    """
    container = Container(content)
    main = container.main_part(".docx")
    links = {link.kind.rpartition("/")[2]: link.target for link in container.relationships(main).values()}
    parts = {kind: container.xml(links[kind]) for kind in ("styles", "numbering") if links.get(kind) in container.names}
    styles = Styles.read(parts.get("styles"))
    story = _Story(styles, Numbering(parts.get("numbering"), styles))
    body = container.xml(main).find(f"{W}body")
    if body is None:
        raise InputRefused("文件中没有正文", code="E101", where=main, remedy="请重新导出后提交")
    header = _first_header(container, main, body)
    if header is not None:
        story.children(header)
    story.children(body)
    return story.blocks.source()


def _first_header(container: Container, main: str, body: etree._Element) -> etree._Element | None:
    """Return the header of the first page alone, where some offices set the document's head (发文机关标志)."""
    section = next(body.iter(f"{W}sectPr"), None)
    if section is None or not switched_on(section, "titlePg"):
        return None
    for reference in section.iterfind(f"{W}headerReference"):
        link = container.relationships(main).get(reference.get(f"{_R}id", ""))
        if reference.get(f"{W}type") == "first" and link and link.target in container.names:
            return container.xml(link.target)
    return None


@dataclass
class _Story:
    """The walk over a body, a cell or a text box; all of one document share its numbering."""

    styles: Styles
    numbering: Numbering
    blocks: Blocks = field(default_factory=Blocks)
    carried: str = ""

    def children(self, element: etree._Element) -> None:
        """Read the paragraphs and tables inside an element, whatever wraps them."""
        for child in element:
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tbl":
                self.blocks.table(self.grid(child).table())
            elif child.tag == f"{_MC}AlternateContent":
                self.children(_chosen(child))
            elif child.tag in _DELETED:
                self.changed()
            elif child.tag not in _PASSED:
                self.children(child)

    def paragraph(self, paragraph: etree._Element) -> None:
        """Read one paragraph and the text boxes anchored in it."""
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and self.styles.names.get(value(properties, "pStyle"), "").startswith("toc "):
            return
        boxes: list[etree._Element] = []
        text = self.carried + "".join(self.texts(paragraph, boxes))
        run = None if properties is None else properties.find(f"{W}rPr")
        if run is not None and any(run.find(tag) is not None for tag in _DELETED):
            # The paragraph's own mark was deleted: its text runs on into the next.
            self.changed()
            self.carried = text
        else:
            self.carried = ""
            mark = self.numbering.mark(properties)
            self.blocks.line(mark + text if text.strip() else "")
        for box in boxes:
            self.blocks.note("D207", "文字在文本框中，已按其所在位置读入，请核对先后次序")
            self.children(box)

    def texts(self, element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        """Yield the texts inside an inline element; text boxes met on the way are left for later in `boxes`."""
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                yield child.text or ""
            elif tag == f"{W}r":
                self.remark(child)
                yield from self.texts(child, boxes)
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{W}sym":
                yield _symbol(child)
            elif tag == f"{_MC}AlternateContent":
                yield from self.texts(_chosen(child), boxes)
            elif tag in _DELETED:
                self.changed()
            elif tag in _PASSED:
                self.check_field(child.text)
            else:
                self.remark_wrapper(child)
                yield from self.texts(child, boxes)

    def remark(self, run: etree._Element) -> None:
        """Note what a person should know about a run of text."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return
        if switched_on(properties, "vanish"):
            self.blocks.note("D202", "有隐藏文字，已一并读入，请核对")
        if switched_on(properties, "strike") or switched_on(properties, "dstrike"):
            self.blocks.note("D204", "有加删除线的文字，已一并读入，请核对是否作废")

    def remark_wrapper(self, element: etree._Element) -> None:
        """Note what stands around or inside runs: insertions, fields, comments, footnotes."""
        if element.tag in _INSERTED:
            self.changed()
        elif element.tag == f"{W}fldSimple":
            self.check_field(element.get(f"{W}instr"))
        elif element.tag == f"{W}commentReference":
            self.blocks.note("D206", "有批注，批注内容未读入")
        elif element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            self.blocks.note("D208", "有脚注或尾注，注文未读入")

    def changed(self) -> None:
        """Note that the paper still carries tracked changes."""
        self.blocks.note("D205", "文件带有修订痕迹，按接受全部修订读取")

    def check_field(self, code: str | None) -> None:
        """Refuse fields that fetch from other programs."""
        if code and code.lstrip().upper().startswith("DDE"):
            raise InputRefused("文件含动态数据交换（DDE）域，已拒收", code="E105", remedy="请去除该域后重新提交")

    def grid(self, table: etree._Element) -> Grid:
        """Read a table's cells onto a grid."""
        grid = Grid()
        for row in _inside(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and any(properties.find(tag) is not None for tag in _DELETED):
                self.changed()
                continue
            if switched_on(properties, "hidden"):
                self.blocks.note("D202", "有隐藏的表格行，已一并读入，请核对")
            grid.start_row()
            before = "" if properties is None else value(properties, "gridBefore")
            if before.isdecimal() and int(before):
                grid.put("", columns=int(before))
            for cell in _inside(row, f"{W}tc"):
                self.cell(grid, cell)
        return grid

    def cell(self, grid: Grid, cell: etree._Element) -> None:
        """Read one cell; the continuation of a merged one takes the text it continues."""
        properties = cell.find(f"{W}tcPr")
        text = self.cell_text(cell)
        columns, down, across = 1, None, ""
        if properties is not None:
            span = value(properties, "gridSpan")
            columns = int(span) if span.isdecimal() and int(span) else 1
            merge = properties.find(f"{W}vMerge")
            down = None if merge is None else merge.get(f"{W}val", "continue")
            across = value(properties, "hMerge")
        if down == "continue":
            if text:
                self.blocks.note("D201", f"合并单元格中还有另一段文字“{text[:20]}”，未读入")
            grid.extend(columns)
        elif across == "continue":
            grid.widen(columns)
        else:
            grid.put(text, columns)

    def cell_text(self, cell: etree._Element) -> str:
        """Return a cell's paragraphs as lines."""
        inner = _Story(self.styles, self.numbering, Blocks(number=self.blocks.number, notes=self.blocks.notes))
        inner.children(cell)
        return self.blocks.absorb(inner.blocks)


def _inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the rows of a table or the cells of a row, through content controls and tracked wrappers."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _PASSED and child.tag not in _DELETED and child.tag not in (f"{W}tr", f"{W}tc"):
            yield from _inside(child, tag)


def _chosen(alternatives: etree._Element) -> etree._Element:
    """Return the one of several renderings of the same content that is read: the first choice."""
    return next(iter(alternatives), alternatives)


def _symbol(element: etree._Element) -> str:
    try:
        return chr(int(element.get(f"{W}char", ""), 16))
    except (ValueError, OverflowError):
        return ""
