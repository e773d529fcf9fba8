"""What may not, or should not, stand in a scoring scheme (考核办法自查).

Sources: 《整治形式主义为基层减负若干规定》 forbids leaders' notes, articles and experience papers as assessment content, and judging by
meetings, papers, photos and study notes; a bonus needs a basis.
"""

import re
from collections.abc import Iterator

from duban.plan import Doubt
from duban.rules.schemes import Item, Scheme

REFUSED = frozenset({"bonus-note", "bonus-article", "grade-order", "pace-order"})
"""The codes that make a scheme unfit for use; the others are warnings."""

_NOTE = re.compile(r"批示|圈阅|领导(签批|肯定)")
_ARTICLE = re.compile(r"刊发|刊登|刊载|发表|文章|稿件|投稿|信息采用|经验(材料|做法|交流|推广)|简报采用|媒体|报道|约稿")
_TRACE = re.compile(
    r"会议次数|召开.*会|开会|印发.*文|发文数|文件数|照片|图片|截图|视频|影像|笔记|学习记录|签到|打卡|转发|点赞|登录|在线时长"
    r"|台账.*(厚|齐全|规范)|留痕|信息(报送)?数量"
)


def lint(scheme: Scheme) -> tuple[Doubt, ...]:
    """Return what is wrong or doubtful in a scheme, in the order of its file; codes in REFUSED make it unfit for use."""
    return tuple(sorted(_doubts(scheme), key=lambda doubt: int(doubt.place[1:-1] or 0) if doubt.place else 0))


def bonus_doubt(basis: str, place: str = "") -> Doubt | None:
    """Return why a bonus with this name or basis is not allowed, None when nothing speaks against it.

    >>> bonus_doubt("获县委书记肯定性批示").code
    'bonus-note'
    """
    if _NOTE.search(basis):
        return Doubt("bonus-note", f"“{basis}”：领导批示不得作为加分内容", place)
    if _ARTICLE.search(basis):
        return Doubt("bonus-article", f"“{basis}”：刊发文章、信息采用、经验材料不得作为加分内容", place)
    return None


def _doubts(scheme: Scheme) -> Iterator[Doubt]:
    for item in scheme.bonus:
        found = bonus_doubt(f"{item.name} {item.basis}".strip(), _place(item.line))
        if found:
            yield found
        elif not item.basis:
            yield Doubt("bonus-without-basis", f"加分项“{item.name}”没有写明依据", _place(item.line))
    for item in (*scheme.bonus, *scheme.items):
        yield from _trace(item)
    for entry in scheme.entries:
        if entry.since is None or not entry.basis:
            yield Doubt("unsourced", f"参数“{entry.name}”没有写明起用日期 since 或依据 basis", _place(entry.line))
    yield from _orders(scheme)


def _trace(item: Item) -> Iterator[Doubt]:
    if _TRACE.search(item.name):
        yield Doubt("trace-item", f"“{item.name}”属于留痕类内容，应改为以实绩、数据或现场核查计分", _place(item.line))


def _orders(scheme: Scheme) -> Iterator[Doubt]:
    figures = scheme.parameters
    lines = {entry.name: entry.line for entry in scheme.entries}
    if not figures.grade_excellent > figures.grade_good > figures.grade_pass:
        named = min(
            (lines[name] for name in ("grade_excellent", "grade_good", "grade_pass") if name in lines), default=1
        )
        yield Doubt("grade-order", "等次线应依次降低：优秀、良好、合格", _place(named))
    if figures.pace_far < figures.pace_behind:
        named = min((lines[name] for name in ("pace_far", "pace_behind") if name in lines), default=1)
        yield Doubt("pace-order", "严重滞后的界限不应小于滞后的界限", _place(named))
    if scheme.blocks and sum(block.points for block in scheme.blocks) != 100:
        yield Doubt("block-sum", "各块分值合计不是100分", _place(scheme.blocks[0].line))


def _place(line: int) -> str:
    return f"第{line}行"
