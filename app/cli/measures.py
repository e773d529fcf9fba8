"""Commands about what is measured: recurring duties, cases with their clocks, indicators against targets."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import CampaignName, On, say_json, say_table

if TYPE_CHECKING:
    from duban.life.history import History
    from duban.life.indicators import Standing, Value
    from duban.life.recurring import Duty
    from duban.life.service import CaseLine, ServiceLevel


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("recurring", help="经常性任务：按开展日期列出每期开展几次、是否按期。")(recurring)
    application.command("cases", help="办件：每件的计时、是否按时，各单位按时办结率。")(cases)
    application.command("indicators", help="指标：截至某日的数值与目标，达标、未达标或无数据。")(indicators)


def recurring(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List recurring duties by period."""
    from duban.life.recurring import STATE_NAMES, duties

    history = _history(campaign, on)
    found = duties(history.case, history.today)
    if as_json:
        say_json([_duty_json(duty) for duty in found])
        return
    say_table(
        ("任务", "单位", "期间", "应开展", "已开展", "开展日期", "结果"),
        (
            (
                f"{duty.task} {duty.title}",
                duty.unit,
                f"{one.first} 至 {one.last}",
                str(one.wanted),
                str(len(one.days)),
                "、".join(map(str, one.days)) or "—",
                STATE_NAMES[one.state],
            )
            for duty in found
            for one in duty.periods
        ),
    )


def cases(
    campaign: CampaignName,
    every: Annotated[bool, typer.Option("--all", help="逐件列出，而不只是各单位的按时办结率。")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List how standing service levels are kept."""
    from duban.documents.wording import decimals
    from duban.life.service import cases_of, service_levels
    from tasks.ledger import moment

    history = _history(campaign, on)
    at = moment(on).replace(tzinfo=None) if on is None or "T" in on else datetime.combine(history.today, time(23, 59))
    logged = cases_of(history.campaign.tasks, history.acts, history.today)
    found = service_levels(history.case.ledger, logged.values(), at)
    if as_json:
        say_json([_level_json(level) for level in found])
    elif every:
        say_table(
            ("编号", "任务", "单位", "事项", "时限", "受理", "到期", "办结", "结果"),
            (_case_row(line) for level in found for line in level.lines),
        )
    else:
        say_table(
            ("任务", "单位", "时限", "办件", "已到期或办结", "按时办结", "按时办结率"),
            (
                (
                    level.task,
                    level.unit,
                    level.limit,
                    str(len(level.lines)),
                    str(level.settled),
                    str(level.kept),
                    f"{decimals(level.share, 1)}%" if level.share is not None else "—",
                )
                for level in found
            ),
        )


def indicators(campaign: CampaignName, on: On = None, as_json: AsJson = False) -> None:
    """List indicators against their targets."""
    from duban.documents.wording import points
    from duban.life.indicators import VERDICT_NAMES, standings
    from duban.life.measures import target_words

    history = _history(campaign, on)
    found = standings(history.targets, history.acts, history.today)
    if as_json:
        say_json([_standing_json(one, history.today) for one in found])
        return
    say_table(
        ("指标", "范围", "目标", "现值", "数据截至", "上报", "结果", "差额"),
        (
            (
                one.metric,
                one.scope or "全部",
                target_words(one.target),
                "—"
                if one.value is None
                else f"{points(one.value)}{one.target.unit}{f'（{one.note}）' if one.note else ''}",
                str(one.told.as_of) if one.told else "—",
                f"{one.told.of_unit}（{one.told.by}）" if one.told else "—",
                VERDICT_NAMES[one.verdict]
                + (
                    "（未到期）" if one.verdict == "not met" and one.target.by and not one.is_due(history.today) else ""
                ),
                points(one.short),
            )
            for one in found
        ),
    )


def _history(campaign: str, on: str | None) -> "History":
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.looking import history_at

    (found,) = chosen(campaign)
    return history_at(found.id, moment(on).date())


def _duty_json(duty: "Duty") -> dict[str, object]:
    return {
        "task": duty.task,
        "unit": duty.unit,
        "role": duty.role,
        "every": duty.every,
        "kept": duty.kept,
        "ended": duty.ended,
        "periods": [
            {"first": _day(one.first), "last": _day(one.last), "wanted": one.wanted, "state": one.state}
            | {"days": [_day(day) for day in one.days]}
            for one in duty.periods
        ],
    }


def _case_row(line: "CaseLine") -> tuple[str, ...]:
    case, due = line.case, line.reading.due
    late = f"（{line.reading.late}{'小时' if case.limit.hours else '个工作日'}）" if line.reading.late else ""
    pattern = "%Y-%m-%d %H:%M" if case.limit.hours else "%Y-%m-%d"
    return (
        case.key,
        case.task,
        case.unit,
        case.matter,
        case.limit.text,
        case.opened.strftime(pattern),
        due.strftime(pattern) if due else "停止计时",
        case.closed.strftime(pattern) if case.closed else "—",
        line.standing + late,
    )


def _level_json(level: "ServiceLevel") -> dict[str, object]:
    return {
        "task": level.task,
        "unit": level.unit,
        "limit": level.limit,
        "settled": level.settled,
        "kept": level.kept,
        "share": None if level.share is None else float(level.share),
        "cases": [
            {"key": line.case.key, "matter": line.case.matter, "standing": line.standing, "late": line.reading.late}
            | {
                "opened": line.case.opened.isoformat(),
                "due": line.reading.due.isoformat() if line.reading.due else None,
            }
            | {"closed": line.case.closed.isoformat() if line.case.closed else None}
            for line in level.lines
        ],
    }


def _standing_json(one: "Standing", day: date) -> dict[str, object]:
    return {
        "metric": one.metric,
        "scope": one.scope or None,
        "op": one.target.op,
        "target": one.target.value,
        "unit": one.target.unit,
        "by": _day(one.target.by),
        "due": one.is_due(day),
        "verdict": one.verdict,
        "value": None if one.value is None else float(one.value),
        "note": one.note or None,
        "told": _told_json(one.told) if one.told else None,
    }


def _told_json(told: "Value") -> dict[str, object]:
    return {
        "as_of": told.as_of.isoformat(),
        "by": told.by,
        "unit": told.of_unit,
        "source": told.source or None,
        "proofs": [{"name": proof.name, "sha256": proof.sha256} for proof in told.proofs],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
