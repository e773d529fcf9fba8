"""Commands about facts: hand tasks out, write checklists, take answers back, record the office's decisions."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.burden import warn
from app.cli.words import REFUSED, WITH_DOUBTS, By, CampaignName, MonthName, On, say, say_doubts, someone


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("assign", help="交办：把尚未交办的任务交给各单位，写出当月任务清单，列出清单函待发。")(assign)
    application.command("checklists", help="写出各单位的任务清单（xlsx、docx、html）。")(checklists)
    application.command("take", help="收件：读回单位填好的任务清单。每个文件要么全部入账，要么一条不入。")(take)
    application.command("record", help="登记办公室的决定（批准、退回、准延、亮牌、加分等），从 YAML 文件读入。")(record)


def assign(campaign: CampaignName, on: On = None, by: By = None) -> None:
    """Assign what is not yet assigned and hand the checklists out."""
    from duban.months import Month
    from tasks.assigning import assign as assign_tasks
    from tasks.assigning import hand_out
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    (found,) = chosen(campaign)
    now = moment(on)
    month = str(Month.of(now.date()))
    count = assign_tasks(found.id, now.isoformat(), someone(by))
    files, letters = hand_out(found.id, month, now.isoformat())
    say(f"交办 {count} 项任务" if count else "没有新任务可交办")
    say(f"任务清单 {len(files)} 份：{_folder(files)}；待发清单函 {letters} 件。")
    warn(campaign, on)


def checklists(campaign: CampaignName, month: MonthName, on: On = None) -> None:
    """Write the checklists of a month."""
    from duban.months import Month
    from tasks.assigning import write_checklists
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    period = Month.parse(month)
    (found,) = chosen(campaign)
    files = write_checklists(found.id, period, moment(on).date())
    say(f"任务清单 {len(files)} 份：{_folder(files)}")


def take(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="单位发回的任务清单（xlsx）。")],
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
    file: Annotated[Path, typer.Argument(metavar="文件", help="YAML：facts 列表，字段见 docs/scenario.md。")],
    on: On = None,
    by: By = None,
) -> None:
    """Record facts from a file; exit 1 when the rules refuse some of them."""
    from duban.rules.scenario import read_facts
    from tasks.inspecting import chosen
    from tasks.intake import read_text
    from tasks.ledger import moment
    from tasks.taking import record as record_facts

    (found,) = chosen(campaign)
    facts = read_facts(read_text(file))
    refused = record_facts(found.id, facts, moment(on), someone(by))
    say(f"登记 {len(facts) - len(refused)} 条。")
    for item in refused:
        say(f"  - 未登记：{item.fact.on} {item.fact.task or ''} {item.fact.unit or ''} {item.fact.do}：{item.reason}")
    if refused:
        raise typer.Exit(WITH_DOUBTS)


def _folder(files: list[str]) -> str:
    return str(Path(files[0]).parent) if files else "—"
