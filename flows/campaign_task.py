"""One campaign task as a flow of its own (单项任务督查): it can be run, watched and retried alone."""

from tasks import engine
from tasks.inspecting import inspect_tasks


@engine.flow(run_name="{task} {title} · 责任领导 {leader} · 责任单位 {units} · 时限 {deadline} · 配合 {cooperating}")
def campaign_task(
    campaign_id: int,
    month: str,
    task: str,
    title: str = "",
    leader: str = "",
    units: str = "",
    deadline: str = "",
    cooperating: str = "",
) -> list[dict[str, str]]:
    """Return how every obligation of one task stands at the month's cut-off; the words after `task` name the run."""
    rows = inspect_tasks(campaign_id, month, [task])
    engine.show_table(
        "campaign-task",
        rows,
        f"{month} {task} {title}，责任领导 {leader}，时限 {deadline}，责任单位 {units}，配合 {cooperating}",
    )
    return rows
