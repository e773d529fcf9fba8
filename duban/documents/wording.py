"""How values read in an official's Chinese: days, nodes, standings, figures, and text made safe for any paper.

Sentences of one paper live with that paper; here is only what several papers say alike.
"""

import re
from datetime import date
from fractions import Fraction
from typing import Literal

from duban.phrases import day_text as day_text
from duban.phrases import month_text as month_text
from duban.rules.campaign import CampaignTask
from duban.rules.printing import plain as without_idle_zeros
from duban.rules.scoring import round_half_up

STANDING_NAMES = {
    "done": "按时办结",
    "done_late": "逾期办结",
    "on_pace": "达到序时",
    "behind": "慢于序时",
    "far_behind": "严重滞后",
    "overdue": "逾期未结",
    "kept": "按期开展",
    "partly_kept": "部分开展",
    "not_kept": "未开展",
    "out": "本期不计",
}
Lamp = Literal["green", "blue", "yellow", "red", "none"]
LAMP_NAMES: dict[Lamp, str] = {"green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "red": "红灯", "none": "不亮灯"}
RULE_NAMES = {
    "report_late": "迟报进展",
    "report_missing": "未报进展",
    "returned": "申请办结被退回",
    "card_yellow": "黄牌",
    "card_red": "红牌",
    "bonus": "加分",
}
_PERIODS = {"P1D": "每日", "P7D": "每周", "P1M": "每月", "P3M": "每季度", "P6M": "每半年", "P1Y": "每年"}
# A day, or a month with the word for what happened in it behind.
_DATED = re.compile(r"(?<![\d-])(\d{4})-(0\d|1[0-2])(?:-([0-3]\d)(?![\d-])|(?=督查|月度))", re.ASCII)
# What XML cannot carry, controls, and marks that reorder or hide what a reader sees; line breaks stay.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


def plain(text: str) -> str:
    r"""Return the text without characters a paper cannot show: controls, direction marks, lone surrogates; line breaks stay.

    >>> plain("甲\x00乡\u202e<b>\n")
    '甲乡<b>\n'
    """
    return _UNSEEN.sub("", text.replace("\t", " "))


def bare(text: str) -> str:
    """Return a text by which words are compared: without white space, a hyphen that does not break as the hyphen an office saves it as.

    >>> bare("一 月\u2011二月")
    '一月-二月'
    """
    return "".join(text.split()).replace("\u2011", "-")


def in_words(text: str) -> str:
    """Return a sentence of the record with its days and months as papers write them.

    >>> in_words("拟延至2026-05-29，见2026-03督查")
    '拟延至2026年5月29日，见2026年3月督查'
    """
    return _DATED.sub(lambda found: f"{found[1]}年{int(found[2])}月" + (f"{int(found[3])}日" if found[3] else ""), text)


def node_text(task: CampaignTask, node: str | None, in_force: date | None) -> str:
    """Return a node (节点) in words: its day, with the granted day behind it, or its period and count.

    >>> from duban.plan import Due
    >>> task = CampaignTask("1", "走访", due=(Due("每季度2次", "recurring", every="P3M", times=2),))
    >>> node_text(task, "every:P3M", None), node_text(task, "2026-03-31", date(2026, 4, 15))
    ('每季度2次', '2026年3月31日（延至2026年4月15日）')
    """
    if node is None:
        return "未定节点"
    if node.startswith("every:"):
        every = node.removeprefix("every:")
        dues = [due for due in (*task.due, *(due for step in task.steps for due in step.due)) if due.every == every]
        return f"{_PERIODS.get(every, f'每{every}')}{dues[0].times or 1 if dues else 1}次"
    first = date.fromisoformat(node)
    return day_text(first) + (f"（延至{day_text(in_force)}）" if in_force and in_force != first else "")


def bracketed(text: str) -> str:
    """Return a text in brackets; brackets inside it give way to a comma.

    >>> bracketed("2026年3月31日（延至2026年4月15日）")
    '（2026年3月31日，延至2026年4月15日）'
    """
    return f"（{text.replace('（', '，').replace('）', '')}）"


def decimals(value: Fraction | None, places: int = 2) -> str:
    """Return an exact figure with that many decimals, half up; “—” where there is none.

    >>> decimals(Fraction(89505, 1000)), decimals(Fraction(-1, 8), 2), decimals(None)
    ('89.51', '-0.13', '—')
    """
    if value is None:
        return "—"
    scaled = int(round_half_up(value, places) * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def points(value: Fraction | None) -> str:
    """Return a figure without idle zeros, six decimals at most; “—” where there is none.

    >>> points(Fraction(1, 2)), points(Fraction(2)), points(Fraction(1, 3))
    ('0.5', '2', '0.333333')
    """
    return without_idle_zeros(value) or "—"
