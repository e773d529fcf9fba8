"""Commands about cross-inspection: draw a round, draw it again, show its results."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import WITH_DOUBTS, By, CampaignName, On, say, say_json, say_table, someone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from fractions import Fraction

    from duban.life.act import Act
    from duban.life.cross_results import CrossResults


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "draw", help="交叉检查：--hold 抽签（种子入账，任何机器可复算），--verify 复算，否则列出分组和结果。"
    )(draw)


def draw(
    campaign: CampaignName,
    round_: Annotated[str | None, typer.Argument(metavar="轮次", help="抽签时可不写。")] = None,
    hold: Annotated[bool, typer.Option("--hold", help="抽签并入账，须主任或领导。")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="按种子复算，与入账结果比较；不同则退出码为 1。")] = False,
    seed: Annotated[str | None, typer.Option("--seed", help="抽签种子，如当众摇出的号码；不写则随机取一个。")] = None,
    units: Annotated[str | None, typer.Option("--units", help="受检单位或分组，用顿号分开。")] = None,
    teams: Annotated[
        str | None, typer.Option("--teams", help="检查组，如 甲乡+乙乡、丙乡+丁乡；不写则每单位一组。")
    ] = None,
    fixed: Annotated[str | None, typer.Option("--fixed", help="指定对象，如 甲乡→乙乡。")] = None,
    forbidden: Annotated[str | None, typer.Option("--forbidden", help="回避对象，如 甲乡→丙乡。")] = None,
    apart: Annotated[str | None, typer.Option("--apart", help="组内不互查的分组或类别。")] = None,
    together: Annotated[str | None, typer.Option("--together", help="只在组内互查的分组或类别。")] = None,
    line: Annotated[str | None, typer.Option("--line", help="从责任链条的这一条线抽取检查地点。")] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, help="每单位抽查的地点数。")] = None,
    own_weight: Annotated[str | None, typer.Option("--own-weight", help="自查得分占比（%），默认 50。")] = None,
    by: By = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Hold, verify or show a round of cross-inspection."""
    from tasks.drawing import hold as hold_round
    from tasks.drawing import verified
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    (found,) = chosen(campaign)
    now = moment(on)
    if hold:
        pairs = {"fixed": fixed, "forbidden": forbidden, "apart": apart, "together": together, "teams": teams}
        told = {"units": units or "", "line": line, "sample": str(sample or ""), "own_weight": own_weight, **pairs}
        asked = {"seed": seed or secrets.token_hex(8)} | {name: text for name, text in told.items() if text}
        _say_round(hold_round(found.id, _asked(found.id, asked, someone(by), now.date()), now).act, as_json)
        return
    key = round_ or "1"
    recorded, same = verified(found.id, key, now.date())
    if verify:
        say("按种子复算，与入账结果一致。" if same else "按种子复算，与入账结果不同：记录被改动过，或规则已变。")
        raise typer.Exit(0 if same else WITH_DOUBTS)
    _say_results(found.id, recorded, now.date(), as_json)


def _asked(campaign_id: int, told: dict[str, str], by: str, day: "date") -> "Act":
    """Return the draw asked for: groups expanded, and the places of the chain's line below each unit to sample from."""
    from duban.life.act import Act, split_names
    from duban.life.chain_checks import places_below
    from duban.life.chains import chain_of
    from duban.life.draw_words import places_words
    from tasks.looking import history_at

    history = history_at(campaign_id, day)
    expanded = {name: history.campaign.register.expand(name) for name in split_names(told.get("units", ""))}
    # A name nobody knows goes on as written: the draw's own guard names it.
    names = [unit for name, units in expanded.items() for unit in ([one.name for one in units] or [name])]
    detail = {name: text for name, text in told.items() if name != "line"} | {"units": "、".join(dict.fromkeys(names))}
    if told.get("line"):
        below = places_below(chain_of(history.acts, day), told["line"])
        detail["places"] = places_words({unit: below[unit] for unit in names if below.get(unit)})
    return Act(0, day, "draw", "", "hold", by, detail=detail)


def _say_round(act: "Act", as_json: bool) -> None:
    from duban.life.draw_words import places_in
    from duban.life.draws import team_pairs

    samples = places_in(act.told("samples")) or {}
    pairs = team_pairs(act)
    if as_json:
        say_json(
            {"round": act.key, "seed": act.told("seed"), "on": act.on.isoformat()}
            | {
                "pairs": [
                    {"team": list(team), "unit": unit, "places": list(samples.get(unit, ()))}
                    for unit, team in pairs.items()
                ]
            }
        )
        return
    say(f"第{act.key}轮　{act.on}　种子：{act.told('seed')}")
    say_table(
        ("检查组", "受检单位", "抽查地点"),
        (("、".join(team), unit, "、".join(samples.get(unit, ())) or "—") for unit, team in pairs.items()),
    )


def _say_results(campaign_id: int, recorded: "Act", day: "date", as_json: bool) -> None:
    from duban.documents.wording import decimals
    from duban.life.cross_results import OUTLIER_RULE, cross_results
    from duban.life.draws import sheet_of
    from tasks.looking import history_at

    history = history_at(campaign_id, day)
    found = cross_results(history, recorded.key)
    assert found is not None  # noqa: S101 - the round was found before it came here
    if as_json:
        say_json(_results_json(recorded, found, sheet_of(history, recorded.key)))
        return
    _say_round(recorded, as_json=False)
    own = decimals(found.own_weight, 0)
    say(f"得分（自查占{own}%）：")
    say_table(
        ("受检单位", "检查组", "自查", "检查", "合成", "尚缺"),
        (
            (one.unit, one.team, decimals(one.own), decimals(one.cross), decimals(one.merged), one.waits_for or "—")
            for one in found.scores
        ),
    )
    say(f"各组评分：平均{decimals(found.mean)}，极差{decimals(found.range)}（{OUTLIER_RULE}的标为偏离）")
    say_table(
        ("检查组", "家数", "均分", "与总均分之差", "偏离"),
        (
            (one.team, str(one.number), decimals(one.mean), decimals(one.shift), "偏离" if one.outlying else "—")
            for one in found.teams
        ),
    )


def _results_json(recorded: "Act", found: "CrossResults", sheet: "Mapping[str, Fraction]") -> dict[str, object]:
    return {
        "round": recorded.key,
        "seed": recorded.told("seed"),
        "own_weight": _figure(found.own_weight),
        "sheet": {item: _figure(points) for item, points in sheet.items()},
        "mean": _figure(found.mean),
        "range": _figure(found.range),
        "units": [
            {
                "unit": one.unit,
                "team": one.team,
                "own": _figure(one.own),
                "cross": _figure(one.cross),
                "merged": _figure(one.merged),
                "waits_for": one.waits_for or None,
            }
            for one in found.scores
        ],
        "teams": [
            {"team": one.team, "number": one.number, "outlying": one.outlying}
            | {"mean": _figure(one.mean), "shift": _figure(one.shift)}
            for one in found.teams
        ],
    }


def _figure(value: "Fraction | None") -> float | None:
    return None if value is None else float(value)
