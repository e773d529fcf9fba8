"""The archive index (归档目录): the files of one matter in order (一事一档), and the list of all matters' files (案卷目录)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Column, Field, Form, Line, Paper, Table
from duban.documents.signing import day_or_empty
from duban.documents.wording import day_text


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
    """One matter's file (案卷). `kept` is 永久, 30年 or 10年 (国家档案局令第8号); `code` its archive number (档号).

    `unit` is the one that keeps the file, `task` the number of the task in it (任务编号), `responsible` who answered for that.
    """

    code: str
    title: str
    unit: str
    files: tuple[ArchivedFile, ...]
    kept: str = ""
    year: int | None = None
    closed_on: date | None = None
    task: str = ""
    responsible: str = ""
    note: str = ""

    def period(self) -> str:
        """Return the first and the last day of the papers in the file (起止日期), empty where none bears one."""
        days = sorted(one.day for one in self.files if one.day)
        return "—".join(dict.fromkeys((day_text(days[0]), day_text(days[-1])))) if days else ""


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


def archive_list(campaign: str, keeper: str, matters: Sequence[ArchivedMatter]) -> Paper:
    """Return the list of a campaign's files (案卷目录), a row a matter; `keeper` is the unit that archives them."""
    columns = (
        Column("序号"),
        Column("档号", share=2),
        Column("任务编号", share=2, centred=True),
        Column("案卷题名", share=5),
        Column("责任单位", share=4),
        Column("年度"),
        Column("起止日期", share=4, centred=True),
        Column("件数"),
        Column("页数"),
        Column("保管期限"),
        Column("备注", share=2),
    )
    rows = tuple(
        (
            str(place),
            one.code,
            one.task,
            one.title,
            one.responsible,
            str(one.year or ""),
            one.period(),
            str(len(one.files)),
            "",
            one.kept,
            one.note,
        )
        for place, one in enumerate(matters, 1)
    )
    head = Line(f"归档单位：{keeper}　　案卷数：{len(matters)}卷")
    return Paper((campaign, "案卷目录"), "", (head, Table("", columns, rows)), "", landscape=True)
