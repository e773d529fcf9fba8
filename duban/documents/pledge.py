"""The letter of responsibility (责任书), signed between two neighbouring links of a chain (七长制、四包 …), and the chain's own table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from duban.documents.paper import Block, Column, Field, Form, Heading, Line, Paper, Table, Text
from duban.documents.signing import itemised, numbered, signed


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a chain (责任人): post, person (may be empty), the place or line it answers for, its duties, its report rhythm.

    `level` is its level where several links share one, 0 where every link of the chain is the next level.
    """

    post: str
    area: str
    duties: tuple[str, ...]
    person: str = ""
    unit: str = ""
    reports: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of responsibility from the top down (责任链)."""

    campaign: str
    name: str
    links: tuple[Link, ...]
    begins: date | None = None
    ends: date | None = None
    basis: str = ""


def pledge(chain: Chain, upper: Link, lower: Link) -> Paper:
    """Return the letter (责任书) by which `lower` answers to `upper`."""
    return Paper((chain.campaign, "责任书"), "", tuple(_body(chain, upper, lower)), "")


def pledges(chain: Chain) -> Iterator[Paper]:
    """Yield the letters of a whole chain, level by level."""
    for upper, lower in pairwise(chain.links):
        yield pledge(chain, upper, lower)


def chain_table(chain: Chain) -> Paper:
    """Return the chain as a table (责任链一览表), a row a link; gaps stay empty and are counted."""
    columns = (
        Column("层级"),
        Column("职务", share=2),
        Column("姓名"),
        Column("单位", share=2),
        Column("责任范围", share=2),
        Column("职责", share=5),
        Column("报告频次", share=2),
    )
    rows = tuple(
        (str(link.level or place), link.post, link.person, link.unit, link.area, numbered(link.duties), link.reports)
        for place, link in enumerate(chain.links, 1)
    )
    empty, levels = sum(not link.person for link in chain.links), len({row[0] for row in rows})
    many = f"{len(rows)}处" if levels != len(rows) else ""
    gaps = f"，其中{empty}{'处' if many else '级'}未填姓名" if empty else ""
    head = Line(f"责任链：{chain.name}　　　共{levels}级{many}{gaps}")
    return Paper((chain.campaign, "责任链一览表"), "", (head, Table("", columns, rows)), "", landscape=True)


def _body(chain: Chain, upper: Link, lower: Link) -> Iterator[Block]:
    basis = f"根据{chain.basis}，" if chain.basis else ""
    yield Text(f"{basis}为落实{chain.campaign}“{chain.name}”责任，{_who(upper)}与{_who(lower)}签订本责任书。")
    yield Heading(1, "一、责任范围")
    yield Text(f"{lower.post}对{lower.area}负责。" if lower.area else f"{lower.post}的责任范围另行确定。")
    yield Heading(1, "二、工作职责")
    yield from itemised(lower.duties)
    yield Heading(1, "三、报告要求")
    yield Text(
        f"{lower.post}{lower.reports}向{upper.post}报告。"
        if lower.reports
        else f"{lower.post}按要求向{upper.post}报告。"
    )
    yield Heading(1, "四、责任期限")
    yield Text(_term(chain))
    yield Form(
        (
            (Field("上一级\n责任人", f"{upper.post}　{upper.person}", 4, signed("（签字）：")),),
            (Field("本级\n责任人", f"{lower.post}　{lower.person}", 4, signed("（签字）：")),),
        )
    )
    yield Line("本责任书一式三份，签订双方各执一份，报办公室备案一份。责任人职务变动的，由接任者承继，并重新签订。")


def _who(link: Link) -> str:
    return f"{link.unit}{link.post}"


def _term(chain: Chain) -> str:
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (chain.begins, chain.ends) if day]
    if len(days) == 2:
        return f"自{days[0]}起至{days[1]}止。"
    return f"自{days[0]}起，至任务完成止。" if chain.begins else "自签订之日起，至任务完成止。"
