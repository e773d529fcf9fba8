"""Commands about plans: read one, take it into the ledger, list the campaigns."""

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import WITH_DOUBTS, By, On, say, say_doubts, say_json, say_table, someone
from duban.errors import UsageError
from duban.plan import Due, PlannedTask
from duban.rules.parameters import read_number

PLAN_HELP = "方案文件：txt、html、docx、xlsx、pdf（doc、wps 需装 LibreOffice）。"


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("read", help="读方案，列出任务、单位、时限、目标和存疑之处；不入账。")(read)
    application.command("adopt", help="方案入账。同一文件再次入账不作改动；修订稿先列出差异，确认后采用。")(adopt)
    application.command("campaigns", help="列出台账中的专项行动。")(campaigns)


def read(
    file: Annotated[Path, typer.Argument(metavar="文件", help=PLAN_HELP)],
    as_json: Annotated[bool, typer.Option("--json", help="按约定的 JSON 格式输出。")] = False,
    review: Annotated[
        Path | None,
        typer.Option("--review", help="写出核对表（.xlsx、.docx 可改，.html 只看）：原文与读出的内容并列，存疑在前。"),
    ] = None,
) -> None:
    """Read a plan and print it; exit 0 once read, doubts or not."""
    from tasks.intake import read_document
    from tasks.reviewing import write_review

    document = read_document(file)
    plan = document.plan
    if review:
        say(f"核对表：{write_review(document, file.name, review)}")
        if review.suffix.lower() != ".html":
            say(f"改好后用 duban adopt --reviewed {review} 入账。")
        say_doubts(plan.doubts)
        return
    if as_json:
        say_json(plan.as_json())
        return
    issued = plan.issued_on.isoformat() if plan.issued_on else "—"
    say(
        plan.title or "（无标题）",
        f"发文字号：{plan.document_number or '—'}　发文机关：{plan.issuer or '—'}　成文日期：{issued}",
    )
    say_table(("编号", "任务", "责任领导", "牵头", "责任", "配合", "时限"), map(_row, plan.tasks))
    if plan.targets:
        say(
            "目标：",
            *(
                f"  - {t.metric or t.text} {t.op} {t.value}{t.unit}" + (f"（{t.by}）" if t.by else "")
                for t in plan.targets
            ),
        )
    say_doubts(plan.doubts)


def adopt(
    file: Annotated[Path | None, typer.Argument(metavar="文件", help=PLAN_HELP)] = None,
    reviewed: Annotated[
        Path | None, typer.Option("--reviewed", help="改好的核对表（xlsx 或 docx），代替方案文件。")
    ] = None,
    units: Annotated[
        Path | None, typer.Option("--units", help="名录文件（csv 或 xlsx）；没有则按方案中的单位名拟出草稿。")
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="专项行动名称（默认用方案标题）；修订稿请写原名称。")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="YYYY-MM-DD", help="开始日期（默认成文日期）。")
    ] = None,
    head: Annotated[str | None, typer.Option("--head", help="总负责领导的职务，如 县委书记。")] = None,
    weight: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="编号=权重", help="重点任务的权重（默认 1，套话任务 0），可多次。"),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="确认采用与台账的差异。")] = False,
    by: By = None,
    on: On = None,
) -> None:
    """Adopt a plan; exit 1 when doubts are left or a difference waits for a yes."""
    from tasks.adopting import Order, adopt_file
    from tasks.ledger import moment

    paper = reviewed or file
    if paper is None or (reviewed and file):
        raise UsageError("请指明一份方案文件，或用 --reviewed 指明改好的核对表", remedy="二者取一")
    order = Order(
        paper,
        units,
        moment(on),
        someone(by),
        title,
        _day(start),
        head,
        yes,
        reviewed is not None,
        _weights(weight or []),
    )
    adoption = adopt_file(order)
    say(adoption.sentence, *(f"  - {line}" for line in adoption.lines()))
    say_doubts(adoption.doubts)
    if any(doubt.code == "D212" for doubt in adoption.doubts):
        say("名录中没有的名称尚未交办；补充名录后用 --units 再次入账即可。")
    if adoption.outcome == "pending":
        say("核对无误后加 --yes 采用。")
    if adoption.outcome == "pending" or adoption.doubts:
        raise typer.Exit(WITH_DOUBTS)


def campaigns() -> None:
    """Print the campaigns of the ledger."""
    from tasks.inspecting import chosen

    say_table(
        ("编号", "名称", "开始", "总负责"), ((str(c.id), c.title, str(c.start), c.head or "—") for c in chosen(None))
    )


def _row(task: PlannedTask) -> tuple[str, ...]:
    dues: list[Due] = [*task.due, *(due for step in task.steps for due in step.due)]
    names = (task.leaders, task.lead_units, task.responsible_units, task.cooperating_units)
    return (
        task.number,
        task.title,
        *("、".join(column) or "—" for column in names),
        "；".join(d.text for d in dues) or "—",
    )


def _weights(given: list[str]) -> dict[str, Fraction]:
    found = {}
    for text in given:
        number, _, value = text.rpartition("=")
        weight = read_number(value)
        if not number or weight is None or weight < 0:
            raise UsageError(f"权重“{text}”无法识别", remedy="应写作 编号=权重，例如 三/（一）=3")
        found[number] = weight
    return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"日期“{text}”无法识别", remedy="应写作 YYYY-MM-DD，例如 2026-03-02") from error
