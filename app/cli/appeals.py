"""Commands about appeals: what is appealed against, both clocks, who handles it."""

import typer

from app.cli.inspections import AsJson
from app.cli.words import CampaignName, On, say_json, say_table


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("appeals", help="复核申请：对象、理由、复核人、申请和决定的期限（条例第十七条）。")(appeals)


def appeals(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List the appeals."""
    from duban.life.appeals import appeals as all_appeals
    from duban.life.appeals import delivered_on, last_day
    from tasks.ledger import moment
    from tasks.overseeing import oversee

    _, history = oversee(campaign, moment(on).date())
    rows = []
    for one in all_appeals(history):
        delivered = delivered_on(history, one.filing)
        rows.append(
            {
                "key": one.key,
                "unit": one.unit,
                "finding": one.finding or None,
                "month": str(one.month) if one.month else None,
                "reason": one.filing.told("reason"),
                "delivered": delivered.isoformat() if delivered else None,
                "file_by": last_day(delivered, history.calendar).isoformat() if delivered else None,
                "filed": one.filing.on.isoformat(),
                "handler": one.handler or None,
                "decide_by": one.due(history.calendar).isoformat(),
                "overdue": one.is_overdue(history.today, history.calendar),
                "standing": one.standing(),
                "decided": one.decision.on.isoformat() if one.decision else None,
            }
        )
    if as_json:
        say_json(rows)
        return
    names = ("key", "unit", "reason", "delivered", "file_by", "filed", "handler", "decide_by", "standing", "decided")
    say_table(
        (
            "编号",
            "单位",
            "理由",
            "送达日",
            "申请期限",
            "申请日",
            "复核人",
            "决定期限",
            "状态",
            "决定日",
            "对象",
            "提示",
        ),
        (
            (
                *(str(row[name] or "—") for name in names),
                f"问题{row['finding']}" if row["finding"] else f"{row['month']}得分",
                "决定超期" if row["overdue"] else "—",
            )
            for row in rows
        ),
    )
