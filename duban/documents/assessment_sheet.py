"""The assessment sheet (考核得分表) as a paper to be signed: scores and ranks, and behind it an explanation sheet for every unit.

The workbook with the arithmetic is score_sheet's; the words of the explanations are duban.rules.explanation's.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from duban.documents.figures import by_kind
from duban.documents.paper import Annex, Block, Column, Heading, Line, NewPage, Paper, Table
from duban.documents.signing import chinese_number, day_or_empty
from duban.documents.wording import day_text, decimals, month_text, points
from duban.months import Month
from duban.rules.explanation import Explanation, Row
from duban.rules.result import MonthResult, UnitScore

RANK_COLUMNS = tuple(map(Column, ("类别", "名次", "单位", "基础分", "扣分", "加分", "得分", "等次")))
_OBJECTION = "对所列事实、扣分和得分有异议的，由单位负责人签字后，在公布前向办公室提出；复核改变结论的，重新计分。"


def assessment_sheet(
    campaign: str, month: Month, result: MonthResult, told: Iterable[Explanation], issuer: str
) -> Paper:
    """Return the month's assessment sheet (考核得分表), the explanations given behind it in one annex, a unit on pages of its own."""
    explained = [*told]
    ranked = [score for _, scores in by_kind(result) for score in scores]
    unranked = [score for score in result.units if score.score is None]
    table = Table("", RANK_COLUMNS, tuple(rank_row(score) for score in (*ranked, *unranked)))
    head = Line(f"考核单位：{issuer}（盖章）　　　截至{day_text(result.cutoff)}")
    # Signed right under the table: where the page is full, the note turns over alone, never the signatures.
    foot = (
        Line("审核人（签字）：　　　　　　批准人（签字）：　　　　　　　　年　　月　　日"),
        Line(f"说明：同分并列，其后名次顺延；没有计分事项的单位不排名。{'得分说明附后。' if explained else ''}"),
    )
    return Paper((campaign, month_text(month), "考核得分表"), "", (head, table, *foot), "", annexes=_annexes(explained))


def _annexes(told: Sequence[Explanation]) -> tuple[Annex, ...]:
    if len(told) < 2:
        return tuple(Annex(f"{one.unit}考核得分说明", _explained(one), landscape=True) for one in told)
    blocks: list[Block] = []
    for place, one in enumerate(told, 1):
        blocks += [NewPage()] if blocks else []
        blocks += [Heading(1, f"{chinese_number(place)}、{one.unit}"), *_explained(one)]
    return (Annex("各单位考核得分说明", tuple(blocks), landscape=True),)


def rank_row(score: UnitScore) -> tuple[str, ...]:
    """Return a unit's row under RANK_COLUMNS."""
    return (
        score.kind or "—",
        str(score.rank or "—"),
        score.unit,
        decimals(score.base),
        points(sum((line.points for line in score.deductions), Fraction())),
        points(sum((line.points for line in score.bonus), Fraction())),
        decimals(score.score),
        score.grade or "不排名",
    )


def _explained(told: Explanation) -> tuple[Block, ...]:
    return (
        _rows(f"（一）事项得分（{len(told.obligations)}项）", told.obligations),
        _rows(f"（二）扣分和加分（{len(told.adjustments)}项）", told.adjustments),
        Line("（三）计算过程"),
        *map(Line, told.sums),
        Line(_OBJECTION),
        Line(
            "单位意见：　　　　　　　　　　　　　　　　单位负责人（签字、盖章）：　　　　　　　　　　　　年　　月　　日"
        ),
    )


def _rows(caption: str, rows: Iterable[Row]) -> Table:
    columns = (
        Column("序号"),
        Column("事项", share=4),
        Column("规则和计算", share=7),
        Column("事实", share=4),
        Column("日期"),
        Column("分值"),
    )
    cells = tuple(
        (str(place), row.subject, row.rule, row.facts, day_or_empty(row.on) or "—", row.points or "—")
        for place, row in enumerate(rows, 1)
    )
    return Table(caption, columns, cells)
