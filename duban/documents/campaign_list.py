"""The campaign's whole list of tasks (任务清单) as a landscape working table: one row a task; boilerplate after a rule, unscored.

A unit's own list, with its obligations and its places to answer, is checklist's.
"""

from collections import defaultdict
from collections.abc import Iterable

from duban.documents.checklist import UNSCORED_RULE, Edition, content_words, targets_words, units_words
from duban.documents.figures import shares
from duban.documents.paper import Block, Column, Line, Paper, Table
from duban.documents.wording import STANDING_NAMES, day_text, month_text, node_text
from duban.rules.campaign import Campaign, CampaignTask
from duban.rules.result import ObligationLine

_COLUMNS = (
    Column("序号", 3, centred=True),
    Column("任务\n编号", 5, centred=True),
    Column("任务来源", 7),
    Column("任务内容", 18),
    Column("量化目标", 9),
    Column("责任领导", 6, centred=True),
    Column("角色及单位（牵头、责任、配合）", 15),
    Column("完成时限", 8, centred=True),
    Column("节点", 9),
    Column("进展", 11),
    Column("佐证", 5),
    Column("备注", 4),
)


def campaign_list(campaign: Campaign, edition: Edition, lines: Iterable[ObligationLine], issuer: str) -> Paper:
    """Return the whole list (任务清单) for an edition's month; `lines` are the obligations judged at the day of issue."""
    own: defaultdict[str, list[ObligationLine]] = defaultdict(list)
    for line in lines:
        own[line.task].append(line)
    blocks: list[Block] = [
        Line(f"编制单位：{issuer}　　　期次：{month_text(edition.month)}　　　版次：第{edition.version}版")
    ]
    serial = 0
    for caption, tasks in (
        ("", [task for task in campaign.tasks if task.weight]),
        (UNSCORED_RULE, [task for task in campaign.tasks if not task.weight]),
    ):
        if tasks or not caption:
            rows = tuple(_row(serial + place, task, edition, own[task.number]) for place, task in enumerate(tasks, 1))
            blocks.append(Table(caption, _COLUMNS, rows))
            serial += len(tasks)
    blocks.append(
        Line(f"{issuer}（盖章）　　　　　　　　　　　　负责人（签字）：　　　　　　　　　　　　　　年　　月　　日")
    )
    return Paper((campaign.title, "任务清单"), "", tuple(blocks), "", landscape=True, working=True)


def _row(serial: int, task: CampaignTask, edition: Edition, lines: list[ObligationLine]) -> tuple[str, ...]:
    dues = (due.text or (day_text(due.end) if due.end else "") for due in task.due)
    nodes = (node_text(task, line.node, None) for line in lines)
    return (
        str(serial),
        task.number,
        edition.source,
        content_words(task),
        "；".join(targets_words(task, edition.targets)),
        task.leader or "",
        units_words(task),
        "；".join(dict.fromkeys(dues)),
        "\n".join(dict.fromkeys(nodes)),
        _progress(lines),
        "",
        "",
    )


def _progress(lines: list[ObligationLine]) -> str:
    """Return how many obligations of the task stand where; those that do not count this month are left out."""
    return "，".join(f"{STANDING_NAMES[share.standing]}{share.number}项" for share in shares(lines))
