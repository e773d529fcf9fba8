"""Commands about rules: try a scoring scheme on a scenario, print a year's calendar."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import WITH_DOUBTS, say, say_json


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("replay", help="试算：按一个情景文件算出各月的现状、得分、名次和函件，不动台账。")(replay)


def replay(
    file: Annotated[Path, typer.Argument(metavar="文件", help="情景文件（YAML），格式见 docs/scenario.md。")],
    as_json: Annotated[bool, typer.Option("--json", help="按约定的 JSON 格式输出。")] = False,
) -> None:
    """Run a scenario in memory through the code of the live cycle; exit 1 when facts were refused."""
    from tasks.intake import read_text

    from duban.documents.markdown import month_markdown
    from duban.rules.judgement import judge
    from duban.rules.printing import judgement_json
    from duban.rules.scenario import read_scenario

    scenario = read_scenario(read_text(file))
    judgement = judge(scenario.campaign, scenario.facts, scenario.months)
    if as_json:
        say_json(judgement_json(judgement, scenario.written))
        return
    for month, result in judgement.months.items():
        say(month_markdown(scenario.campaign, month, result))
    say(*(f"提示：{warning}" for warning in judgement.warnings))
    if judgement.refused:
        from duban.rules.facts import REASONS

        say(
            "不予采信的事实：",
            *(f"  - {item.fact.on} {item.fact.do}：{REASONS[item.reason]}" for item in judgement.refused),
        )
        raise typer.Exit(WITH_DOUBTS)
