"""What an audit entry changed, in Chinese: the tables by the office's names for what is in them. The entries live in duban.chain."""

import json
from typing import Any

TABLES = {
    "act": "行为",
    "appointment": "任职",
    "assignment": "交办对象",
    "attachment": "函件附件",
    "attempt": "投递记录",
    "bonus": "加分",
    "bounced_address": "退信地址",
    "calendar_day": "本单位日历",
    "campaign": "专项行动",
    "deduction": "扣分",
    "departed": "恢复前已送出",
    "due": "时限",
    "evidence": "佐证文件",
    "fact": "事实",
    "journal": "发送日志读取处",
    "letter": "函件",
    "mail": "邮件",
    "mailbox_place": "来信位置",
    "message": "邮件原文",
    "month": "月度结果",
    "named_unit": "方案所列单位",
    "obligation_line": "责任事项",
    "paper": "已签发文件",
    "post": "职务邮箱",
    "proof": "佐证",
    "received_message": "来信",
    "reminder_rung": "催办档",
    "returned_file": "回执",
    "score": "得分",
    "sending": "投递状态",
    "source_document": "方案文件",
    "step": "分项",
    "target": "目标",
    "task": "任务",
    "unit": "单位",
}
_VERBS = ("新增", "修改", "删除")


def name_of(table: str) -> str:
    """Return what the office calls the rows of a table, the table's own name where it has none."""
    return TABLES.get(table, table)


def campaigns_of(campaign: int | None, summary: str) -> tuple[int, ...]:
    """Return the campaigns an entry concerns."""
    return (campaign,) if campaign is not None else tuple(_read(summary).get("campaigns", ()))


def changes(summary: str) -> str:
    """Return what an entry changed as words, empty where its summary cannot be read.

    >>> changes('{"rows":{"fact":[3,0,0],"mail":[0,2,0]}}')
    '事实新增3，邮件修改2'
    """
    found = _read(summary)
    if "key" in found:
        return f"审计密钥指纹 {found['key'][:16]}"
    rows = "，".join(
        f"{name_of(table)}{verb}{count}"
        for table, counts in found.get("rows", {}).items()
        for verb, count in zip(_VERBS, counts, strict=True)
        if count
    )
    labels = "、".join(label[:32] for held in found.get("listed", {}).values() for _, _, label in held[:3])
    return f"{rows}（{labels}）" if labels else rows


def _read(summary: str) -> dict[str, Any]:
    try:
        found = json.loads(summary)
    except (TypeError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
