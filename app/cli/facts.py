"""Commands about facts: hand tasks out, write checklists, take answers back, record the office's decisions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.burden import warn
from app.cli.words import REFUSED, WITH_DOUBTS, By, CampaignName, MonthName, On, progress, say, say_doubts, someone

if TYPE_CHECKING:
    from duban.life.act import Act


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("assign", help="交办：把尚未交办的任务交给各单位，写出当月任务清单，列出清单函待发。")(assign)
    application.command("checklists", help="写出各单位的任务清单（xlsx、docx、html）。")(checklists)
    application.command("take", help="收件：读回单位填好的任务清单。每个文件要么全部入账，要么一条不入。")(take)
    application.command("record", help="登记办公室的决定（批准、退回、准延、亮牌、加分等），从 YAML 文件读入。")(record)


def assign(campaign: CampaignName, on: On = None, by: By = None) -> None:
    """Assign what is not yet assigned and hand the checklists out; exit 1 when tasks lack a lead or a deadline."""
    from duban.months import Month
    from tasks.assigning import assign as assign_tasks
    from tasks.assigning import hand_out, unready
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    (found,) = chosen(campaign)
    now = moment(on)
    month = str(Month.of(now.date()))
    count = assign_tasks(found.id, now.isoformat(), someone(by))
    with progress("任务清单"):
        files, letters = hand_out(found.id, month, now.isoformat())
    say(f"交办 {count} 项任务" if count else "没有新任务可交办")
    say(f"任务清单 {len(files)} 份：{_folder(files)}；待发清单函 {letters} 件。")
    warn(campaign, on)
    if count and (doubts := unready(found.id)):
        say_doubts(doubts)
        raise typer.Exit(WITH_DOUBTS)


def checklists(campaign: CampaignName, month: MonthName, on: On = None) -> None:
    """Write the checklists of a month."""
    from duban.months import Month
    from tasks.assigning import write_checklists
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    period = Month.parse(month)
    (found,) = chosen(campaign)
    with progress("任务清单"):
        files = write_checklists(found.id, period, moment(on).date())
    say(f"任务清单 {len(files)} 份：{_folder(files)}")


def take(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="单位发回的任务清单（xlsx 或 docx）。")],
    on: On = None,
    by: By = None,
) -> None:
    """Take returned checklists; exit 4 when any was refused, 1 when doubts are left."""
    from tasks.ledger import moment
    from tasks.taking import take as take_one

    now = moment(on)
    received = [take_one(file, now, someone(by)) for file in files]
    for one in received:
        words = {"taken": f"入账 {one.facts} 条", "same": "此前已收过同一文件，无变化", "refused": "未收，一条未入账"}
        say(f"{one.path.name}　{one.unit}　{words[one.outcome]}", *(f"  - {fault}" for fault in one.faults))
        say_doubts(one.doubts)
    if any(one.outcome == "refused" for one in received):
        raise typer.Exit(REFUSED)
    if any(one.doubts for one in received):
        raise typer.Exit(WITH_DOUBTS)


def record(
    campaign: CampaignName,
    file: Annotated[
        Path,
        typer.Argument(metavar="文件", help="YAML：facts 列表或 acts 列表，写法见 docs/scenario.md、docs/acts.md。"),
    ],
    on: On = None,
    by: By = None,
) -> None:
    """Record facts, or acts with their files, from a file; exit 1 when the rules refuse some of them."""
    from duban.life.script import holds_acts, read_acts
    from duban.rules.scenario import read_facts
    from tasks.inspecting import chosen
    from tasks.intake import read_text
    from tasks.ledger import moment
    from tasks.taking import record as record_facts

    (found,) = chosen(campaign)
    text = read_text(file)
    if holds_acts(text):
        _record_acts(found.id, [(one.act, [file.parent / name for name in one.files]) for one in read_acts(text)], on)
        return
    facts = read_facts(text)
    refused = record_facts(found.id, facts, moment(on), someone(by))
    say(f"登记 {len(facts) - len(refused)} 条。")
    for item in refused:
        say(f"  - 未登记：{item.fact.on} {item.fact.task or ''} {item.fact.unit or ''} {item.fact.do}：{item.reason}")
    if refused:
        raise typer.Exit(WITH_DOUBTS)


def _record_acts(campaign_id: int, acts: "list[tuple[Act, list[Path]]]", on: str | None) -> None:
    """Record acts one by one, each judged by what those before it left; exit 1 when some are refused."""
    from tasks.acting import Refused, do
    from tasks.ledger import moment

    refused = []
    for act, files in acts:
        try:
            do(campaign_id, act, files, moment(on))
        except Refused as error:
            refused.append(str(error))
    say(f"登记 {len(acts) - len(refused)} 条。", *(f"  - 未登记：{line}" for line in refused))
    if refused:
        raise typer.Exit(WITH_DOUBTS)


def _folder(files: list[str]) -> str:
    return str(Path(files[0]).parent) if files else "—"
