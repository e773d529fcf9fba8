"""Commands about the office's mailbox: read the units' replies, show what waits for a person, settle it."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import WITH_DOUBTS, By, On, say, say_table, someone
from duban.errors import UsageError

STATES = {
    "fetched": "新到",
    "left": "暂取不下",
    "taken": "已入账",
    "words": "文字来信",
    "refused": "未能入账",
    "stranger": "非名录地址",
    "automatic": "自动邮件",
    "bounce": "退信报告",
    "repeat": "重复",
    "oversize": "过大",
    "quarantined": "已隔离",
    "failed": "待重读",
    "new": "待读",
}


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("fetch", help="收信：从收件邮箱读回单位回信，清单入账并答复回执；邮箱只读，不改动。")(fetch)
    application.command("inbox", help="查看待人工处理的来信和退信地址；用 --show 看一封，--settle 办结。")(inbox)


def fetch(on: On = None) -> None:
    """Read the mailbox; exit 1 when something of it waits for a person."""
    from models.received import inbox as waiting
    from tasks.fetching import fetch as fetch_new
    from tasks.ledger import moment, reading_sessions

    counts = fetch_new(moment(on).isoformat())
    say("来信：" + ("、".join(f"{STATES[name]} {count}" for name, count in counts.items()) or "没有新来信"))
    with reading_sessions().begin() as session:
        left = len(waiting(session))
    if left:
        say(f"待人工处理 {left} 件，用 duban inbox 查看。")
        raise typer.Exit(WITH_DOUBTS)


def inbox(
    everything: Annotated[bool, typer.Option("--all", help="列出全部来信。")] = False,
    show: Annotated[int | None, typer.Option("--show", metavar="编号", help="看一封来信的正文和处理情况。")] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="文件夹", help="与 --show 合用：存出原件（.eml）和附件。")
    ] = None,
    settle: Annotated[list[int] | None, typer.Option("--settle", metavar="编号", help="办结一封，可多次给出。")] = None,
    unmark: Annotated[str | None, typer.Option("--unmark", metavar="地址", help="去掉一个退信地址的标记。")] = None,
    by: By = None,
    on: On = None,
) -> None:
    """List what waits for a person, show or settle it."""
    if show is not None:
        _show(show, save)
    elif settle:
        _settle(settle, someone(by), on)
    elif unmark is not None:
        _unmark(unmark, someone(by))
    else:
        _list(everything)


def _list(everything: bool) -> None:
    from models.bounced import bounced_addresses
    from models.received import inbox as received
    from tasks.ledger import local, reading_sessions

    with reading_sessions().begin() as session:
        found, bounced = received(session, everything=everything), bounced_addresses(session)
    say_table(
        ("编号", "收到", "来自", "主题", "情况", "说明"),
        (
            (
                str(one.id), f"{local(one.arrived_at):%Y-%m-%d}", one.unit or one.sender, one.subject,
                STATES[one.state] + ("（待办）" if everything and one.open else ""), one.note.replace("\n", "；"),
            )
            for one in found
        ),
    )  # fmt: skip
    for address in bounced:
        say(f"退信地址：{address.address}　{local(address.bounced_at):%Y-%m-%d}　{address.reason}")


def _show(received_id: int, folder: Path | None) -> None:
    from duban.errors import InputRefused
    from models.received import content_of
    from models.received import inbox as received
    from tasks.intake import read_mail
    from tasks.ledger import local, reading_sessions
    from tasks.papers import put, safe_name

    with reading_sessions().begin() as session:
        content = content_of(session, received_id)
        one = next((each for each in received(session, everything=True) if each.id == received_id), None)
    if content is None or one is None:
        raise UsageError(f"没有编号为 {received_id} 的来信", remedy="用 duban inbox --all 查看")
    say(
        f"来自：{one.sender}　{one.unit or ''}", f"主题：{one.subject}", f"收到：{local(one.arrived_at):%Y-%m-%d %H:%M}"
    )
    say(f"情况：{STATES[one.state]}", *(line for line in one.note.split("\n") if line))
    try:
        says = read_mail(content)
    except InputRefused as refused:
        says = None
        say(f"无法读出：{refused}")
    if says:
        say(
            "",
            says.text or "（没有文字）",
            "",
            *(f"附件：{file.name}（{len(file.content)} 字节）" for file in says.files),
        )
    if folder is not None:
        put(folder / f"来信{received_id}.eml", content)
        for place, file in enumerate(says.files if says else (), 1):
            stem, dot, suffix = file.name.rpartition(".")
            put(
                folder
                / f"来信{received_id}_{place}_{safe_name(stem or suffix)}{dot}{safe_name(suffix) if dot else ''}",
                file.content,
            )
        say(f"已存入 {folder}")


def _settle(numbers: list[int], by: str, on: str | None) -> None:
    from models.received import settle
    from tasks.ledger import moment, sessions

    with sessions(by, "办结来信").begin() as session:
        done = settle(session, numbers, by, moment(on))
    if missing := sorted(set(numbers) - set(done)):
        raise UsageError(
            f"来信 {'、'.join(map(str, missing))} 不在待处理之列" + (f"，其余 {len(done)} 件已办结" if done else ""),
            remedy="用 duban inbox 查看",
        )
    say(f"来信 {'、'.join(map(str, done))} 已办结。")


def _unmark(address: str, by: str) -> None:
    from models.bounced import unmark
    from tasks.ledger import sessions

    with sessions(by, "去掉退信标记").begin() as session:
        if not unmark(session, address):
            raise UsageError(f"“{address}”没有退信标记", remedy="用 duban inbox 查看")
    say(f"{address} 的退信标记已去掉。")
