"""The commands that write papers from the ledger: drafts for the office to read, change and sign, and a closed task's archive folder."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.words import DONE, WITH_DOUBTS, CampaignName, On, progress, say, say_json

if TYPE_CHECKING:
    from tasks.archiving import Archive

CHECK = "核对：在该文件夹内运行 sha256sum -c SHA256SUMS"
LEFT = {"open": "未归档的任务", "lost": "因文件缺失未归档的任务"}


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "draft", help="起草文书：按台账写出督查方案、整改通知书、工作总结等（.docx 和 .html），未知的留空，不编造。"
    )(draft)
    application.command(
        "archive",
        help="归档（一事一档）：把已办结的任务各写成一个文件夹：归档目录、办理纪实、方案、已签发的文件、全部佐证，"
        "附校验清单 SHA256SUMS（可用 sha256sum -c 核对）。不写任务即全部归档，另写案卷目录和总的校验清单。不含问题线索，不改动台账。",
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
    task: Annotated[
        str, typer.Argument(metavar="任务", help="已办结的任务编号，如 三/（一）；不写即全部已办结的任务。")
    ] = "",
    on: On = None,
    as_json: Annotated[bool, typer.Option("--json", help="按 JSON 输出文件夹和写出的文件。")] = False,
) -> None:
    """Write the folder of a closed task, or of all of them, and print it; exit 1 where a task was left out for a lost file."""
    from tasks.archiving import archive as write_archive
    from tasks.archiving import archive_all, is_listed
    from tasks.ledger import moment

    day = moment(on).date()
    if not task:
        with progress("归档"):
            whole = archive_all(campaign, day)
        _say_whole(whole, as_json=as_json)
        raise typer.Exit(WITH_DOUBTS if whole.lost else DONE)
    with progress("归档"):
        made = write_archive(campaign, task, day)
    if as_json:
        say_json({"folder": str(made.folder), "files": [str(file) for file in made.files]})
        return
    say(f"已归档{len(made.files)}个文件：{made.folder}", CHECK)
    if not is_listed(made):
        say("上一级的案卷目录和 SHA256SUMS 已不是最新，请再不写任务归档一次。")


def _say_whole(whole: "Archive", *, as_json: bool) -> None:
    if as_json:
        tasks = [
            {"task": number, "folder": str(one.folder), "files": len(one.files)} for number, one in whole.tasks.items()
        ]
        left = {name: [{"task": number, "why": why} for number, why in getattr(whole, name).items()] for name in LEFT}
        say_json({"folder": str(whole.folder), "written": whole.written, "tasks": tasks} | left)
        return
    change = f"本次写出{whole.written}个文件" if whole.written else "与上次相同，没有变化"
    say(f"已归档{len(whole.tasks)}卷（{change}）：{whole.folder}", CHECK)
    for name, words in LEFT.items():
        left = getattr(whole, name)
        if left:
            say(f"{words}{len(left)}项：", *(f"  - {number}：{why}" for number, why in left.items()))
