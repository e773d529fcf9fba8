"""The command that drafts papers from the ledger: for the office to read, change and sign."""

from typing import Annotated

import typer

from app.cli.words import CampaignName, On, say, say_json


def add_to(application: typer.Typer) -> None:
    """Add this command."""
    application.command(
        "draft", help="起草文书：按台账写出督查方案、整改通知书、工作总结等（.docx 和 .html），未知的留空，不编造。"
    )(draft)


def draft(
    campaign: CampaignName,
    kind: Annotated[str, typer.Argument(metavar="文种", help="如 整改通知书、工作总结；写错时列出全部文种。")],
    key: Annotated[
        str, typer.Argument(metavar="编号", help="问题编号、督查批次、任务编号、条线或月份，随文种而定。")
    ] = "",
    unit: Annotated[str | None, typer.Option("--unit", help="只写一个单位的。")] = None,
    on: On = None,
    as_json: Annotated[bool, typer.Option("--json", help="按 JSON 输出写出的文件。")] = False,
) -> None:
    """Write the drafts of a kind of paper and print their files."""
    from tasks.drafting import Wanted
    from tasks.drafting import draft as write_drafts
    from tasks.ledger import moment

    files = [str(file) for file in write_drafts(campaign, Wanted(kind, key, unit), moment(on).date())]
    if as_json:
        say_json(files)
    else:
        say(*files)
