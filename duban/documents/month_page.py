"""The month at a glance (index.html): totals, bars by unit, lamps by task, and links to all its papers; no script, nothing fetched.

Lamps are labels of levels and always bear their name. The layout stands in layouts/web.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from duban.documents.figures import STANDING_LAMPS, by_kind, by_unit, counted, heaviest, lamp, near_day, on_time, shares
from duban.documents.layout import render
from duban.documents.wording import LAMP_NAMES, STANDING_NAMES, Lamp, day_text, decimals, month_text
from duban.months import Month
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import NOTHING_UNDER_REVIEW, MonthResult, ObligationLine, UnderReview, UnitScore

_ORDER: tuple[Lamp, ...] = ("green", "blue", "yellow", "red")
_LEGIBLE = Fraction(6)

# What an office calls the forms of a paper.
_FORMS = {"docx": "Word版", "xlsx": "Excel版", "html": "网页版", "ics": "日历"}


class PaperLink(NamedTuple):
    """A link to a paper: the heading it stands under, its name, its form (docx), and its path from the page."""

    group: str
    title: str
    form: str
    path: str


class Segment(NamedTuple):
    """A piece of a stacked bar; places are per cent of its width."""

    name: str
    lamp: Lamp
    number: int
    start: str
    middle: str
    width: str
    legible: bool


class Marks(NamedTuple):
    """What a month's page and workbook bear besides the judgement: what is `reviewed` (复核中), the line on the audit chain once signed."""

    reviewed: UnderReview = NOTHING_UNDER_REVIEW
    audit: str = ""


def month_page(
    campaign: Campaign, month: Month, result: MonthResult, papers: Sequence[PaperLink], marks: Marks | None = None
) -> bytes:
    """Return the month's index.html in UTF-8; what is under review is marked, the audit chain's line stands at its foot.

    `papers` come in the order to be shown, the first group above the figures, the others below.
    """
    marked = marks or Marks()
    lines = counted(result)
    near = near_day(campaign, result.cutoff)
    lit = [(line, lamp(line, near)) for line in lines]
    return render(
        "web/month.html.j2",
        title=f"{campaign.title}{month_text(month)}督查情况",
        cutoff=result.cutoff,
        tiles=_tiles(campaign, result, lit),
        **_totals(lines),
        papers=_papers(papers),
        units=_units(result, near, marked.reviewed),
        tasks=_tasks(campaign, lit, result.cutoff),
        audit=marked.audit,
    ).encode()


def _papers(papers: Sequence[PaperLink]) -> list[dict[str, Any]]:
    """Return the groups in the order given, each paper of a group once with all its forms."""
    return [
        {
            "name": name,
            "papers": [
                {"title": title, "links": [_link(paper) for paper in forms]}
                for title, forms in groupby(group, lambda paper: paper.title)
            ],
        }
        for name, group in groupby(papers, lambda paper: paper.group)
    ]


def _link(paper: PaperLink) -> dict[str, str]:
    # Quoted whole: a path can name no scheme and leave no attribute.
    return {"form": _FORMS.get(paper.form, paper.form), "href": quote(paper.path)}


def _tiles(campaign: Campaign, result: MonthResult, lit: list[tuple[ObligationLine, Lamp]]) -> list[dict[str, str]]:
    lamps = Counter(colour for _, colour in lit)
    come = on_time((line for line, _ in lit), result.cutoff)
    rate = f"{decimals(come.rate, 1)}%" if come.due else "—"
    figures = [
        (str(len(campaign.tasks)), "任务"),
        (str(len(lit)), "计分责任事项"),
        (rate, f"到期按时办结率（{come.done}/{come.due}）"),
        (str(sum(line.standing == "overdue" for line, _ in lit)), "逾期未结"),
        (str(lamps["yellow"]), "黄灯事项"),
        (str(lamps["red"]), "红灯事项"),
    ]
    return [{"figure": figure, "words": words} for figure, words in figures]


def _totals(lines: list[ObligationLine]) -> dict[str, Any]:
    """Return the classes of all obligations as a bar and as a legend with shares."""
    found = shares(lines)
    named = [(STANDING_NAMES[share.standing], STANDING_LAMPS[share.standing], share.number) for share in found]
    legend = [
        {"name": name, "lamp": colour, "number": number, "percent": share.percent}
        for (name, colour, number), share in zip(named, found, strict=True)
    ]
    return {"total": _segments(named), "shares": legend}


def _units(result: MonthResult, near: date, reviewed: UnderReview) -> list[tuple[str, list[dict[str, Any]]]]:
    own = by_unit(counted(result))
    mark = reviewed.of_unit
    groups = [
        (kind or "成员单位", [_unit(score, own.get(score.unit, ()), near, mark(score.unit)) for score in scores])
        for kind, scores in by_kind(result)
    ]
    unranked = [_unit(score, (), near, mark(score.unit)) for score in result.units if score.score is None]
    return [*groups, ("不参加排名", unranked)] if unranked else groups


def _unit(score: UnitScore, lines: Iterable[ObligationLine], near: date, mark: str) -> dict[str, Any]:
    lamps = Counter(lamp(line, near) for line in lines)
    return {
        "rank": score.rank or "—",
        "unit": score.unit,
        "score": score.score,
        "grade": (score.grade or "—") + mark,
        "lamps": _lamp_segments(lamps),
        "lamp_words": _lamp_words(lamps),
    }


def _tasks(campaign: Campaign, lit: list[tuple[ObligationLine, Lamp]], cutoff: date) -> list[dict[str, Any]]:
    own: dict[str, list[tuple[ObligationLine, Lamp]]] = {}
    for line, colour in lit:
        own.setdefault(line.task, []).append((line, colour))
    return [_task(task, own.get(task.number, []), cutoff) for task in campaign.tasks]


def _task(task: CampaignTask, lit: list[tuple[ObligationLine, Lamp]], cutoff: date) -> dict[str, Any]:
    lamps = Counter(colour for _, colour in lit)
    worst = heaviest(lamps)
    open_dates = [line.date for line, _ in lit if line.date and not line.claimed]
    coming = min((day for day in open_dates if day > cutoff), default=None)
    return {
        "number": task.number,
        "title": task.title,
        "leader": task.leader or "—",
        "lamp": worst,
        "lamp_name": LAMP_NAMES[worst],
        "lamps": _lamp_segments(lamps),
        "lamp_words": _lamp_words(lamps),
        "next": day_text(coming) if coming else "—",
    }


def _lamp_words(lamps: Counter[Lamp]) -> str:
    return "，".join(f"{LAMP_NAMES[colour]}{lamps[colour]}项" for colour in _ORDER if lamps[colour])


def _lamp_segments(lamps: Counter[Lamp]) -> list[Segment]:
    return _segments([(LAMP_NAMES[colour], colour, lamps[colour]) for colour in _ORDER if lamps[colour]])


def _segments(parts: Sequence[tuple[str, Lamp, int]]) -> list[Segment]:
    total = sum(number for _, _, number in parts)
    segments = []
    start = Fraction()
    for name, colour, number in parts:
        width = Fraction(100 * number, total)
        middle = decimals(start + width / 2, 3)
        segments.append(
            Segment(name, colour, number, decimals(start, 3), middle, decimals(width, 3), width >= _LEGIBLE)
        )
        start += width
    return segments
