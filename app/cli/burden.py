"""The burden meter (负担): what each unit is asked in a month, and the warning other commands give before they send."""

from typing import Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import CampaignName, On, say, say_json, say_table


def add_to(application: typer.Typer) -> None:
    """Add this command."""
    application.command("burden", help="负担：各单位一个月收函、要求反馈、待填格数，与上限比较。")(burden)


def burden(
    campaign: CampaignName,
    month: Annotated[str | None, typer.Argument(metavar="月份", help="写作 YYYY-MM（默认本月）。")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show what each unit is asked in a month."""
    from duban.life.burden import over
    from duban.months import Month
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.weighing import ceiling, loads_of

    (found,) = chosen(campaign)
    period = Month.parse(month) if month else Month.of(moment(on).date())
    most = ceiling()
    loads = loads_of(found.id, period)
    if as_json:
        say_json(
            {
                "campaign": found.title,
                "month": str(period),
                "ceiling": {"letters": most.letters, "reports": most.reports, "fields": most.fields},
                "units": [load._asdict() | {"over": list(over(load, most))} for load in loads],
            }
        )
        return
    say(
        f"{found.title}　{period}　上限：收函{most.letters}件、反馈{most.reports}项、待填{most.fields}格（0为不设，本系统拟定）"
    )
    say_table(
        ("单位", "收函", "要求反馈", "待填格数", "超过上限"),
        (
            (load.unit, str(load.letters), str(load.reports), str(load.fields), "、".join(over(load, most)) or "—")
            for load in loads
        ),
    )


def warn(campaign: str | None, on: str | None, *, sweeping: bool = False) -> None:
    """Print one line per campaign with units over the ceiling of this month; nothing where nobody is, the exit code unchanged.

    With `sweeping` the day's reminders are counted in before they are owed.
    """
    from duban.months import Month
    from tasks.ledger import moment
    from tasks.weighing import warnings

    now = moment(on)
    say(*warnings(Month.of(now.date()), campaign, now if sweeping else None))
