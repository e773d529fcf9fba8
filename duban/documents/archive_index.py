"""The archive index (归档目录): the files of one matter in order (一事一档), and the list of all matters' files (案卷目录)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Column, Field, Form, Line, Paper, Table
from duban.documents.signing import day_or_empty


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One paper in a file: who is answerable for it, its number, title, day, pages."""

    title: str
    author: str = ""
    number: str = ""
    day: date | None = None
    pages: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedMatter:
    """One matter's file (案卷). `kept` is 永久, 30年 or 10年 (国家档案局令第8号); `code` its archive number (档号)."""

    code: str
    title: str
    unit: str
    files: tuple[ArchivedFile, ...]
    kept: str = ""
    year: int | None = None
    closed_on: date | None = None


def archive_index(matter: ArchivedMatter) -> Paper:
    """Return one matter's index (卷内文件目录)."""
    head = Form(
        (
            (Field("案卷题名", matter.title, 2),),
            (Field("档号", matter.code), Field("归档单位", matter.unit)),
            (Field("年度", f"{matter.year}年" if matter.year else ""), Field("保管期限", matter.kept)),
            (Field("办结日期", day_or_empty(matter.closed_on)), Field("文件件数", f"{len(matter.files)}件")),
        )
    )
    columns = (
        Column("件号"),
        Column("责任者", share=4),
        Column("文号", share=4),
        Column("题名", share=6),
        Column("日期"),
        Column("页次"),
        Column("备注"),
    )
    rows = tuple(
        (str(place), one.author, one.number, one.title, day_or_empty(one.day), one.pages, one.note)
        for place, one in enumerate(matter.files, 1)
    )
    foot = Line("立卷人：　　　　　　检查人：　　　　　　立卷日期：　　年　　月　　日")
    return Paper(("卷内文件目录",), "", (head, Table("", columns, rows), foot), "")


def archive_list(campaign: str, matters: Iterable[ArchivedMatter]) -> Paper:
    """Return the list of a campaign's files (案卷目录), a row a matter."""
    columns = (
        Column("序号"),
        Column("档号", share=2),
        Column("案卷题名", share=6),
        Column("归档单位", share=3),
        Column("年度"),
        Column("保管期限"),
        Column("件数"),
        Column("备注", share=1),
    )
    rows = tuple(
        (
            str(place),
            one.code,
            one.title,
            one.unit,
            str(one.year or ""),
            one.kept,
            str(len(one.files)),
            "",
        )
        for place, one in enumerate(matters, 1)
    )
    return Paper((campaign, "案卷目录"), "", (Table("", columns, rows),), "", landscape=True)
