"""A table of links (责任链条表) to acts, with every fault of the table at once. Bytes are duban.reading's."""

from collections.abc import Mapping
from dataclasses import replace

from duban.errors import InputRefused
from duban.life.act import Act
from duban.life.chain_kinds import CHAIN_KINDS
from duban.life.chains import Chain, key_of
from duban.reading.register import rows_of
from duban.reading.source import Source

COLUMNS = {
    "条线": "line",
    "层级": "level",
    "地点": "place",
    "上级地点": "upper",
    "职务": "post",
    "责任人": "holder",
    "职责": "duty",
    "起始日期": "since",
}
"""The columns of a table by their headings; 条线, 层级 and 地点 must be there."""
_NEEDED = ("条线", "层级", "地点")


def acts_from(source: Source, chain: Chain, like: Act) -> tuple[Act, ...]:
    """Return the acts a table of links stands for, all of them; `chain` is what was listed before and takes them in.

    `like` gives day, person and first order. A row lists a place, with its holder where one stands there; a further row of the same
    place adds a holder; a row that says nothing new is passed over. InputRefused E130 without a heading row, E131 with all
    faults and their rows, nothing of the table being taken.
    """
    headings: tuple[str, ...] = ()
    acts: list[Act] = []
    faults: list[str] = []
    for place, cells in rows_of(source):
        if not headings:
            headings = cells if set(_NEEDED) <= set(cells) else ()
            faults += [f"{place}有未知的列“{name}”" for name in headings if name and name not in COLUMNS]
            continue
        if not any(cells):
            continue
        act = _act(dict(zip(headings, cells, strict=False)), chain, replace(like, order=like.order + len(acts)))
        if act is None:
            continue
        found = [*CHAIN_KINDS[act.do].faults(act)] or [str(why) for why in [chain.refusal(act)] if why]
        faults += [f"{place}{fault}" for fault in found]
        if not found:
            chain.take(act)
            acts.append(act)
    if not headings:
        raise InputRefused(
            "没有找到责任链条表的表头",
            code="E130",
            remedy=f"表头应有：{'、'.join(COLUMNS)}（至少 {'、'.join(_NEEDED)}）",
        )
    if faults:
        raise InputRefused(
            f"责任链条表有 {len(faults)} 处错误：{'；'.join(faults)}",
            code="E131",
            remedy="请逐处改正后重新提交，本次一条未入账",
        )
    return tuple(acts)


def _act(cells: Mapping[str, str], chain: Chain, like: Act) -> Act | None:
    told = {name: cells[heading] for heading, name in COLUMNS.items() if cells.get(heading)}
    key = key_of(told.get("line", ""), told.get("place", ""))
    known = chain.links.get(key)
    if known is None or known.dropped or not _same_place(told, known.upper, known.level):
        return replace(like, key=key, do="list", detail=told)
    holder = told.get("holder", "")
    if not holder or any(one.holder == holder for one in known.holders):
        return None
    return replace(
        like,
        key=key,
        do="hold",
        detail={name: told[name] for name in ("holder", "post", "duty", "since") if name in told},
    )


def _same_place(told: Mapping[str, str], upper: str, level: int) -> bool:
    return told.get("upper", "") == upper and told.get("level") == str(level)
