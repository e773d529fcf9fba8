"""Commands about inspections: the batches with their plans, and the calendar of visits to each unit."""

from typing import Annotated

import typer

from app.cli.words import CampaignName, On, say, say_json, say_table

AsJson = Annotated[bool, typer.Option("--json", help="按 JSON 输出。")]


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("batches", help="督查批次：方案、授权、督查组、底稿和结论送达情况。")(batches)
    application.command("visits", help="督查日历：各单位被督查的次数，重叠和频次提示，合并建议。")(visits)


def batches(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List the inspection batches."""
    from duban.life.batches import batches as all_batches
    from duban.life.batches import faults_of
    from tasks.ledger import moment
    from tasks.overseeing import oversee

    _, history = oversee(campaign, moment(on).date())
    rows = [
        {
            "key": batch.key,
            "title": batch.proposal.told("title"),
            "sort": batch.proposal.told("sort"),
            "methods": list(batch.proposal.names("methods")),
            "authority": batch.proposal.told("authority"),
            "paper": batch.proposal.told("paper"),
            "start": batch.start.isoformat(),
            "end": batch.end.isoformat(),
            "team": list(batch.team),
            "units": list(batch.units),
            "sheets": len(batch.sheets),
            "delivered": [act.unit for act in batch.conclusions],
            "standing": batch.standing(history.today),
            "faults": list(faults_of(batch)),
        }
        for batch in all_batches(history)
    ]
    if as_json:
        say_json(rows)
        return
    say_table(
        ("批次", "名称", "类型", "期间", "组长", "单位", "底稿", "已送达", "状态", "提示"),
        (
            (
                str(row["key"]),
                str(row["title"]),
                str(row["sort"]),
                f"{row['start']}至{row['end']}",
                batch.team[0],
                str(len(batch.units)),
                str(row["sheets"]),
                str(len(batch.conclusions)),
                str(row["standing"]),
                "；".join(faults_of(batch)) or "—",
            )
            for row, batch in zip(rows, all_batches(history), strict=True)
        ),
    )


def visits(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """Show how often each unit was and will be visited."""
    from duban.life.batches import merger_proposals, visit_calendar
    from tasks.ledger import moment
    from tasks.overseeing import oversee

    _, history = oversee(campaign, moment(on).date())
    units, mergers = visit_calendar(history), merger_proposals(history)
    if as_json:
        say_json(
            {
                "units": [
                    {
                        "unit": one.unit,
                        "batches": dict(one.by_batch),
                        "days90": one.quarter,
                        "year": one.year,
                        "planned": list(one.planned),
                        "warnings": list(one.warnings),
                    }
                    for one in units
                ],
                "mergers": [one._asdict() | {"units": list(one.units)} for one in mergers],
            }
        )
        return
    say_table(
        ("单位", "各批次次数", "90日内", "一年内", "待开展", "提示"),
        (
            (
                one.unit,
                "、".join(f"{key}{count}次" for key, count in one.by_batch) or "—",
                str(one.quarter),
                str(one.year),
                "、".join(one.planned) or "—",
                "；".join(one.warnings) or "—",
            )
            for one in units
        ),
    )
    for one in mergers:
        say(f"建议合并：{one.batch}与{one.other}，30日内都督查{'、'.join(one.units)}")
