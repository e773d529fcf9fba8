"""What a task lacks before it is handed out (交办前核对): one unit that leads, a deadline or rhythm. Proposals only; the office decides."""

from collections.abc import Iterator

from duban.plan import Doubt
from duban.rules.campaign import Campaign, CampaignTask
from duban.units import ROLES, strongest_roles


def assignment_doubts(campaign: Campaign) -> tuple[Doubt, ...]:
    """Return, in task order, the tasks that weigh and have no lead unit, several, or nothing that bounds them in time.

    A task with one responsible unit needs no lead named beside it. Where several share one, the first listed is proposed, as is
    common practice; the plan's own list stays as written.
    """
    return tuple(doubt for task in campaign.tasks if task.weight for doubt in _doubts(campaign, task))


def _doubts(campaign: Campaign, task: CampaignTask) -> Iterator[Doubt]:
    roles = strongest_roles(campaign.register, [(role, getattr(task, role)) for role in ROLES])
    leading = [unit for unit, role in roles.items() if role == ROLES[0]]
    sharing = [unit for unit, role in roles.items() if role == ROLES[1]]
    if len(leading) > 1:
        yield Doubt("several-leads", f"有{len(leading)}个牵头单位（{_some(leading)}），请用 lead 确定一个", task.number)
    elif not leading and len(sharing) > 1 and not _is_group(campaign, task):
        first = next((name for name in task.responsible if name in sharing), sharing[0])
        yield Doubt(
            "no-lead", f"{len(sharing)}个单位共同负责，未定牵头，建议由列首位的{first}牵头，请用 lead 确定", task.number
        )
    elif not roles:
        yield Doubt("no-unit", "没有承担单位，请先补充名录或改派", task.number)
    if not task.due and not any(step.due for step in task.steps):
        yield Doubt("no-deadline", "没有时限，不产生催办和考核节点，请在立项或修订方案时明确", task.number)


def _is_group(campaign: Campaign, task: CampaignTask) -> bool:
    """Return whether the units are the members of one group, each answering for its own place."""
    written = task.names(ROLES[1])
    return len(written) == 1 and campaign.register.named(written[0]) is None


def _some(names: list[str]) -> str:
    return "、".join(names[:4]) + ("等" if len(names) > 4 else "")
