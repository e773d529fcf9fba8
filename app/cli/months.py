"""Commands about months: judge one, prove it, sign it, explain it."""

from typing import Annotated

import typer

from app.cli.burden import warn
from app.cli.words import WITH_DOUBTS, By, CampaignName, MonthName, On, progress, say, someone


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("month", help="办理一个月：督查、告知、考核、成文。再次办理没有新情况时不作改动。")(month)
    application.command("publish", help="签发：通报由负责人签发后定稿，此后不再改动，更正另成新版。")(publish)
    application.command("explain", help="逐条说明一个单位某月得分的由来。")(explain)


def month(
    campaign: CampaignName,
    month: MonthName,
    on: On = None,
    check: Annotated[bool, typer.Option("--check", help="只核对：按事实重新计算，与已存结果比较。")] = False,
) -> None:
    """Run the month's cycle, or recompute it."""
    from duban.months import Month
    from tasks.inspecting import chosen

    period = Month.parse(month)
    (found,) = chosen(campaign)
    if check:
        from tasks.scoring import check as differences

        lines = differences(found.id, period)
        say("重新计算与已存结果一致。" if not lines else "与已存结果不同：", *(f"  - {line}" for line in lines))
        raise typer.Exit(WITH_DOUBTS if lines else 0)
    from flows.monthly_cycle import monthly_cycle

    with progress("次月任务清单"):
        finished = monthly_cycle(str(found.id), month, on)
    for done in finished:
        say(f"{done['campaign']} {done['month']}：{OUTCOMES[str(done['outcome'])]}（第{done['version']}版）")
        say(
            f"  责任事项 {done['lines']} 条，待发告知函 {done['letters']} 件，文件 {done['papers']} 份：{done['folder']}"
        )
        if done["findings"]:
            say(f"  登记问题 {done['findings']} 个，见 duban findings")
        if done["refused"]:
            say(f"  台账中有 {done['refused']} 条事实按办法不予采信。")
        if done["warnings"]:
            say(f"  提示：{done['warnings']}")
    warn(campaign, on)


OUTCOMES = {
    "new": "已办理",
    "same": "没有新情况，结果未变",
    "redone": "按新情况重新办理（草稿）",
    "correction": "已签发的不动，更正稿另存",
}


def publish(
    campaign: CampaignName,
    month: MonthName,
    number: Annotated[
        str | None, typer.Option("--number", help="发文字号，如 云教组办通〔2026〕4号；不写则按机关代字顺编。")
    ] = None,
    by: By = None,
    on: On = None,
) -> None:
    """Sign a month's circular and write its final papers."""
    from duban.months import Month
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.publishing import publish as sign
    from tasks.writing import write

    (found,) = chosen(campaign)
    now = moment(on)
    signed = sign(found.id, Month.parse(month), someone(by), now, number)
    with progress("次月任务清单"):
        written = write(found.id, month, now.isoformat())
    say(f"{month} {'已签发' if signed else '此前已签发，未作改动'}：{written.folder}")
    if signed:
        say("印发各成员单位、抄送领导的函件已列待发。")
        from tasks.registering import register

        _, kept = register(str(found.id))
        say(f"  发文登记：{kept[-1].paper.key}，见 duban papers")


def explain(
    campaign: CampaignName,
    month: MonthName,
    unit: Annotated[str, typer.Option("--unit", help="单位名称。")],
) -> None:
    """Print one unit's score line by line."""
    from duban.months import Month
    from tasks.explaining import explain as lines_of
    from tasks.inspecting import chosen

    (found,) = chosen(campaign)
    say(*lines_of(found.id, Month.parse(month), unit).lines())
