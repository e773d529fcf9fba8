"""Commands about signed papers: signing drafts, the register, one paper with where it went, its sending and receipts, its bytes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.acts import AsJson, Day
from app.cli.words import By, CampaignName, On, say, say_json, say_table, someone

if TYPE_CHECKING:
    from tasks.registering import Registered

Key = Annotated[str, typer.Argument(metavar="文号", help="发文字号；无文号的写 登记N（见 duban papers）。")]


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "sign",
        help="签发由台账起草的文书（整改通知书、督办通知书、催办单、督查方案、工作总结）：编文号、落日期、留存原件，一次多件的全部签发或都不签发。"
        "已签发而内容未变的不作改动；有变化的写 --corrects 原文号，另发更正。督查通报用 duban publish。",
    )(sign)
    application.command("papers", help="发文登记：文号、文种、签发人、依据截至、指纹、更正何件、发送和签收。")(papers)
    application.command("paper", help="一份已签发的文件：登记内容、发送和签收；--out 取出签发时的原件。")(paper)


def sign(
    campaign: CampaignName,
    kind: Annotated[str, typer.Argument(metavar="文种", help="如 整改通知书；不在此签发的说明原因。")],
    key: Annotated[
        str, typer.Argument(metavar="编号", help="同 duban draft：问题编号、任务编号、督查批次，整改通知书可写月份。")
    ] = "",
    unit: Annotated[str | None, typer.Option("--unit", help="只签发给一个单位的。")] = None,
    number: Annotated[
        str | None, typer.Option("--number", help="发文字号，如 云教组办改〔2026〕4号；不写则按机关代字顺编。")
    ] = None,
    corrects: Annotated[
        str | None, typer.Option("--corrects", metavar="原文号", help="更正哪一件：另发新件，写明代替原件，原件不动。")
    ] = None,
    by: By = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Sign what a draft of that kind would be, in the name of a person with the right."""
    from tasks.drafting import Wanted
    from tasks.ledger import moment
    from tasks.registering import Registered, Signing
    from tasks.signing import sign as sign_drafts

    done = sign_drafts(campaign, Wanted(kind, key, unit), Signing(someone(by), moment(on), number), corrects)
    if as_json:
        say_json(
            [_plain(Registered(one.paper, ())) | {"signed_now": one.is_new, "file": str(one.file)} for one in done]
        )
        return
    for one in done:
        paper = one.paper
        corrected = f"，更正{paper.corrects}" if paper.corrects else ""
        say(
            f"{'已签发' if one.is_new else '此前已签发，未作改动'}：{paper.key}　{paper.title}（{paper.about}{corrected}）"
        )
        say(f"  原件：{one.file}")
    say("发送和签收的登记：duban paper 专项行动 文号 --send 单位 --means 方式；--received 单位 --person 签收人")


def papers(campaign: CampaignName, as_json: AsJson = False) -> None:
    """Print the register of papers in the order of signing."""
    from tasks.registering import register

    _, found = register(campaign)
    rows = [_plain(one) for one in found]
    if as_json:
        say_json(rows)
        return
    say_table(
        ("文号", "文种", "标题", "所涉", "版次", "签发人", "签发日", "依据截至", "更正", "发送", "签收", "指纹"),
        (
            (
                *(str(row[name]) for name in ("key", "kind", "title", "about", "version", "signed_by", "signed_on")),
                f"第{row['through']}条",
                row["corrects"] or "—",
                str(len(row["sent"])),
                str(sum(bool(one["received"]) for one in row["sent"])),
                row["sha256"][:12],
            )
            for row in rows
        ),
    )


def paper(
    campaign: CampaignName,
    key: Key,
    send: Annotated[
        str | None,
        typer.Option("--send", metavar="单位、…", help="登记发送：发往哪些单位或机关，可写分组或 全部单位。"),
    ] = None,
    means: Annotated[str | None, typer.Option("--means", help="发送方式，如 专人、机要、邮件。")] = None,
    received: Annotated[str | None, typer.Option("--received", metavar="单位", help="登记签收的单位。")] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="姓名或职务", help="签收人。")] = None,
    record: Annotated[bool, typer.Option("--record", help="由办公室代录签收（凭回执）。")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="把签发时的原件写到此处。")] = None,
    by: By = None,
    day: Day = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show one paper, after writing down its sending or a receipt where asked."""
    from tasks.registering import addressed, registered, take_out_paper

    _, found = registered(campaign, key)
    details: dict[str, Any] = {}
    if send:
        details = {"do": "send", "detail": {"to": addressed(campaign, send)} | ({"means": means} if means else {})}
    if received:
        details = {"do": "receive", "unit": received, "on_behalf_of": received if record else None}
        details["detail"] = {"person": person or ""}
    if details:
        _record(campaign, found.paper.key, details, (by, day, on))
        _, found = registered(campaign, key)
    if out:
        take_out_paper(found.paper.id, out)
    row = _plain(found)
    if as_json:
        say_json(row)
        return
    say(f"{row['key']}　{row['title']}（{row['kind']}，第{row['version']}版）")
    say(f"  {row['signed_by']} {row['signed_on']} 签发；依据截至第{row['through']}条（{row['made_at']}）")
    say(f"  指纹 {row['sha256']}", *([f"  更正 {row['corrects']}"] if row["corrects"] else []))
    say_table(
        ("发往", "发送日", "方式", "签收日", "签收人"),
        (tuple(str(one[name] or "—") for name in ("to", "sent", "means", "received", "person")) for one in row["sent"]),
    )


def _record(campaign: str, key: str, details: dict[str, Any], when: tuple[str | None, str | None, str | None]) -> None:
    from duban.life.act import Act
    from duban.life.kinds import checked_day
    from tasks.acting import do
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    by, day, on = when
    (found,) = chosen(campaign)
    now = moment(on)
    done = do(
        found.id, Act(0, checked_day(day) if day else now.date(), "paper", key, by=someone(by), **details), (), now
    )
    say(*(f"  - {line}" for line in done.followed))


def _plain(one: "Registered") -> dict[str, Any]:
    from duban.life.paper_kinds import PAPER_KINDS
    from tasks.ledger import local

    paper = one.paper
    return {
        "key": paper.key,
        "number": str(paper.number) if paper.number else None,
        "kind": PAPER_KINDS[paper.kind].title,
        "title": paper.title,
        "about": paper.about,
        "version": paper.version,
        "signed_by": paper.signed_by,
        "signed_on": local(paper.signed_at).date().isoformat(),
        "through": paper.through,
        "made_at": local(paper.made_at).isoformat(timespec="minutes"),
        "corrects": paper.corrects,
        "sha256": paper.sha256,
        "media_type": paper.media_type,
        "sent": [
            {
                "to": sent.to,
                "sent": sent.sent.isoformat(),
                "means": sent.means,
                "received": sent.received.isoformat() if sent.received else None,
                "person": sent.person,
            }
            for sent in one.sendings
        ],
    }
