"""Commands about the audit log: its head to copy, its entries to read, its check."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from app.cli.words import REFUSED, WITH_DOUBTS, say, say_json

if TYPE_CHECKING:
    from tasks.auditing import Shown

AsJson = Annotated[bool, typer.Option("--json", help="按 JSON 格式输出。")]


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    audit = typer.Typer(name="audit", help="审计记录：链头、核验、查阅。每次改动一条，环环相扣。", no_args_is_help=True)
    audit.command("head", help="打印审计链的链头（条数:校验码），可抄存、印发，供日后核对。")(head)
    audit.command("verify", help="核验审计记录和台账：改动、删除、调换、插入、截尾、重写都能查出。")(verify)
    audit.command("log", help="按次序列出审计记录：何时、何人、何事、改了什么。")(log)
    application.add_typer(audit)


def head(as_json: AsJson = False) -> None:
    """Print the chain's head."""
    from tasks.auditing import head as found_head

    found = found_head()
    if as_json:
        say_json({"length": found.length, "hash": found.hash})
        return
    say(str(found), found.line)


def verify(
    heads: Annotated[
        list[str] | None,
        typer.Option("--head", metavar="条数:校验码", help="通报、表格上印的链头，可多次。"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the log; exit 4 when it or the ledger was tampered with, 1 when only doubts are left."""
    from duban.chain import read_head
    from tasks.auditing import verify as check

    found = check([read_head(text) for text in heads or ()])
    if as_json:
        faults = [{"entry": fault.number, "what": fault.what, "doubt": fault.doubt} for fault in found.faults]
        result = {"length": found.head.length, "hash": found.head.hash, "tampered": found.tampered}
        say_json({**result, "count": found.total, "faults": faults})
    else:
        say(f"审计记录 {found.head.length} 条，链头 {found.head}")
        say(*(f"  - {'提示：' if fault.doubt else ''}{fault}" for fault in found.faults))
        if found.total > len(found.faults):
            say(f"  （另有 {found.total - len(found.faults)} 处从略）")
        say("发现改动，请保留现场并从备份核对。" if found.tampered else "审计记录与台账完整一致。")
    if found.faults:
        raise typer.Exit(REFUSED if found.tampered else WITH_DOUBTS)


def log(
    campaign: Annotated[str | None, typer.Option("--campaign", help="只列一个专项行动的。")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="只列此日（含）以后的。")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the entries as they are read, so that a long log fits any machine."""
    from tasks.auditing import log as shown
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    campaign_id = chosen(campaign)[0].id if campaign else None
    first = moment(since if "T" in since else f"{since}T00:00") if since else None
    entries = shown(campaign_id, first)
    if as_json:
        _say_array(entry._asdict() for entry in entries)
        return
    say("\t".join(("序号", "时间", "何人", "何事", "专项行动", "改动")))
    for entry in entries:
        campaign_words = "" if entry.campaign is None else str(entry.campaign)
        words = (str(entry.number), _local(entry), entry.actor, entry.action, campaign_words, entry.changes)
        say("\t".join(_one_line(word) for word in words))


def _say_array(values: Iterable[dict[str, Any]]) -> None:
    """Print a JSON array, each value as it comes."""
    before = "["
    for value in values:
        say(before + json.dumps(value, ensure_ascii=False))
        before = ","
    say("[]" if before == "[" else "]")


def _local(entry: "Shown") -> str:
    from tasks.settings import settings

    try:
        return datetime.fromisoformat(entry.at).astimezone(ZoneInfo(settings().zone)).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return entry.at


def _one_line(word: str) -> str:
    # A name with a line break or a terminal's control mark stays one harmless field (reliability S28).
    return "".join(mark if mark.isprintable() else "�" for mark in str(word))
