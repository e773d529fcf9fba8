"""The command about a unit's own parts of a task (分解任务)."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import CampaignName, On, say_json, say_table

if TYPE_CHECKING:
    from duban.life.part_state import PartResult


def add_to(application: typer.Typer) -> None:
    """Add this command."""
    application.command("parts", help="分解任务：各单位自己的分解项、时限、责任人，逐级汇总。")(parts)


def parts(
    campaign: CampaignName,
    task: Annotated[str | None, typer.Option("--task", help="只列这项任务。")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List the parts of tasks with their results rolled up."""
    from duban.documents.wording import decimals
    from duban.life.part_state import part_results, parts_of, walked
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.looking import history_at

    (found,) = chosen(campaign)
    today = moment(on).date()
    listed = list(walked(part_results(parts_of(history_at(found.id, today).acts, today), today, task)))
    if as_json:
        say_json([_part_json(depth, one) for depth, one in listed])
        return
    say_table(
        ("编号", "单位", "内容", "责任人", "时限", "完成", "平均进度", "逾期"),
        (
            (
                "　" * depth + one.part.key,
                one.part.unit,
                one.part.text,
                one.part.holder,
                str(one.part.due),
                f"{one.done}/{one.total}",
                f"{decimals(one.mean, 1)}%",
                "、".join(one.late) or "—",
            )
            for depth, one in listed
        ),
    )


def _part_json(depth: int, one: "PartResult") -> dict[str, object]:
    part = one.part
    return {
        "key": part.key,
        "depth": depth,
        "task": part.task,
        "unit": part.unit,
        "text": part.text,
        "place": part.place or None,
        "holder": part.holder,
        "due": part.due.isoformat(),
        "done": one.done,
        "total": one.total,
        "mean": float(one.mean),
        "late": list(one.late),
    }
