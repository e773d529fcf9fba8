"""The compilation (资料汇编): cover, contents, note, eight sections in order, and the index of its files. Each unit makes one, the office
merges them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from duban.documents.paper import Block, Column, Contents, Heading, NewPage, Paper, Table, Text
from duban.documents.signing import chinese_number, day_or_empty

SECTIONS = (
    "组织领导",
    "方案与清单",
    "会议部署",
    "督查、通报、整改",
    "按任务的佐证材料",
    "数据报表",
    "工作总结",
    "影像目录",
)
BY_TASK = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of the compilation: the section it belongs to (1–8), its title, number, day, page, and the task it proves.

    `summary` is what the compilation prints of it besides its line in the index.
    """

    section: int
    title: str
    number: str = ""
    day: date | None = None
    pages: str = ""
    task: str = ""
    unit: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Compilation:
    """A compilation of one unit, or of the office's merged from theirs; pieces keep the order they come in."""

    campaign: str
    compiler: str
    period: str
    note: str
    pieces: tuple[Piece, ...]
    day: date | None = None


def merged(office: Compilation, parts: Iterable[Compilation]) -> Compilation:
    """Return the office's compilation with the units' pieces behind its own, each marked with the unit it came from."""
    theirs = (replace(piece, unit=piece.unit or part.compiler) for part in parts for piece in part.pieces)
    return replace(office, pieces=(*office.pieces, *theirs))


def compilation(book: Compilation) -> Paper:
    """Return the compilation (资料汇编) with continuous page numbers; a section without pieces says so."""
    cover = (book.compiler, book.period if book.day is None else f"{book.period}（{day_or_empty(book.day)}编）")
    return Paper((book.campaign, "资料汇编"), "", tuple(_body(book)), "", cover=cover)


def _body(book: Compilation) -> Iterator[Block]:
    yield Contents()
    yield NewPage()
    yield Heading(1, "说明")
    yield Text(
        book.note
        or f"本汇编由{book.compiler}编制，共收录材料{len(book.pieces)}件，按八个部分编排，件号与文件索引一致。"
    )
    serials = {id(piece): place for place, piece in enumerate(book.pieces, 1)}
    for section, name in enumerate(SECTIONS, 1):
        pieces = [piece for piece in book.pieces if piece.section == section]
        # Sections without a file follow one another: nobody binds empty pages.
        if pieces or section == 1:
            yield NewPage()
        yield Heading(1, f"{chinese_number(section)}、{name}")
        yield from _section(section, pieces, serials)
    yield NewPage()
    yield Heading(1, "文件索引")
    yield _index("", book.pieces, serials)


def _section(section: int, pieces: list[Piece], serials: dict[int, int]) -> Iterator[Block]:
    if not pieces:
        yield Text("本部分没有收录材料。")
    elif section == BY_TASK:
        for place, task in enumerate(dict.fromkeys(piece.task for piece in pieces), 1):
            yield Heading(2, f"（{chinese_number(place)}）{task or '未注明任务'}")
            yield _index("", [piece for piece in pieces if piece.task == task], serials)
    else:
        yield _index("", pieces, serials)
    for piece in pieces:
        if piece.summary:
            yield Text(piece.summary, lead=f"{piece.title}：")


def _index(caption: str, pieces: Iterable[Piece], serials: dict[int, int]) -> Table:
    columns = (
        Column("件号"),
        Column("题名", share=5),
        Column("文号", share=3),
        Column("日期"),
        Column("页次"),
        Column("来源单位", share=2),
    )
    rows = tuple(
        (str(serials[id(piece)]), piece.title, piece.number, day_or_empty(piece.day), piece.pages, piece.unit)
        for piece in pieces
    )
    return Table(caption, columns, rows)
