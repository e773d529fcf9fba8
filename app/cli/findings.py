"""Commands about findings: the findings, the rectification ledger, what the standings propose. Clues of offences are never listed."""

from typing import Annotated

import typer

from app.cli.inspections import AsJson, OfUnit
from app.cli.words import CampaignName, On, say, say_json, say_table


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("findings", help="问题：来源、事实、现状、时限、超期，是否重复发生。")(findings)
    application.command("ledger", help="整改台账。")(ledger)
    application.command("proposals", help="亮牌和升级建议：由有权限的人采纳或不采纳（duban act … 建议 编号 采纳）。")(
        proposals
    )


def findings(
    campaign: CampaignName,
    unit: OfUnit = None,
    is_open: Annotated[bool, typer.Option("--open", help="只列尚未了结的。")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List the findings."""
    from duban.life.findings import findings as all_findings
    from duban.life.findings import repeats, told_of
    from duban.life.rectification import source_words
    from tasks.ledger import moment
    from tasks.overseeing import named_unit, oversee

    _, history = oversee(campaign, moment(on).date())
    every, named = all_findings(history), named_unit(history, unit)
    rows = [
        {
            "key": one.key,
            "unit": one.unit,
            "sort": one.sort,
            "facts": one.opening.told("facts"),
            "source": source_words(history, one, named),
            "basis": one.opening.basis,
            "standing": one.words(),
            "limit": one.limit.isoformat() if one.limit else None,
            "over": one.days_over(history.today, history.calendar),
            "returned": one.returned,
            "repeats": [other.key for other in repeats(every, one)],
            "open": one.is_open,
        }
        for one in told_of(every, named)
        if one.is_open or not is_open
    ]
    if as_json:
        say_json(rows)
        return
    headings = ("编号", "单位", "类别", "事实", "来源", "现状", "时限", "超期", "退回", "重复")
    names = ("key", "unit", "sort", "facts", "source", "standing", "limit", "over", "returned")
    say_table(
        headings,
        ((*(str(row[name] or "—") for name in names), "重复" if row["repeats"] else "—") for row in rows),
    )


def ledger(campaign: CampaignName, unit: OfUnit = None, on: On = None, as_json: AsJson = False) -> None:
    """Print the rectification ledger."""
    from duban.life.rectification import HEADINGS
    from duban.life.rectification import ledger as rows_of
    from tasks.ledger import moment
    from tasks.overseeing import named_unit, oversee

    _, history = oversee(campaign, moment(on).date())
    rows = rows_of(history, named_unit(history, unit))
    if as_json:
        say_json([row.as_json() for row in rows])
        return
    say_table(HEADINGS, (row.cells() for row in rows))


def proposals(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List what waits for somebody's decision."""
    from duban.life.proposals import open_proposals
    from duban.life.rights import RIGHTS
    from tasks.ledger import moment
    from tasks.overseeing import oversee

    _, history = oversee(campaign, moment(on).date())
    waiting = open_proposals(history)
    if as_json:
        say_json([one._asdict() | {"code": one.code, "right": one.right} for one in waiting])
        return
    say_table(
        ("编号", "建议", "单位", "任务", "节点", "依据的事实", "单位所述理由", "由谁决定"),
        (
            (
                one.code,
                one.level,
                one.unit,
                one.task or "—",
                one.node or "—",
                one.facts,
                one.told or "—",
                RIGHTS[one.right].title,
            )
            for one in waiting
        ),
    )
    if waiting:
        say(
            "以上均为建议，确认前不产生任何效力；采纳督办单时写明级别和时限的，随即列入督办；督办通知书、约谈由领导另行签发。"
        )
