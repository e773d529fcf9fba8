"""Commands about rules: try a scheme on a scenario, check and use one, print a year's calendar and set the office's own days."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.words import REFUSED, WITH_DOUBTS, By, CampaignName, say, say_doubts, say_json, say_table, someone

if TYPE_CHECKING:
    from duban.rules.almanac import OfficeDays

DaysFile = Annotated[
    Path | None, typer.Option("--days", help="本单位的休息日、上班日（.toml 或 .csv），优先于国家公布的安排。")
]


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("replay", help="试算：按一个情景文件算出各月的现状、得分、名次和函件，不动台账。")(replay)
    application.command("calendar", help="打印一年的工作日历：休息日、调休上班日、本单位调整。")(calendar)
    rules = typer.Typer(name="rules", help="考核办法：取出默认办法、自查、用于某个专项行动。", no_args_is_help=True)
    rules.command("show", help="打印随附的考核办法，另存后即可修改（默认、分块）。")(show)
    rules.command("lint", help="自查一份考核办法：批示、刊稿加分不予采用，留痕类内容予以提示。")(lint)
    rules.command("use", help="把一份考核办法用于一个专项行动；已签发的月份不受影响。")(use)
    rules.command("days", help="设定一个专项行动的本单位休息日、上班日。")(days)
    application.add_typer(rules)


def replay(
    file: Annotated[Path, typer.Argument(metavar="文件", help="情景文件（YAML），格式见 docs/scenario.md。")],
    as_json: Annotated[bool, typer.Option("--json", help="按约定的 JSON 格式输出。")] = False,
) -> None:
    """Run a scenario in memory through the code of the live cycle; exit 1 when facts were refused (0 with --json)."""
    from duban.documents.markdown import month_markdown
    from duban.rules.facts import REASONS
    from duban.rules.judgement import judge
    from duban.rules.printing import judgement_json
    from duban.rules.scenario import read_scenario
    from tasks.intake import read_text

    scenario = read_scenario(read_text(file))
    judgement = judge(scenario.campaign, scenario.facts, scenario.months)
    if as_json:
        say_json(judgement_json(judgement, scenario.written))
        return
    for month, result in judgement.months.items():
        say(month_markdown(scenario.campaign, month, result))
    say(*(f"提示：{hint}" for hint in (*scenario.hints, *judgement.warnings)))
    if judgement.refused:
        say(
            "不予采信的事实：",
            *(f"  - {one.fact.on} {one.fact.do}：{REASONS[one.reason]}" for one in judgement.refused),
        )
        raise typer.Exit(WITH_DOUBTS)


def calendar(year: Annotated[int, typer.Argument(metavar="年", min=1900, max=2200)], days: DaysFile = None) -> None:
    """Print a year month by month, and every day that differs from Monday–Friday."""
    from duban.rules.almanac import OfficeDays, year_calendar

    found = year_calendar(year, _office_days(days) if days else OfficeDays())
    months = [[day for day in found.days if day.day.month == month] for month in range(1, 13)]
    say(f"{year}年工作日历")
    say_table(
        ("月", "工作日", "休息日"),
        (
            (f"{month}月", str(sum(d.works for d in own)), str(sum(not d.works for d in own)))
            for month, own in enumerate(months, 1)
        ),
    )
    weekdays = "一二三四五六日"
    say_table(
        ("日期", "星期", "安排", "说明"),
        ((str(d.day), weekdays[d.day.weekday()], "上班" if d.works else "休息", d.note) for d in found.special),
    )
    say(*(f"提示：{warning}" for warning in found.warnings))


def show(name: Annotated[str, typer.Argument(metavar="名称", help="默认 或 分块。")] = "默认") -> None:
    """Print a shipped scheme."""
    from duban.rules.schemes import shipped_text

    say(shipped_text(name).rstrip())


def lint(file: Annotated[Path, typer.Argument(metavar="文件", help="考核办法（TOML）。")]) -> None:
    """Check a scheme; exit 4 when it is unfit, 1 when there are warnings."""
    from duban.rules.linting import REFUSED as UNFIT
    from duban.rules.linting import lint as doubts_of
    from duban.rules.schemes import read_scheme
    from tasks.intake import read_text

    doubts = doubts_of(read_scheme(read_text(file)))
    say_doubts(doubts)
    unfit = any(doubt.code in UNFIT for doubt in doubts)
    say("不能采用：请先改正上列违反规定之处。" if unfit else "可以采用。")
    if doubts:
        raise typer.Exit(REFUSED if unfit else WITH_DOUBTS)


def use(
    campaign: CampaignName,
    file: Annotated[Path, typer.Argument(metavar="文件", help="考核办法（TOML）。")],
    by: By = None,
) -> None:
    """Use a scheme that passes the check."""
    from duban.errors import InputRefused
    from duban.rules.linting import REFUSED as UNFIT
    from duban.rules.linting import lint as doubts_of
    from duban.rules.schemes import read_scheme
    from tasks.inspecting import chosen
    from tasks.intake import read_text
    from tasks.ruling import use_scheme

    scheme = read_scheme(read_text(file))
    unfit = [str(doubt) for doubt in doubts_of(scheme) if doubt.code in UNFIT]
    if unfit:
        raise InputRefused(
            "考核办法不能采用：" + "；".join(unfit), where=file.name, remedy="先用 duban rules lint 自查并改正"
        )
    (found,) = chosen(campaign)
    use_scheme(found.id, scheme, someone(by))
    say(f"“{found.title}”自下次督查起按“{scheme.title}”考核。")


def days(
    campaign: CampaignName,
    file: Annotated[Path, typer.Argument(metavar="文件", help=".toml 或 .csv。")],
    by: By = None,
) -> None:
    """Set the office's own days."""
    from tasks.inspecting import chosen
    from tasks.ruling import use_days

    (found,) = chosen(campaign)
    own = _office_days(file)
    use_days(found.id, own, someone(by))
    say(f"“{found.title}”：本单位休息 {len(own.rest)} 天，上班 {len(own.work)} 天。")


def _office_days(file: Path) -> "OfficeDays":
    from duban.rules.almanac import read_office_days
    from tasks.intake import read_text

    return read_office_days(read_text(file), "toml" if file.suffix == ".toml" else "csv")
