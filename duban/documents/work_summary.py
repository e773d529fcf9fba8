"""The work summary (工作总结) as a draft made of facts: what was set up, figures with their as-of dates, open problems, what comes next.

It adds no prose of its own: what the office or a unit wrote goes in as written, figures as recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from duban.documents.paper import Block, Heading, Paper, Text
from duban.documents.signing import chinese_number, itemised, sentence
from duban.documents.wording import bracketed, day_text


@dataclass(frozen=True, slots=True)
class SummaryFigure:
    """A dated figure (指标): its name, value with its measure, target where there is one, and the day it is of."""

    name: str
    value: str
    as_of: date
    target: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class SummaryTask:
    """A task in the summary: how it stands, its figures, and what its units wrote of it (unit, text)."""

    number: str
    title: str
    standing: str
    figures: tuple[SummaryFigure, ...] = ()
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a period's summary is made of; lists without content leave their section with one sentence that says so."""

    campaign: str
    period: str
    issuer: str
    as_of: date
    organisation: tuple[str, ...] = ()
    overall: tuple[SummaryFigure, ...] = ()
    tasks: tuple[SummaryTask, ...] = ()
    problems: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()


def work_summary(summary: Summary) -> Paper:
    """Return the draft summary (工作总结)."""
    return Paper(
        (summary.period, summary.campaign, "工作总结"),
        "",
        tuple(_body(summary)),
        summary.issuer,
        mark="草稿（由台账数据生成，供修改）",
    )


def _body(summary: Summary) -> Iterator[Block]:
    yield Text(f"本总结数据截至{day_text(summary.as_of)}，另注日期的以所注日期为准。")
    yield Heading(1, "一、组织领导和工作机制")
    yield from _list(summary.organisation, "台账中没有组织领导和工作机制方面的记录。")
    yield Heading(1, "二、任务完成情况")
    if summary.overall:
        yield Text(_figures(summary.overall), lead="总体情况。")
    for place, task in enumerate(summary.tasks, 1):
        yield Heading(2, f"（{chinese_number(place)}）{task.title}")
        yield Text(f"{task.standing.rstrip('。')}。{_figures(task.figures)}")
        for unit, words in task.told:
            yield Text(sentence(words), lead=f"{unit}：")
    if not summary.tasks:
        yield Text("台账中没有任务。")
    yield Heading(1, "三、存在的问题")
    yield from _list(summary.problems, "台账中没有未办结的问题。")
    yield Heading(1, "四、下一步计划")
    yield from _list(summary.plans, "台账中没有下一时段的节点。")


def _list(texts: tuple[str, ...], empty: str) -> Iterator[Block]:
    if not texts:
        yield Text(empty)
    yield from itemised(texts)


def _figures(figures: tuple[SummaryFigure, ...]) -> str:
    """Return figures as sentences, those of one day in one.

    >>> day = date(2026, 3, 31)
    >>> _figures((SummaryFigure("入学率", "99.2%", day, "100%"), SummaryFigure("复学", "23人", day)))
    '截至2026年3月31日，入学率为99.2%（目标为100%），复学为23人。'
    """
    return "".join(
        f"截至{day_text(day)}，{'，'.join(map(_figure, same))}。"
        for day, same in groupby(figures, key=lambda figure: figure.as_of)
    )


def _figure(figure: SummaryFigure) -> str:
    notes = (figure.target and f"目标为{figure.target}", figure.source and f"数据来源：{figure.source}")
    told = "，".join(filter(None, notes))
    return f"{figure.name}为{figure.value}{bracketed(told) if told else ''}"
