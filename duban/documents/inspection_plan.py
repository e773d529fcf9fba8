"""The inspection plan (督查方案), without which no inspection begins (《政府督查工作条例》第十五条): ten points in order, teams and score
table as annexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Annex, Block, Column, Heading, Imprint, Paper, Table
from duban.documents.signing import chinese_number, day_or_empty, itemised


@dataclass(frozen=True, slots=True)
class Team:
    """An inspection team (督查组): its leader answers for it; `units` are those it visits."""

    name: str
    leader: str
    members: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """A line of the score table (评分表): what is looked at, its points, how points are taken off."""

    item: str
    points: str
    standard: str


@dataclass(frozen=True, slots=True)
class InspectionPlan:
    """An inspection before it begins; `authority` says who decided it, on which paper."""

    campaign: str
    name: str
    authority: str
    purpose: str
    content: tuple[str, ...]
    scope: str
    begins: date | None
    ends: date | None
    methods: tuple[str, ...]
    teams: tuple[Team, ...]
    sampling: str
    score_items: tuple[ScoreItem, ...]
    discipline: tuple[str, ...]
    use: str
    issuer: str
    addressees: str = "各成员单位："
    day: date | None = None
    number: str = ""
    imprint: Imprint | None = None


def inspection_plan(plan: InspectionPlan) -> Paper:
    """Return the plan (督查方案) as a formal paper; points without data are left out and the numbers close up."""
    return Paper(
        (plan.campaign, plan.name, "督查方案"),
        plan.addressees,
        tuple(_body(plan)),
        plan.issuer,
        plan.day,
        plan.number,
        annexes=tuple(_annexes(plan)),
        imprint=plan.imprint,
    )


def _body(plan: InspectionPlan) -> Iterator[Block]:
    basis = f"{plan.purpose}{f'。授权依据：{plan.authority}' if plan.authority else ''}"
    teams = "；".join(f"{team.name}组长：{team.leader}" for team in plan.teams)
    points = (
        ("目的和依据", (basis,)),
        ("督查内容", plan.content),
        ("督查对象和范围", (plan.scope,)),
        ("督查时间", (_period(plan),)),
        ("督查方式", plan.methods),
        ("分组与组长", (f"{teams}。分组情况见附件。" if teams else "",)),
        ("抽样办法", (plan.sampling,)),
        ("评分办法", (f"评分项目共{len(plan.score_items)}项，评分表见附件。" if plan.score_items else "",)),
        ("工作纪律", plan.discipline),
        ("结果运用", (plan.use,)),
    )
    filled = [(heading, [text for text in texts if text]) for heading, texts in points]
    for place, (heading, texts) in enumerate(((name, texts) for name, texts in filled if texts), 1):
        yield Heading(1, f"{chinese_number(place)}、{heading}")
        yield from itemised(texts)


def _period(plan: InspectionPlan) -> str:
    days = [day_or_empty(day) for day in (plan.begins, plan.ends) if day]
    return f"{'至'.join(days)}。" if days else ""


def _annexes(plan: InspectionPlan) -> Iterator[Annex]:
    if plan.teams:
        columns = (Column("组别"), Column("组长"), Column("成员", share=2), Column("督查单位", share=3))
        rows = tuple((team.name, team.leader, "、".join(team.members), "、".join(team.units)) for team in plan.teams)
        yield Annex("督查分组情况表", (Table("", columns, rows),))
    if plan.score_items:
        headings = (
            Column("序号"),
            Column("评分项目", share=2),
            Column("分值"),
            Column("评分标准", share=3),
            Column("得分", share=1),
        )
        items = tuple(
            (str(place), item.item, item.points, item.standard, "") for place, item in enumerate(plan.score_items, 1)
        )
        yield Annex("督查评分表", (Table("", headings, items),))
