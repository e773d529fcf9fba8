"""Papers and the month's table as Markdown, for an engine's artifact or a terminal; not a form anything is signed in."""

import re
from collections.abc import Iterable, Iterator, Sequence

from duban.documents.figures import by_kind, by_unit, counted, heaviest, lamp, near_day, on_time, shares
from duban.documents.paper import Block, Form, Heading, Line, Paper, Table, Text
from duban.documents.wording import LAMP_NAMES, STANDING_NAMES, day_text, decimals, month_text, plain
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")


def paper_markdown(paper: Paper) -> str:
    """Return a paper as Markdown, annexes included; texts from data are escaped."""
    return "\n\n".join(_paper(paper)) + "\n"


def month_markdown(campaign: Campaign, month: Month, result: MonthResult) -> str:
    """Return the month's table (月度一览): figures, then a row per unit with its score, grade and lamp."""
    lines = counted(result)
    come = on_time(lines, result.cutoff)
    parts = "，".join(f"{STANDING_NAMES[share.standing]}{share.number}项" for share in shares(lines))
    own, near = by_unit(lines), near_day(campaign, result.cutoff)
    ranked = [score for _, scores in by_kind(result) for score in scores]
    rows = [
        (
            score.kind or "—",
            str(score.rank or "—"),
            score.unit,
            decimals(score.score),
            score.grade or "不排名",
            str(len(own.get(score.unit, ()))),
            LAMP_NAMES[heaviest(lamp(line, near) for line in own.get(score.unit, ()))],
        )
        for score in (*ranked, *(score for score in result.units if score.score is None))
    ]
    head = f"# {_text(campaign.title)} {month_text(month)}一览"
    about = (
        f"截至{day_text(result.cutoff)}，责任事项{len(lines)}项{'：' if parts else ''}{parts}。"
        f"到期{come.due}项，按时办结{come.done}项。"
    )
    return "\n\n".join((head, about, _table(("类别", "名次", "单位", "得分", "等次", "事项", "最重亮灯"), rows))) + "\n"


def _paper(paper: Paper) -> Iterator[str]:
    if paper.mark:
        yield f"**{_text(paper.mark)}**"
    yield f"# {_text(paper.title)}"
    if paper.number:
        yield _text(paper.number)
    if paper.addressees:
        yield _text(paper.addressees)
    yield from _blocks(paper.blocks)
    yield _text(paper.issuer)
    if paper.day:
        yield day_text(paper.day)
    for place, annex in enumerate(paper.annexes, 1):
        yield f"## 附件{place}　{_text(annex.title)}"
        yield from _blocks(annex.blocks)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            if block.caption:
                yield f"**{_text(block.caption)}**"
            yield _table([column.heading for column in block.columns], block.rows)
        elif isinstance(block, Form):
            yield _table(("项目", "内容"), [(field.label, field.text) for row in block.rows for field in row])
        elif isinstance(block, Heading):
            yield f"{'#' * (block.level + 1)} {_text(block.text)}"
        elif isinstance(block, Text):
            yield _text(block.lead + block.text)
        elif isinstance(block, Line):
            yield _text(block.text)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings)]
    body = [[_text(text) for text in row] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [[_text(text) for text in lines[0]], lines[1], *body])


def _text(text: str) -> str:
    """Return a text that Markdown takes as it stands, on one line.

    >>> _text("a|b\\n<script>")
    'a\\\\|b \\\\<script\\\\>'
    """
    return _SPECIAL.sub(r"\\\1", plain(text)).replace("\n", " ")
