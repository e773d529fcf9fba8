"""Commands of the week and the month that ask units nothing: stock-take, review, report."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import CampaignName, MonthName, On, say, say_json, say_table

if TYPE_CHECKING:
    from fractions import Fraction

    from duban.life.decisions import Decision
    from duban.life.reviewing import Review
    from duban.life.stocktaking import StockTake


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("stocktake", help="周盘点：上次议定事项、本周变化、将到期、停滞事项和综合研判，全部取自台账。")(
        stocktake
    )
    application.command("review", help="月度评议：各单位得分、离散程度。")(review)
    application.command("report", help="月度报告：据已督查的月份写出给领导的专报送审稿。")(report)


def stocktake(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """Take stock as of a day against the week before, and write the paper."""
    from duban.documents.stocktake_paper import four_questions
    from duban.phrases import day_text
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.stocktaking import take_stock

    (found,) = chosen(campaign)
    taken = take_stock(found.id, moment(on).date())
    take = taken.take
    if as_json:
        say_json(_take_json(take) | {"file": str(taken.file)})
        return
    waiting = sum(one.is_open for one in take.decisions)
    say(f"{take.title}　周盘点　{day_text(take.since)}至{day_text(take.day)}")
    say(f"  上次议定事项 {len(take.decisions)} 项，未了 {waiting} 项；本周变化 {len(take.moved)} 项")
    say(f"  至{day_text(take.horizon)}到期 {len(take.due_soon)} 项；停滞 {len(take.stuck)} 项")
    say(*(f"{question}：{answer}" for question, answer in four_questions(take)))
    say(f"文件：{taken.file}")


def _take_json(take: "StockTake") -> dict[str, object]:
    from duban.rules.printing import line_json

    return {
        "campaign": take.title,
        "since": take.since.isoformat(),
        "day": take.day.isoformat(),
        "horizon": take.horizon.isoformat(),
        "counts": dict(take.counts),
        "on_track": None if take.on_track is None else float(take.on_track),
        "decisions": [_decision_json(one) for one in take.decisions],
        "decided": [
            {
                "on": act.on.isoformat(),
                "subject": act.subject,
                "key": act.key,
                "do": act.do,
                "unit": act.unit,
                "by": act.by,
            }
            for act in take.decided
        ],
        "moved": [
            {"before": line_json(one.before) if one.before else None, "now": line_json(one.now)} for one in take.moved
        ],
        "due_soon": [line_json(line) for line in take.due_soon],
        "stuck": [
            line_json(one.line) | {"since": one.since.isoformat(), "days": one.days, "leader": one.leader or None}
            for one in take.stuck
        ],
        "leaders": [
            {"leader": one.leader, "counted": one.counted, "done": one.done, "slow": one.slow, "due_soon": one.due_soon}
            for one in take.leaders
        ],
    }


def _decision_json(one: "Decision") -> dict[str, object]:
    return {
        "key": one.key,
        "on": one.on.isoformat(),
        "matter": one.matter,
        "due": one.due.isoformat(),
        "task": one.task or None,
        "unit": one.unit or None,
        "outcome": one.outcome or None,
    }


def report(
    campaign: CampaignName,
    month: MonthName,
    to: Annotated[str | None, typer.Option("--to", help="报送对象（默认总负责领导）。")] = None,
) -> None:
    """Write the draft of a month's report to the leader."""
    from duban.months import Month
    from tasks.inspecting import chosen
    from tasks.stocktaking import write_report

    (found,) = chosen(campaign)
    say(f"月度报告（送审稿）：{write_report(found.id, Month.parse(month), to or found.head or '')}")


def review(
    campaign: CampaignName,
    month: MonthName,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show the marks of a monthly review."""
    from duban.documents.wording import decimals
    from duban.errors import UsageError
    from duban.life.reviewing import review as review_of
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.looking import history_at

    (found,) = chosen(campaign)
    held = review_of(history_at(found.id, moment(on).date()), month)
    if held is None:
        raise UsageError(
            f"{month} 没有组织评议", remedy=f"先组织：duban act {found.id} 月度评议 - 组织评议 month={month} …"
        )
    if as_json:
        say_json(_review_json(held))
        return
    state = "已结束" if held.closed else "进行中"
    weight = f"，占{decimals(held.weight, 0)}%" if held.weight is not None else ""
    say(f"{month} 评议（{state}）：{held.method}{weight}")
    say_table(
        ("单位", "已评/应评", "得分", "极差", "折算分", "说明"),
        (
            (
                one.unit,
                f"{len(one.marks)}/{one.wanted}",
                decimals(one.mean),
                decimals(one.spread),
                decimals(one.part),
                "已去掉最高、最低各一" if one.trimmed else "—",
            )
            for one in held.units
        ),
    )


def _review_json(held: "Review") -> dict[str, object]:
    return {
        "month": held.key,
        "method": held.method,
        "closed": held.closed,
        "weight": None if held.weight is None else float(held.weight),
        "units": [
            {
                "unit": one.unit,
                "wanted": one.wanted,
                "marks": [float(mark) for mark in one.marks],
                "trimmed": one.trimmed,
            }
            | {name: _figure(getattr(one, name)) for name in ("mean", "spread", "part")}
            for one in held.units
        ],
    }


def _figure(value: "Fraction | None") -> float | None:
    return None if value is None else float(value)
