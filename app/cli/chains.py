"""Commands about who does what: the same duty in two lists, and the chain of responsibility."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.acts import AsJson, Day
from app.cli.words import WITH_DOUBTS, By, CampaignName, On, say, say_json, say_table, someone

if TYPE_CHECKING:
    from duban.life.chain_checks import Rolled
    from duban.life.chains import Chain, Link


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("links", help="同一事项：列出两个单位清单中疑为同一事项的任务及理由，由人确认后关联。")(links)
    application.command("chain", help="责任链条（四包、七长制）：谁负责何地、缺位与重复、结果汇总；--take 收链条表。")(
        chain
    )


def links(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List the pairs of tasks that seem to be one duty; nothing is linked."""
    from duban.life.assigned import ending
    from duban.life.linking import proposals
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.looking import history_at

    (found,) = chosen(campaign)
    history = history_at(found.id, moment(on).date())
    ended = frozenset(number for number in history.case.ledger.tasks if ending(history, number))
    listed = proposals(history.campaign, ended)
    if as_json:
        from dataclasses import asdict

        say_json([asdict(one) for one in listed])
        return
    if not listed:
        say("没有发现疑为同一事项的任务。")
    for one in listed:
        say(one.words(), f"    确认后：{one.command(str(found.id))}")


def chain(
    campaign: CampaignName,
    take: Annotated[Path | None, typer.Option("--take", help="收链条表（csv 或 xlsx）：全部入账，或一条不入。")] = None,
    place: Annotated[str | None, typer.Option("--place", help="某地由谁负责：逐级列出。")] = None,
    task: Annotated[str | None, typer.Option("--task", help="只汇总这项任务的结果。")] = None,
    check: Annotated[bool, typer.Option("--check", help="核对缺位、重复、断层；有问题时退出码为 1。")] = False,
    by: By = None,
    day: Day = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Show, check or fill the chain of responsibility."""
    from duban.life.chain_checks import faults, rolled_up
    from duban.life.chains import chain_of
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.looking import history_at

    (found,) = chosen(campaign)
    now = moment(on)
    if take:
        _take(found.id, take, someone(by), day, on)
    history = history_at(found.id, now.date())
    standing = chain_of(history.acts, now.date())
    if place:
        _say_place(standing, place, as_json)
    elif not check and not take:
        _say_chain(list(rolled_up(standing, task).values()), as_json)
    else:
        broken = faults(standing, history.campaign.register)
        if as_json:
            say_json([one._asdict() for one in broken])
        else:
            say(*([f"  - {one.sort}　{one}" for one in broken] or ["链条完整：每级每地各有一名责任人。"]))
        raise typer.Exit(WITH_DOUBTS if broken else 0)


def _take(campaign_id: int, file: Path, by: str, day: str | None, on: str | None) -> None:
    from duban.life.act import Act
    from duban.life.kinds import checked_day
    from tasks.chaining import take_links
    from tasks.ledger import moment

    now = moment(on)
    like = Act(0, checked_day(day) if day else now.date(), "chain", "", "list", by)
    taken = take_links(campaign_id, file, like, now)
    typer.echo(f"入账 {taken} 条。" if taken else "表中没有新内容，未作改动。", err=True)


def _say_place(standing: "Chain", place: str, as_json: bool) -> None:
    from duban.errors import UsageError
    from duban.life.chain_checks import holders_of

    found = holders_of(standing, place)
    if not found:
        raise UsageError(f"链条中没有“{place}”", remedy="用 duban chain 查看全部地点")
    if as_json:
        say_json({line: [_link_json(link) for link in links] for line, links in found.items()})
        return
    for line, links in found.items():
        say(line)
        say_table(("层级", "地点", "责任人", "职务", "职责"), (_link_row(link) for link in links))


def _say_chain(rolled: "list[Rolled]", as_json: bool) -> None:
    from duban.documents.wording import decimals

    if as_json:
        say_json(
            [
                _link_json(one.link)
                | {"done": one.done, "total": one.total, "mean": float(one.mean), "stuck": list(one.stuck)}
                for one in rolled
            ]
        )
        return
    say_table(
        ("条线", "层级", "地点", "责任人", "完成", "平均进度", "最慢处"),
        (
            (
                one.link.line,
                str(one.link.level),
                one.link.place,
                "、".join(held.holder for held in one.link.holders) or "—",
                f"{one.done}/{one.total}",
                f"{decimals(one.mean, 1)}%",
                "、".join(one.stuck[:5]) + ("等" if len(one.stuck) > 5 else "") or "—",
            )
            for one in rolled
        ),
    )


def _link_row(link: "Link") -> tuple[str, ...]:
    held = link.holders
    names = (
        "、".join(filter(None, (getattr(one, name) for one in held))) or "—" for name in ("holder", "post", "duty")
    )
    return str(link.level), link.place, *names


def _link_json(link: "Link") -> dict[str, object]:
    return {
        "key": link.key,
        "line": link.line,
        "level": link.level,
        "place": link.place,
        "upper": link.upper or None,
        "holders": [
            {
                "holder": one.holder,
                "post": one.post,
                "duty": one.duty,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "signed": one.signed.isoformat() if one.signed else None,
            }
            for one in link.holdings
        ],
    }
