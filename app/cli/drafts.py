"""The commands that write papers from the ledger: drafts for the office to read, change and sign, and a closed task's archive folder."""

from typing import Annotated

import typer

from app.cli.words import CampaignName, On, progress, say, say_json


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "draft", help="起草文书：按台账写出督查方案、整改通知书、工作总结等（.docx 和 .html），未知的留空，不编造。"
    )(draft)
    application.command(
        "archive",
        help="归档（一事一档）：把已办结的任务写成一个文件夹：归档目录、办理纪实、方案、已签发的文件、全部佐证，"
        "附校验清单 SHA256SUMS（可用 sha256sum -c 核对）。不含问题线索，不改动台账。",
    )(archive)


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


def archive(
    campaign: CampaignName,
    task: Annotated[str, typer.Argument(metavar="任务", help="已办结的任务编号，如 三/（一）；写错时列出可写的编号。")],
    on: On = None,
    as_json: Annotated[bool, typer.Option("--json", help="按 JSON 输出文件夹和写出的文件。")] = False,
) -> None:
    """Write a closed task's folder and print it."""
    from tasks.archiving import archive as write_archive
    from tasks.ledger import moment

    with progress("归档"):
        made = write_archive(campaign, task, moment(on).date())
    if as_json:
        say_json({"folder": str(made.folder), "files": [str(file) for file in made.files]})
        return
    say(f"已归档{len(made.files)}个文件：{made.folder}", "核对：在该文件夹内运行 sha256sum -c SHA256SUMS")
